import { decimalYear, decimalYearOfInstant, hasTime, type Instant, MS_PER_DAY, parseDate } from '../dates.ts';
import { multiply, multiplyVector, transpose } from '../linalg/matrix.ts';
import { designAtYears } from './design-matrix.ts';
import { factoriseTimeFunctions } from './fit.ts';
import { completeModel, type TimeFunctionModel } from './model.ts';
import { parameterDatasets } from './parameter-datasets.ts';

/** One estimated parameter of a fitted series. */
export interface FittedParameter {
  /** `velocity`, `annualAmplitude`, `step20180610` */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Standard deviation; undefined for amplitude and phase. */
  readonly std: number | undefined;
}

/** A fitted curve: its value and standard deviation at points in time. */
export interface SampledFit {
  readonly instants: readonly Instant[];
  readonly values: Float64Array;
  /** Standard deviation of the curve, from the full covariance of the parameters. */
  readonly std: Float64Array;
}

export interface SeriesFit {
  /** Without the intercept. */
  readonly parameters: readonly FittedParameter[];
  /** Root mean square of what the model leaves. */
  readonly rms: number;
  /** @param instants points in time */
  at(instants: readonly Instant[]): SampledFit;
}

/**
 * Fit time functions to one series by least squares.
 *
 *     m = (Gᵀ G)⁻¹ Gᵀ d,  C = (Gᵀ G)⁻¹ |d - G m|² / (N - P),  variance of the curve at t: g(t) C g(t)ᵀ
 *
 * (Fattahi & Amelung 2015, doi:10.1002/2015JB012419.)
 *
 * @param dates acquisitions, YYYYMMDD[THHMM]
 * @param values [numDate], any unit; NaN is left out
 * @param unit of the values
 * @param seconds time of day of all acquisitions, s
 * @throws {TimeFunctionError} when the dates with values cannot determine the model
 */
export function fitSeries(
  dates: readonly string[],
  values: ArrayLike<number>,
  model: TimeFunctionModel,
  unit: string,
  seconds = 0,
): SeriesFit {
  const used = dates.flatMap((_, k) => (Number.isNaN(values[k]) ? [] : [k]));
  const own = used.map((k) => dates[k]);
  const data = Float64Array.from(used, (k) => values[k]);
  const { design, inverse } = factoriseTimeFunctions({ dates: own, seconds, model });
  const parameters = multiplyVector(inverse, data);
  const modelled = multiplyVector(design, parameters);
  const squares = data.reduce((sum, value, k) => sum + (value - modelled[k]) ** 2, 0);
  const cofactor = multiply(inverse, transpose(inverse));
  const scale = squares / (design.rows - design.cols);
  const size = design.cols;
  const variance = (p: number) => scale * cofactor.data[p * size + p];
  const origin = decimalYear(own[0], hasTime(own[0]) ? 0 : seconds);
  return {
    rms: Math.sqrt(squares / data.length),
    parameters: parameterDatasets(model, unit)
      .filter(({ name }) => name !== 'intercept')
      .map((dataset) => {
        const sum = (of: (column: number) => number) => dataset.columns.reduce((all, c) => all + of(c), 0);
        const [c, s] = dataset.columns.map((column) => parameters[column]);
        const value =
          dataset.kind === 'value'
            ? sum((column) => parameters[column])
            : dataset.kind === 'amplitude'
              ? Math.hypot(c, s)
              : Math.atan2(c, s);
        const std = dataset.hasStd ? Math.sqrt(sum(variance)) : undefined;
        return { name: dataset.name, unit: dataset.unit, value, std };
      }),
    at(instants) {
      const rows = designAtYears(instants.map(decimalYearOfInstant), model, origin);
      const spread = multiply(rows, cofactor);
      const std = new Float64Array(rows.rows);
      for (let i = 0; i < rows.rows; i++) {
        let form = 0;
        for (let p = 0; p < size; p++) form += spread.data[i * size + p] * rows.data[i * size + p];
        std[i] = Math.sqrt(Math.max(0, scale * form));
      }
      return { instants, values: multiplyVector(rows, parameters), std };
    },
  };
}

/**
 * Points in time at which a curve between the first and last date looks smooth: one a day, or `count` of them where there
 * are more days, and both sides of every sudden change.
 *
 * @param dates acquisitions, YYYYMMDD[THHMM]
 * @param seconds time of day of all acquisitions, s
 * @throws {DateError} for what is no date
 */
export function curveInstants(
  dates: readonly string[],
  model: TimeFunctionModel,
  seconds = 0,
  count = 400,
): Instant[] {
  const times = dates.map((date) => parseDate(date) + (hasTime(date) ? 0 : seconds * 1000));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const steps = Math.min(count, Math.max(1, Math.ceil((last - first) / MS_PER_DAY)));
  const even = Array.from({ length: steps + 1 }, (_, k) => first + ((last - first) * k) / steps);
  const { stepDate, polyline, exp, log } = completeModel(model);
  const events = [...stepDate, ...polyline, ...[...exp, ...log].map(({ onset }) => onset)].map(parseDate);
  const sides = events.flatMap((event) => [event, event + 60_000]).filter((t) => t > first && t < last);
  return [...even, ...sides].sort((a, b) => a - b);
}
