import type { Grid } from '../array.ts';
import { roundHalfEven } from '../stats/rounding.ts';
import { cubicCoefficients, cubicValue, filled } from './resample/cubic-spline.ts';

/** Positions along a straight line over a raster, in pixels; whole numbers are pixel centres. */
export interface TransectPoints {
  readonly y: Float32Array;
  readonly x: Float32Array;
}

/**
 * Points along a straight line, about one per pixel: as many as the line is long in pixels, both ends included.
 *
 * @param start row and column @param end row and column
 * @returns y, x [numPoint], pixels
 */
export function transectPoints(
  [y0, x0]: readonly [number, number],
  [y1, x1]: readonly [number, number],
): TransectPoints {
  const count = Math.max(2, Math.trunc(Math.hypot(y1 - y0, x1 - x0)));
  const along = (from: number, to: number) =>
    Float32Array.from({ length: count }, (_, k) =>
      k === count - 1 ? to : from + k * ((to - from) / (count - 1)),
    );
  return { y: along(y0, y1), x: along(x0, x1) };
}

/**
 * Distance along a line from its start.
 *
 * @param points y, x [numPoint], pixels
 * @param spacing ground size of a pixel, m
 * @returns [numPoint], m
 */
export function transectDistance(
  { y, x }: TransectPoints,
  spacing: { readonly y: number; readonly x: number },
): Float64Array {
  return Float64Array.from(y, (row, k) => Math.hypot((row - y[0]) * spacing.y, (x[k] - x[0]) * spacing.x));
}

export type Interpolation = 'nearest' | 'bilinear' | 'cubic';

/**
 * Values of a raster along a line. Where the nearest pixel has no data there is none; interpolation uses the pixels around
 * that have data. `cubic` is the interpolating cubic B-spline (Unser 1999, doi:10.1109/79.799930).
 *
 * @param raster [length, width], any unit; NaN = no data
 * @param points y, x [numPoint], pixels within the raster
 * @returns [numPoint], NaN = no data
 */
export function sampleAlong(raster: Grid, points: TransectPoints, method: Interpolation): Float64Array {
  const [length, width] = raster.shape;
  const coefficients = method === 'cubic' ? cubicCoefficients(filled(raster)) : undefined;
  return Float64Array.from(points.y, (y, k) => {
    const x = points.x[k];
    const nearest = raster.data[nearestPixel(y, length) * width + nearestPixel(x, width)];
    if (method === 'nearest' || Number.isNaN(nearest)) return nearest;
    return coefficients ? cubicValue(coefficients, y, x) : bilinearValue(raster, y, x);
  });
}

/**
 * Mean and standard deviation of the pixels in a square window around every point of a line.
 *
 * @param raster [length, width], any unit; NaN is left out
 * @param points y, x [numPoint], pixels within the raster
 * @param window side of the window, an odd number of pixels
 * @returns mean and spread [numPoint] in the unit of the raster, NaN where half of the window or more has no data
 */
export function windowsAlong(
  { data, shape: [length, width] }: Grid,
  { y, x }: TransectPoints,
  window: number,
): { mean: Float64Array; spread: Float64Array } {
  const half = (window - 1) / 2;
  const mean = new Float64Array(y.length);
  const spread = new Float64Array(y.length);
  for (let k = 0; k < y.length; k++) {
    const [row, column] = [nearestPixel(y[k], length), nearestPixel(x[k], width)];
    let [count, sum, squares] = [0, 0, 0];
    const [y0, y1] = [Math.max(0, row - half), Math.min(length - 1, row + half)];
    const [x0, x1] = [Math.max(0, column - half), Math.min(width - 1, column + half)];
    const origin = data[row * width + column] || 0; // large offsets would cost digits of the spread
    for (let i = y0; i <= y1; i++) {
      for (let j = x0; j <= x1; j++) {
        const value = data[i * width + j] - origin;
        if (Number.isNaN(value)) continue;
        count++;
        sum += value;
        squares += value * value;
      }
    }
    // A few pixels at the rim of a gap do not speak for the window.
    const isKnown = 2 * count > (y1 - y0 + 1) * (x1 - x0 + 1);
    mean[k] = isKnown ? origin + sum / count : Number.NaN;
    spread[k] = !isKnown ? Number.NaN : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  }
  return { mean, spread };
}

function nearestPixel(position: number, size: number): number {
  return Math.min(size - 1, Math.max(0, roundHalfEven(position)));
}

function bilinearValue({ data, shape: [length, width] }: Grid, y: number, x: number): number {
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const [fy, fx] = [y - row, x - column];
  let [sum, weights] = [0, 0];
  for (const [i, wy] of [[row, 1 - fy] as const, [row + 1, fy] as const]) {
    for (const [j, wx] of [[column, 1 - fx] as const, [column + 1, fx] as const]) {
      if (wy * wx === 0 || i < 0 || j < 0 || i >= length || j >= width) continue;
      const value = data[i * width + j];
      if (Number.isNaN(value)) continue;
      sum += wy * wx * value;
      weights += wy * wx;
    }
  }
  return sum / weights;
}
