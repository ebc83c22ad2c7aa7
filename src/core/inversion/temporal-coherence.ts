import { ShapeError } from '../errors.ts';
import { addPhasors } from './phasor-sum.ts';

/**
 * Temporal coherence: how well an inverted time series explains the observed network.
 *
 *     gamma = |sum_k exp(j (observed_k - predicted_k))| / K
 *
 * with K the interferograms observed at the pixel (Pepe and Lanari 2006, doi:10.1109/TGRS.2006.873207).
 *
 * @param observed unwrapped phase [numIfgram, numPixel], rad; NaN = not observed
 * @param predicted phase rebuilt from the time series, same shape, rad
 * @returns [numPixel], 0 to 1; NaN where nothing was observed
 * @throws {ShapeError} when the two differ in length or do not fill numPixel columns
 */
export function temporalCoherence(
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
  numPixel: number,
): Float32Array {
  if (observed.length !== predicted.length || observed.length % numPixel !== 0) {
    throw new ShapeError(
      `${observed.length} observed and ${predicted.length} predicted phases for ${numPixel} pixels.`,
    );
  }
  const cosSum = new Float64Array(numPixel);
  const sinSum = new Float64Array(numPixel);
  const count = new Int32Array(numPixel);
  const residual = new Float64Array(numPixel);
  const numIfgram = observed.length / numPixel;
  for (let i = 0; i < numIfgram; i++) {
    for (let p = 0; p < numPixel; p++) {
      const misfit = observed[i * numPixel + p] - predicted[i * numPixel + p];
      const isObserved = !Number.isNaN(misfit);
      residual[p] = isObserved ? misfit : 0;
      if (isObserved) count[p]++;
    }
    addPhasors(residual, cosSum, sinSum);
  }
  const out = new Float32Array(numPixel);
  for (let p = 0; p < numPixel; p++) {
    out[p] = coherenceOfSums(cosSum[p], sinSum[p], count[p], numIfgram);
  }
  return out;
}

/** Coherence from sums over all interferograms in which the missing ones were counted as zero residuals. */
export function coherenceOfSums(cosSum: number, sinSum: number, count: number, numIfgram: number): number {
  const re = cosSum - (numIfgram - count);
  return Math.sqrt(re * re + sinSum * sinSum) / count;
}
