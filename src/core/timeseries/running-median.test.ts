import { describe, expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { plainRunningMedian, simdRunningMedian } from './running-median.ts';

describe('running median', () => {
  it('has the same values with and without vector instructions', () => {
    const random = createRandom(3);
    for (const [numDate, window, reference] of [
      [1, 1, 0],
      [5, 3, 2],
      [7, 4, 0],
      [6, 11, 5],
    ]) {
      const needs = { numDate, window, reference };
      const [plain, simd] = [plainRunningMedian(needs), simdRunningMedian(needs)];
      // Few values, so that many are alike.
      for (let i = 0; i < plain.from.values.length; i++)
        plain.from.values[i] = Math.floor(random() * 5) + 0.5;
      simd.from.values.set(plain.from.values);
      for (const median of [plain, simd]) median.run(19);
      for (let k = 0; k < numDate; k++) {
        const row = (values: Float32Array) => [...values.subarray(k * 496, k * 496 + 19)];
        expect(row(simd.to.values)).toEqual(row(plain.to.values));
      }
    }
  });
});
