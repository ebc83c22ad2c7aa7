import { DAYS_PER_YEAR, longDate, parseDate, temporalBaselines } from '../dates.ts';
import { svd } from '../linalg/decompositions.ts';
import { type Matrix, multiply, transpose, zeros } from '../linalg/matrix.ts';
import { timeFunctionDesign } from '../timeseries/design-matrix.ts';
import { assertModel, TimeFunctionError, type TimeFunctionModel } from '../timeseries/model.ts';

export interface DemErrorSetup {
  /** acquisitions, in order, YYYYMMDD[THHMM] */
  readonly dates: readonly string[];
  /** time of day of all acquisitions, s */
  readonly seconds?: number;
  /** deformation while the DEM error is estimated; degree 1 or more */
  readonly model: TimeFunctionModel;
  /** dates left out of the estimation; they are corrected nevertheless */
  readonly excludeDate?: readonly string[];
  /** minimise the residual of velocities between dates instead of displacements */
  readonly phaseVelocity?: boolean;
  /** date whose baseline is subtracted from the others, as the displacement is; without it baselines stand as given */
  readonly referenceDate?: string;
  /** perpendicular baseline per date, m, for all pixels; else every block brings its own */
  readonly bperp?: ArrayLike<number>;
}

/** Singular values below this fraction of the largest count as zero. */
export const CUTOFF = 1e-8;

/**
 * The part of the DEM error problem that all pixels share.
 *
 * Per pixel the unknowns are w = dz/(R sin theta) and the time functions m: d = b w + G m, b the baselines. With b⊥ the
 * part of b outside the range of G,
 *
 *     w = b⊥·d / b⊥·b⊥,   m = G⁺ (d - b w)
 *
 * is the least-squares solution, so a pixel costs two projections instead of a decomposition.
 */
export interface DemErrorSystem {
  /** time functions at all dates [numDate, numParameter] */ readonly design: Matrix;
  /** rows that are fitted: the used dates, or velocities between them */
  readonly observed: ObservedRows;
  /** the same as operator L [numRow, numDate] */ readonly operator: Matrix;
  /** (L G)⁺ L [numParameter, numDate] */ readonly estimator: Matrix;
  /** orthonormal basis of the range of L G [numRow, rank] */ readonly basis: Matrix;
  /** basisᵀ L [rank, numDate] */ readonly projector: Matrix;
  /** square of the largest singular value of L G */ readonly largest: number;
}

/** Rows that are fitted, each from one date, or from two as a velocity: row r = weight[r] · (d[date[r]] - d[since[r]]). */
export interface ObservedRows {
  readonly date: Int32Array;
  /** -1: the value of the date itself */ readonly since: Int32Array;
  readonly weight: Float64Array;
  /** dates in none of the rows */ readonly unseen: Int32Array;
}

/** The shared part for given dates and time functions. @throws {TimeFunctionError} when the dates cannot carry the model */
export function demErrorSystem({
  dates,
  seconds = 0,
  model,
  excludeDate = [],
  phaseVelocity = false,
}: DemErrorSetup): DemErrorSystem {
  // A step that no acquisition sees does no harm here: the minimum norm gives it the value 0.
  assertModel({ ...model, stepDate: [] }, dates);
  if (model.polynomial < 1 || model.polynomial > dates.length) {
    throw new TimeFunctionError(
      `Polynomial degree ${model.polynomial} does not suit ${dates.length} dates.`,
      'Use a degree of 1 or more, at most the number of dates.',
    );
  }
  const used = usedDates(dates, excludeDate);
  const observed = observedRows(dates, used, phaseVelocity);
  const operator = operatorOf(observed, dates.length);
  const full = timeFunctionDesign(dates, model, seconds);
  // A constant has no velocity: phase velocity cannot see the first column.
  const design = phaseVelocity ? withoutFirstColumn(full) : full;
  const { u, s, v } = svd(multiply(operator, design));
  const rank = s.filter((value) => value > CUTOFF * s[0]).length;
  const basis = firstColumns(u, rank);
  const inverse = multiply(scaleColumns(firstColumns(v, rank), s), transpose(basis));
  return {
    design,
    observed,
    operator,
    estimator: multiply(inverse, operator),
    basis,
    projector: multiply(transpose(basis), operator),
    largest: s[0] ** 2,
  };
}

function usedDates(dates: readonly string[], excludeDate: readonly string[]): number[] {
  const excluded = new Set(excludeDate.map((date) => parseDate(longDate(date))));
  const used = dates.flatMap((date, k) => (excluded.has(parseDate(date)) ? [] : [k]));
  if (used.length < 2) {
    throw new TimeFunctionError(
      `Only ${used.length} of ${dates.length} dates are left to estimate the DEM error.`,
      'Exclude fewer dates.',
    );
  }
  return used;
}

function observedRows(
  dates: readonly string[],
  used: readonly number[],
  phaseVelocity: boolean,
): ObservedRows {
  const unseen = Int32Array.from(dates.keys()).filter((k) => !used.includes(k));
  if (!phaseVelocity) {
    return {
      date: Int32Array.from(used),
      since: new Int32Array(used.length).fill(-1),
      weight: new Float64Array(used.length).fill(1),
      unseen,
    };
  }
  // Elapsed time, unlike the time functions' decimal years, which jump at the end of a year.
  const days = temporalBaselines(dates);
  const [date, since] = [Int32Array.from(used.slice(1)), Int32Array.from(used.slice(0, -1))];
  const perYear = Float64Array.from(date, (k, row) => DAYS_PER_YEAR / (days[k] - days[since[row]]));
  return { date, since, weight: perYear, unseen };
}

function operatorOf({ date, since, weight }: ObservedRows, numDate: number): Matrix {
  const operator = zeros(date.length, numDate);
  for (let row = 0; row < date.length; row++) {
    operator.data[row * numDate + date[row]] = weight[row];
    if (since[row] >= 0) operator.data[row * numDate + since[row]] = -weight[row];
  }
  return operator;
}

function firstColumns(a: Matrix, count: number): Matrix {
  const out = zeros(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    out.data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  }
  return out;
}

function withoutFirstColumn(a: Matrix): Matrix {
  const out = zeros(a.rows, a.cols - 1);
  for (let i = 0; i < a.rows; i++) {
    out.data.set(a.data.subarray(i * a.cols + 1, (i + 1) * a.cols), i * out.cols);
  }
  return out;
}

/** Columns divided by singular values. */
function scaleColumns(a: Matrix, s: Float64Array): Matrix {
  return { ...a, data: a.data.map((value, i) => value / s[i % a.cols]) };
}
