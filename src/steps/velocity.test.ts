import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder, tinySeries } from '../../test/support/tiny-series.ts';
import { closePool } from '../compute/pool.ts';
import { openProject } from '../config/index.ts';
import { quietContext } from '../core/context.ts';
import { Plan } from './plan.ts';
import { run } from './velocity.ts';

afterAll(closePool);

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
  const facts = {
    attributes: { PLATFORM: 'Sen' },
    isGeocoded: false,
    hasInterferograms: true,
    pairs: [],
    geometry: 'inputs/geometryRadar.h5',
    lookup: undefined,
  };
  await run(new Plan(openProject({ workDir, customFile }), facts), quietContext({ log }));
  expect(existsSync(join(workDir, 'velocity.h5'))).toBe(true);
  expect(existsSync(join(workDir, 'velocityERA5.h5'))).toBe(false);
  expect(warnings).toEqual([
    expect.stringMatching(/^velocityERA5\.h5 is not made: 1 of the 1 dates of .*ERA5\.h5/),
  ]);
});
