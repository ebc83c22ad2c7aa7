import { ShapeError } from '../errors.ts';
import { displacementPerRadian } from './displacement-scale.ts';

/** Running sums of {@link addToStack}, one value per pixel. */
export interface VelocityStack {
  readonly sum: Float64Array;
  readonly count: Int32Array;
}

/** Empty sums for an average over interferograms. @param numPixel pixels of a raster */
export function velocityStack(numPixel: number): VelocityStack {
  return { sum: new Float64Array(numPixel), count: new Int32Array(numPixel) };
}

/**
 * Add one interferogram to the average phase velocity (stacking): the mean over interferograms of
 *
 *     (phase - phase at the reference point) · (-lambda / 4 pi) / years between its dates
 *
 * @param phase [numPixel] unwrapped phase, rad; NaN is skipped
 * @param referencePhase at the reference point, rad; 0 when there is none
 * @param years date2 minus date1
 * @param wavelength m
 * @throws {ShapeError} when the interferogram has another number of pixels
 */
export function addToStack(
  { sum, count }: VelocityStack,
  phase: Float32Array,
  { referencePhase, years, wavelength }: { referencePhase: number; years: number; wavelength: number },
): void {
  if (phase.length !== sum.length) throw new ShapeError(`${phase.length} phases for ${sum.length} pixels.`);
  const scale = displacementPerRadian(wavelength) / years;
  for (let p = 0; p < phase.length; p++) {
    const value = (phase[p] - referencePhase) * scale;
    if (!Number.isNaN(value)) {
      sum[p] += value;
      count[p]++;
    }
  }
}

/** @returns [numPixel] m/year; NaN where no interferogram had a value */
export function averageVelocity({ sum, count }: VelocityStack): Float32Array {
  return Float32Array.from(sum, (value, p) => value / count[p]);
}
