import { ShapeError } from '../errors.ts';
import { phasorSum } from './phasor-sum.ts';

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
  const phasors = phasorSum(numPixel);
  const count = new Int32Array(numPixel);
  const residual = new Float64Array(numPixel);
  const numIfgram = observed.length / numPixel;
  for (let i = 0; i < numIfgram; i++) {
    for (let p = 0; p < numPixel; p++) {
      residual[p] = observed[i * numPixel + p] - predicted[i * numPixel + p];
      if (!Number.isNaN(residual[p])) count[p]++;
    }
    phasors.add(residual);
  }
  phasors.finish();
  const { squares, products } = phasors;
  return Float32Array.from(count, (n, p) => coherenceOfSums(squares[p], products[p], n));
}

/** Coherence of `count` observations from the sums of phasor-sum.ts. */
export function coherenceOfSums(squares: number, products: number, count: number): number {
  const re = count - 2 * squares;
  const im = 2 * products;
  return Math.sqrt(re * re + im * im) / count;
}
