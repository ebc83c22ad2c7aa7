import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../cluster/settings.ts';
import type { Estimate } from '../doctor/estimate.ts';
import { calibrate } from './calibrate.ts';
import { stepCost } from './costs.ts';
import { forecast } from './forecast.ts';
import { stepMemories } from './memory.ts';

const shape = { pixels: 1e6, numPair: 300, numDate: 100, bytesPerPair: 10 };
const names = ['load_data', 'invert_network', 'deramp', 'velocity'];
const estimate: Estimate = {
  disk: 5e9,
  free: 9e9,
  memory: 4 * 2 ** 30,
  seconds: 1,
  steps: names.map((name) => ({ name, seconds: 1 })),
  shape,
};
const request = {
  workDir: '/',
  estimate,
  limits: { threads: 4, maxMemory: 2 ** 30 },
  calibration: { factor: 2, disk: 1e8 },
};

test('costs grow with pixels, pairs and dates, and with a slower machine', () => {
  const of = (name: string, changes: Partial<typeof shape> = {}) =>
    stepCost(name, { ...shape, ...changes }).cpu;
  for (const name of names) {
    const start = of(name, { pixels: 0 });
    expect(of(name, { pixels: 2e6 }) - start).toBeCloseTo(2 * (of(name) - start), 6);
  }
  expect(of('invert_network', { numPair: 600 })).toBeGreaterThan(of('invert_network'));
  expect(of('velocity', { numDate: 200 })).toBeGreaterThan(of('velocity'));
  const { steps } = forecast(request);
  expect(steps[1].cpu).toBeCloseTo(2 * of('invert_network'), 6);
});

test('tiles share what can be cut; loading and small work stay here', () => {
  const cluster = { ...DEFAULT_SETTINGS, scheduler: 'slurm' as const, workers: 50 };
  const { steps, parts } = forecast({ ...request, cluster });
  const [load, invert] = steps;
  expect(load.there).toEqual({ tiles: 0, seconds: load.here.seconds });
  expect(invert.there?.tiles).toBe(50);
  expect(invert.there!.task!.seconds).toBeLessThan(invert.cpu / 50 + 5);
  expect(invert.there!.task!.memory).toBeLessThan(invert.here.memory);
  expect(parts).toBe(Math.max(...steps.slice(1).map(({ writes }) => writes)));
  const small = { ...estimate, shape: { ...shape, pixels: 1000 } };
  const few = forecast({ ...request, estimate: small, cluster });
  expect(few.steps.every(({ there }) => there?.tiles === 0)).toBe(true);
});

test('memory is that of blocks, within what the options allow, and what the step before has left', () => {
  const memory = (changes: Partial<typeof shape>, limits = request.limits) =>
    stepMemories(names, { ...shape, ...changes }, limits);
  const least = memory({ pixels: 1e-3 })[0];
  expect(least).toBeLessThan(250 * 2 ** 20);
  expect(memory({ pixels: 1e9 })[1] - least).toBeCloseTo(4 * (128 << 20), -1);
  expect(memory({ pixels: 1e9 }, { threads: 4, maxMemory: 2 ** 28 })[1] - least).toBeCloseTo(2 ** 28, -1);
  const { steps } = forecast(request);
  expect(steps.map(({ here }) => here.memory)).toEqual(memory({}));
  const [load, , ramp] = memory({});
  expect(ramp).toBeGreaterThan(0.8 * load);
});

test('a stack that was loaded takes nothing more to be loaded', () => {
  const load = stepCost('load_data', { ...shape, isLoaded: true });
  expect(load).toMatchObject({ reads: 0, writes: 0 });
});

test('a machine is measured', () => {
  const { factor, disk } = calibrate('/nowhere');
  expect(factor).toBeGreaterThan(0.01);
  expect(disk).toBe(200e6);
});
