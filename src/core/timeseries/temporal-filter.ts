import { temporalBaselines } from '../dates.ts';
import { OptionError, ShapeError } from '../errors.ts';
import { type Bands, loadBands, PANEL, storeBands } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { zeros } from '../linalg/matrix.ts';
import { medianSeries, runningMedian } from './running-median.ts';

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

/** A block [numDate, numPixel] to the filtered one, in `out` where that is given: fresh memory when left out. */
export type SeriesFilter = (block: Float32Array, out?: Float32Array) => Float32Array;

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
): SeriesFilter {
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
  const smooth = { ...weights, data: weights.data.slice() };
  const reference = weights.data.slice(referenceIndex * numDate, (referenceIndex + 1) * numDate);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] -= reference[i % numDate];
  const panels = bandPanels({
    bands: { series: numDate },
    sums: { filtered: numDate, shares: numDate },
    matrices: { weights, smooth },
  });
  const { series } = panels.bands;
  const { filtered, shares } = panels.sums;
  const { project, matrices } = panels;

  return (block, out = new Float32Array(block.length)) => {
    const numPixel = pixelsOf(block, numDate);
    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(series, block, numPixel, start, count);
      if (hasNaN(series, count)) {
        // What is there, and the weight it has; no-data counts as 0 in both.
        for (let i = 0; i < series.values.length; i++)
          if (Number.isNaN(series.values[i])) series.values[i] = 0;
        project(matrices.smooth, series, filtered, count);
        for (let k = 0; k < numDate; k++)
          for (let i = 0; i < count; i++)
            series.values[k * PANEL + i] = Number.isNaN(block[k * numPixel + start + i]) ? 0 : 1;
        project(matrices.smooth, series, shares, count);
        divideRelative(filtered.values, shares.values, series.values, numDate, count, referenceIndex);
      } else project(matrices.weights, series, filtered, count);
      for (let k = 0; k < numDate; k++)
        out.set(filtered.values.subarray(k * PANEL, k * PANEL + count), k * numPixel + start);
    }
    return out;
  };
}

function hasNaN({ rows, values }: Bands, count: number): boolean {
  for (let k = 0; k < rows; k++)
    for (let at = k * PANEL; at < k * PANEL + count; at++) if (Number.isNaN(values[at])) return true;
  return false;
}

/** sums / shares where there is data (1 in `isData`), else NaN, minus that of the reference date. */
function divideRelative(
  sums: Float64Array,
  shares: Float64Array,
  isData: Float32Array,
  numDate: number,
  count: number,
  reference: number,
): void {
  for (let k = 0; k < numDate; k++)
    for (let at = k * PANEL; at < k * PANEL + count; at++)
      sums[at] = isData[at] === 1 ? sums[at] / shares[at] : Number.NaN;
  const zero = sums.slice(reference * PANEL, reference * PANEL + count);
  for (let k = 0; k < numDate; k++) for (let i = 0; i < count; i++) sums[k * PANEL + i] -= zero[i];
}

/**
 * Prepare a running median over `window` dates, the first and last date standing in for those beyond the ends, relative
 * to the reference date. Dates without data (NaN) do not count, and get no value.
 *
 * @param referenceIndex date that is 0 afterwards
 * @returns block [numDate, numPixel], any unit, to filtered block
 * @throws {OptionError} for a window that is no whole number above 0
 */
export function prepareMedianFilter(numDate: number, window: number, referenceIndex = 0): SeriesFilter {
  if (!(Number.isInteger(window) && window > 0)) {
    throw new OptionError(`A window of ${window} dates is not possible.`, 'Give a positive whole number.');
  }
  const needs = { numDate, window, reference: referenceIndex };
  const { from, to, run } = runningMedian(needs);
  const sorted = new Float64Array(window);
  return (block, out = new Float32Array(block.length)) => {
    const numPixel = pixelsOf(block, numDate);
    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(from, block, numPixel, start, count);
      run(count);
      storeBands(to, out, numPixel, start, count);
      if (!hasNaN(from, count)) continue;
      for (let i = start; i < start + count; i++)
        if (hasGap(block, numDate, numPixel, i)) medianSeries(block, needs, numPixel, i, sorted, out);
    }
    return out;
  };
}

/**
 * Running median of one block: {@link prepareMedianFilter}.
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
  return prepareMedianFilter(numDate, window, referenceIndex)(block);
}

/** Whether some date of pixel `i` has no data. */
function hasGap(block: Float32Array, numDate: number, numPixel: number, i: number): boolean {
  for (let k = 0; k < numDate; k++) if (Number.isNaN(block[k * numPixel + i])) return true;
  return false;
}

/**
 * Difference to the previous date; 0 at the first.
 *
 * @param block [numDate, numPixel], any unit; NaN = no data
 * @param out [numDate, numPixel], receives the differences; fresh memory when left out
 * @returns same shape and unit
 */
export function temporalDerivative(
  block: Float32Array,
  numDate: number,
  out: Float32Array = new Float32Array(block.length),
): Float32Array {
  const numPixel = pixelsOf(block, numDate);
  out.fill(0, 0, numPixel);
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
