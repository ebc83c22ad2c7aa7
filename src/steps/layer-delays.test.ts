import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatedStack } from '../../test/support/simulated-stack.ts';
import { valuesOf } from '../../test/support/tiny-series.ts';
import { quietContext } from '../core/context.ts';
import { addDelays } from '../core/simulation/delay-screens.ts';
import { simulateScene } from '../core/simulation/scene.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { writeProduct } from '../io/products/product.ts';
import { readTimeseries } from '../io/products/timeseries.ts';
import { readReports } from '../operations/scatter/correction-report.ts';
import type { Correction } from './plan.ts';
import { runWorkflow } from './run-workflow.ts';

/* Delays that products bring along, of pairs and of dates: a scene whose atmosphere is known. */

const [length, width] = [40, 50];
const choices = { length, width, numDate: 7, seed: 5 };
const scene = simulateScene(choices);
const delays = scene.dates.map((_, d) => {
  const out = new Float64Array(length * width);
  addDelays(scene.truth.delays, d, out);
  return out;
});
let stack: SimulatedStack;
const at = (name: string) => join(stack.workDir, name);

const NONE = {
  'mintpy.solidEarthTides': 'no',
  'mintpy.ionosphericDelay.method': 'no',
  'mintpy.troposphericDelay.method': 'no',
};

const run = async (
  options: Readonly<Record<string, string>>,
  end = 'correct_troposphere',
  correction = 'troposphere',
) => {
  stack.setOptions({ ...NONE, ...options });
  const result = await runWorkflow(
    { workDir: stack.workDir, customFile: stack.template, end },
    quietContext(),
  );
  return { plan: result.plan, report: readReports(at('corrections.json'))[correction] };
};

beforeAll(async () => {
  stack = await SimulatedStack.make(choices);
  stack.setOptions({ 'mintpy.reference.minCoherence': '0.6', 'mintpy.networkInversion.minNumPixel': '50' });
  await run({}, 'invert_network');
});
afterAll(() => stack.remove());

/** A stack as loading leaves one: phase of every pair, coherence and components empty. */
async function writeLayerStack(file: string): Promise<void> {
  const { attributes, date12, facts } = await readIfgramStack(at('inputs/ifgramStack.h5'));
  const perMetre = (-4 * Math.PI) / facts.wavelength;
  const pairs = date12.map((pair) => pair.split('_').map((date) => scene.dates.indexOf(date)));
  const phase = Float32Array.from(
    pairs.flatMap(([a, b]) => Array.from(delays[b], (value, i) => perMetre * (value - delays[a][i]))),
  );
  const n = pairs.length;
  const { REF_Y: _y, REF_X: _x, REF_LAT: _a, REF_LON: _o, ...others } = attributes;
  const shape = [n, length, width];
  const empty = new Float32Array(n * length * width);
  await writeProduct(
    at(file),
    { ...others, FILE_TYPE: 'ifgramStack' },
    [
      { name: 'unwrapPhase', type: 'f4', shape, values: phase },
      { name: 'coherence', type: 'f4', shape, values: empty },
      { name: 'date', type: 'S8', shape: [n, 2], values: date12.flatMap((pair) => pair.split('_')) },
      { name: 'bperp', type: 'f4', shape: [n], values: new Float32Array(n) },
      { name: 'dropIfgram', type: 'bool', shape: [n], values: new Uint8Array(n).fill(1) },
    ],
    quietContext(),
  );
}

test('a layer of pairs is inverted to dates and subtracted; one of dates does the same; its sign can be turned', async () => {
  await expect(run({ 'mintpy.troposphericDelay.method': 'layer' })).rejects.toThrow('inputs/tropoStack.h5');
  await writeLayerStack('inputs/tropoStack.h5');
  const ofPairs = await run({ 'mintpy.troposphericDelay.method': 'layer' });
  expect(ofPairs.plan.finalTimeseries).toContain('timeseries_tropLayer');
  expect(ofPairs.report.judgement.after).toBeLessThan(0.6 * ofPairs.report.judgement.before);
  const corrected = await valuesOf(at('timeseries_tropLayer.h5'), 'timeseries');

  const turned = await run({
    'mintpy.troposphericDelay.method': 'layer-if-better',
    'mintpy.troposphericDelay.layerSign': 'turned',
  });
  expect(turned.report.judgement.after).toBeGreaterThan(1.5 * turned.report.judgement.before);
  expect(turned.report.kept).toBe(false);

  rmSync(at('inputs/tropoStack.h5'));
  await writeProduct(
    at('inputs/HRRR_ARIA.h5'),
    { FILE_TYPE: 'timeseries', LENGTH: String(length), WIDTH: String(width), UNIT: 'm' },
    [
      {
        name: 'timeseries',
        type: 'f4',
        shape: [scene.dates.length, length, width],
        values: Float32Array.from(delays.flatMap((delay) => [...delay])),
      },
      { name: 'date', type: 'S8', shape: [scene.dates.length], values: [...scene.dates] },
    ],
    quietContext(),
  );
  await run({
    'mintpy.troposphericDelay.method': 'layer',
    'mintpy.troposphericDelay.layerSign': 'phase',
  });
  const again = await valuesOf(at('timeseries_tropLayer.h5'), 'timeseries');
  const worst = again.reduce((most, value, i) => Math.max(most, Math.abs(value - corrected[i])), 0);
  expect(worst).toBeLessThan(2e-6);
  expect(existsSync(at('temporalCoherenceIon.h5'))).toBe(false);
});

type Options = Readonly<Record<string, string>>;

test.each<{
  what: string;
  stackFile: string;
  step: string;
  correction: Correction;
  asked: Options;
  ifBetter: Options;
}>([
  {
    what: 'tides',
    stackFile: 'inputs/setStack.h5',
    step: 'correct_SET',
    correction: 'SET',
    asked: { 'mintpy.solidEarthTides': 'yes', 'mintpy.solidEarthTides.source': 'layer' },
    ifBetter: { 'mintpy.solidEarthTides': 'yes-if-better', 'mintpy.solidEarthTides.layerSign': 'turned' },
  },
  {
    what: 'the ionosphere',
    stackFile: 'inputs/ionStack.h5',
    step: 'correct_ionosphere',
    correction: 'ionosphere',
    asked: { 'mintpy.ionosphericDelay.method': 'split_spectrum' },
    ifBetter: {
      'mintpy.ionosphericDelay.method': 'split_spectrum-if-better',
      'mintpy.ionosphericDelay.layerSign': 'turned',
    },
  },
])(
  'layers of $what are inverted to dates and subtracted; made worse and not kept when turned',
  async ({ stackFile, step, correction, asked, ifBetter }) => {
    await expect(run(asked, step, correction)).rejects.toThrow(stackFile);
    await writeLayerStack(stackFile);
    const { plan, report } = await run(asked, step, correction);
    expect(report.judgement.after).toBeLessThan(0.6 * report.judgement.before);
    const before = await valuesOf(at('timeseries.h5'), 'timeseries');
    const after = await valuesOf(at(plan.timeseriesAround(correction).output), 'timeseries');
    const { attributes } = await readTimeseries(at('timeseries.h5'));
    const reference = Number(attributes['REF_Y']) * width + Number(attributes['REF_X']);
    const worst = before.reduce((most, value, i) => {
      const [k, p] = [Math.floor(i / (length * width)), i % (length * width)];
      const removed = delays[k][p] - delays[0][p] - (delays[k][reference] - delays[0][reference]);
      return value === 0 ? most : Math.max(most, Math.abs(value - after[i] - removed));
    }, 0);
    expect(worst).toBeLessThan(2e-6);

    const turned = await run({ ...asked, ...ifBetter }, step, correction);
    expect(turned.report.judgement.after).toBeGreaterThan(1.5 * turned.report.judgement.before);
    expect(turned.report.kept).toBe(false);
    rmSync(at(stackFile));
  },
);
