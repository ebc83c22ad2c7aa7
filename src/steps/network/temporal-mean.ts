import type { Values } from '../../core/array.ts';

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
  const sum = new Float64Array(numPixel);
  const count = new Int32Array(numPixel);
  for (let k = 0, i = 0; k < numPlane; k++) {
    for (let p = 0; p < numPixel; p++, i++) {
      const value = values[i];
      if (!skipsNaN || !Number.isNaN(value)) {
        sum[p] += value;
        count[p]++;
      }
    }
  }
  return Float32Array.from(sum, (total, p) => total / count[p]);
}

/**
 * Pixels with data in every plane: neither NaN nor 0.
 * @returns [numPixel], 1 = data throughout
 */
export function dataThroughout(values: Values, numPlane: number, numPixel: number): Uint8Array {
  const mask = new Uint8Array(numPixel).fill(1);
  for (let k = 0, i = 0; k < numPlane; k++) {
    for (let p = 0; p < numPixel; p++, i++) {
      const value = values[i];
      if (value === 0 || Number.isNaN(value)) mask[p] = 0;
    }
  }
  return mask;
}
