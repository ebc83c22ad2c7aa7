import { DEGREE } from '../geometry/earth.ts';
import { type Cartesian, type Geodetic, WGS84_A, WGS84_B, WGS84_E2 } from '../geometry/ellipsoid.ts';

/** Scalar product of two vectors, in the product of their units. */
export function dot(a: Cartesian, b: Cartesian): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** From `b` to `a`. */
export function difference(a: Cartesian, b: Cartesian): Cartesian {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** Unit vectors east, north and up at a place in degrees, earth-fixed. */
export function localAxes(
  latitude: number,
  longitude: number,
): { east: Cartesian; north: Cartesian; up: Cartesian } {
  const sinLat = Math.sin(latitude * DEGREE);
  const cosLat = Math.cos(latitude * DEGREE);
  const sinLon = Math.sin(longitude * DEGREE);
  const cosLon = Math.cos(longitude * DEGREE);
  return {
    east: [-sinLon, cosLon, 0],
    north: [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    up: [cosLat * cosLon, cosLat * sinLon, sinLat],
  };
}

/**
 * Geodetic coordinates of a point near the ground by one pass of Bowring's (1976) formula: within 1e-11 degrees and
 * 1e-8 m below 9 km, at a fifth of the cost of an iteration that also serves orbits.
 */
export function groundCoordinates([x, y, z]: Cartesian): Geodetic {
  const p = Math.hypot(x, y);
  const tanBeta = (z * WGS84_A) / (p * WGS84_B); // of the reduced latitude
  const cosBeta = 1 / Math.sqrt(1 + tanBeta * tanBeta);
  const sinBeta = tanBeta * cosBeta;
  const latitude = Math.atan2(
    z + (WGS84_E2 / (1 - WGS84_E2)) * WGS84_B * sinBeta * sinBeta * sinBeta,
    p - WGS84_E2 * WGS84_A * cosBeta * cosBeta * cosBeta,
  );
  const sin = Math.sin(latitude);
  const height = p * Math.cos(latitude) + z * sin - WGS84_A * Math.sqrt(1 - WGS84_E2 * sin * sin);
  return { latitude: latitude / DEGREE, longitude: Math.atan2(y, x) / DEGREE, height };
}
