import { expect, test } from 'vitest';
import { threadsAtOnce } from './threads-at-once.ts';

const many = { bytes: 1e6, bytesPerThread: 100, numItem: 50, bytesPerItem: 1 };
const machine = { workers: 8, maxMemory: 1000 };

test('work gets as many threads as it is worth, at least one and no more than there are', () => {
  expect(threadsAtOnce({ ...many, bytes: 99 }, machine)).toBe(1);
  expect(threadsAtOnce({ ...many, bytes: 299 }, machine)).toBe(2);
  expect(threadsAtOnce(many, machine)).toBe(8);
  expect(threadsAtOnce({ ...many, bytes: 1, bytesPerThread: 0 }, machine)).toBe(8);
});

test('memory and the number of items limit how many are under way, never to less than one', () => {
  expect(threadsAtOnce({ ...many, bytesPerItem: 100 }, { ...machine, workers: 16 })).toBe(10);
  expect(threadsAtOnce({ ...many, numItem: 3 }, machine)).toBe(3);
  expect(threadsAtOnce({ ...many, bytesPerItem: 2000 }, machine)).toBe(1);
});
