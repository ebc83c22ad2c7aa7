import { DEGREE } from '../geometry/earth.ts';
import { leapSeconds } from './leap-seconds.ts';

/** Terrestrial time is this much ahead of TAI, s. */
const TT_MINUS_TAI = 32.184;
const DAY = 86400;
const ARC_SECOND = 1 / 3600;
/** Obliquity of the ecliptic of J2000, degrees. */
const OBLIQUITY = 23.43929111 * DEGREE;
/** Advance of the equinox, degrees per century. */
const PRECESSION = 1.3972;

/** A moment, as ephemerides and tidal arguments want it. */
export interface Moment {
  /** Julian centuries of terrestrial time since J2000 */
  readonly centuries: number;
  /** hours of terrestrial time since midnight */
  readonly hours: number;
  /** days of UTC since J2000, taken as UT1 */
  readonly daysUtc: number;
}

/** @param date YYYYMMDD @param seconds of the day, UTC */
export function momentOf(date: string, seconds: number): Moment {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)].map(Number);
  const midnight = Date.UTC(year, month - 1, day) / 1000 / DAY - 10957.5; // days from noon of 2000-01-01
  const terrestrial = seconds + leapSeconds(date) + TT_MINUS_TAI;
  return {
    centuries: (midnight + terrestrial / DAY) / 36525,
    hours: (terrestrial % DAY) / 3600,
    daysUtc: midnight + seconds / DAY,
  };
}

/** Earth-fixed position, m. */
export interface Body {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly distance: number;
}

/**
 * Position of the Sun to about 1', Earth-fixed: a Kepler orbit (Montenbruck & Gill 2000, Satellite Orbits, eq. 3.43 to
 * 3.45), turned by Greenwich sidereal time; polar motion and UT1 - UTC are left out.
 */
export function sunPosition(moment: Moment): Body {
  const t = moment.centuries;
  const anomaly = 357.5256 + 35999.049 * t;
  const m = anomaly * DEGREE;
  const distance = (149.619 - 2.499 * Math.cos(m) - 0.021 * Math.cos(2 * m)) * 1e9;
  const equation = (6892 * Math.sin(m) + 72 * Math.sin(2 * m)) * ARC_SECOND;
  return earthFixed(282.94 + anomaly + equation + PRECESSION * t, 0, distance, moment);
}

/**
 * Position of the Moon to some arc minutes and 500 km, Earth-fixed: the largest terms of Brown's theory
 * (Montenbruck & Gill 2000, eq. 3.47 to 3.50), turned by Greenwich sidereal time.
 */
export function moonPosition(moment: Moment): Body {
  const t = moment.centuries;
  const mean = 218.31617 + 481267.88088 * t - PRECESSION * t;
  const l = (134.96292 + 477198.86753 * t) * DEGREE; // mean anomaly of the Moon
  const sun = (357.52543 + 35999.04944 * t) * DEGREE; // mean anomaly of the Sun
  const f = (93.27283 + 483202.01873 * t) * DEGREE; // mean angle from the ascending node
  const d = (297.85027 + 445267.11135 * t) * DEGREE; // elongation from the Sun
  const { sin, cos } = Math;
  const inLongitude =
    22640 * sin(l) +
    769 * sin(2 * l) -
    4586 * sin(l - 2 * d) +
    2370 * sin(2 * d) -
    668 * sin(sun) -
    412 * sin(2 * f) -
    212 * sin(2 * l - 2 * d) -
    206 * sin(l + sun - 2 * d) +
    192 * sin(l + 2 * d) -
    165 * sin(sun - 2 * d) +
    148 * sin(l - sun) -
    125 * sin(d) -
    110 * sin(l + sun) -
    55 * sin(2 * f - 2 * d);
  const argument = f + (inLongitude + 412 * sin(2 * f) + 541 * sin(sun)) * ARC_SECOND * DEGREE;
  const latitude =
    18520 * sin(argument) -
    526 * sin(f - 2 * d) +
    44 * sin(l + f - 2 * d) -
    31 * sin(-l + f - 2 * d) -
    25 * sin(-2 * l + f) -
    23 * sin(sun + f - 2 * d) +
    21 * sin(-l + f) +
    11 * sin(-sun + f - 2 * d);
  const kilometres =
    385000 -
    20905 * cos(l) -
    3699 * cos(2 * d - l) -
    2956 * cos(2 * d) -
    570 * cos(2 * l) +
    246 * cos(2 * l - 2 * d) -
    205 * cos(sun - 2 * d) -
    171 * cos(l + 2 * d) -
    152 * cos(l + sun - 2 * d);
  const longitude = mean + inLongitude * ARC_SECOND + PRECESSION * t;
  return earthFixed(longitude, latitude * ARC_SECOND, kilometres * 1000, moment);
}

/** From ecliptic longitude and latitude, degrees, to the axes that turn with the Earth. */
function earthFixed(longitude: number, latitude: number, distance: number, { daysUtc }: Moment): Body {
  const [lambda, beta] = [longitude * DEGREE, latitude * DEGREE];
  const x = distance * Math.cos(lambda) * Math.cos(beta);
  const inPlane = distance * Math.sin(lambda) * Math.cos(beta);
  const above = distance * Math.sin(beta);
  const y = inPlane * Math.cos(OBLIQUITY) - above * Math.sin(OBLIQUITY);
  const z = inPlane * Math.sin(OBLIQUITY) + above * Math.cos(OBLIQUITY);
  const sidereal = ((280.46061837504 + 360.9856473662862 * daysUtc) % 360) * DEGREE;
  const [c, s] = [Math.cos(sidereal), Math.sin(sidereal)];
  return { x: c * x + s * y, y: c * y - s * x, z, distance };
}
