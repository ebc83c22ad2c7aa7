import { parseDate } from '../dates.ts';
import { ShapeError } from '../errors.ts';
import { loadBands, PANEL, type Sums, storeBands } from '../linalg/band-panels.ts';
import {
  AMPLITUDE,
  commonBaseline,
  type DemErrorPanels,
  demErrorPanels,
  projectBaselines,
  solveDemError,
} from './dem-error-panels.ts';
import { type DemErrorSetup, demErrorSystem } from './dem-error-system.ts';

export type { DemErrorSetup } from './dem-error-system.ts';

export interface DemErrorBlock {
  /** displacement [numDate, numPixel], m */
  readonly timeseries: Float32Array;
  /** slant range, m: [numPixel], or one value */
  readonly slantRange: Float32Array | number;
  /** incidence angle, degrees as in geometry files: [numPixel], or one value */
  readonly incidenceAngle: Float32Array | number;
  /** perpendicular baseline [numDate, numPixel], m; wins over the common one */
  readonly bperp?: Float32Array;
  /** 0 = leave the pixel out, anything else = keep it: a mask, or temporal coherence */
  readonly mask?: Uint8Array | Float32Array;
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
 * A date that is left out of the estimation may lack its baseline at a pixel: there it has no result, NaN.
 *
 * Pixels that hold NaN, whose mean is 0, that are masked, or without range or incidence angle: all results 0.
 *
 * @returns a function of blocks; its bits do not depend on how the pixels are split. The result may be given: arrays of
 *   the right lengths, whatever they hold; `corrected` may be the series itself
 * @throws {TimeFunctionError} when the model does not fit the dates
 * @throws {ShapeError} when array lengths do not match
 */
export function prepareDemError(
  setup: DemErrorSetup,
): (block: DemErrorBlock, result?: DemErrorResult) => DemErrorResult {
  const system = demErrorSystem(setup);
  const numDate = setup.dates.length;
  const referenceIndex = indexOfReference(setup);
  const common =
    setup.bperp && commonBaseline(system, referredBaselines(setup.bperp, numDate, referenceIndex));
  const commonPanels = common && demErrorPanels(system, common);
  let pixelwisePanels: DemErrorPanels | undefined;
  const scale = new Float64Array(PANEL);

  return (block, given) => {
    const { timeseries, bperp } = block;
    const numPixel = timeseries.length / numDate;
    assertBlock(block, numDate, numPixel);
    const result = given ?? {
      dem: new Float32Array(numPixel),
      corrected: new Float32Array(timeseries.length),
      residual: new Float32Array(timeseries.length),
    };
    if (bperp) pixelwisePanels ??= demErrorPanels(system);
    const panels = bperp ? pixelwisePanels : commonPanels;
    if (!panels) {
      throw new ShapeError('No perpendicular baselines.', 'Give one per date, or one per date and pixel.');
    }
    const { bands, sums, matrices, keep, project, subtract } = panels;
    const { series, corrected, residual } = bands;
    const { unknown } = sums;
    // Baselines per pixel that the shared matrices do not hold.
    const own = bperp && { rows: sums.bperp, factor: unknown };
    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(series, timeseries, numPixel, start, count);
      project(matrices.weights, series, unknown, count);
      scaleOfPixels(block, unknown, start, count, scale);
      if (bperp) projectBaselines(system.observed, panels, bperp, referenceIndex, start, count);
      solveDemError(system, panels, scale, count);
      for (let i = 0; i < count; i++) {
        // scale 0 marks pixels to leave out; NaN baselines give NaN, which is no-data too
        const amplitude = unknown.values[AMPLITUDE * PANEL + i];
        const isValid = scale[i] > 0 && Number.isFinite(amplitude);
        keep[i] = isValid ? -1 : 0;
        result.dem[start + i] = isValid ? amplitude / scale[i] : 0;
      }
      subtract(matrices.topography, unknown, series, corrected, count, own);
      subtract(matrices.model, unknown, series, residual, count, own);
      storeBands(corrected, result.corrected, numPixel, start, count);
      storeBands(residual, result.residual, numPixel, start, count);
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

function referredBaselines(bperp: ArrayLike<number>, numDate: number, referenceIndex: number): Float64Array {
  if (bperp.length !== numDate) {
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${numDate} dates.`);
  }
  return Float64Array.from(bperp, (b) => b - (bperp[referenceIndex] ?? 0));
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

/** 1/(R sin theta) per pixel, 0 for pixels to leave out. */
function scaleOfPixels(
  { slantRange, incidenceAngle, mask }: DemErrorBlock,
  { rows, values }: Sums,
  start: number,
  count: number,
  scale: Float64Array,
): void {
  const sums = (rows - 1) * PANEL; // over dates: NaN anywhere or a mean of 0 means no data
  for (let i = 0; i < count; i++) {
    const sum = values[sums + i];
    const range = typeof slantRange === 'number' ? slantRange : slantRange[start + i];
    const angle = typeof incidenceAngle === 'number' ? incidenceAngle : incidenceAngle[start + i];
    const inverse = 1 / (range * Math.sin((angle * Math.PI) / 180));
    const usable = sum !== 0 && !Number.isNaN(sum) && (mask === undefined || mask[start + i] !== 0);
    scale[i] = usable && inverse > 0 && inverse < Infinity ? inverse : 0;
  }
}
