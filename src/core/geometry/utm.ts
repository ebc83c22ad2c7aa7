import { OptionError } from '../errors.ts';
import { DEGREE } from './earth.ts';
import { WGS84_A, WGS84_E2 } from './ellipsoid.ts';
import { standardizeLongitude } from './longitude.ts';

const SCALE = 0.9996;
const FALSE_EASTING = 500e3;
const FALSE_NORTHING = 10e6;
const E4 = WGS84_E2 * WGS84_E2;
const E6 = E4 * WGS84_E2;
const E_SECOND2 = WGS84_E2 / (1 - WGS84_E2);
/** e₁ of the footpoint latitude series. */
const E1 = (1 - Math.sqrt(1 - WGS84_E2)) / (1 + Math.sqrt(1 - WGS84_E2));
const M1 = 1 - WGS84_E2 / 4 - (3 * E4) / 64 - (5 * E6) / 256;

/** A zone such as `11N`: number and hemisphere. */
export interface UtmZone {
  readonly number: number;
  readonly south: boolean;
}

/** @throws {OptionError} for anything but 1 to 60 followed by N or S */
export function parseUtmZone(zone: string): UtmZone {
  const match = /^(\d{1,2})\s*([NS])$/i.exec(zone.trim());
  const number = Number(match?.[1]);
  if (!match || number < 1 || number > 60) {
    throw new OptionError(
      `'${zone}' is not a UTM zone.`,
      'Write the number and the hemisphere, e.g. 11N or 36S.',
    );
  }
  return { number, south: match[2].toUpperCase() === 'S' };
}

/** EPSG code of WGS-84 / UTM: 326xx in the north, 327xx in the south. */
export function utmZoneToEpsg(zone: string): string {
  const { number, south } = parseUtmZone(zone);
  return String((south ? 32700 : 32600) + number);
}

/** UTM zone of an EPSG code, `undefined` when the code is no WGS-84 / UTM one. */
export function epsgToUtmZone(epsg: string | number): string | undefined {
  const code = Number(epsg);
  const number = code % 100;
  if (number < 1 || number > 60) return undefined;
  if (code - number === 32600) return `${number}N`;
  if (code - number === 32700) return `${number}S`;
  return undefined;
}

/** Degrees. */
export function centralMeridian(zone: UtmZone): number {
  return zone.number * 6 - 183;
}

/** Length of the meridian from the equator (Snyder 3-21), m. */
function meridianArc(phi: number): number {
  return (
    WGS84_A *
    (M1 * phi -
      ((3 * WGS84_E2) / 8 + (3 * E4) / 32 + (45 * E6) / 1024) * Math.sin(2 * phi) +
      ((15 * E4) / 256 + (45 * E6) / 1024) * Math.sin(4 * phi) -
      ((35 * E6) / 3072) * Math.sin(6 * phi))
  );
}

/**
 * UTM coordinates of a point on WGS-84 (Snyder 1987, USGS Professional Paper 1395, eq. 8-9 to 8-15): 1 mm within a
 * zone. The truncated series drifts from a rigorous transverse Mercator several zones away; it is the one in use
 * where MintPy's files come from, so grids agree to the last digit.
 * @param latitude degrees @param longitude degrees
 */
export function latLonToUtm(
  latitude: number,
  longitude: number,
  zone: UtmZone,
): [northing: number, easting: number] {
  const phi = latitude * DEGREE;
  const sin = Math.sin(phi);
  const cos = Math.cos(phi);
  const T = (sin / cos) ** 2;
  const C = E_SECOND2 * cos * cos;
  const A = cos * standardizeLongitude(longitude - centralMeridian(zone)) * DEGREE;
  const N = WGS84_A / Math.sqrt(1 - WGS84_E2 * sin * sin);
  const A2 = A * A;
  const easting =
    SCALE *
      N *
      A *
      (1 + (A2 / 6) * (1 - T + C) + ((A2 * A2) / 120) * (5 - 18 * T + T * T + 72 * C - 58 * E_SECOND2)) +
    FALSE_EASTING;
  const northing =
    SCALE *
    (meridianArc(phi) +
      N *
        (sin / cos) *
        (A2 / 2 +
          ((A2 * A2) / 24) * (5 - T + 9 * C + 4 * C * C) +
          (A2 ** 3 / 720) * (61 - 58 * T + T * T + 600 * C - 330 * E_SECOND2)));
  return [northing + (zone.south ? FALSE_NORTHING : 0), easting];
}

/** Latitude and longitude of a UTM point, degrees (Snyder 1987, eq. 8-17 to 8-25 with the footpoint latitude 3-26). */
export function utmToLatLon(
  northing: number,
  easting: number,
  zone: UtmZone,
): [latitude: number, longitude: number] {
  const mu = (northing - (zone.south ? FALSE_NORTHING : 0)) / SCALE / (WGS84_A * M1);
  const foot =
    mu +
    ((3 / 2) * E1 - (27 / 32) * E1 ** 3 + (269 / 512) * E1 ** 5) * Math.sin(2 * mu) +
    ((21 / 16) * E1 ** 2 - (55 / 32) * E1 ** 4) * Math.sin(4 * mu) +
    ((151 / 96) * E1 ** 3 - (417 / 128) * E1 ** 5) * Math.sin(6 * mu) +
    (1097 / 512) * E1 ** 4 * Math.sin(8 * mu);
  const sin = Math.sin(foot);
  const cos = Math.cos(foot);
  const C = E_SECOND2 * cos * cos;
  const T = (sin / cos) ** 2;
  const w = 1 - WGS84_E2 * sin * sin;
  const N = WGS84_A / Math.sqrt(w);
  const R = (WGS84_A * (1 - WGS84_E2)) / (w * Math.sqrt(w));
  const D = (easting - FALSE_EASTING) / (N * SCALE);
  const D2 = D * D;
  const latitude =
    foot -
    ((N * sin) / cos / R) *
      (D2 / 2 -
        ((D2 * D2) / 24) * (5 + 3 * T + 10 * C - 4 * C * C - 9 * E_SECOND2) +
        (D2 ** 3 / 720) * (61 + 90 * T + 298 * C + 45 * T * T - 252 * E_SECOND2 - 3 * C * C));
  const longitude =
    (D -
      (D2 * D * (1 + 2 * T + C)) / 6 +
      ((D2 * D2 * D) / 120) * (5 - 2 * C + 28 * T - 3 * C * C + 8 * E_SECOND2 + 24 * T * T)) /
    cos;
  return [latitude / DEGREE, standardizeLongitude(centralMeridian(zone) + longitude / DEGREE)];
}
