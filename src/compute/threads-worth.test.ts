import { expect, test } from 'vitest';
import { threadsWorth } from './threads-worth.ts';

test('work gets as many threads as it is worth, at least one and no more than there are', () => {
  expect(threadsWorth(99, 100, 8)).toBe(1);
  expect(threadsWorth(299, 100, 8)).toBe(2);
  expect(threadsWorth(1e6, 100, 8)).toBe(8);
  expect(threadsWorth(1, 0, 8)).toBe(8);
});
