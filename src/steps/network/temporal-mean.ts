import type { Values } from '../../core/array.ts';
import { CHUNK } from '../../core/linalg/map-pixels.ts';

/** Sums over planes that are known already, per pixel; what is added up beside them is taken away from them. */
export interface KnownSums {
  readonly sum: Values;
  readonly missing: Values;
  /** planes that the sums are of */
  readonly numPlane: number;
}

/**
 * Mean over the planes of a block, summed in double precision.
 *
 * @param values [numPlane, numPixel]
 * @param skipsNaN leave no-data out; otherwise one NaN makes the mean NaN
 * @param known the mean is that of the planes of these sums but for those of `values`
 * @returns [numPixel]; NaN where nothing counts
 */
export function temporalMean(
  values: Values,
  numPlane: number,
  numPixel: number,
  skipsNaN = true,
  known?: KnownSums,
): Float32Array {
  const mean = new Float32Array(numPixel);
  const sum = new Float64Array(CHUNK);
  const missing = new Int32Array(CHUNK);
  const count = known === undefined ? numPlane : known.numPlane - numPlane;
  for (let start = 0; start < numPixel; start += CHUNK) {
    const n = Math.min(CHUNK, numPixel - start);
    sum.fill(0);
    missing.fill(0);
    for (let k = 0; k < numPlane; k++) {
      const from = k * numPixel + start;
      if (skipsNaN) addSkippingNaN(values, from, n, sum, missing);
      else for (let i = 0; i < n; i++) sum[i] += values[from + i];
    }
    if (known !== undefined) {
      for (let i = 0; i < n; i++) {
        sum[i] = known.sum[start + i] - sum[i];
        missing[i] = known.missing[start + i] - missing[i];
      }
    }
    for (let i = 0; i < n; i++) mean[start + i] = sum[i] / (count - missing[i]);
  }
  return mean;
}

function addSkippingNaN(
  values: Values,
  from: number,
  n: number,
  sum: Float64Array,
  missing: Int32Array,
): void {
  for (let i = 0; i < n; i++) {
    const value = values[from + i];
    if (Number.isNaN(value)) missing[i]++;
    else sum[i] += value;
  }
}

/**
 * In how many planes a pixel has no data: NaN or 0.
 * @param values [numPlane, numPixel]
 * @returns [numPixel]
 */
export function gapCount(values: Values, numPlane: number, numPixel: number): Int32Array {
  const gaps = new Int32Array(numPixel);
  for (let start = 0; start < numPixel; start += CHUNK) {
    const n = Math.min(CHUNK, numPixel - start);
    for (let k = 0; k < numPlane; k++) countGaps(values, k * numPixel + start, n, gaps, start);
  }
  return gaps;
}

function countGaps(values: Values, from: number, n: number, gaps: Int32Array, to: number): void {
  for (let i = 0; i < n; i++) if (!(Math.abs(values[from + i]) > 0)) gaps[to + i]++;
}
