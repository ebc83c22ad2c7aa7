import { DEGREE } from './earth.ts';

/** Semi-major axis of WGS-84, m. */
export const WGS84_A = 6378137;
/** First eccentricity squared of WGS-84, as ISCE-2 rounds it. */
export const WGS84_E2 = 0.0066943799901;
/** Semi-minor axis of WGS-84, m. */
export const WGS84_B = WGS84_A * Math.sqrt(1 - WGS84_E2);

/** Earth-centred, Earth-fixed coordinates, m (or m/s for velocities). */
export type Cartesian = readonly [x: number, y: number, z: number];

/** Latitude and longitude in degrees, height over the ellipsoid in metres. */
export interface Geodetic {
  readonly latitude: number;
  readonly longitude: number;
  readonly height: number;
}

/** Earth-centred coordinates of a point given in degrees and metres. */
export function geodeticToCartesian({ latitude, longitude, height }: Geodetic): Cartesian {
  const phi = latitude * DEGREE;
  const lambda = longitude * DEGREE;
  const N = primeVerticalRadius(latitude);
  return [
    (N + height) * Math.cos(phi) * Math.cos(lambda),
    (N + height) * Math.cos(phi) * Math.sin(lambda),
    (N * (1 - WGS84_E2) + height) * Math.sin(phi),
  ];
}

/**
 * Geodetic coordinates of an Earth-centred point: Bowring's (1976) start, refined to rounding by fixed-point steps.
 * Good to 1e-12 rad from the surface to far beyond satellite heights, poles included.
 */
export function cartesianToGeodetic([x, y, z]: Cartesian): Geodetic {
  const p = Math.hypot(x, y);
  const ratio = 1 / Math.sqrt(1 - WGS84_E2);
  let beta = Math.atan2(z * ratio, p);
  const eSecond2 = WGS84_E2 / (1 - WGS84_E2);
  let phi = 0;
  for (let step = 0; step < 5; step++) {
    phi = Math.atan2(
      z + eSecond2 * WGS84_B * Math.sin(beta) ** 3,
      p - WGS84_E2 * WGS84_A * Math.cos(beta) ** 3,
    );
    beta = Math.atan2(Math.sin(phi), ratio * Math.cos(phi));
  }
  const sin = Math.sin(phi);
  const cos = Math.cos(phi);
  // The form p·cos + z·sin has no division by cos(phi): exact at the poles too.
  const height = p * cos + z * sin - WGS84_A * Math.sqrt(1 - WGS84_E2 * sin * sin);
  return { latitude: phi / DEGREE, longitude: Math.atan2(y, x) / DEGREE, height };
}

/** Radius of curvature in the prime vertical, N = a / sqrt(1 - e² sin² latitude), m; latitude in degrees. */
export function primeVerticalRadius(latitude: number): number {
  const sin = Math.sin(latitude * DEGREE);
  return WGS84_A / Math.sqrt(1 - WGS84_E2 * sin * sin);
}

/** Radius of curvature in the meridian, M = a (1 - e²) / (1 - e² sin² latitude)^1.5, m; latitude in degrees. */
export function meridianRadius(latitude: number): number {
  const sin = Math.sin(latitude * DEGREE);
  return (WGS84_A * (1 - WGS84_E2)) / (1 - WGS84_E2 * sin * sin) ** 1.5;
}

/**
 * Radius of curvature of the ellipsoid along a heading (Euler's formula), N·M / (N cos² α + M sin² α), m.
 * @param heading degrees clockwise from north
 */
export function curvatureRadius(latitude: number, heading: number): number {
  const N = primeVerticalRadius(latitude);
  const M = meridianRadius(latitude);
  const cos = Math.cos(heading * DEGREE);
  const sin = Math.sin(heading * DEGREE);
  return (N * M) / (N * cos * cos + M * sin * sin);
}

/**
 * Height of a point and the "local radius" of the Earth below it, as MintPy writes them for products that give only
 * an orbit position.
 *
 *     r = a b / sqrt(b² cos² ψ + a² sin² ψ),   tan ψ = tan(latitude) / (1 - e²)
 *
 * The radius formula wants the geocentric latitude, tan ψ = (1 - e²) tan(latitude); the reference divides instead,
 * and files everywhere carry its number (30 to 60 m too small at middle latitudes), so it is kept.
 */
export function localRadius(position: Cartesian): { height: number; radius: number } {
  const { latitude, height } = cartesianToGeodetic(position);
  const phi = latitude * DEGREE;
  const psi = Math.atan2(Math.sin(phi), Math.cos(phi) * (1 - WGS84_E2));
  const radius = (WGS84_A * WGS84_B) / Math.hypot(WGS84_B * Math.cos(psi), WGS84_A * Math.sin(psi));
  return { height, radius };
}
