import { MetadataError } from '../errors.ts';
import { displacementPerRadian } from '../inversion/displacement-scale.ts';

/**
 * Phase of a displacement along the line of sight: -4 pi / lambda * displacement, displacement positive toward the
 * satellite, so that a path that grew shorter has a negative phase.
 *
 * @param wavelength m
 * @returns rad per metre
 */
export function phasePerDisplacement(wavelength: number): number {
  return 1 / displacementPerRadian(wavelength);
}

/**
 * Unwrapped phase of each interferogram of one pixel from its displacement history.
 *
 * @param displacement at each date, m toward the satellite [numDate]
 * @param pairs indices of reference and secondary date [numIfgram]
 * @returns [numIfgram], rad
 * @throws {MetadataError} when a pair names a date that is not there
 */
export function interferogramPhases(
  displacement: ArrayLike<number>,
  pairs: readonly (readonly [number, number])[],
  wavelength: number,
): Float64Array {
  const scale = phasePerDisplacement(wavelength);
  return Float64Array.from(pairs, ([reference, secondary]) => {
    if (!(reference in displacement && secondary in displacement)) {
      throw new MetadataError(
        `Pair (${reference}, ${secondary}) names a date outside 0-${displacement.length - 1}.`,
      );
    }
    return scale * (displacement[secondary] - displacement[reference]);
  });
}

/**
 * Displacement of a constant velocity, zero at the first date.
 *
 * @param velocity m/year
 * @param years since any day [numDate]
 * @returns [numDate], m
 */
export function linearDisplacement(velocity: number, years: ArrayLike<number>): Float64Array {
  return Float64Array.from(years, (t) => velocity * (t - years[0]));
}

/**
 * Slope of the straight line that fits values best in the sense of least squares, per unit of time.
 *
 * @param times [n], any unit
 * @param values [n], any unit, without NaN
 * @returns 0 for fewer than two different times
 */
export function slope(times: ArrayLike<number>, values: ArrayLike<number>): number {
  const n = times.length;
  let meanTime = 0;
  let meanValue = 0;
  for (let i = 0; i < n; i++) {
    meanTime += times[i] / n;
    meanValue += values[i] / n;
  }
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    covariance += (times[i] - meanTime) * (values[i] - meanValue);
    variance += (times[i] - meanTime) ** 2;
  }
  return variance > 0 ? covariance / variance : 0;
}
