import { temporalBaselines } from '../dates.ts';
import { OptionError, ShapeError } from '../errors.ts';
import { CHUNK, mapPixels } from '../linalg/map-pixels.ts';
import { zeros } from '../linalg/matrix.ts';

const DAYS_PER_MONTH = 365.25 / 12;

function pixelsOf(block: Float32Array, numDate: number): number {
  const numPixel = block.length / numDate;
  if (!Number.isInteger(numPixel)) {
    throw new ShapeError(
      `A block of ${block.length} values is no whole number of pixels with ${numDate} dates.`,
    );
  }
  return numPixel;
}

/**
 * Prepare a Gaussian low-pass filter in time: every date becomes the mean of all dates with weights
 * exp(-(dt / window)² / 2), relative to the reference date. Dates without data (NaN) do not count, and get no value.
 *
 * @param windowMonths standard deviation, months of 365.25/12 days
 * @param referenceIndex date that is 0 afterwards
 * @returns block [numDate, numPixel] to filtered block
 * @throws {OptionError} for a window that is not above 0
 */
export function prepareGaussianFilter(
  dates: readonly string[],
  windowMonths: number,
  referenceIndex = 0,
): (block: Float32Array) => Float32Array {
  if (!(windowMonths > 0))
    throw new OptionError(`A window of ${windowMonths} months is not possible.`, 'Give more than 0.');
  const months = temporalBaselines(dates).map((days) => days / DAYS_PER_MONTH);
  const numDate = dates.length;
  const weights = zeros(numDate, numDate);
  for (let k = 0; k < numDate; k++) {
    const row = months.map((month) => Math.exp(-0.5 * ((month - months[k]) / windowMonths) ** 2));
    const sum = row.reduce((total, weight) => total + weight, 0);
    weights.data.set(
      row.map((weight) => weight / sum),
      k * numDate,
    );
  }
  const smooth = weights.data.slice();
  const reference = weights.data.slice(referenceIndex * numDate, (referenceIndex + 1) * numDate);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] -= reference[i % numDate];

  return (block) => {
    const numPixel = pixelsOf(block, numDate);
    const out = new Float32Array(block.length);
    const filtered = new Float64Array(numDate * CHUNK);
    for (let start = 0; start < numPixel; start += CHUNK) {
      const count = Math.min(CHUNK, numPixel - start);
      mapPixels(weights, block, numPixel, start, count, filtered);
      for (let k = 0; k < numDate; k++) {
        out.set(filtered.subarray(k * CHUNK, k * CHUNK + count), k * numPixel + start);
      }
    }
    const hasGap = new Uint8Array(numPixel);
    for (let k = 0; k < numDate; k++)
      for (let i = 0; i < numPixel; i++) if (Number.isNaN(block[k * numPixel + i])) hasGap[i] = 1;
    for (let i = 0; i < numPixel; i++)
      if (hasGap[i] === 1) smoothWithGaps(block, smooth, numDate, i, numPixel, referenceIndex, out);
    return out;
  };
}

/** The Gaussian filter of pixel `i`, some of whose dates have no data. */
function smoothWithGaps(
  block: Float32Array,
  weights: Float64Array,
  numDate: number,
  i: number,
  numPixel: number,
  referenceIndex: number,
  out: Float32Array,
): void {
  const mean = (k: number) => {
    if (Number.isNaN(block[k * numPixel + i])) return Number.NaN;
    let sum = 0;
    let share = 0;
    for (let j = 0; j < numDate; j++) {
      const value = block[j * numPixel + i];
      if (Number.isNaN(value)) continue;
      sum += weights[k * numDate + j] * value;
      share += weights[k * numDate + j];
    }
    return sum / share;
  };
  const zero = mean(referenceIndex);
  for (let k = 0; k < numDate; k++) out[k * numPixel + i] = mean(k) - zero;
}

/**
 * Running median over `window` dates, the first and last date standing in for those beyond the ends, relative to the
 * reference date. Dates without data (NaN) do not count, and get no value.
 *
 * @param block [numDate, numPixel], any unit
 * @returns same shape and unit
 * @throws {OptionError} for a window that is no whole number above 0
 */
export function medianFilter(
  block: Float32Array,
  numDate: number,
  window: number,
  referenceIndex = 0,
): Float32Array {
  const numPixel = pixelsOf(block, numDate);
  if (!(Number.isInteger(window) && window > 0)) {
    throw new OptionError(`A window of ${window} dates is not possible.`, 'Give a positive whole number.');
  }
  const out = new Float32Array(block.length);
  const first = -(window >> 1);
  const starts = new Int32Array(window);
  const sorted = new Float64Array(window);
  for (let k = 0; k < numDate; k++) {
    for (let n = 0; n < window; n++) starts[n] = Math.min(Math.max(k + first + n, 0), numDate - 1) * numPixel;
    for (let i = 0; i < numPixel; i++) {
      const at = k * numPixel + i;
      out[at] = Number.isNaN(block[at]) ? Number.NaN : medianAt(block, starts, i, sorted);
    }
  }
  const reference = out.slice(referenceIndex * numPixel, (referenceIndex + 1) * numPixel);
  for (let k = 0; k < numDate; k++) {
    for (let i = 0; i < numPixel; i++) out[k * numPixel + i] -= reference[i];
  }
  return out;
}

/** Median of the values at `starts[n] + i` that are not NaN; of an even number the upper one of the two in the middle. */
function medianAt(block: Float32Array, starts: Int32Array, i: number, sorted: Float64Array): number {
  let count = 0;
  for (let n = 0; n < starts.length; n++) {
    const value = block[starts[n] + i];
    if (Number.isNaN(value)) continue;
    let place = count++;
    for (; place > 0 && sorted[place - 1] > value; place--) sorted[place] = sorted[place - 1];
    sorted[place] = value;
  }
  return sorted[count >> 1];
}

/**
 * Difference to the previous date; 0 at the first.
 *
 * @param block [numDate, numPixel], any unit; NaN = no data
 * @returns same shape and unit
 */
export function temporalDerivative(block: Float32Array, numDate: number): Float32Array {
  const numPixel = pixelsOf(block, numDate);
  const out = new Float32Array(block.length);
  for (let i = numPixel; i < block.length; i++) out[i] = block[i] - block[i - numPixel];
  return out;
}

/**
 * Mean over the first axis of the values that are not NaN; NaN where there are none.
 *
 * @param block [numDate, numPixel], any unit; NaN = no data
 * @returns [numPixel], same unit
 */
export function temporalMean(block: Float32Array, numDate: number): Float32Array {
  const numPixel = pixelsOf(block, numDate);
  const sums = new Float64Array(numPixel);
  const counts = new Uint32Array(numPixel);
  for (let k = 0; k < numDate; k++) {
    for (let i = 0; i < numPixel; i++) {
      const value = block[k * numPixel + i];
      if (Number.isNaN(value)) continue;
      sums[i] += value;
      counts[i]++;
    }
  }
  return Float32Array.from(sums, (sum, i) => sum / counts[i]);
}
