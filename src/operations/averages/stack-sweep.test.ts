import { expect, test } from 'vitest';
import { addToStack, velocityStack } from '../../core/inversion/average-velocity.ts';
import { lendableBytes } from '../../core/simd-module.ts';
import { stackSweepOf } from '../../core/stack-sweep.ts';
import { createRandom } from '../../core/stats/random.ts';
import { countNonzeroClosures } from '../../core/unwrapping/closure.ts';
import spatialAverageKernel from './spatial-average-kernel.ts';
import { gapCount, temporalMean } from './temporal-mean.ts';

const numPlane = 9; // no multiple of the planes that go side by side
const [length, width] = [11, 203]; // nor of the lanes, and more than a tile
const numPixel = length * width;
const size = numPlane * numPixel;
const random = createRandom(3);

const phase = Float32Array.from({ length: size }, () => {
  const kind = random();
  return kind < 0.01 ? Number.NaN : kind < 0.03 ? 0 : kind < 0.032 ? 2000 : 9 * (random() - 0.5);
});
phase.set([Math.PI, -Math.PI, Math.fround(3.1399999), Infinity, -0], 700);
const labels = Int16Array.from({ length: size }, () => (random() < 0.05 ? 0 : 2));

/** The same values in memory in which sweeps work. */
function swept<A extends Float32Array | Int16Array>(values: A): A {
  const { buffer, byteOffset } = lendableBytes(values.byteLength)!;
  const copy = new (values.constructor as new (b: ArrayBuffer, at: number, n: number) => A)(
    buffer,
    byteOffset,
    values.length,
  );
  copy.set(values);
  expect(stackSweepOf(copy)).toBeDefined();
  expect(stackSweepOf(values)).toBeUndefined();
  return copy;
}

test('stacking has the bits of plain TypeScript', () => {
  const [plain, fast] = [phase, swept(phase)].map((values) => {
    const stack = velocityStack(numPixel);
    const years = Float64Array.from({ length: numPlane }, (_, k) => 0.1 * (k + 1));
    addToStack(stack, values, { referencePhase: years.map((y) => 3 * y), years, wavelength: 0.056 });
    return stack;
  });
  expect(fast).toEqual(plain);
  expect(Math.min(...plain.count)).toBeLessThan(numPlane);
});

test('means and gaps have the bits of plain TypeScript', () => {
  const fast = swept(phase);
  expect(temporalMean(fast, numPlane, numPixel)).toEqual(temporalMean(phase, numPlane, numPixel));
  expect(temporalMean(fast, numPlane, numPixel, false)).toEqual(
    temporalMean(phase, numPlane, numPixel, false),
  );
  expect(gapCount(fast, numPlane, numPixel)).toEqual(gapCount(phase, numPlane, numPixel));
  expect(gapCount(swept(labels), numPlane, numPixel)).toEqual(gapCount(labels, numPlane, numPixel));
});

for (const [name, rules] of [
  ['all values', { zeroIsNoData: false }],
  ['values other than 0', { zeroIsNoData: true }],
  ['the share above a threshold', { zeroIsNoData: true, threshold: 0.4 }],
] as const) {
  test(`averages in space have the bits of plain TypeScript: ${name}`, () => {
    const box = { y0: 1, x0: 3, y1: length, x1: width - 2 };
    const mask = Uint8Array.from({ length: numPixel }, () => (random() < 0.3 ? 0 : 1));
    const average = spatialAverageKernel({ numPlane, box, outsideMask: false, ...rules });
    const block = { y0: 0, y1: length, width, numPixel };
    const plain = average({ values: phase, mask }, block);
    expect(average({ values: swept(phase), mask }, block)).toEqual(plain);
    expect(plain.rowSums![2][1]).toBeGreaterThan(0);
  });
}

test('the same triplets close as in plain TypeScript', () => {
  const data = Int32Array.of(0, 1, 2, 2, 3, 4, 5, 8, 7, 1, 4, 6);
  const triplets = { data, shape: [4, 3] } as const;
  const shift = Float64Array.from({ length: numPlane }, (_, k) => 0.3 * k);
  const count = (values: Float32Array) =>
    countNonzeroClosures({ data: values, shape: [numPlane, length, width] }, shift, triplets);
  const plain = count(phase);
  expect(count(swept(phase))).toEqual(plain);
  const near = phase.map((v) => (Math.abs(v) < 100 ? v : 1)); // tiles that single precision decides
  expect(count(swept(near))).toEqual(count(near));
  expect(new Set(plain).size).toBe(5);
});
