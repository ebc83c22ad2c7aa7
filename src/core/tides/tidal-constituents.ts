import { DEGREE } from '../geometry/earth.ts';
import type { Moment } from './sun-moon.ts';

/**
 * How the Earth answers to diurnal constituents beyond the nominal Love numbers, mm (IERS Conventions 2003, table 7.5a):
 * multiples of s, h, p, N', ps, then radial in and out of phase, horizontal in and out of phase.
 */
const DIURNAL = [
  [-3, 0, 2, 0, 0, -0.01, -0.01, 0, 0],
  [-3, 2, 0, 0, 0, -0.01, -0.01, 0, 0],
  [-2, 0, 1, -1, 0, -0.02, -0.01, 0, 0],
  [-2, 0, 1, 0, 0, -0.08, 0, 0.01, 0.01],
  [-2, 2, -1, 0, 0, -0.02, -0.01, 0, 0],
  [-1, 0, 0, -1, 0, -0.1, 0, 0, 0],
  [-1, 0, 0, 0, 0, -0.51, 0, -0.02, 0.03],
  [-1, 2, 0, 0, 0, 0.01, 0, 0, 0],
  [0, -2, 1, 0, 0, 0.01, 0, 0, 0],
  [0, 0, -1, 0, 0, 0.02, 0.01, 0, 0],
  [0, 0, 1, 0, 0, 0.06, 0, 0, 0],
  [0, 0, 1, 1, 0, 0.01, 0, 0, 0],
  [0, 2, -1, 0, 0, 0.01, 0, 0, 0],
  [1, -3, 0, 0, 1, -0.06, 0, 0, 0],
  [1, -2, 0, 1, 0, 0.01, 0, 0, 0],
  [1, -2, 0, 0, 0, -1.23, -0.07, 0.06, 0.01],
  [1, -1, 0, 0, -1, 0.02, 0, 0, 0],
  [1, -1, 0, 0, 1, 0.04, 0, 0, 0],
  [1, 0, 0, -1, 0, -0.22, 0.01, 0.01, 0],
  [1, 0, 0, 0, 0, 12, -0.78, -0.67, -0.03],
  [1, 0, 0, 1, 0, 1.73, -0.12, -0.1, 0],
  [1, 0, 0, 2, 0, -0.04, 0, 0, 0],
  [1, 1, 0, 0, -1, -0.5, -0.01, 0.03, 0],
  [1, 1, 0, 0, 1, 0.01, 0, 0, 0],
  [1, 1, 0, 1, -1, -0.01, 0, 0, 0],
  [1, 2, -2, 0, 0, -0.01, 0, 0, 0],
  [1, 2, 0, 0, 0, -0.11, 0.01, 0.01, 0],
  [2, -2, 1, 0, 0, -0.01, 0, 0, 0],
  [2, 0, -1, 0, 0, -0.02, 0.02, 0, 0.01],
  [3, 0, 0, 0, 0, 0, 0.01, 0, 0.01],
  [3, 0, 0, 1, 0, 0, 0.01, 0, 0],
] as const;

/** The same of long-period constituents (table 7.5b): radial and horizontal in phase, radial and horizontal out of phase. */
const LONG_PERIOD = [
  [0, 0, 0, 1, 0, 0.47, 0.23, 0.16, 0.07],
  [0, 2, 0, 0, 0, -0.2, -0.12, -0.11, -0.05],
  [1, 0, -1, 0, 0, -0.11, -0.08, -0.09, -0.04],
  [2, 0, 0, 0, 0, -0.13, -0.11, -0.15, -0.07],
  [2, 0, 0, 1, 0, -0.05, -0.05, -0.06, -0.03],
] as const;

/** Sums over constituents at one moment, m: what remains for a place is its latitude and longitude. */
export interface ConstituentSums {
  /** radial: coefficients of sin and cos of the longitude */
  readonly diurnalRadial: readonly [sin: number, cos: number];
  readonly diurnalHorizontal: readonly [sin: number, cos: number];
  readonly longPeriodRadial: number;
  readonly longPeriodHorizontal: number;
}

/** Centuries by which the arguments are late: programs for these tables, the reference's too, count from 0 h of 2000-01-01. */
const HALF_DAY = 0.5 / 36525;

/**
 * Sum the constituents of both tables, with the arguments of Doodson (IERS Conventions 2003, section 7.1.2). These are half
 * a day late, as in the reference, which moves the ground by up to 0.2 mm.
 */
export function sumConstituents({ centuries, hours }: Moment): ConstituentSums {
  const t = centuries + HALF_DAY;
  const moon = 218.31664563 + t * (481267.88194 + t * (-0.0014663889 + t * 0.00000185139));
  const hourAngle =
    hours * 15 + 280.4606184 + t * (36000.7700536 + t * (0.00038793 - t * 0.0000000258)) - moon;
  const precession = t * (1.396971278 + t * (0.000308889 + t * (0.000000021 + t * 0.000000007)));
  const sun = 280.46645 + t * (36000.7697489 + t * (0.00030322222 + t * (0.00000002 - t * 0.00000000654)));
  const perigee =
    83.35324312 + t * (4069.01363525 + t * (-0.01032172222 + t * (-0.0000124991 + t * 0.00000005263)));
  const node =
    234.95544499 + t * (1934.13626197 + t * (-0.00207561111 + t * (-0.00000213944 + t * 0.0000000165)));
  const perihelion =
    282.93734098 + t * (1.71945766667 + t * (0.00045688889 + t * (-0.00000001778 - t * 0.00000000334)));
  const angles = [moon + precession, sun, perigee, node, perihelion];
  const radial: [number, number] = [0, 0];
  const horizontal: [number, number] = [0, 0];
  for (const row of DIURNAL) {
    const theta = argument(row, angles) + (hourAngle % 360) * DEGREE;
    const sin = Math.sin(theta) / 1000;
    const cos = Math.cos(theta) / 1000;
    // in phase, then out of phase: a sin(θ + λ) + b cos(θ + λ), sorted by sin λ and cos λ
    radial[0] += row[5] * cos - row[6] * sin;
    radial[1] += row[5] * sin + row[6] * cos;
    horizontal[0] += row[7] * cos - row[8] * sin;
    horizontal[1] += row[7] * sin + row[8] * cos;
  }
  let longRadial = 0;
  let longHorizontal = 0;
  for (const row of LONG_PERIOD) {
    const theta = argument(row, angles);
    const sin = Math.sin(theta) / 1000;
    const cos = Math.cos(theta) / 1000;
    longRadial += row[5] * cos + row[7] * sin;
    longHorizontal += row[6] * cos + row[8] * sin;
  }
  return {
    diurnalRadial: radial,
    diurnalHorizontal: horizontal,
    longPeriodRadial: longRadial,
    longPeriodHorizontal: longHorizontal,
  };
}

/** Of a constituent, rad: the sum of its multiples of the angles. */
function argument(row: readonly number[], angles: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < angles.length; k++) sum += row[k] * angles[k];
  return (sum % 360) * DEGREE;
}
