import { expect, test } from 'vitest';
import { rowBlocks } from './row-blocks.ts';

const heights = (...args: Parameters<typeof rowBlocks>) => rowBlocks(...args).map(({ y0, y1 }) => y1 - y0);

test.each([
  [450, 29, 2, 1],
  [450, 64, 2, 32],
  [7, 3, 3, 1],
  [1, 1, 8, 1],
  [100, 100, 1, 1],
])('%i rows in blocks of %i for %i threads, chunks of %i: every row once', (length, rows, workers, chunk) => {
  const blocks = rowBlocks(0, length, 5, rows, workers, chunk);
  let next = 0;
  for (const { y0, y1, numPixel } of blocks) {
    expect(y0).toBe(next);
    expect(y1).toBeGreaterThan(y0);
    expect(y1 - y0).toBeLessThanOrEqual(rows);
    expect(numPixel).toBe(5 * (y1 - y0));
    if (y1 < length) expect(y1 % chunk).toBe(0);
    next = y1;
  }
  expect(next).toBe(length);
});

test('blocks for several threads shrink towards the end, those for one do not', () => {
  expect(heights(0, 100, 1, 16, 2)).toEqual([16, 16, 16, 13, 10, 8, 6, 4, 4, 4, 3]);
  expect(heights(0, 100, 1, 16)).toEqual([16, 16, 16, 16, 16, 16, 4]);
});
