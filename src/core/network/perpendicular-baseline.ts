import { ShapeError } from '../errors.ts';
import { minimumNormSolution } from '../linalg/matrix.ts';
import { networkReferenceDate, phaseDesignMatrix } from './design-matrix.ts';
import { datesOfPairs, type Pair } from './pairs.ts';

/**
 * Perpendicular baseline of every acquisition from those of the pairs, by unweighted least squares
 * (minimum norm when the network falls into pieces), zero at the first date.
 *
 * @param bperp one value per pair, m
 * @returns one value per date in time order, m
 * @throws {ShapeError} when pairs and baselines differ in number
 */
export function perpBaselineTimeseries(pairs: readonly Pair[], bperp: ArrayLike<number>): Float64Array {
  if (bperp.length !== pairs.length) {
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${pairs.length} pairs.`);
  }
  const dates = datesOfPairs(pairs);
  const reference = dates.indexOf(networkReferenceDate(pairs));
  const x = minimumNormSolution(phaseDesignMatrix(pairs), bperp);
  const series = Float64Array.from(dates, (_, k) => (k === reference ? 0 : x[k > reference ? k - 1 : k]));
  const first = series[0];
  return series.map((value) => value - first);
}

/**
 * Perpendicular baseline at which the two spectra no longer overlap and coherence is lost:
 *
 *     B_crit = lambda R tan(theta) · bandwidth / c
 *
 * (Zebker and Villasenor 1992, doi:10.1109/36.175330, for flat terrain).
 *
 * @param wavelength m
 * @param slantRange m
 * @param incidenceAngle rad
 * @param bandwidth of the chirp, Hz
 * @returns m
 */
export function criticalPerpBaseline(
  wavelength: number,
  slantRange: number,
  incidenceAngle: number,
  bandwidth: number,
): number {
  return (wavelength * slantRange * Math.tan(incidenceAngle) * bandwidth) / 299_792_458;
}
