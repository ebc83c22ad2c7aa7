import type { RasterSize } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { maskedWindows } from '../terrain/masked-multilook.ts';
import { median, NORMAL_QUARTILE } from './robust.ts';

/**
 * Prepare the RMS of many rasters (the dates of a series) over the pixels of one mask: sqrt(mean of squares).
 *
 * @param mask [length, width], 0 = leave out; all pixels when left out
 * @returns raster [length, width] to its RMS over the values that are not NaN; NaN without any
 * @throws {ShapeError} when mask or raster are not of that size
 */
export function prepareRms(
  { length, width }: RasterSize,
  mask: Uint8Array = new Uint8Array(length * width).fill(1),
): (raster: Float32Array) => number {
  const assertSize = (what: string, size: number) => {
    if (size !== length * width) {
      throw new ShapeError(`${what} of ${size} values is not ${length} x ${width}.`);
    }
  };
  assertSize('A mask', mask.length);
  const { pixels, ends } = maskedWindows(mask, width, 1, width);
  return (raster) => {
    assertSize('A raster', raster.length);
    let [total, count, from] = [0, 0, 0];
    // Row by row: sums of a row are small beside the total, whose digits they would lose one by one.
    for (const to of ends) {
      const sum = squares(raster, pixels, from, to);
      if (Number.isNaN(sum)) {
        const present = pixels.subarray(from, to).filter((pixel) => !Number.isNaN(raster[pixel]));
        total += squares(raster, present, 0, present.length);
        count += present.length;
      } else {
        total += sum;
        count += to - from;
      }
      from = to;
    }
    return Math.sqrt(total / count);
  };
}

function squares(raster: Float32Array, pixels: Int32Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) {
    const value = raster[pixels[n]];
    sum += value * value;
  }
  return sum;
}

/**
 * Noisy dates and the best one by the RMS of their residual phase (Yunjun et al. 2019, section 4.4).
 *
 *     threshold = cutoff · median(rms) / 0.67449
 *
 * @param rms of every date [numDate], any unit; NaN = no data
 * @returns indices: `reference` of the smallest RMS (the first without any number), `excluded` above the threshold
 */
export function selectDates(
  rms: ArrayLike<number>,
  cutoff = 3,
): { threshold: number; reference: number; excluded: number[] } {
  const threshold = (cutoff * median(rms)) / NORMAL_QUARTILE;
  let reference = 0;
  const excluded: number[] = [];
  for (let k = 0; k < rms.length; k++) {
    if (rms[k] < rms[reference] || Number.isNaN(rms[reference])) reference = k;
    if (rms[k] > threshold) excluded.push(k);
  }
  return { threshold, reference, excluded };
}
