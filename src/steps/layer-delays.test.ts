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
import { readReports } from '../operations/scatter/correction-report.ts';
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

const run = async (options: Readonly<Record<string, string>>, end = 'correct_troposphere') => {
  stack.setOptions({ 'mintpy.troposphericDelay.method': 'no', ...options });
  const result = await runWorkflow(
    { workDir: stack.workDir, customFile: stack.template, end },
    quietContext(),
  );
  return { plan: result.plan, report: readReports(at('corrections.json'))['troposphere'] };
};

beforeAll(async () => {
  stack = await SimulatedStack.make(choices);
  stack.setOptions({ 'mintpy.reference.minCoherence': '0.6', 'mintpy.networkInversion.minNumPixel': '50' });
  await run({}, 'invert_network');
});
afterAll(() => stack.remove());

/** A stack as loading leaves one: phase of every pair, coherence and components empty. */
async function writeLayerStack(): Promise<void> {
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
    at('inputs/tropoStack.h5'),
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
  await writeLayerStack();
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
