import { parseDate } from '../dates.ts';
import { ShapeError } from '../errors.ts';
import { CHUNK, mapPixels, subtractPrediction } from '../linalg/map-pixels.ts';
import type { Matrix } from '../linalg/matrix.ts';
import type { TimeFunctionModel } from '../timeseries/model.ts';
import { type DemErrorSystem, demErrorSystem, projectBaseline, scaledDemError } from './dem-error-system.ts';

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

export interface DemErrorBlock {
  /** displacement [numDate, numPixel], m */
  readonly timeseries: Float32Array;
  /** slant range, m: [numPixel], or one value */
  readonly slantRange: Float32Array | number;
  /** incidence angle, degrees as in geometry files: [numPixel], or one value */
  readonly incidenceAngle: Float32Array | number;
  /** perpendicular baseline [numDate, numPixel], m; wins over the common one */
  readonly bperp?: Float32Array;
  /** 0 = leave the pixel out (e.g. temporal coherence 0) */
  readonly mask?: Uint8Array;
}

export interface DemErrorResult {
  /** DEM error, m [numPixel] */ readonly dem: Float32Array;
  /** displacement without the topographic residual [numDate, numPixel] */ readonly corrected: Float32Array;
  /** displacement without topographic residual and deformation model */ readonly residual: Float32Array;
}

/**
 * Prepare the estimation of the DEM error dz from time series (Fattahi & Amelung 2013, doi:10.1109/TGRS.2012.2227761):
 *
 *     d(t) = Bperp(t) / (R sin theta) · dz + G m
 *
 * with G the time functions, by least squares, minimum-norm where the dates cannot tell the unknowns apart. With phase
 * velocity, d, Bperp and G are differenced between consecutive dates and divided by their time span, and the constant
 * of G is dropped; it stays in the residual then.
 *
 * G is the same for all pixels and eliminated once. What remains per pixel is one unknown: see `dem-error-system.ts`.
 *
 * Pixels that hold NaN, whose mean is 0, that are masked, or without range or incidence angle: all results 0.
 *
 * @returns a function of blocks; its bits do not depend on how the pixels are split
 * @throws {TimeFunctionError} when the model does not fit the dates
 * @throws {ShapeError} when array lengths do not match
 */
export function prepareDemError(setup: DemErrorSetup): (block: DemErrorBlock) => DemErrorResult {
  const system = demErrorSystem(setup);
  const numDate = setup.dates.length;
  const referenceIndex = indexOfReference(setup);
  const common = setup.bperp ? commonBaseline(system, setup.bperp, referenceIndex) : undefined;

  return (block) => {
    const numPixel = block.timeseries.length / numDate;
    assertBlock(block, numDate, numPixel);
    if (!block.bperp && !common) {
      throw new ShapeError('No perpendicular baselines.', 'Give one per date, or one per date and pixel.');
    }
    const result = {
      dem: new Float32Array(numPixel),
      corrected: new Float32Array(block.timeseries.length),
      residual: new Float32Array(block.timeseries.length),
    };
    const work = workspace(system, numDate);
    for (let start = 0; start < numPixel; start += CHUNK) {
      const count = Math.min(CHUNK, numPixel - start);
      scaleOfPixels(block, numDate, numPixel, start, count, work.scale);
      mapPixels(system.estimator, block.timeseries, numPixel, start, count, work.model);
      if (block.bperp) {
        referenceBaselines(block.bperp, numDate, numPixel, start, count, referenceIndex, work.bperp);
        projectBaseline(system, work.bperp, block.timeseries, numPixel, start, count, work);
      } else if (common) {
        shareBaseline(common, block.timeseries, numPixel, start, count, work);
      }
      scaledDemError(system, count, work);
      for (let i = 0; i < count; i++) {
        // scale 0 marks pixels to leave out; NaN baselines give NaN, which is no-data too
        const valid = work.scale[i] > 0 && Number.isFinite(work.amplitude[i]);
        if (!valid) work.scale[i] = 0;
        else result.dem[start + i] = work.amplitude[i] / work.scale[i];
      }
      subtract(system, block.timeseries, numDate, numPixel, start, count, work, result);
    }
    return result;
  };
}

function indexOfReference({ dates, referenceDate }: DemErrorSetup): number {
  if (referenceDate === undefined) return -1;
  const instant = parseDate(referenceDate);
  const index = dates.findIndex((date) => parseDate(date) === instant);
  if (index < 0) {
    throw new ShapeError(`Reference date ${referenceDate} is not among the dates.`, 'Choose one of them.');
  }
  return index;
}

/** Scratch of one chunk; rows are CHUNK long. */
export interface Workspace {
  /** 1/(R sin theta), 0 for pixels to leave out */ readonly scale: Float64Array;
  /** G⁺ d [numParameter] */ readonly model: Float64Array;
  /** referenced baselines [numDate] */ readonly bperp: Float64Array;
  /** G⁺ b [numParameter] */ readonly coupling: Float64Array;
  /** coordinates of b in the range of G [rank] */ readonly inRange: Float64Array;
  /** |b|² */ readonly norm: Float64Array;
  /** |b⊥|², b⊥ = the part of b that G cannot explain */ readonly normOutside: Float64Array;
  /** b⊥ · d */ readonly dot: Float64Array;
  /** dz / (R sin theta) */ readonly amplitude: Float64Array;
}

function workspace(system: DemErrorSystem, numDate: number): Workspace {
  const rows = (n: number) => new Float64Array(n * CHUNK);
  const { estimator, basis } = system;
  return {
    scale: rows(1),
    model: rows(estimator.rows),
    bperp: rows(numDate),
    coupling: rows(estimator.rows),
    inRange: rows(basis.cols),
    norm: rows(1),
    normOutside: rows(1),
    dot: rows(1),
    amplitude: rows(1),
  };
}

function assertBlock(
  { timeseries, slantRange, incidenceAngle, bperp, mask }: DemErrorBlock,
  numDate: number,
  numPixel: number,
): void {
  const fits = (values: { length: number } | number | undefined, length: number) =>
    values === undefined || typeof values === 'number' || values.length === length;
  if (
    !Number.isInteger(numPixel) ||
    !fits(slantRange, numPixel) ||
    !fits(incidenceAngle, numPixel) ||
    !fits(mask, numPixel) ||
    !fits(bperp, timeseries.length)
  ) {
    throw new ShapeError(
      `Time series of ${numDate} dates, geometry and mask differ in their number of pixels.`,
    );
  }
}

function scaleOfPixels(
  { timeseries, slantRange, incidenceAngle, mask }: DemErrorBlock,
  numDate: number,
  numPixel: number,
  start: number,
  count: number,
  scale: Float64Array,
): void {
  // First the sums over dates: NaN anywhere or a mean of 0 means no data.
  scale.fill(0, 0, count);
  for (let k = 0; k < numDate; k++) {
    const from = k * numPixel + start;
    for (let i = 0; i < count; i++) scale[i] += timeseries[from + i];
  }
  for (let i = 0; i < count; i++) {
    const sum = scale[i];
    const range = typeof slantRange === 'number' ? slantRange : slantRange[start + i];
    const angle = typeof incidenceAngle === 'number' ? incidenceAngle : incidenceAngle[start + i];
    const inverse = 1 / (range * Math.sin((angle * Math.PI) / 180));
    const usable = sum !== 0 && !Number.isNaN(sum) && (mask === undefined || mask[start + i] !== 0);
    scale[i] = usable && inverse > 0 && inverse < Infinity ? inverse : 0;
  }
}

interface CommonBaseline {
  readonly bperp: Float64Array;
  readonly coupling: Float64Array;
  readonly norm: number;
  readonly normOutside: number;
  /** b⊥ as weights of the dates [1, numDate] */
  readonly outside: Matrix;
}

/** One pixel's worth of the projection, done once for all. */
function commonBaseline(
  system: DemErrorSystem,
  bperp: ArrayLike<number>,
  referenceIndex: number,
): CommonBaseline {
  const numDate = system.design.rows;
  if (bperp.length !== numDate) {
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${numDate} dates.`);
  }
  const work = workspace(system, numDate);
  const referenced = Float64Array.from(bperp, (b) => b - (bperp[referenceIndex] ?? 0));
  for (let k = 0; k < numDate; k++) work.bperp[k * CHUNK] = referenced[k];
  const outside = { rows: 1, cols: numDate, data: new Float64Array(numDate) };
  const unit = new Float32Array(numDate);
  for (let k = 0; k < numDate; k++) {
    unit.fill(0);
    unit[k] = 1;
    projectBaseline(system, work.bperp, unit, 1, 0, 1, work);
    outside.data[k] = work.dot[0];
  }
  return {
    bperp: referenced,
    coupling: Float64Array.from({ length: system.estimator.rows }, (_, p) => work.coupling[p * CHUNK]),
    norm: work.norm[0],
    normOutside: work.normOutside[0],
    outside,
  };
}

function shareBaseline(
  common: CommonBaseline,
  timeseries: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  work: Workspace,
): void {
  mapPixels(common.outside, timeseries, numPixel, start, count, work.dot);
  common.coupling.forEach((value, p) => {
    work.coupling.fill(value, p * CHUNK, p * CHUNK + count);
  });
  common.bperp.forEach((value, k) => {
    work.bperp.fill(value, k * CHUNK, k * CHUNK + count);
  });
  work.norm.fill(common.norm, 0, count);
  work.normOutside.fill(common.normOutside, 0, count);
}

function referenceBaselines(
  bperp: Float32Array,
  numDate: number,
  numPixel: number,
  start: number,
  count: number,
  referenceIndex: number,
  out: Float64Array,
): void {
  for (let k = 0; k < numDate; k++) {
    const from = k * numPixel + start;
    for (let i = 0; i < count; i++) out[k * CHUNK + i] = bperp[from + i];
  }
  if (referenceIndex < 0) return;
  const reference = referenceIndex * numPixel + start;
  for (let k = 0; k < numDate; k++) {
    for (let i = 0; i < count; i++) out[k * CHUNK + i] -= bperp[reference + i];
  }
}

/** corrected = d - b w, residual = corrected - G m with m = G⁺ d - G⁺ b w. */
function subtract(
  { design }: DemErrorSystem,
  timeseries: Float32Array,
  numDate: number,
  numPixel: number,
  start: number,
  count: number,
  work: Workspace,
  { corrected, residual }: DemErrorResult,
): void {
  const { scale, amplitude, model, coupling, bperp } = work;
  const numParameter = design.cols;
  for (let p = 0; p < numParameter; p++) {
    const row = p * CHUNK;
    for (let i = 0; i < count; i++) model[row + i] -= coupling[row + i] * amplitude[i];
  }
  const rest = new Float64Array(CHUNK);
  for (let k = 0; k < numDate; k++) {
    const from = k * numPixel + start;
    const row = k * CHUNK;
    for (let i = 0; i < count; i++) rest[i] = timeseries[from + i] - bperp[row + i] * amplitude[i];
    for (let i = 0; i < count; i++) corrected[from + i] = scale[i] > 0 ? rest[i] : 0;
    subtractPrediction(design, k, model, count, rest);
    for (let i = 0; i < count; i++) residual[from + i] = scale[i] > 0 ? rest[i] : 0;
  }
}
