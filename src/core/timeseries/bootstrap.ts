import { pseudoInverse } from '../linalg/decompositions.ts';
import { type Matrix, scaledColumns, scaledRows, zeros } from '../linalg/matrix.ts';
import { foldSymmetric } from '../linalg/quadratic-form.ts';
import type { Random } from '../stats/random.ts';
import { designAtYears } from './design-matrix.ts';
import { acquisitionYears, TimeFunctionError, type TimeFunctionModel } from './model.ts';

/**
 * Draw dates with replacement, `count` times, each draw sorted.
 *
 * @param random seeded generator, so that a run can be repeated
 * @returns `count` draws of indices [numDate], ascending
 */
export function bootstrapResamples(numDate: number, count: number, random: Random): Uint16Array[] {
  return Array.from({ length: count }, () =>
    Uint16Array.from({ length: numDate }, () => Math.floor(random() * numDate)).sort(),
  );
}

export interface BootstrapSpread {
  /** mean estimator [numParameter, numDate]: m = mean · d */
  readonly mean: Matrix;
  /** per parameter p, [numDate, numDate]: variance of m_p over the resamples = dᵀ · spread[p] · d; upper triangle */
  readonly spread: readonly Matrix[];
}

/**
 * What resampling the dates does to the estimate, for all pixels at once (Efron & Tibshirani 1986).
 *
 * The estimate of resample b is linear in the data, m_b = W_b d. Mean and (population) variance over resamples are
 * therefore W̄ d and dᵀ (1/B sum_b w_b w_bᵀ) d with w_b the deviation of a row of W_b from W̄: the resamples are
 * solved
 * once and the work per pixel does not grow with their number. Each resample counts time from its own first date.
 *
 * @param resamples indices of dates, [numDate] each, of {@link bootstrapResamples}
 * @param roots square roots of the weights of the dates [numDate]: a date that is drawn brings its weight along
 * @throws {TimeFunctionError} when there are no resamples
 */
export function bootstrapSpread(
  { dates, seconds = 0, model }: { dates: readonly string[]; seconds?: number; model: TimeFunctionModel },
  resamples: readonly ArrayLike<number>[],
  roots?: Float64Array,
): BootstrapSpread {
  if (resamples.length === 0) {
    throw new TimeFunctionError('The bootstrap has no resamples.', 'Set a bootstrap count of 1 or more.');
  }
  const years = acquisitionYears(dates, seconds);
  const numDate = years.length;
  const estimators = resamples.map((drawn) => resampledEstimator(years, drawn, model, roots));

  const numParameter = estimators[0].rows;
  const mean = zeros(numParameter, numDate);
  for (const { data } of estimators) {
    for (let i = 0; i < data.length; i++) mean.data[i] += data[i] / estimators.length;
  }
  const spread = Array.from({ length: numParameter }, () => zeros(numDate, numDate));
  for (const { data } of estimators) {
    const deviation = data.map((value, i) => value - mean.data[i]);
    for (let p = 0; p < numParameter; p++) {
      addSquare(spread[p], deviation.subarray(p * numDate, (p + 1) * numDate), 1 / estimators.length);
    }
  }
  return { mean, spread: spread.map(foldSymmetric) };
}

/** W_b [numParameter, numDate]: the estimate from the drawn dates as weights of all dates. */
function resampledEstimator(
  years: ArrayLike<number>,
  drawn: ArrayLike<number>,
  model: TimeFunctionModel,
  roots: Float64Array | undefined,
): Matrix {
  const drawnYears = new Float64Array(drawn.length);
  for (let i = 0; i < drawn.length; i++) drawnYears[i] = years[drawn[i]];
  const design = designAtYears(drawnYears, model);
  const own = roots && Float64Array.from(drawn, (k) => roots[k]);
  const { inverse: white } = pseudoInverse(own ? scaledRows(design, own) : design, 1e-7);
  const inverse = own ? scaledColumns(white, own) : white;
  const numDate = years.length;
  const weights = zeros(inverse.rows, numDate);
  for (let p = 0; p < inverse.rows; p++) {
    for (let i = 0; i < drawn.length; i++) {
      // Dates drawn more than once add up to one weight.
      weights.data[p * numDate + drawn[i]] += inverse.data[p * inverse.cols + i];
    }
  }
  return weights;
}

/** form += factor · w wᵀ, upper triangle. */
function addSquare({ cols, data }: Matrix, w: Float64Array, factor: number): void {
  for (let j = 0; j < cols; j++) {
    const left = factor * w[j];
    for (let k = j; k < cols; k++) data[j * cols + k] += left * w[k];
  }
}
