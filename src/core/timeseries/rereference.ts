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
  const out = Float32Array.from(block);
  const hasData = new Uint8Array(numPixel);
  for (let k = 0; k < numDate; k++) {
    for (let i = 0, at = k * numPixel; i < numPixel; i++, at++) if (block[at] !== 0) hasData[i] = 1;
  }
  if (pixelValues !== undefined) {
    for (let k = 0; k < numDate; k++) {
      const value = pixelValues[k];
      for (let i = 0, at = k * numPixel; i < numPixel; i++, at++) if (hasData[i]) out[at] -= value;
    }
  }
  if (dateIndex !== undefined) {
    const zero = out.slice(dateIndex * numPixel, (dateIndex + 1) * numPixel);
    for (let k = 0; k < numDate; k++) {
      for (let i = 0, at = k * numPixel; i < numPixel; i++, at++) if (hasData[i]) out[at] -= zero[i];
    }
  }
  return out;
}
