import type { Values } from '../../core/array.ts';
import { CHUNK } from '../../core/linalg/map-pixels.ts';

/**
 * Mean over the planes of a block, summed in double precision.
 *
 * @param values [numPlane, numPixel]
 * @param skipsNaN leave no-data out; otherwise one NaN makes the mean NaN
 * @returns [numPixel]; NaN where nothing counts
 */
export function temporalMean(
  values: Values,
  numPlane: number,
  numPixel: number,
  skipsNaN = true,
): Float32Array {
  const mean = new Float32Array(numPixel);
  const sum = new Float64Array(CHUNK);
  const missing = new Int32Array(CHUNK);
  for (let start = 0; start < numPixel; start += CHUNK) {
    const count = Math.min(CHUNK, numPixel - start);
    sum.fill(0);
    missing.fill(0);
    for (let k = 0; k < numPlane; k++) {
      const from = k * numPixel + start;
      for (let i = 0; i < count; i++) {
        const value = values[from + i];
        if (skipsNaN && Number.isNaN(value)) missing[i]++;
        else sum[i] += value;
      }
    }
    for (let i = 0; i < count; i++) mean[start + i] = sum[i] / (numPlane - missing[i]);
  }
  return mean;
}

/**
 * Pixels with data in every plane: neither NaN nor 0.
 * @returns [numPixel], 1 = data throughout
 */
export function dataThroughout(values: Values, numPlane: number, numPixel: number): Uint8Array {
  const mask = new Uint8Array(numPixel).fill(1);
  for (let start = 0; start < numPixel; start += CHUNK) {
    const end = Math.min(numPixel, start + CHUNK);
    for (let k = 0; k < numPlane; k++) {
      for (let p = start, i = k * numPixel + start; p < end; p++, i++) {
        const value = values[i];
        if (value === 0 || Number.isNaN(value)) mask[p] = 0;
      }
    }
  }
  return mask;
}
