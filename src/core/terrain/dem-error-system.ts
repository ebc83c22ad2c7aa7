import { DAYS_PER_YEAR, longDate, parseDate, temporalBaselines } from '../dates.ts';
import { CHUNK, mapPixels, subtractPrediction } from '../linalg/map-pixels.ts';
import { type Matrix, multiply, svd, transpose, zeros } from '../linalg/matrix.ts';
import { timeFunctionDesign } from '../timeseries/design-matrix.ts';
import { assertModel, TimeFunctionError } from '../timeseries/model.ts';
import type { DemErrorSetup, Workspace } from './dem-error.ts';

/** Singular values below this fraction of the largest count as zero. */
const CUTOFF = 1e-8;

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
  /** observation operator L [numRow, numDate]: picks the used dates, or forms velocities between them */
  readonly operator: Matrix;
  /** (L G)⁺ L [numParameter, numDate] */ readonly estimator: Matrix;
  /** orthonormal basis of the range of L G [numRow, rank] */ readonly basis: Matrix;
  /** basisᵀ L [rank, numDate] */ readonly projector: Matrix;
  /** square of the largest singular value of L G */ readonly largest: number;
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
  const operator = observationOperator(dates, used, phaseVelocity);
  const full = timeFunctionDesign(dates, model, seconds);
  // A constant has no velocity: phase velocity cannot see the first column.
  const design = phaseVelocity ? withoutFirstColumn(full) : full;
  const { u, s, v } = svd(multiply(operator, design));
  const rank = s.filter((value) => value > CUTOFF * s[0]).length;
  const basis = firstColumns(u, rank);
  const inverse = multiply(scaleColumns(firstColumns(v, rank), s), transpose(basis));
  return {
    design,
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

function observationOperator(
  dates: readonly string[],
  used: readonly number[],
  phaseVelocity: boolean,
): Matrix {
  if (!phaseVelocity) {
    const operator = zeros(used.length, dates.length);
    used.forEach((k, row) => {
      operator.data[row * dates.length + k] = 1;
    });
    return operator;
  }
  // Elapsed time, unlike the time functions' decimal years, which jump at the end of a year.
  const days = temporalBaselines(dates);
  const operator = zeros(used.length - 1, dates.length);
  for (let row = 0; row + 1 < used.length; row++) {
    const span = (days[used[row + 1]] - days[used[row]]) / DAYS_PER_YEAR;
    operator.data[row * dates.length + used[row]] = -1 / span;
    operator.data[row * dates.length + used[row + 1]] = 1 / span;
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

/**
 * Split the baselines of a chunk into what the time functions explain and the rest, and measure the data along the rest.
 * @param bperp referenced baselines, rows of CHUNK
 */
export function projectBaseline(
  system: DemErrorSystem,
  bperp: Float64Array,
  timeseries: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  work: Pick<Workspace, 'coupling' | 'inRange' | 'norm' | 'normOutside' | 'dot'>,
): void {
  const { operator, basis, projector, estimator } = system;
  const { inRange, norm, normOutside, dot } = work;
  mapPixels(estimator, bperp, CHUNK, 0, count, work.coupling);
  mapPixels(projector, bperp, CHUNK, 0, count, inRange);
  norm.fill(0, 0, count);
  normOutside.fill(0, 0, count);
  dot.fill(0, 0, count);
  const baseline = new Float64Array(CHUNK);
  const data = new Float64Array(CHUNK);
  for (let row = 0; row < operator.rows; row++) {
    const weights = { rows: 1, cols: operator.cols, data: operator.data.subarray(row * operator.cols) };
    mapPixels(weights, bperp, CHUNK, 0, count, baseline);
    mapPixels(weights, timeseries, numPixel, start, count, data);
    for (let i = 0; i < count; i++) norm[i] += baseline[i] * baseline[i];
    subtractPrediction(basis, row, inRange, count, baseline);
    for (let i = 0; i < count; i++) {
      normOutside[i] += baseline[i] * baseline[i];
      dot[i] += baseline[i] * data[i];
    }
  }
}

/**
 * w per pixel, minimum-norm where b cannot be told from the time functions.
 *
 * With s = 1/(R sin theta) the column of dz is s b. The smallest singular value of [s b, G] is at most
 * s|b⊥| / sqrt(1 + s²|G⁺b|²) and close to it when b nearly lies in the range of G; below the cutoff (relative to the
 * largest, between those of s b and G) b⊥ is taken as zero. Then dz minimises dz² + |m0 - G⁺ s b dz|², m0 = G⁺ d:
 *
 *     dz = s G⁺b · m0 / (1 + s² |G⁺b|²)
 */
export function scaledDemError(system: DemErrorSystem, count: number, work: Workspace): void {
  const { scale, model, coupling, norm, normOutside, dot, amplitude } = work;
  const numParameter = system.estimator.rows;
  for (let i = 0; i < count; i++) {
    const s2 = scale[i] * scale[i];
    let coupled = 0;
    let aligned = 0;
    for (let p = 0; p < numParameter; p++) {
      const c = coupling[p * CHUNK + i];
      coupled += c * c;
      aligned += c * model[p * CHUNK + i];
    }
    const floor = CUTOFF * CUTOFF * (system.largest + s2 * norm[i]) * (1 + s2 * coupled);
    amplitude[i] =
      s2 * normOutside[i] > floor ? dot[i] / normOutside[i] : (s2 * aligned) / (1 + s2 * coupled);
  }
}
