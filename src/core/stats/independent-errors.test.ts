import { expect, test } from 'vitest';
import { createGaussian } from './gaussian.ts';
import { addIndependentError } from './independent-errors.ts';
import { createRandom } from './random.ts';

test('errors add as squares; 0 is none, but at the pixel to which a quantity is relative', () => {
  const std = Float32Array.of(3, 0, 0, 3, 3);
  addIndependentError(std, { std: [4, 4, 4, 0, 0], exact: 4 }, 2);
  expect([...std]).toEqual([5, 0, 4, 0, 3]);
});

test('intervals of a difference hold what they promise where errors are independent', () => {
  const gaussian = createGaussian(createRandom(4));
  const numPixel = 4000;
  const a = Float32Array.from({ length: numPixel }, (_, p) => 1 + (p % 5));
  const b = Float32Array.from({ length: numPixel }, (_, p) => 4 - (p % 4) * 0.9);
  const error = Float64Array.from(a, (s, p) => s * gaussian() - b[p] * gaussian());
  addIndependentError(a, { std: b });
  const within = (factor: number) => error.filter((e, p) => Math.abs(e) < factor * a[p]).length / numPixel;
  expect(within(1)).toBeCloseTo(0.683, 1);
  expect(within(1.96)).toBeGreaterThan(0.94);
  expect(within(1.96)).toBeLessThan(0.96);
});
