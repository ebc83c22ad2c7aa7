import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TINY, temporaryFolder, tinySeries, valuesOf } from '../../test/support/tiny-series.ts';
import { closePool } from '../compute/pool.ts';
import { openProject } from '../config/index.ts';
import { quietContext } from '../core/context.ts';
import { Plan } from './plan.ts';
import { RunRecord } from './record.ts';
import { STEPS } from './registry.ts';
import { run } from './velocity.ts';

afterAll(closePool);

const facts = {
  attributes: { PLATFORM: 'Sen' },
  isGeocoded: false,
  hasInterferograms: true,
  pairs: [],
  geometry: 'inputs/geometryRadar.h5',
  lookup: undefined,
};

test('a delay of one date has no velocity, and the displacement has one all the same', async () => {
  const workDir = temporaryFolder();
  const dates = ['20200101', '20200113', '20200125'];
  const customFile = join(workDir, 'custom.cfg');
  writeFileSync(
    customFile,
    'mintpy.troposphericDelay.method = pyaps\nmintpy.topographicResidual = no\nmintpy.deramp = no\n',
  );
  mkdirSync(join(workDir, 'inputs'), { recursive: true });
  const at = { attributes: { REF_Y: '1', REF_X: '2', PLATFORM: 'Sen' } };
  await tinySeries(join(workDir, 'timeseries_ERA5.h5'), dates, (k, y) => k * y, at);
  await tinySeries(join(workDir, 'inputs/ERA5.h5'), dates.slice(0, 1), () => 0.01);
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) };
  await run(new Plan(openProject({ workDir, customFile }), facts), quietContext({ log }));
  expect(existsSync(join(workDir, 'velocity.h5'))).toBe(true);
  expect(existsSync(join(workDir, 'velocityERA5.h5'))).toBe(false);
  expect(warnings).toEqual([
    expect.stringMatching(/^velocityERA5\.h5 is not made: 1 of the 1 dates of .*ERA5\.h5/),
  ]);
});

test('earthquakes that are listed for a station become steps beside those that are typed', async () => {
  const workDir = temporaryFolder();
  const dates = ['20200101', '20200113', '20200125', '20200206', '20200218', '20200301'];
  const customFile = join(workDir, 'custom.cfg');
  writeFileSync(
    customFile,
    `mintpy.timeFunc.stepDate = 20200210
mintpy.timeFunc.quakeSite = p123
mintpy.troposphericDelay.method = no
mintpy.topographicResidual = no
mintpy.deramp = no
`,
  );
  // What is in the work directory is not fetched.
  writeFileSync(
    join(workDir, 'steps.txt'),
    'P123  20JAN03  1  Antenna_Changed\nP123  20JAN20  2   162.181    23.4  6.02  nc72282711\n',
  );
  const at = { attributes: { REF_Y: '0', REF_X: '2', REF_DATE: dates[0], PLATFORM: 'Sen' } };
  const offset = (k: number) => (k > 1 ? 0.05 : 0) + (k > 3 ? 0.02 : 0);
  await tinySeries(join(workDir, 'timeseries.h5'), dates, (k, y) => 0.001 * k + y * offset(k), at);
  await run(new Plan(openProject({ workDir, customFile }), facts), quietContext());
  const velocity = join(workDir, 'velocity.h5');
  expect((await valuesOf(velocity, 'step20200120'))[2 * TINY.width]).toBeCloseTo(0.1, 5);
  expect((await valuesOf(velocity, 'step20200210'))[2 * TINY.width]).toBeCloseTo(0.04, 5);
});

test('a list of earthquakes that was replaced makes the velocity stale', () => {
  const workDir = temporaryFolder();
  const customFile = join(workDir, 'custom.cfg');
  const [station, own] = [join(workDir, 'steps.txt'), join(workDir, 'quakes.csv')];
  const lines = ['mintpy.timeFunc.quakeSite = P123', 'mintpy.timeFunc.quakeFile = quakes.csv'];
  writeFileSync(customFile, lines.join('\n'));
  const plan = new Plan(openProject({ workDir, customFile }), facts);
  const step = STEPS.find(({ name }) => name === 'velocity')!;
  const reason = () => new RunRecord(plan).staleness(step, plan)?.reason;
  const record = new RunRecord(plan);
  record.begin(step, plan);
  // It is fetched while the step runs.
  writeFileSync(station, 'P123  20JAN20  2   162.181    23.4  6.02  nc72282711\n');
  writeFileSync(own, '20200120,35.7,-117.5,6.4\n');
  writeFileSync(join(workDir, 'velocity.h5'), 'made');
  record.finish(step, plan, undefined);
  expect(reason()).toBeUndefined();
  writeFileSync(station, 'P123  20FEB20  2   162.181    23.4  6.02  nc72282711, and more\n');
  expect(reason()).toBe('steps.txt is new');
  record.finish(step, plan, undefined);
  writeFileSync(own, '20200120,35.7,-117.5,6.4\n20200219,35.7,-117.5,7.1\n');
  expect(reason()).toBe('quakes.csv is new');
});
