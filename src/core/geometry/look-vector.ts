import { DEGREE } from './earth.ts';

/** East, north and up parts of a unit vector. */
export type Enu = readonly [east: number, north: number, up: number];

/** Components of ground motion a satellite sees, under the names of MintPy's options. */
const COMPONENTS = [
  'enu2los',
  'en2los',
  'hz2los',
  'horz2los',
  'u2los',
  'vert2los',
  'en2az',
  'hz2az',
  'orb_az',
  'orbit_az',
  'vert',
  'vertical',
  'horz',
  'horizontal',
] as const;
export type Component = (typeof COMPONENTS)[number];

/**
 * Unit vector from the ground to the satellite: motion toward the satellite is positive.
 *
 *     E = -sin θ sin α,  N = sin θ cos α,  U = cos θ
 *
 * (Fialko et al. 2001, doi:10.1029/2001GL013174, with α anticlockwise from north.)
 * @param incidence θ, degrees from the vertical @param azimuth α of the line of sight, degrees
 */
export function losVector(incidence: number, azimuth: number): Enu {
  const sin = Math.sin(incidence * DEGREE);
  return [-sin * Math.sin(azimuth * DEGREE), sin * Math.cos(azimuth * DEGREE), Math.cos(incidence * DEGREE)];
}

/** Horizontal unit vector toward an azimuth (degrees from north, anticlockwise): E = -sin α, N = cos α. */
export function horizontalVector(azimuth: number): Enu {
  return [-Math.sin(azimuth * DEGREE), Math.cos(azimuth * DEGREE), 0];
}

/**
 * Unit vector onto which ground motion is projected to give a component.
 * @param incidence of the line of sight, degrees @param losAzimuth degrees, anticlockwise from north
 * @param horizontalAzimuth direction of `horz`, degrees; -90 is east
 */
export function componentVector(
  component: Component,
  incidence: number,
  losAzimuth: number,
  horizontalAzimuth = -90,
): Enu {
  const los = losVector(incidence, losAzimuth);
  switch (component) {
    case 'enu2los':
      return los;
    case 'en2los':
    case 'hz2los':
    case 'horz2los':
      return [los[0], los[1], 0];
    case 'u2los':
    case 'vert2los':
      return [0, 0, los[2]];
    case 'en2az':
    case 'hz2az':
    case 'orb_az':
    case 'orbit_az':
      return horizontalVector(losAzimuth - 90); // the flight direction of a right-looking radar
    case 'vert':
    case 'vertical':
      return [0, 0, 1];
    case 'horz':
    case 'horizontal':
      return horizontalVector(horizontalAzimuth);
  }
}

/** Ground motion seen along a unit vector. */
export function project(east: number, north: number, up: number, vector: Enu): number {
  return east * vector[0] + north * vector[1] + up * vector[2];
}

/** Azimuth of a horizontal motion, degrees anticlockwise from north in [0, 360). */
export function motionAzimuth(east: number, north: number): number {
  const azimuth = Math.atan2(-east, north) / DEGREE;
  return azimuth < 0 ? azimuth + 360 : azimuth;
}
