import { DEGREE } from './earth.ts';

/* ETRS89-extended / LAEA Europe (EPSG:3035), the grid of European statistics and of the European Ground Motion Service. */

const A = 6378137;
const E2 = 0.006694380022900788; // GRS 80
const E = Math.sqrt(E2);
const LATITUDE = 52 * DEGREE;
const LONGITUDE = 10 * DEGREE;
const FALSE_EASTING = 4321000;
const FALSE_NORTHING = 3210000;

/** q of the authalic latitude (Snyder 1987, eq. 3-12). */
function authalic(latitude: number): number {
  const sin = Math.sin(latitude);
  const es = E * sin;
  return (1 - E2) * (sin / (1 - es * es) - Math.log((1 - es) / (1 + es)) / (2 * E));
}

const QP = authalic(Math.PI / 2);
const RQ = A * Math.sqrt(QP / 2);
const BETA1 = Math.asin(authalic(LATITUDE) / QP);
const D = (A * Math.cos(LATITUDE)) / Math.sqrt(1 - E2 * Math.sin(LATITUDE) ** 2) / (RQ * Math.cos(BETA1));

/**
 * Easting and northing in EPSG:3035 by the Lambert azimuthal equal-area projection of the ellipsoid (Snyder 1987, USGS
 * Professional Paper 1395, eq. 24-17 to 24-20). WGS-84 and ETRS89 count as one.
 *
 * @param latitude degrees @param longitude degrees
 * @returns metres; NaN outside of the area the grid is made for, 24.6 to 84.73 north, 35.58 west to 44.83 east
 */
export function latLonToLaea(latitude: number, longitude: number): [easting: number, northing: number] {
  if (!(latitude >= 24.6 && latitude <= 84.73 && longitude >= -35.58 && longitude <= 44.83))
    return [Number.NaN, Number.NaN];
  const beta = Math.asin(Math.min(1, authalic(latitude * DEGREE) / QP));
  const lambda = longitude * DEGREE - LONGITUDE;
  const cosine = Math.cos(beta) * Math.cos(lambda);
  const b = RQ * Math.sqrt(2 / (1 + Math.sin(BETA1) * Math.sin(beta) + Math.cos(BETA1) * cosine));
  return [
    FALSE_EASTING + b * D * Math.cos(beta) * Math.sin(lambda),
    FALSE_NORTHING + (b / D) * (Math.cos(BETA1) * Math.sin(beta) - Math.sin(BETA1) * cosine),
  ];
}
