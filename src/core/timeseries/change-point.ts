import { temporalBaselines } from '../dates.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import { thinQr } from '../linalg/thin-qr.ts';
import { timeFunctionDesign } from './design-matrix.ts';
import { factoriseTimeFunctions, type TimeFunctionFitSetup } from './fit.ts';
import { TimeFunctionError } from './model.ts';

/** Correlations of neighbouring dates (at their median distance) that are told apart. */
export const CORRELATIONS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Dates that must lie on each side of an offset: fewer would make one out of an outlier. */
const MARGIN = 3;
/** Dates beyond the parameters of the functions. */
const SPARE = 6;

/** The offset that explains most of what the functions leave of a series. */
export interface ChangePoint {
  /** index among {@link ChangeSearch.candidates} */
  readonly candidate: number;
  /** squared t of the offset, the largest of all candidates */
  readonly statistic: number;
  /** unit of the series */
  readonly step: number;
  readonly stepStd: number;
}

/** Looks for one offset in a series; its memory is used again by the next call. */
export interface ChangeSearch {
  readonly numDate: number;
  /** index of the first date after every offset that is tried */
  readonly candidates: readonly number[];
  /** exp(-dt / tau) of neighbouring dates [correlation][numDate], the first of each is 0 */
  readonly decay: readonly Float64Array[];
  /**
   * Correlation of neighbouring residuals once the most likely offset is gone, as it is found (biased: simulations tell what it
   * stands for). NaN for a series with a missing date or without any variation.
   */
  correlation(series: ArrayLike<number>): number;
  /** Residual of the last {@link ChangeSearch.correlation} [numDate] */
  readonly residual: Float64Array;
  /** the most likely offset where noise is correlated as `CORRELATIONS[level]` tells */
  search(series: ArrayLike<number>, level: number): ChangePoint;
}

/**
 * Prepare the search for one offset on top of time functions, d = G m + s H_k + e, k over the intervals between dates. Noise e is
 * first-order autoregressive, corr(e_i, e_j) = exp(-|t_i - t_j| / tau): series, G and H_k are whitened, and the offset is that of
 * the largest t² = s² / var(s), the likelihood ratio test (Quandt 1960, doi:10.1080/01621459.1960.10482067; Andrews 1993,
 * doi:10.2307/2951764, for its maximum).
 *
 * @param setup dates [numDate] and the functions
 * @throws {TimeFunctionError} when the model does not fit the dates, or there are too few of them
 */
export function prepareChangeSearch(setup: TimeFunctionFitSetup): ChangeSearch {
  const { dates, model, seconds = 0 } = setup;
  const design = timeFunctionDesign(dates, model, seconds);
  const [numDate, numParameter] = [design.rows, design.cols];
  const least = Math.max(numParameter + SPARE, 2 * MARGIN);
  if (numDate < least)
    throw new TimeFunctionError(
      `${numDate} dates are too few to look for an offset beside ${numParameter} parameters of the time functions: ${least} are needed.`,
      'Use more dates or fewer time functions.',
    );
  factoriseTimeFunctions(setup); // says what is wrong with the functions
  const days = temporalBaselines(dates);
  const gaps = Array.from({ length: numDate - 1 }, (_, i) => days[i + 1] - days[i]).sort((a, b) => a - b);
  const gap = gaps[gaps.length >> 1];
  const decay = CORRELATIONS.map((rho) =>
    Float64Array.from(days, (day, i) => (i === 0 || rho === 0 ? 0 : rho ** ((day - days[i - 1]) / gap))),
  );
  const levels = decay.map((phi) => whitening(phi, design));
  const white = levels[0];
  const candidates: number[] = [];
  for (let k = MARGIN; k <= numDate - MARGIN; k++) {
    // what the functions explain themselves is no change: a step that was given
    if (white.norms[k] > 1e-6 * (numDate - k)) candidates.push(k);
  }
  if (candidates.length === 0)
    throw new TimeFunctionError(
      'The time functions leave no interval in which an offset could be told.',
      'Remove steps or other time functions.',
    );
  const offsets = candidates.map((k) => white.offset(k));
  const residual = new Float64Array(numDate);

  return {
    numDate,
    candidates,
    decay,
    residual,
    correlation(series) {
      const { best, dot } = strongest(white, series, candidates, residual);
      const offset = offsets[best];
      const step = dot / white.norms[candidates[best]];
      let power = 0;
      let neighbour = 0;
      for (let i = 0; i < numDate; i++) {
        residual[i] -= step * offset[i];
        power += residual[i] * residual[i];
        if (i > 0) neighbour += residual[i] * residual[i - 1];
      }
      return hasNoise(power, series) ? neighbour / power : Number.NaN;
    },
    search(series, level) {
      const of = levels[level];
      const { best, dot } = strongest(of, series, candidates, residual);
      const norm = of.norms[candidates[best]];
      let power = 0;
      for (const value of residual) power += value * value;
      const explained = (dot * dot) / norm;
      const variance = Math.max(0, power - explained) / (numDate - numParameter - 1);
      return {
        candidate: best,
        statistic: explained / variance,
        step: dot / norm,
        stepStd: Math.sqrt(variance / norm),
      };
    },
  };
}

/** Whether a residual is more than the rounding of float32. */
function hasNoise(power: number, series: ArrayLike<number>): boolean {
  let largest = 0;
  for (let i = 0; i < series.length; i++) largest = Math.max(largest, Math.abs(series[i]));
  return power > (1e-7 * largest) ** 2;
}

interface Whitening {
  readonly phi: Float64Array;
  /** 1 / sqrt(1 - phi²) */
  readonly scale: Float64Array;
  /** orthonormal columns of the whitened design [numDate, numParameter] */
  readonly basis: Matrix;
  /** square of what the functions leave of a whitened offset, by its first date [numDate] */
  readonly norms: Float64Array;
  /** what the functions leave of a whitened offset [numDate] */
  readonly offset: (first: number) => Float64Array;
}

function whitening(phi: Float64Array, design: Matrix): Whitening {
  const numDate = design.rows;
  const scale = phi.map((value) => 1 / Math.sqrt(1 - value * value));
  const whitened = zeros(numDate, design.cols);
  for (let i = 0; i < numDate; i++)
    for (let j = 0; j < design.cols; j++) {
      const before = i === 0 ? 0 : design.data[(i - 1) * design.cols + j];
      whitened.data[i * design.cols + j] = (design.data[i * design.cols + j] - phi[i] * before) * scale[i];
    }
  const basis = thinQr(whitened).q;
  const offset = (first: number) => {
    const column = Float64Array.from(phi, (value, i) =>
      i < first ? 0 : i === first ? scale[i] : (1 - value) * scale[i],
    );
    removeBasis(basis, column);
    return column;
  };
  const norms = Float64Array.from({ length: numDate }, (_, k) =>
    offset(k).reduce((sum, value) => sum + value * value, 0),
  );
  return { phi, scale, basis, norms, offset };
}

function removeBasis({ rows, cols, data }: Matrix, column: Float64Array): void {
  for (let j = 0; j < cols; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * cols + j] * column[i];
    for (let i = 0; i < rows; i++) column[i] -= data[i * cols + j] * sum;
  }
}

/** The candidate that explains most, and its product with the residual, which is left in `residual`. */
function strongest(
  { phi, scale, basis, norms }: Whitening,
  series: ArrayLike<number>,
  candidates: readonly number[],
  residual: Float64Array,
): { best: number; dot: number } {
  const numDate = residual.length;
  for (let i = 0; i < numDate; i++)
    residual[i] = i === 0 ? series[0] : (series[i] - phi[i] * series[i - 1]) * scale[i];
  removeBasis(basis, residual);
  // A whitened offset is the same after its first date: its product is a sum from the end.
  let [after, best, dot, most] = [0, 0, 0, -1];
  let c = candidates.length - 1;
  for (let k = numDate - 1; k > 0 && c >= 0; k--) {
    if (candidates[c] === k) {
      const product = after + scale[k] * residual[k];
      const explained = (product * product) / norms[k];
      if (explained >= most) [best, dot, most] = [c, product, explained];
      c--;
    }
    after += (1 - phi[k]) * scale[k] * residual[k];
  }
  return { best, dot };
}
