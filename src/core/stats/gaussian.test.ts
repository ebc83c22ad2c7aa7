import { expect, test } from 'vitest';
import { createGamma, createGaussian } from './gaussian.ts';
import { createRandom } from './random.ts';

/** Mean, variance and fourth moment about the mean over the squared variance. */
function moments(draw: () => number, n = 200_000) {
  const values = Float64Array.from({ length: n }, draw);
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
  const kurtosis = values.reduce((sum, v) => sum + (v - mean) ** 4, 0) / n / variance ** 2;
  return { mean, variance, kurtosis };
}

test('gaussian numbers have mean 0, variance 1 and kurtosis 3', () => {
  const { mean, variance, kurtosis } = moments(createGaussian(createRandom(3)));
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  expect(Math.abs(kurtosis - 3)).toBeLessThan(0.1);
});

test('gamma numbers have mean and variance equal to the shape', () => {
  for (const shape of [1, 3.5, 40]) {
    const { mean, variance } = moments(createGamma(shape, createRandom(5)));
    expect(Math.abs(mean / shape - 1)).toBeLessThan(0.01);
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.03);
  }
});

test('the same seed repeats its numbers', () => {
  const draw = () => Array.from({ length: 5 }, createGaussian(createRandom(11)));
  expect(draw()).toEqual(draw());
});
