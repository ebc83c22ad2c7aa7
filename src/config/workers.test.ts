import { expect, test } from 'vitest';
import { numWorker, workerCount } from './workers.ts';

function count(text: string, cores: number) {
  return workerCount(numWorker.parse(text), cores);
}

test('a number of workers is taken as it is up to the number of cores', () => {
  expect(count('4', 8)).toEqual({ count: 4, warning: null });
  expect(count('8', 8)).toEqual({ count: 8, warning: null });
});

test('more workers than cores become half the cores, with a warning', () => {
  expect(count('40', 8)).toEqual({
    count: 4,
    warning: 'mintpy.compute.numWorker = 40 is more than the 8 cores of this machine: 4 used.',
  });
  expect(count('2', 1).count).toBe(1);
});

test('all takes every core, N% rounds down', () => {
  expect(count('all', 6).count).toBe(6);
  expect(count('ALL', 6).count).toBe(6);
  expect(count('80%', 8).count).toBe(6);
  expect(count('50 %', 3).count).toBe(1);
});

test('a percentage must leave a worker and a core', () => {
  expect(() => count('100%', 8)).toThrow('comes to 8 of the 8 cores');
  expect(() => count('10%', 8)).toThrow('comes to 0 of the 8 cores');
});

test('zero, fractions and words are refused', () => {
  for (const bad of ['0', '-1', '2.5', 'most', '%'])
    expect(() => numWorker.parse(bad), bad).toThrow(`"${bad}" is not`);
});
