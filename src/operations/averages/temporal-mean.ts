import type { Values } from '../../core/array.ts';
import { CHUNK } from '../../core/linalg/map-pixels.ts';
import { stackSweepOf } from '../../core/stack-sweep.ts';

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
  const swept = skipsNaN ? sweptSums(values, numPlane, numPixel) : undefined;
  const sum = new Float64Array(CHUNK);
  const missing = new Int32Array(CHUNK);
  const count = known === undefined ? numPlane : known.numPlane - numPlane;
  for (let start = 0; start < numPixel; start += CHUNK) {
    const n = Math.min(CHUNK, numPixel - start);
    sum.fill(0);
    missing.fill(0);
    let k = swept === undefined ? 0 : numPlane;
    if (swept !== undefined) {
      sum.set(swept.sum.subarray(start, start + n));
      missing.set(swept.missing.subarray(start, start + n));
    }
    for (; k + 3 < numPlane; k += 4)
      addFour(values, k * numPixel + start, numPixel, n, sum, skipsNaN ? missing : undefined);
    for (; k < numPlane; k++) addPlane(values, k * numPixel + start, n, sum, skipsNaN ? missing : undefined);
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

function sweptSums(values: Values, numPlane: number, numPixel: number) {
  if (!(values instanceof Float32Array)) return undefined;
  const sum = new Float64Array(numPixel);
  const missing = new Int32Array(numPixel);
  const [shift, scale] = [new Float64Array(numPlane), new Float64Array(numPlane).fill(1)];
  return stackSweepOf(values)?.addPlanes(values, shift, scale, sum, missing) ? { sum, missing } : undefined;
}

/**
 * Four planes in one sweep, added one after the other as if each came alone: most sums show by being a number that no
 * value was missing.
 * @param missing counts NaN, which are left out; without it they are added
 */
function addFour(
  values: Values,
  from: number,
  numPixel: number,
  n: number,
  sum: Float64Array,
  missing: Int32Array | undefined,
): void {
  const second = from + numPixel;
  const third = second + numPixel;
  const fourth = third + numPixel;
  for (let i = 0; i < n; i++) {
    const next = sum[i] + values[from + i] + values[second + i] + values[third + i] + values[fourth + i];
    if (missing === undefined || !Number.isNaN(next)) sum[i] = next;
    else
      for (let at = from + i; at <= fourth + i; at += numPixel) {
        if (Number.isNaN(values[at])) missing[i]++;
        else sum[i] += values[at];
      }
  }
}

function addPlane(
  values: Values,
  from: number,
  n: number,
  sum: Float64Array,
  missing: Int32Array | undefined,
): void {
  for (let i = 0; i < n; i++) {
    if (missing !== undefined && Number.isNaN(values[from + i])) missing[i]++;
    else sum[i] += values[from + i];
  }
}

/**
 * In how many planes a pixel has no data: NaN or 0.
 * @param values [numPlane, numPixel]
 * @returns [numPixel]
 */
export function gapCount(values: Values, numPlane: number, numPixel: number): Int32Array {
  const gaps = new Int32Array(numPixel);
  if (values instanceof Float32Array || values instanceof Int16Array)
    if (stackSweepOf(values)?.countGaps(values, numPlane, gaps)) return gaps;
  for (let start = 0; start < numPixel; start += CHUNK) {
    const n = Math.min(CHUNK, numPixel - start);
    for (let k = 0; k < numPlane; k++) countGaps(values, k * numPixel + start, n, gaps, start);
  }
  return gaps;
}

function countGaps(values: Values, from: number, n: number, gaps: Int32Array, to: number): void {
  for (let i = 0; i < n; i++) if (!(Math.abs(values[from + i]) > 0)) gaps[to + i]++;
}
