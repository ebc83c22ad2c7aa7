import { ShapeError } from '../errors.ts';
import { CHUNK } from '../linalg/map-pixels.ts';
import { stackSweepOf } from '../stack-sweep.ts';
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

/** What stacking needs to know of interferograms, each [numIfgram]. */
export interface StackedIfgrams {
  /** phase at the reference point, rad; 0 when there is none */
  readonly referencePhase: ArrayLike<number>;
  /** date2 minus date1 */
  readonly years: ArrayLike<number>;
  /** m, of all of them */
  readonly wavelength: number;
}

/**
 * Add interferograms to the average phase velocity (stacking): the mean over interferograms of
 *
 *     (phase - phase at the reference point) · (-lambda / 4 pi) / years between its dates
 *
 * Four of them go through one sweep, added one after the other as if each came alone: most sums show by being a number
 * that none of the four was missing.
 *
 * @param phase [numIfgram, numPixel] unwrapped phase, rad; NaN is skipped
 * @throws {ShapeError} when the interferograms have another number of pixels
 */
export function addToStack(
  { sum, count }: VelocityStack,
  phase: Float32Array,
  { referencePhase, years, wavelength }: StackedIfgrams,
): void {
  const numIfgram = years.length;
  const numPixel = sum.length;
  if (phase.length !== numIfgram * numPixel)
    throw new ShapeError(`${phase.length} phases for ${numIfgram} x ${numPixel} pixels.`);
  const perRadian = displacementPerRadian(wavelength);
  const scale = Float64Array.from(years, (y) => perRadian / y);
  const shift = Float64Array.from(referencePhase);
  const missing = new Int32Array(numPixel);
  if (stackSweepOf(phase)?.addPlanes(phase, shift, scale, sum, missing)) {
    for (let p = 0; p < numPixel; p++) count[p] += numIfgram - missing[p];
    return;
  }
  for (let p = 0; p < numPixel; p++) count[p] += numIfgram;
  for (let start = 0; start < numPixel; start += CHUNK) {
    const end = Math.min(numPixel, start + CHUNK);
    let k = 0;
    for (; k + 3 < numIfgram; k += 4) {
      const [s0, s1, s2, s3] = [scale[k], scale[k + 1], scale[k + 2], scale[k + 3]];
      const [r0, r1, r2, r3] = [shift[k], shift[k + 1], shift[k + 2], shift[k + 3]];
      const b0 = k * numPixel;
      const b1 = b0 + numPixel;
      const b2 = b1 + numPixel;
      const b3 = b2 + numPixel;
      for (let p = start; p < end; p++) {
        const next =
          sum[p] +
          (phase[b0 + p] - r0) * s0 +
          (phase[b1 + p] - r1) * s1 +
          (phase[b2 + p] - r2) * s2 +
          (phase[b3 + p] - r3) * s3;
        if (Number.isNaN(next)) for (let j = k; j < k + 4; j++) addValue(j, p);
        else sum[p] = next;
      }
    }
    for (; k < numIfgram; k++) for (let p = start; p < end; p++) addValue(k, p);
  }

  function addValue(k: number, p: number): void {
    const value = (phase[k * numPixel + p] - shift[k]) * scale[k];
    if (Number.isNaN(value)) count[p]--;
    else sum[p] += value;
  }
}

/** @returns [numPixel] m/year; NaN where no interferogram had a value */
export function averageVelocity({ sum, count }: VelocityStack): Float32Array {
  const average = new Float32Array(sum.length);
  for (let p = 0; p < sum.length; p++) average[p] = sum[p] / count[p];
  return average;
}
