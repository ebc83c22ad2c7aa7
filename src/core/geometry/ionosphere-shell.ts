import { DEGREE } from './earth.ts';
import { geodesicDirect } from './geodesic.ts';
import { wrapDegrees } from './look-angle.ts';

/** Height of the thin shell that stands for the ionosphere, m. */
const IONOSPHERE_HEIGHT = 450e3;
/** Radius of the sphere in thin-shell mapping, m; a rounder number than the one used on maps, as in the reference. */
const SHELL_EARTH_RADIUS = 6371e3;
/** First-order constant of ionospheric refraction, m³/s². */
const K = 40.31;

/**
 * Incidence angle where the line of sight pierces the ionosphere, degrees: sin θi = r sin θ / (r + h).
 * (Yunjun et al. 2022, doi:10.1109/TGRS.2022.3168509.)
 */
export function ionosphereIncidence(incidence: number): number {
  return Math.asin(ionosphereSine(incidence)) / DEGREE;
}

/** Its sine. */
export function ionosphereSine(incidence: number): number {
  return (SHELL_EARTH_RADIUS * Math.sin(incidence * DEGREE)) / (SHELL_EARTH_RADIUS + IONOSPHERE_HEIGHT);
}

/**
 * Point below which the line of sight pierces the ionosphere: θ - θi of arc from the target toward the satellite.
 * @param azimuth of the line of sight, degrees anticlockwise from north
 * @param surface great circle on the sphere, or geodesic of the same length on WGS-84
 * @returns latitude and longitude, degrees; longitude in [-180, 180]
 */
export function ionospherePoint(
  latitude: number,
  longitude: number,
  incidence: number,
  azimuth: number,
  surface: 'sphere' | 'ellipsoid' = 'sphere',
): [latitude: number, longitude: number] {
  const arc = (incidence - ionosphereIncidence(incidence)) * DEGREE;
  if (surface === 'ellipsoid') {
    return geodesicDirect(latitude, longitude, -azimuth, arc * SHELL_EARTH_RADIUS);
  }
  const bearing = -azimuth * DEGREE;
  const phi = latitude * DEGREE;
  const sinEnd = Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(bearing);
  const east = Math.sin(bearing) * Math.sin(arc) * Math.cos(phi);
  const lon = longitude + Math.atan2(east, Math.cos(arc) - Math.sin(phi) * sinEnd) / DEGREE;
  return [Math.asin(sinEnd) / DEGREE, wrapDegrees(lon)];
}

/**
 * Range delay of the ionosphere along the line of sight, m, positive for the phase (advance); group delay is -1 times it.
 *
 *     delay = vTEC / cos ρ · K / f²,   sin ρ = sin θi / (1 + K vTEC / f²)
 *
 * @param vtec vertical total electron content, TECU (1e16 electrons/m²)
 * @param incidence at the ionosphere, degrees @param frequency of the carrier, Hz
 */
export function ionosphereRangeDelay(vtec: number, incidence: number, frequency: number): number {
  const vertical = (vtec * 1e16 * K) / (frequency * frequency);
  return vertical / Math.cos(ionosphereRefraction(vtec, incidence, frequency) * DEGREE);
}

/** Delay straight up, m, and the velocity of the wave where it is slowest, in that of light, as in the reference. */
export function verticalDelay(vtec: number, frequency: number): { vertical: number; slower: number } {
  const vertical = (vtec * 1e16 * K) / (frequency * frequency);
  return { vertical, slower: 1 / (1 + vertical) };
}

/**
 * `ionosphereRangeDelay` of many pixels, without a trigonometric function for each: cos ρ is the root of 1 - sin² ρ.
 *
 * @param sines of the incidence angles at the ionosphere [n]
 * @param out m [n]
 */
export function ionosphereRangeDelays(
  vtec: number,
  sines: Float64Array,
  frequency: number,
  out: Float32Array,
): void {
  const { vertical, slower } = verticalDelay(vtec, frequency);
  for (let i = 0; i < out.length; i++) {
    const sine = sines[i] * slower;
    out[i] = vertical / Math.sqrt(1 - sine * sine);
  }
}

/** Angle of refraction ρ of `ionosphereRangeDelay`, degrees. */
export function ionosphereRefraction(vtec: number, incidence: number, frequency: number): number {
  const vertical = (vtec * 1e16 * K) / (frequency * frequency);
  return Math.asin(Math.sin(incidence * DEGREE) / (1 + vertical)) / DEGREE;
}
