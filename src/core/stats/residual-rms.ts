import { median, NORMAL_QUARTILE } from './robust.ts';

/** Sums behind the RMS of every date; blocks of any date and rows add up. */
export interface SquareSums {
  /** [numDate, length]: sum of squares per row, so that totals do not depend on the blocks */
  readonly squares: Float64Array;
  readonly counts: Float64Array;
  readonly numDate: number;
  readonly length: number;
}

export function createSquareSums(numDate: number, length: number): SquareSums {
  const rows = numDate * length;
  return { squares: new Float64Array(rows), counts: new Float64Array(rows), numDate, length };
}

/**
 * Add rows y0, y0+1, ... of all dates.
 * @param block residuals [numDate, numRow, width]
 * @param mask [numRow, width], 0 = leave out
 */
export function addSquares(
  sums: SquareSums,
  block: Float32Array,
  y0: number,
  width: number,
  mask?: Uint8Array,
): void {
  const { numDate, length, squares, counts } = sums;
  const numRow = block.length / (numDate * width);
  for (let k = 0; k < numDate; k++) {
    for (let row = 0; row < numRow; row++) {
      const from = (k * numRow + row) * width;
      let sum = 0;
      let count = 0;
      for (let x = 0; x < width; x++) {
        const value = block[from + x];
        if (Number.isNaN(value) || (mask && mask[row * width + x] === 0)) continue;
        sum += value * value;
        count++;
      }
      squares[k * length + y0 + row] = sum;
      counts[k * length + y0 + row] = count;
    }
  }
}

/** sqrt(mean of squares) per date; NaN for dates without any value. */
export function rmsPerDate({ squares, counts, numDate, length }: SquareSums): Float64Array {
  return Float64Array.from({ length: numDate }, (_, k) => {
    let sum = 0;
    let count = 0;
    for (let y = 0; y < length; y++) {
      sum += squares[k * length + y];
      count += counts[k * length + y];
    }
    return Math.sqrt(sum / count);
  });
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
