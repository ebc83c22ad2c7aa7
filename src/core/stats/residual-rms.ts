import { ShapeError } from '../errors.ts';
import { median, NORMAL_QUARTILE } from './robust.ts';

/**
 * What rows contribute to the RMS of every date: per row, [numDate] sums of squares, then [numDate] counts. Added up in
 * row order they do not depend on the blocks.
 *
 * @param block residuals [numDate, numRow, width]
 * @param mask [numRow, width], 0 = leave out; NaN values are left out too
 */
export function squareRowSums(
  block: Float32Array,
  numDate: number,
  width: number,
  mask?: Uint8Array,
): Float64Array[] {
  const numRow = block.length / (numDate * width);
  if (!Number.isInteger(numRow) || (mask && mask.length !== numRow * width)) {
    throw new ShapeError(`${block.length} values are no whole rows of ${width} pixels on ${numDate} dates.`);
  }
  return Array.from({ length: numRow }, (_, row) => {
    const sums = new Float64Array(2 * numDate);
    for (let k = 0; k < numDate; k++) {
      const from = (k * numRow + row) * width;
      let sum = 0;
      let count = 0;
      for (let x = 0; x < width; x++) {
        const value = block[from + x];
        if (Number.isNaN(value) || (mask && mask[row * width + x] === 0)) continue;
        sum += value * value;
        count++;
      }
      sums[k] = sum;
      sums[numDate + k] = count;
    }
    return sums;
  });
}

/**
 * sqrt(mean of squares) per date; NaN for dates without any value.
 * @param sums total of {@link squareRowSums} over all rows
 */
export function rmsPerDate(sums: Float64Array): Float64Array {
  const numDate = sums.length / 2;
  return Float64Array.from({ length: numDate }, (_, k) => Math.sqrt(sums[k] / sums[numDate + k]));
}

/**
 * Noisy dates and the best one by the RMS of their residual phase (Yunjun et al. 2019, section 4.4).
 *
 *     threshold = cutoff · median(rms) / 0.67449
 *
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
