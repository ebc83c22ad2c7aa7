import { CHUNK } from '../linalg/map-pixels.ts';

/** Another zero in space and time for a time series. */
export interface Rereference {
  /** value of the new reference pixel at each date, subtracted from all pixels of that date */
  readonly pixelValues?: ArrayLike<number>;
  /** index of the date whose values are subtracted from all dates */
  readonly dateIndex?: number;
}

/**
 * A time series relative to another pixel, another date, or both (first the pixel, then the date).
 *
 * @param block [numDate, numPixel], left as it is
 * @returns the block itself when there is nothing to do; pixels that are 0 or NaN at all dates (no data) stay so
 */
export function rereferenced(
  block: Float32Array,
  numDate: number,
  numPixel: number,
  { pixelValues, dateIndex }: Rereference,
): Float32Array {
  if (pixelValues === undefined && dateIndex === undefined) return block;
  const out = new Float32Array(block.length);
  const hasData = new Uint8Array(CHUNK);
  const zero = new Float32Array(CHUNK);
  // A chunk of pixels at a time: what is read to tell data from no-data is still in cache when it is shifted.
  for (let start = 0; start < numPixel; start += CHUNK) {
    const count = Math.min(CHUNK, numPixel - start);
    hasData.fill(0);
    for (let k = 0; k < numDate; k++) {
      const from = k * numPixel + start;
      for (let i = 0; i < count; i++) if (block[from + i] !== 0) hasData[i] = 1;
    }
    zero.fill(0);
    if (dateIndex !== undefined) {
      const from = dateIndex * numPixel + start;
      const value = pixelValues?.[dateIndex] ?? 0;
      for (let i = 0; i < count; i++) zero[i] = block[from + i] - value;
    }
    for (let k = 0; k < numDate; k++) {
      const value = pixelValues?.[k] ?? 0;
      const from = k * numPixel + start;
      for (let i = 0; i < count; i++) {
        // single precision in between: the same numbers as shifting by the pixel first and by the date afterwards
        if (hasData[i] === 1) out[from + i] = Math.fround(block[from + i] - value) - zero[i];
        else out[from + i] = block[from + i];
      }
    }
  }
  return out;
}
