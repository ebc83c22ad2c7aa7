import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatedStack } from '../../test/support/simulated-stack.ts';
import { quietContext } from '../core/context.ts';
import { addDelays } from '../core/simulation/delay-screens.ts';
import { simulateScene } from '../core/simulation/scene.ts';
import { writeProduct } from '../io/products/product.ts';
import { readReports } from '../operations/scatter/correction-report.ts';
import { runWorkflow } from './run-workflow.ts';
import { workflowSummary } from './summary/summary.ts';

/* A scene whose atmosphere is known: corrections with it, with parts of it, and with its sign turned. */

const scene = { length: 48, width: 60, numDate: 8, seed: 5 };
const truth = simulateScene(scene);
const delays = truth.dates.map((_, d) => {
  const out = new Float64Array(scene.length * scene.width);
  addDelays(truth.truth.delays, d, out);
  return out;
});
let stack: SimulatedStack;
const warnings: string[] = [];
const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };

beforeAll(async () => {
  stack = await SimulatedStack.make(scene);
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.plot': 'no',
    'mintpy.topographicResidual': 'no',
  });
});
afterAll(() => stack.remove());

/** Put a share of the true delay there as that of a model, and correct with it. */
async function correctedBy(share: number, method: string) {
  mkdirSync(join(stack.workDir, 'inputs'), { recursive: true });
  const values = Float32Array.from(
    delays.flatMap((delay) => [...delay]),
    (value) => share * value,
  );
  await writeProduct(
    join(stack.workDir, 'inputs/GACOS.h5'),
    { FILE_TYPE: 'timeseries', LENGTH: '48', WIDTH: '60', UNIT: 'm' },
    [
      { name: 'timeseries', type: 'f4', shape: [8, 48, 60], values },
      { name: 'date', type: 'S8', shape: [8], values: [...truth.dates] },
    ],
    quietContext(),
  );
  stack.setOptions({ 'mintpy.troposphericDelay.method': method });
  const request = { workDir: stack.workDir, customFile: stack.template, end: 'velocity' };
  const result = await runWorkflow(request, quietContext({ log }));
  const report = readReports(join(stack.workDir, 'corrections.json'))['troposphere'];
  const outcomes = Object.fromEntries(result.outcomes.map(({ name, outcome }) => [name, outcome]));
  return { report, outcomes, plan: result.plan, words: (await workflowSummary(result)).join('\n') };
}

test('corrections are ranked as the truth does, and one with the wrong sign is left out if better is asked for', async () => {
  const whole = await correctedBy(1, 'gacos');
  const half = await correctedBy(0.5, 'gacos');
  const wrong = await correctedBy(-1, 'gacos');
  const noise = [whole, half, wrong].map(({ report }) => report.judgement.after);
  expect(noise[0]).toBeLessThan(0.6 * noise[1]);
  expect(noise[1]).toBeLessThan(whole.report.judgement.before);
  expect(noise[2]).toBeGreaterThan(1.5 * wrong.report.judgement.before);
  expect(whole.report).toMatchObject({ name: 'GACOS', kept: true, judgement: { helps: true, numDate: 8 } });
  expect(wrong.report).toMatchObject({ kept: true, judgement: { helps: false } });
  expect(wrong.words).toMatch(/look at +GACOS made \d of 8 dates no quieter/);
  expect(wrong.words).toContain('gacos-if-better');
  const size = (values: readonly (number | null)[]) => Math.hypot(...values.map((value) => value!));
  const { heightCorrelation, semivariance } = whole.report;
  expect(size(heightCorrelation.after)).toBeLessThan(0.7 * size(heightCorrelation.before));
  expect(semivariance.after[0]!).toBeLessThan(semivariance.before[0]!);
  expect(semivariance.before[3]).toBeNull(); // the scene is not 50 km wide

  warnings.length = 0;
  const refused = await correctedBy(-1, 'gacos-if-better');
  expect(refused.report).toMatchObject({ kept: false, after: 'timeseries_GACOS.h5' });
  expect(refused.plan.finalTimeseries).toBe('timeseries.h5');
  expect(refused.outcomes).toMatchObject({ invert_network: 'up to date', velocity: 'done' });
  expect(warnings.join()).toContain('GACOS is not kept, as mintpy.troposphericDelay.method asks');
  expect(refused.words).toMatch(/GACOS: noise [\d.]+ to [\d.]+ mm, quieter on \d of 8 dates, not kept/);
  expect(refused.words).not.toContain('look at           GACOS');
  expect(existsSync(join(stack.workDir, 'timeseries_GACOS.h5'))).toBe(true);
  expect(readFileSync(join(stack.workDir, 'smallbaselineApp.cfg'), 'utf8')).toContain('= gacos-if-better ');

  const again = await correctedBy(-1, 'gacos-if-better');
  expect(Object.values(again.outcomes)).not.toContain('failed');
  expect(again.outcomes['velocity']).toBe('up to date');

  const kept = await correctedBy(1, 'gacos_if_better');
  expect(kept.report.kept).toBe(true);
  expect(kept.plan.finalTimeseries).toBe('timeseries_GACOS.h5');
  expect(kept.outcomes['velocity']).toBe('done');
});
