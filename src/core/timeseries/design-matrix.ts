import { DAYS_PER_YEAR } from '../dates.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import {
  acquisitionYears,
  completeModel,
  countParameters,
  onsetYear,
  type TimeFunction,
  type TimeFunctionModel,
} from './model.ts';

/**
 * Design matrix G of a time-function model, d = G m, one row per date. Columns in order:
 *
 *     polynomial n   t^k / k!, k = 0..n
 *     periodic P     cos(2 pi t/P), sin(2 pi t/P)
 *     step T         1 after T (strictly)
 *     polyline T     max(t - T, 0)
 *     exp T, tau     (t > T) · (1 - exp(-(t - T)/tau))
 *     log T, tau     (t > T) · ln(1 + (t - T)/tau)
 *
 * with t in years since the first date, tau in days / 365.25 (Fattahi & Amelung 2015, doi:10.1002/2015JB012419;
 * Hetland et al. 2012, doi:10.1029/2011JB008731).
 *
 * @param dates acquisitions, YYYYMMDD[THHMM]; the first sets t = 0
 * @param seconds time of day of all acquisitions, s
 * @returns [numDate, numParameter]
 */
export function timeFunctionDesign(dates: readonly string[], model: TimeFunctionModel, seconds = 0): Matrix {
  return designAtYears(acquisitionYears(dates, seconds), model);
}

/**
 * {@link timeFunctionDesign} at decimal years; `origin` is the year of t = 0.
 *
 * @param years decimal years [numDate]
 * @returns [numDate, numParameter]
 */
export function designAtYears(
  years: ArrayLike<number>,
  model: TimeFunctionModel,
  origin: number = years[0],
): Matrix {
  const { polynomial, periodic, stepDate, polyline, exp, log } = completeModel(model);
  const numParameter = countParameters(model);
  const design = zeros(years.length, numParameter);
  const transients = (list: typeof exp) =>
    list.flatMap(({ onset, tau }) => tau.map((days) => [onsetYear(onset), days / DAYS_PER_YEAR] as const));
  const steps = stepDate.map(onsetYear);
  const bends = polyline.map(onsetYear);
  const exponentials = transients(exp);
  const logarithms = transients(log);

  for (let i = 0; i < years.length; i++) {
    const year = years[i];
    const t = year - origin;
    let at = i * numParameter;
    let term = 1;
    for (let k = 0; k <= polynomial; k++) {
      design.data[at++] = term;
      term *= t / (k + 1);
    }
    for (const period of periodic) {
      design.data[at++] = Math.cos((2 * Math.PI * t) / period);
      design.data[at++] = Math.sin((2 * Math.PI * t) / period);
    }
    for (const step of steps) design.data[at++] = year > step ? 1 : 0;
    for (const bend of bends) design.data[at++] = Math.max(year - bend, 0);
    for (const [onset, tau] of exponentials) {
      design.data[at++] = year > onset ? 1 - Math.exp(-(year - onset) / tau) : 0;
    }
    for (const [onset, tau] of logarithms) {
      design.data[at++] = year > onset ? Math.log1p((year - onset) / tau) : 0;
    }
  }
  return design;
}

/** Which function each column of the design matrix belongs to. */
export function columnFunctions(model: TimeFunctionModel): TimeFunction[] {
  const { polynomial, periodic, stepDate, polyline, exp, log } = completeModel(model);
  const count = (list: typeof exp) => list.reduce((sum, { tau }) => sum + tau.length, 0);
  const repeat = (name: TimeFunction, times: number) => new Array<TimeFunction>(times).fill(name);
  return [
    ...repeat('polynomial', polynomial + 1),
    ...repeat('periodic', 2 * periodic.length),
    ...repeat('stepDate', stepDate.length),
    ...repeat('polyline', polyline.length),
    ...repeat('exp', count(exp)),
    ...repeat('log', count(log)),
  ];
}
