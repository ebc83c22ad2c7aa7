import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatedStack } from '../../../test/support/simulated-stack.ts';
import { quietContext } from '../../core/context.ts';
import { runWorkflow } from '../run-workflow.ts';
import { noiseOnce } from './noise-once.ts';
import { noiseOf } from './noise-words.ts';

let stack: SimulatedStack;

beforeAll(async () => {
  stack = await SimulatedStack.make({ length: 32, width: 40, numDate: 8, seed: 5 });
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.plot': 'no',
    'mintpy.topographicResidual': 'no',
    'mintpy.timeFunc.uncertaintyQuantification': 'full',
  });
});
afterAll(() => stack.remove());

test('a run hands on the noise that its velocity saw, which is what a look at the files finds', async () => {
  const request = { workDir: stack.workDir, customFile: stack.template, end: 'velocity' };
  const first = await runWorkflow(request, quietContext());
  const seen = first.outcomes.find(({ name }) => name === 'velocity')?.noise;
  expect(seen?.network).toBeDefined();
  expect(await first.noise?.()).toBe(seen);
  expect(await noiseOf(first.plan)).toEqual(seen);

  const again = await runWorkflow(request, quietContext());
  expect(again.outcomes.at(-1)).toMatchObject({ name: 'velocity', outcome: 'up to date' });
  const found = await again.noise?.();
  expect(found).toEqual(seen);
  expect(await again.noise?.()).toBe(found);
});

test('before there is a velocity there is no noise of it', async () => {
  const empty = await SimulatedStack.make({ length: 16, width: 20, numDate: 4, seed: 6 });
  const request = { workDir: empty.workDir, customFile: empty.template, only: 'load_data' };
  const { plan } = await runWorkflow(request, quietContext());
  expect(await noiseOnce(plan)()).toBeUndefined();
  empty.remove();
});
