import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { openProject } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { readLoadedFacts } from '../loaded-facts.ts';
import { Plan } from '../plan.ts';
import type { StepOutcome } from '../run-workflow.ts';
import { workflowSummary } from '../summary/summary.ts';
import { drawFigures } from './figures.ts';

const ramp = tinyGrid((y, x) => 0.001 * (y + x));
const dates = ['20200101', '20200113', '20200125', '20200206'];

/** A work directory with results of every kind that figures are made of. */
async function workDirectory(): Promise<Plan> {
  const workDir = temporaryFolder();
  const path = (name: string) => join(workDir, name);
  mkdirSync(path('inputs'));
  mkdirSync(path('geo'));
  writeFileSync(path('smallbaselineApp.cfg'), 'mintpy.plot.dpi = 30\n');
  await tinyStack(
    path('inputs/ifgramStack.h5'),
    { unwrapPhase: (k, y) => k + y, coherence: () => 0.5 },
    {
      kept: [1, 1, 0, 1],
      attributes: { ORBIT_DIRECTION: 'DESCENDING', REF_Y: '1', REF_X: '2' },
    },
  );
  await tinyRasters(path('inputs/geometryRadar.h5'), { height: ramp, latitude: ramp, longitude: ramp });
  await tinySeries(path('timeseries.h5'), dates, (k, y) => 0.01 * k * y);
  await tinyRasters(path('velocity.h5'), { velocity: ramp, velocityStd: ramp }, { UNIT: 'm/year' });
  await tinyRasters(path('maskTempCoh.h5'), { mask: tinyGrid((y) => (y > 0 ? 1 : 0)) });
  await tinyRasters(path('temporalCoherence.h5'), { temporalCoherence: tinyGrid(() => 0.4) });
  await tinyRasters(path('numTriNonzeroIntAmbiguity.h5'), { mask: tinyGrid((_y, x) => x) });
  writeFileSync(path('reference_date.txt'), '20200101\n');
  const project = openProject({ workDir, customFile: null });
  return new Plan(project, await readLoadedFacts(workDir, { optional: false }));
}

const namesOf = (files: readonly string[]) => files.map((file) => basename(file));

test('every result is drawn into pic/ once, and again when its data are new', async () => {
  const plan = await workDirectory();
  const context = quietContext();
  const files = namesOf(await drawFigures(plan, context));
  expect(files).toEqual([
    'velocity.png',
    'velocity_parameters.png',
    'temporalCoherence.png',
    'maskTempCoh.png',
    'geometryRadar.png',
    'unwrapPhase_wrap.png',
    'unwrapPhase.png',
    'coherence.png',
    'timeseries_wrap10.png',
    'numTriNonzeroIntAmbiguity.png',
    'pbaseHistory.pdf',
    'network.pdf',
  ]);
  for (const name of files) expect(existsSync(plan.path(join('pic', name))), name).toBe(true);
  expect(existsSync(plan.path('pic/reference_date.txt'))).toBe(true);
  const said: string[] = [];
  const log = { ...context.log, info: (line: string) => said.push(line) };
  await drawFigures(plan, { ...context, log });
  expect(said[0]).toContain('0 drawn, 12 up to date');
  await new Promise((wake) => setTimeout(wake, 20));
  await tinyRasters(plan.path('temporalCoherence.h5'), { temporalCoherence: ramp });
  await drawFigures(plan, { ...context, log });
  expect(said[1]).toContain('1 drawn, 11 up to date');
});

test('a figure that cannot be drawn is a warning that names it', async () => {
  const plan = await workDirectory();
  writeFileSync(plan.path('temporalCoherence.h5'), 'not HDF5');
  const warnings: string[] = [];
  const context = quietContext();
  const log = { ...context.log, warn: (line: string) => warnings.push(line) };
  const files = namesOf(await drawFigures(plan, { ...context, log }));
  expect(files).toContain('velocity.png');
  expect(files).not.toContain('temporalCoherence.png');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('no figure of temporalCoherence.h5');
});

const done = (name: string, seconds = 2): StepOutcome => ({ name, outcome: 'done', seconds });

test('the summary of a run tells network, reference, reliability, velocity and what to type next', async () => {
  const plan = await workDirectory();
  const steps = [
    'load_data',
    'modify_network',
    'reference_point',
    'quick_overview',
    'invert_network',
    'velocity',
  ];
  const outcomes = [
    ...steps.map((name) => done(name)),
    { ...done('geocode', 0), outcome: 'skipped' as const },
  ];
  const text = (await workflowSummary({ plan, outcomes, figures: ['a.png'] })).join('\n');
  expect(text).toContain('5 x 7 pixels, radar coordinates, descending orbit');
  expect(text).toContain('4, 2020-01-01 to 2020-02-06');
  expect(text).toContain('3 in use, 1 dropped');
  expect(text).toContain('pixel y 1, x 2, date 2020-01-01');
  expect(text).toContain('80 % of the scene');
  expect(text).toMatch(/2\.00 to 9\.00 mm\/year/);
  expect(text).toContain('6 done, 1 skipped (geocode)');
  expect(text).toContain('temporal coherence of 0.40');
  expect(text).toContain('triplets do not close at 86 %');
  expect(text).toContain('velocity.h5 velocity --dem');
  for (const line of text
    .split('\n')
    .filter((l) => !l.includes('mintsar view') && !l.includes(plan.project.workDir)))
    expect(line.length).toBeLessThanOrEqual(100);
});

test('after one step the summary keeps to that step, and is empty when none ran', async () => {
  const plan = await workDirectory();
  const text = (await workflowSummary({ plan, outcomes: [done('modify_network')], figures: [] })).join('\n');
  expect(text).toContain('3 in use, 1 dropped');
  expect(text).not.toContain('mm/year');
  expect(text).not.toContain('look at');
  expect(text).toContain('--start reference_point');
  expect(await workflowSummary({ plan, outcomes: [], figures: [] })).toEqual([]);
});
