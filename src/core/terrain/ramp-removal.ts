import type { Grid } from '../array.ts';
import { type RampFit, type RampType, rampValue, solveRamp } from './ramp.ts';
import {
  addRampSums,
  countRampSamples,
  NUM_RAMP_SUM,
  type RampSampling,
  rampRowSums,
  rampSamplingStep,
} from './ramp-sums.ts';

export interface RampRemoval {
  /** pixel where the removed ramp is zero */
  readonly reference?: { readonly y: number; readonly x: number };
  /** leave values of exactly 0 unchanged (default) */
  readonly ignoreZero?: boolean;
}

/**
 * Subtract a fitted ramp from rows y0, y0+1, ... of its raster.
 * @param block [numRow, width]
 * @returns what is left, and the ramp that was removed (0 at unchanged pixels); NaN stays NaN
 */
export function removeRamp(
  fit: RampFit,
  block: Float32Array,
  y0: number,
  { reference, ignoreZero }: RampRemoval = {},
): { corrected: Float32Array; ramp: Float32Array } {
  const corrected = new Float32Array(block.length);
  const ramp = new Float32Array(block.length);
  subtractRamp(fit, block, y0, { reference, ignoreZero }, corrected, ramp);
  return { corrected, ramp };
}

/**
 * {@link removeRamp} into arrays that are all 0 and as long as the block.
 * @param corrected what is left
 * @param ramp what was removed, when wanted
 */
export function subtractRamp(
  fit: RampFit,
  block: Float32Array,
  y0: number,
  { reference, ignoreZero = true }: RampRemoval,
  corrected: Float32Array,
  ramp?: Float32Array,
): void {
  const { width } = fit;
  const numRow = block.length / width;
  const offset = reference ? rampValue(fit, reference.y, reference.x) : 0;
  for (let row = 0; row < numRow; row++) {
    // Along a row the ramp is c0 + c1 x + c2 x²: three values determine it.
    const left = rampValue(fit, y0 + row, 0) - offset;
    const next = rampValue(fit, y0 + row, 1) - offset;
    const bend = rampValue(fit, y0 + row, 2) - offset - 2 * next + left;
    const slope = next - left - bend / 2;
    for (let x = 0, i = row * width; x < width; x++, i++) {
      const value = block[i];
      if (ignoreZero && value === 0) continue;
      const removed = left + x * (slope + (x * bend) / 2);
      if (ramp !== undefined) ramp[i] = removed;
      corrected[i] = value - removed;
    }
  }
}

/** Estimate and subtract a ramp of one raster in memory; large rasters are thinned to about a million samples. */
export function derampGrid(
  { data, shape: [length, width] }: Grid,
  type: RampType,
  {
    mask,
    reference,
    ignoreZero,
    maxSample,
  }: Omit<RampSampling, 'step'> & RampRemoval & { readonly maxSample?: number } = {},
): { corrected: Grid; ramp: Grid; fit: RampFit } {
  const sums = new Float64Array(NUM_RAMP_SUM);
  const step = rampSamplingStep(countRampSamples(data, { mask, ignoreZero }), maxSample);
  addRampSums(sums, rampRowSums(data, { length, width }, 0, { mask, ignoreZero, step }));
  const fit = solveRamp(sums, { length, width }, type);
  const { corrected, ramp } = removeRamp(fit, data, 0, { reference, ignoreZero });
  return {
    corrected: { data: corrected, shape: [length, width] },
    ramp: { data: ramp, shape: [length, width] },
    fit,
  };
}
