import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quietContext } from '../src/core/context.ts';
import { readIfgramStack } from '../src/io/products/ifgram-stack.ts';
import { readGrid } from '../src/io/products/product.ts';
import { readTimeseries } from '../src/io/products/timeseries.ts';
import { runWorkflow } from '../src/steps/run-workflow.ts';
import { SimulatedStack } from './support/simulated-stack.ts';

/* Corrections with data from outside, as steps of the workflow on a whole simulated scene. */

const UNWRAPPED = '../merged/interferograms/*/filt*.unw';

let stack: SimulatedStack;
beforeAll(async () => {
  stack = await SimulatedStack.make();
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.networkInversion.weightFunc': 'no',
    'mintpy.unwrapError.method': 'no',
    'mintpy.troposphericDelay.method': 'no',
    'mintpy.topographicResidual': 'no',
    'mintpy.plot': 'no',
  });
});
afterAll(() => stack.remove());

function workDir(name: string): string {
  const path = stack.path(name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Run up to a step. @returns what the steps did, by name */
async function run(dir: string, end: string): Promise<Record<string, string>> {
  const { outcomes } = await runWorkflow({ workDir: dir, customFile: stack.template, end }, quietContext());
  return Object.fromEntries(outcomes.map(({ name, outcome }) => [name, outcome]));
}

test('an ionosphere that is all there is in the pairs leaves nothing of the series', async () => {
  stack.setOptions({
    'mintpy.load.ionUnwFile': UNWRAPPED,
    'mintpy.ionosphericDelay.method': 'split_spectrum',
  });
  const dir = workDir('ionosphere');
  await run(dir, 'correct_ionosphere');
  const [ions, ifgrams] = [
    await readIfgramStack(join(dir, 'inputs/ionStack.h5')),
    await readIfgramStack(join(dir, 'inputs/ifgramStack.h5')),
  ];
  expect(ions.date12).toEqual(ifgrams.date12);
  expect(ions.attributes['REF_Y']).toBe(ifgrams.attributes['REF_Y']);
  const last = stack.dates.at(-1)!;
  const { data: before } = await readGrid(join(dir, 'timeseries.h5'), last);
  const { data: after } = await readGrid(join(dir, 'timeseries_ion.h5'), last);
  expect(Math.max(...before)).toBeGreaterThan(1e-3);
  expect(Math.max(...after.map(Math.abs))).toBeLessThan(1e-6);

  expect((await run(dir, 'correct_ionosphere'))['correct_ionosphere']).toBe('up to date');
  stack.setOptions({ 'mintpy.ionosphericDelay.excludeDate': stack.dates.at(-1) });
  const again = await run(dir, 'correct_ionosphere');
  expect(again).toMatchObject({ load_data: 'up to date', correct_ionosphere: 'done' });
  expect((await readTimeseries(join(dir, 'ion.h5'))).dates).toEqual(stack.dates.slice(0, -1));
  expect((await readTimeseries(join(dir, 'timeseries_ion.h5'))).attributes['UNCORRECTED_DATES']).toBe(
    `ion: ${last}`,
  );
  stack.setOptions({ 'mintpy.ionosphericDelay.excludeDate': 'no' });
  await run(dir, 'correct_ionosphere');
  expect((await readTimeseries(join(dir, 'ion.h5'))).dates).toEqual(stack.dates);
});
