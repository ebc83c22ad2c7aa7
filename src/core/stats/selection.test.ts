import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { medianInPlace, selectInPlace } from './selection.ts';

const random = createRandom(4);
const draw = (n: number, levels: number) =>
  Float32Array.from({ length: n }, () => Math.floor(levels * random()) / 7);

test('the value of rank k has the smaller ones before it and the larger ones behind', () => {
  for (let trial = 0; trial < 300; trial++) {
    const values = draw(1 + Math.floor(40 * random()), trial % 2 === 0 ? 5 : 1e6);
    const sorted = values.slice().sort();
    const k = Math.floor(values.length * random());
    expect(selectInPlace(values, k)).toBe(sorted[k]);
    expect(values.subarray(0, k).every((value) => value <= sorted[k])).toBe(true);
    expect(values.subarray(k + 1).every((value) => value >= sorted[k])).toBe(true);
    expect(values.slice().sort()).toEqual(sorted);
  }
});

test('a median is the middle of the sorted values, or the mean of the middle two', () => {
  for (let n = 1; n < 60; n++) {
    const values = draw(n, n % 3 === 0 ? 4 : 1e6);
    const sorted = values.slice().sort();
    expect(medianInPlace(values)).toBe((sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2);
  }
});
