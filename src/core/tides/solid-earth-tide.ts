import { DEGREE } from '../geometry/earth.ts';
import { geodeticToCartesian } from '../geometry/ellipsoid.ts';
import { type Body, momentOf, moonPosition, sunPosition } from './sun-moon.ts';
import { type ConstituentSums, sumConstituents } from './tidal-constituents.ts';

/** Mass over that of the Earth. */
const MASS = { sun: 332945.943062, moon: 0.012300034 } as const;
/** Equatorial radius, m. */
const EARTH_RADIUS = 6378136.55;
/** Nominal Love and Shida numbers of degree 2 and 3, and how those of degree 2 change with latitude. */
const [H2, L2, H2_LATITUDE, L2_LATITUDE, H3, L3] = [0.6078, 0.0847, -0.0006, 0.0002, 0.292, 0.015];
/** Imaginary parts of degree 2: the mantle yields late. */
const [H2_DIURNAL, H2_SEMIDIURNAL, L2_IMAGINARY] = [-0.0025, -0.0022, -0.0007];
/** Latitude dependence l(1) of diurnal and semidiurnal tides. */
const [L1_DIURNAL, L1_SEMIDIURNAL] = [0.0012, 0.0024];

/** Sun, Moon and constituents at a moment: all of it that is the same for every place. */
export interface TidalForcing {
  readonly bodies: readonly { readonly body: Body; readonly mass: number }[];
  readonly constituents: ConstituentSums;
}

/**
 * What raises the tide at a moment.
 * @param date YYYYMMDD @param seconds of the day, UTC; whole seconds count
 */
export function tidalForcing(date: string, seconds: number): TidalForcing {
  const moment = momentOf(date, Math.trunc(seconds));
  return {
    bodies: [
      { body: sunPosition(moment), mass: MASS.sun },
      { body: moonPosition(moment), mass: MASS.moon },
    ],
    constituents: sumConstituents(moment),
  };
}

/** A place, in the numbers that a tide wants. */
export interface TidePlace {
  /** of the geocentric latitude */
  readonly sin: number;
  readonly cos: number;
  /** of the longitude */
  readonly sinLon: number;
  readonly cosLon: number;
  /** from the geocentric vertical to that of the ellipsoid, rad */
  readonly tilt: number;
}

/** @param latitude geodetic, degrees @param longitude degrees */
export function tidePlace(latitude: number, longitude: number): TidePlace {
  const [x, y, z] = geodeticToCartesian({ latitude, longitude, height: 0 });
  const radius = Math.hypot(x, y, z);
  const sin = z / radius;
  const cos = Math.hypot(x, y) / radius;
  return {
    sin,
    cos,
    sinLon: Math.sin(longitude * DEGREE),
    cosLon: Math.cos(longitude * DEGREE),
    tilt: latitude * DEGREE - Math.atan2(sin, cos),
  };
}

/**
 * Motion of the ground by the solid Earth tide: degree 2 and 3 of Sun and Moon with Love numbers that depend on latitude,
 * the parts out of phase, and the frequency dependence of single constituents (IERS Conventions 2003, section 7.1.2,
 * equations 7.5 to 7.13; Mathews et al. 1997, doi:10.1029/97JB01515). Tide-free: the permanent tide is not put back.
 * With positions of Sun and Moon as coarse as here, good to a millimetre (Milbert, solid).
 *
 * @param out gets east, north and up, m
 */
export function solidEarthTide(
  { bodies, constituents }: TidalForcing,
  { sin, cos, sinLon, cosLon, tilt }: TidePlace,
  out: Float64Array,
): void {
  let radial = 0;
  let north = 0;
  let east = 0;

  const flattening = 1 - 1.5 * cos * cos;
  const h2 = H2 + H2_LATITUDE * flattening;
  const l2 = L2 + L2_LATITUDE * flattening;
  const twice = cos * cos - sin * sin; // cos 2φ
  for (let n = 0; n < bodies.length; n++) {
    const { body, mass } = bodies[n];
    const { distance } = body;
    // Direction cosines of the body along up, north, east of the place, and in the plane of its meridian.
    const bz = body.z / distance;
    const along = (body.x * cosLon + body.y * sinLon) / distance;
    const across = (body.y * cosLon - body.x * sinLon) / distance;
    const up = cos * along + sin * bz;
    const northward = cos * bz - sin * along;
    const ratio = EARTH_RADIUS / distance;
    const degree2 = mass * EARTH_RADIUS * ratio ** 3;
    const degree3 = degree2 * ratio;
    const toBody2 = 3 * l2 * up * degree2;
    const toBody3 = 1.5 * L3 * (5 * up * up - 1) * degree3;
    const radial2 = (3 * (h2 / 2 - l2) * up * up - h2 / 2) * degree2;
    const radial3 = (2.5 * (H3 - 3 * L3) * up ** 3 + 1.5 * (L3 - H3) * up) * degree3;
    radial += radial2 + radial3 + (toBody2 + toBody3) * up;
    north += (toBody2 + toBody3) * northward;
    east += (toBody2 + toBody3) * across;

    // Diurnal and semidiurnal products of the body's place, relative to the meridian of this one.
    const diurnalIn = 3 * degree2 * bz * along;
    const diurnalOut = -3 * degree2 * bz * across;
    const semiIn = degree2 * (along * along - across * across);
    const semiOut = -2 * degree2 * along * across;
    radial += -H2_DIURNAL * sin * cos * diurnalOut - 0.75 * H2_SEMIDIURNAL * cos * cos * semiOut;
    north +=
      -L2_IMAGINARY * twice * diurnalOut +
      1.5 * L2_IMAGINARY * sin * cos * semiOut -
      L1_DIURNAL * sin * sin * diurnalIn -
      1.5 * L1_SEMIDIURNAL * sin * cos * semiIn;
    east +=
      -L2_IMAGINARY * sin * diurnalIn -
      1.5 * L2_IMAGINARY * cos * semiIn +
      L1_DIURNAL * sin * twice * diurnalOut -
      1.5 * L1_SEMIDIURNAL * sin * sin * cos * semiOut;
  }

  const { diurnalRadial, diurnalHorizontal, longPeriodRadial, longPeriodHorizontal } = constituents;
  radial += 2 * sin * cos * (diurnalRadial[0] * sinLon + diurnalRadial[1] * cosLon);
  north += twice * (diurnalHorizontal[0] * sinLon + diurnalHorizontal[1] * cosLon);
  east += sin * (diurnalHorizontal[0] * cosLon - diurnalHorizontal[1] * sinLon);
  radial += ((3 * sin * sin - 1) / 2) * longPeriodRadial;
  north += 2 * sin * cos * longPeriodHorizontal;

  const sinTilt = Math.sin(tilt);
  const cosTilt = Math.cos(tilt);
  out[0] = east;
  out[1] = north * cosTilt - radial * sinTilt;
  out[2] = radial * cosTilt + north * sinTilt;
}
