import { DEGREE } from './earth.ts';
import { losVector } from './look-vector.ts';

/** Where a satellite stands as seen from the ground, degrees. */
export interface LookGeometry {
  /** from the vertical */
  readonly incidence: number;
  /** of the direction to the satellite, anticlockwise from north */
  readonly azimuth: number;
}

/**
 * What motions towards a horizontal azimuth and up look like along lines of sight:
 *
 *     d_i = [sin θ_i cos(α_i - α_h), cos θ_i] [horizontal, vertical]
 *
 * (Wright et al. 2004, doi:10.1029/2003GL018827, with the motion across α_h left out.)
 *
 * @param horizontalAzimuth α_h, degrees anticlockwise from north; -90 is east
 * @returns a row of two numbers for every line of sight
 */
export function horizontalVerticalRows(
  looks: readonly LookGeometry[],
  horizontalAzimuth = -90,
): [horizontal: number, vertical: number][] {
  return looks.map(({ incidence, azimuth }) => [
    Math.sin(incidence * DEGREE) * Math.cos((azimuth - horizontalAzimuth) * DEGREE),
    Math.cos(incidence * DEGREE),
  ]);
}

/**
 * What motions east, north and up look like along lines of sight, or along the flight of a right-looking radar.
 *
 * @param kinds `range` for a line of sight, `azimuth` for the flight direction, one for each of the looks
 * @returns a row of three numbers for every observation
 */
export function eastNorthUpRows(
  looks: readonly LookGeometry[],
  kinds: readonly ('range' | 'azimuth')[],
): [east: number, north: number, up: number][] {
  return looks.map(({ incidence, azimuth }, i) => {
    if (kinds[i] === 'range') return [...losVector(incidence, azimuth)];
    const flight = (azimuth - 90) * DEGREE;
    return [-Math.sin(flight), Math.cos(flight), 0];
  });
}

/** How much of each line-of-sight motion is horizontal and vertical motion. */
export interface DecompositionWeights {
  /** false: horizontal and vertical motion look the same along all lines of sight */
  readonly isUnique: boolean;
  readonly horizontal: readonly number[];
  readonly vertical: readonly number[];
}

/**
 * Weights that turn motions along two lines of sight or more into horizontal and vertical motion by least squares,
 *
 *     [horizontal, vertical] = (GᵀG)⁻¹ Gᵀ d
 *
 * with the rows of `horizontalVerticalRows`. Directions that do not tell them apart give the smallest motion that fits (the
 * pseudo-inverse); angles that are NaN give NaN.
 */
export function decompositionWeights(
  looks: readonly LookGeometry[],
  horizontalAzimuth = -90,
): DecompositionWeights {
  const G = horizontalVerticalRows(looks, horizontalAzimuth);
  let [hh, hv, vv] = [0, 0, 0];
  for (const [h, v] of G) {
    hh += h * h;
    hv += h * v;
    vv += v * v;
  }
  const determinant = hh * vv - hv * hv;
  if (determinant <= SAME_DIRECTION * hh * vv) {
    const norm = hh + vv;
    return {
      isUnique: false,
      horizontal: G.map(([h]) => h / norm),
      vertical: G.map(([, v]) => v / norm),
    };
  }
  const scale = 1 / determinant;
  return {
    isUnique: true,
    horizontal: G.map(([h, v]) => (vv * h - hv * v) * scale),
    vertical: G.map(([h, v]) => (hh * v - hv * h) * scale),
  };
}

/** Squared sine of the angle between two columns below which a horizontal and a vertical motion look the same. */
const SAME_DIRECTION = 1e-10;
