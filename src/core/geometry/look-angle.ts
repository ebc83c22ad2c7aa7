import { roundHalfEven } from '../stats/rounding.ts';

/** Side of the flight track on which the radar looks. */
export type LookSide = 'right' | 'left';

/** An angle in degrees brought to [-180, 180]; both ends stay as they are, as in the reference. */
export function wrapDegrees(angle: number): number {
  // Half a turn rounds to the even number, so 180 and -180 keep their sign.
  return angle - roundHalfEven(angle / 360) * 360 + 0;
}

/**
 * Azimuth of the line of sight (ground to satellite, degrees from north, anticlockwise positive) from the heading
 * (degrees clockwise from north): 90 - heading looking right, -90 - heading looking left.
 */
export function headingToLosAzimuth(heading: number, side: LookSide = 'right'): number {
  return wrapDegrees((side === 'right' ? 90 : -90) - heading);
}

/** Heading of the satellite from the azimuth of its line of sight: the inverse of `headingToLosAzimuth`. */
export function losAzimuthToHeading(azimuth: number, side: LookSide = 'right'): number {
  return wrapDegrees((side === 'right' ? 90 : -90) - azimuth);
}

/** Azimuth of the line of sight from that of the orbit, both anticlockwise from north. */
export function orbitToLosAzimuth(azimuth: number, side: LookSide = 'right'): number {
  return wrapDegrees(azimuth + (side === 'right' ? 90 : -90));
}

/** Azimuth of the orbit from that of the line of sight, both anticlockwise from north. */
export function losToOrbitAzimuth(azimuth: number, side: LookSide = 'right'): number {
  return wrapDegrees(azimuth - (side === 'right' ? 90 : -90));
}
