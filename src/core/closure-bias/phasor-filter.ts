import { assertSameShape, type Grid } from '../array.ts';

/**
 * Weights of a Gaussian over some pixels, which add up to 1: one axis of the square.
 *
 * @param size odd number of pixels
 * @param sigma pixels
 * @returns [size]
 */
export function gaussianWeights(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, k) =>
    Math.exp(-0.5 * ((k - (size >> 1)) / sigma) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Complex raster smoothed by the same weights along both axes; beyond its edges there is nothing (0).
 *
 * @param re [length, width]
 * @param im same shape
 * @param weights odd number of them, the middle one for the pixel itself
 * @returns both parts, same shape
 * @throws {ShapeError} when they differ in shape
 */
export function smoothComplex(
  re: Grid<Float64Array>,
  im: Grid<Float64Array>,
  weights: Float64Array,
): { readonly re: Float64Array; readonly im: Float64Array } {
  assertSameShape(re, im);
  return { re: smoothed(re, weights), im: smoothed(im, weights) };
}

function smoothed({ data, shape }: Grid<Float64Array>, weights: Float64Array): Float64Array {
  const [length, width] = shape;
  const half = weights.length >> 1;
  const across = new Float64Array(data.length);
  const out = new Float64Array(data.length);
  for (let k = -half; k <= half; k++) {
    const weight = weights[half + k];
    const [first, end] = [Math.max(0, -k), Math.min(width, width - k)];
    for (let y = 0; y < length; y++)
      for (let at = y * width + first; at < y * width + end; at++) across[at] += weight * data[at + k];
  }
  for (let k = -half; k <= half; k++) {
    const weight = weights[half + k];
    const [first, end] = [Math.max(0, -k) * width, Math.min(length, length - k) * width];
    for (let at = first; at < end; at++) out[at] += weight * across[at + k * width];
  }
  return out;
}
