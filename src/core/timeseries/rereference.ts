/** Another zero in space and time for a time series. */
export interface Rereference {
  /** value of the new reference pixel at each date, subtracted from all pixels of that date */
  readonly pixelValues?: ArrayLike<number>;
  /** index of the date whose values are subtracted from all dates */
  readonly dateIndex?: number;
}

/**
 * Make a time series relative to another pixel, another date, or both (first the pixel, then the date), in place.
 * Pixels that are 0 at all dates hold no data and stay 0; all but the one that the series was relative to before, whose
 * zeros are its values.
 *
 * @param block [numDate, numPixel]
 * @param origin index among the pixels of the block of the old reference pixel; undefined when it is not there
 */
export function rereference(
  block: Float32Array,
  numDate: number,
  numPixel: number,
  { pixelValues, dateIndex }: Rereference,
  origin?: number,
): void {
  if (pixelValues !== undefined) {
    const empty = pixelsWithoutData(block, numDate, numPixel);
    for (let k = 0; k < numDate; k++) {
      const value = pixelValues[k];
      for (let i = k * numPixel; i < (k + 1) * numPixel; i++) block[i] -= value;
      for (const pixel of empty) if (pixel !== origin) block[k * numPixel + pixel] = 0;
    }
  }
  if (dateIndex !== undefined) {
    const zero = block.slice(dateIndex * numPixel, (dateIndex + 1) * numPixel);
    for (let k = 0; k < numDate; k++) subtractDate(block, k * numPixel, zero);
  }
}

function subtractDate(block: Float32Array, from: number, zero: Float32Array): void {
  for (let i = 0; i < zero.length; i++) block[from + i] -= zero[i];
}

/** Pixels that are 0 at all dates. After one or two dates hardly any is left to look at. */
function pixelsWithoutData(block: Float32Array, numDate: number, numPixel: number): Int32Array {
  const pixels = Int32Array.from({ length: numPixel }, (_, i) => i);
  let count = numPixel;
  for (let k = 0; k < numDate && count > 0; k++) {
    const from = k * numPixel;
    let left = 0;
    for (let n = 0; n < count; n++) if (block[from + pixels[n]] === 0) pixels[left++] = pixels[n];
    count = left;
  }
  return pixels.subarray(0, count);
}
