/* Angles of the unit vector of the line of sight, east, north and up, as products give it. */

const DEGREES = 180 / Math.PI;

/** Incidence angle, degrees from the vertical; NaN where there is no vector. @param up component of the unit vector */
export function incidenceOf(up: number): number {
  return up === 0 ? Number.NaN : Math.acos(Math.min(1, Math.abs(up))) * DEGREES;
}

/**
 * Azimuth of the line of sight from the ground to the satellite, degrees from north, counter-clockwise; NaN where there is no
 * vector. One that points down is that from the satellite.
 */
export function azimuthOf(east: number, north: number, up: number): number {
  if (up === 0) return Number.NaN;
  return up > 0 ? Math.atan2(-east, north) * DEGREES : Math.atan2(east, -north) * DEGREES;
}
