import { multiply, transpose } from '../linalg/matrix.ts';
import { medianAbsoluteDeviation, median as medianOf } from '../stats/robust.ts';
import { factoriseTimeFunctions, type TimeFunctionFitSetup } from './fit.ts';

/** How noisy each date is. */
export interface DateScales {
  /** noise over that of a usual date [numDate] */
  readonly scales: Float64Array;
  /** noise of a usual date, unit of the series; 0 where the model leaves nothing */
  readonly usual: number;
  /** pixels that counted */
  readonly numPixel: number;
}

/** A fit without weights, and two with those of the one before. */
const ROUNDS = 3;
/** No date counts more than four usual ones, none less than a hundredth of one. */
const [LEAST, MOST] = [0.5, 10];
/** A date whose residual the model takes away almost whole tells nothing of its noise. */
const LEAST_FREEDOM = 0.1;
/** Unknowns that dates must exceed by so many, or residuals of one date are those of the others. */
const MIN_REDUNDANCY = 5;
/** Parts of the scene by which the chance in the scale of a date is told. */
const PARTS = 8;

/**
 * Noise of each date from what time functions leave of many pixels. With r the residual of date k, h its leverage,
 *
 *     s_k = median |r_kp - median r_k| / 0.67449 / sqrt(1 - h_k),   h = diag(G (Gᵀ W G)⁻¹ Gᵀ W),   W = diag(1 / s²)
 *
 * from a fit without weights, then twice with those of the fit before (Carroll & Ruppert 1982, Ann. Stat. 10, 429). What all
 * pixels share on a date is mostly the noise of the reference pixel: one draw, that tells little of the noise of the date.
 * Logarithms of scales are drawn to their median by the share of their variance that chance makes, told by parts of the scene
 * (Efron & Morris 1973, doi:10.1080/01621459.1973.10481350): alike dates have alike weights. Scales end at 0.5 and 10.
 *
 * @param setup its own scales do not count
 * @param sample displacement of some pixels [numDate, numPixel], neighbours side by side; pixels with NaN, or 0 at all dates, do
 *   not count
 * @returns scales of 1 where too few dates or pixels tell them
 * @throws {TimeFunctionError} when the dates cannot determine the model
 */
export function estimateDateScales(setup: TimeFunctionFitSetup, sample: Float32Array): DateScales {
  const numDate = setup.dates.length;
  const pixels = pixelsWithData(sample, numDate);
  let scales = new Float64Array(numDate).fill(1);
  let usual = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { design, inverse } = factoriseTimeFunctions({ ...setup, dateScales: scales });
    const isTold = numDate - design.cols >= MIN_REDUNDANCY && pixels.length >= 4 * PARTS;
    if (!isTold) break;
    const rest = residuals(pixels, multiply(design, inverse).data, numDate);
    const freedom = leverages(design.data, transpose(inverse).data, numDate).map((h) => 1 - h);
    const logs = rest.map((values, k) =>
      freedom[k] < LEAST_FREEDOM
        ? Number.NaN
        : Math.log(medianAbsoluteDeviation(values) / Math.sqrt(freedom[k])),
    );
    const center = medianOf(logs);
    usual = Math.exp(center);
    if (!(usual > 0)) break;
    const kept = shareOfDates(logs, rest, center);
    scales = Float64Array.from(logs, (log) =>
      Number.isNaN(log) ? 1 : Math.min(Math.max(Math.exp(kept * (log - center)), LEAST), MOST),
    );
  }
  return { scales, usual, numPixel: pixels.length };
}

/** Series of the pixels that have data at all dates. */
function pixelsWithData(sample: Float32Array, numDate: number): Float64Array[] {
  const numPixel = sample.length / numDate;
  const all = Array.from({ length: numPixel }, (_, p) =>
    Float64Array.from({ length: numDate }, (__, k) => sample[k * numPixel + p]),
  );
  return all.filter((values) => values.every(Number.isFinite) && values.some((value) => value !== 0));
}

/** d - H d, per date all pixels; H [numDate, numDate] */
function residuals(pixels: readonly Float64Array[], hat: Float64Array, numDate: number): Float64Array[] {
  return Array.from({ length: numDate }, (_, k) => {
    const row = hat.subarray(k * numDate, (k + 1) * numDate);
    return Float64Array.from(pixels, (values) => {
      let rest = values[k];
      for (let j = 0; j < numDate; j++) rest -= row[j] * values[j];
      return rest;
    });
  });
}

/** Diagonal of G G⁺, both [numDate, numParameter] */
function leverages(design: Float64Array, estimator: Float64Array, numDate: number): number[] {
  const numParameter = design.length / numDate;
  return Array.from({ length: numDate }, (_, k) => {
    let sum = 0;
    for (let p = k * numParameter; p < (k + 1) * numParameter; p++) sum += design[p] * estimator[p];
    return sum;
  });
}

/** Share of the variance of the logarithms between dates that is not chance. */
function shareOfDates(logs: readonly number[], rest: readonly Float64Array[], center: number): number {
  let [variance, chance, count] = [0, 0, 0];
  rest.forEach((values, k) => {
    if (!Number.isFinite(logs[k])) return;
    const size = values.length / PARTS;
    const parts = Array.from({ length: PARTS }, (_, n) =>
      Math.log(medianAbsoluteDeviation(values.subarray(Math.floor(n * size), Math.floor((n + 1) * size)))),
    );
    const mean = parts.reduce((sum, log) => sum + log / PARTS, 0);
    const square = parts.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (PARTS - 1) / PARTS;
    if (!Number.isFinite(square)) return;
    variance += (logs[k] - center) ** 2;
    chance += square;
    count++;
  });
  return count > 0 && variance > chance ? 1 - chance / variance : 0;
}
