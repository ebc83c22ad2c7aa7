import { expect, test } from 'vitest';
import { plainSeriesDifference, simdSeriesDifference } from './series-difference.ts';

const numPixel = 11; // no whole number of vectors
const series = (planes: number, phase: number) =>
  Float32Array.from({ length: planes * numPixel }, (_, i) => Math.sin(1.7 * i + phase));
const first = series(3, 0);
for (const i of [2, 9, numPixel + 5, numPixel + 10]) first[i] = 0;
first[3] = Number.NaN;
const other = series(4, 1);
other[7] = Number.NaN;
const atReference = Float64Array.from([0.1, 0.2, 0.3, 0.4]);

/** Blocks of all pixels, then of some of them: memory may hold more than a block. */
function both(rule: Parameters<typeof plainSeriesDifference>[0]) {
  const [plain, fast] = [first.slice(), first.slice()];
  plainSeriesDifference(rule).subtract(plain, other, numPixel);
  const simd = simdSeriesDifference(rule, { numOther: 4, numPixel: numPixel + 6 });
  for (let again = 0; again < 2; again++) {
    simd.first!.set(first);
    simd.other!.set(other);
    const here = simd.first!.subarray(0, first.length);
    simd.subtract(here, simd.other!.subarray(0, other.length), numPixel);
    fast.set(here);
  }
  expect(fast).toEqual(plain);
  const elsewhere = first.slice();
  simd.subtract(elsewhere, other, numPixel);
  expect(elsewhere).toEqual(plain);
  return plain;
}

test('a series is relative to a pixel and a date before it is subtracted, and what is 0 stays', () => {
  const out = both({ planes: [1, -1, 3], atReference, referencePlane: 2 });
  const relative = (plane: number, i: number) => other[plane * numPixel + i] - atReference[plane];
  const wanted = (plane: number, i: number) => first[i] - (relative(plane, i) - relative(2, i));
  expect(out[4]).toBe(Math.fround(wanted(1, 4)));
  expect(out[2]).toBe(0);
  expect(out[3]).toBeNaN();
  expect(out.subarray(numPixel, 2 * numPixel)).toEqual(first.subarray(numPixel, 2 * numPixel));
});

test('a delay that is turned is added', () => {
  const [minus, plus] = [both({ planes: [0, 1, 2] }), both({ planes: [0, 1, 2], adds: true })];
  expect(minus[4]).toBe(Math.fround(first[4] - other[4]));
  expect(plus[4]).toBe(Math.fround(first[4] + other[4]));
  expect(minus[7]).toBeNaN();
});
