import type { Grid } from '../array.ts';
import { type RampFit, rampAlongRow, rampValue, solveRamp } from './ramp.ts';
import { NUM_CURVE } from './ramp-rows.ts';
import { subtractAlongRow } from './ramp-rows-plain.ts';
import { prepareRampSums, type RampSampling } from './ramp-sums.ts';
import type { RampType } from './ramp-type.ts';
import { scaledIndices } from './scaled-indices.ts';

export interface RampRemoval {
  /** pixel where the removed ramp is zero */
  readonly reference?: { readonly y: number; readonly x: number };
  /** leave values of exactly 0 unchanged (default) */
  readonly ignoreZero?: boolean;
}

/**
 * Subtract a fitted ramp from rows y0, y0+1, ... of its raster.
 * @param block [numRow, width]
 * @returns as many values as the block: what is left, and the ramp that was removed (0 at unchanged pixels); NaN stays NaN
 */
export function removeRamp(
  fit: RampFit,
  block: Float32Array,
  y0: number,
  { reference, ignoreZero = true }: RampRemoval = {},
): { corrected: Float32Array; ramp: Float32Array } {
  const corrected = block.slice();
  subtractRamp(fit, corrected, y0, { reference, ignoreZero });
  const ramp = new Float32Array(block.length);
  subtractRamp(fit, ramp, y0, { reference, ignoreZero: false });
  for (let i = 0; i < ramp.length; i++) ramp[i] = ignoreZero && block[i] === 0 ? 0 : -ramp[i];
  return { corrected, ramp };
}

/** {@link removeRamp} in place. */
function subtractRamp(
  fit: RampFit,
  block: Float32Array,
  y0: number,
  { reference, ignoreZero = true }: RampRemoval = {},
): void {
  const { width } = fit;
  const u = scaledIndices(width);
  const offset = reference ? rampValue(fit, reference.y, reference.x) : 0;
  for (let row = 0, y = y0; row < block.length; row += width, y++) {
    const [c0, c1, c2] = rampAlongRow(fit, y);
    subtractAlongRow(block, row, u, c0 - offset, c1, c2, ignoreZero);
  }
}

/**
 * {@link rampAlongRow} for all rows, 0 at the reference: the curves that `RampRows.subtract` takes.
 *
 * @returns [length, 3]: c0, c1, c2 of every row, in the unit of the raster
 */
export function rampCurves(fit: RampFit, reference?: RampRemoval['reference']): Float64Array {
  const offset = reference ? rampValue(fit, reference.y, reference.x) : 0;
  const curves = new Float64Array(fit.length * NUM_CURVE);
  for (let y = 0; y < fit.length; y++) {
    const [c0, c1, c2] = rampAlongRow(fit, y);
    curves[y * NUM_CURVE] = c0 - offset;
    curves[y * NUM_CURVE + 1] = c1;
    curves[y * NUM_CURVE + 2] = c2;
  }
  return curves;
}

/**
 * Estimate and subtract a ramp of one raster in memory; large rasters are thinned to about a million samples.
 *
 * @param grid [length, width], any unit; NaN = no data, and exact 0 too unless `ignoreZero` is false
 * @returns corrected raster and ramp, same shape and unit
 */
export function derampGrid(
  { data, shape: [length, width] }: Grid,
  type: RampType,
  { mask, reference, ignoreZero, maxSample }: RampSampling & RampRemoval = {},
): { corrected: Grid; ramp: Grid; fit: RampFit } {
  const size = { length, width };
  const sums = prepareRampSums(size, { mask, ignoreZero, maxSample })(data);
  const fit = solveRamp(sums, size, type);
  const { corrected, ramp } = removeRamp(fit, data, 0, { reference, ignoreZero });
  return {
    corrected: { data: corrected, shape: [length, width] },
    ramp: { data: ramp, shape: [length, width] },
    fit,
  };
}
