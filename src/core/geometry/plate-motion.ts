import { DEGREE, EARTH_RADIUS } from './earth.ts';
import { type Cartesian, type Geodetic, geodeticToCartesian } from './ellipsoid.ts';
import type { Enu } from './look-vector.ts';

/** Rotation vectors of plates in ITRF2014, mas/yr (Altamimi et al. 2017, doi:10.1093/gji/ggx136, table 1), under MintPy's names. */
export const ITRF2014_PLATES = {
  Antartica: [-0.248, -0.324, 0.675],
  Arabia: [1.154, -0.136, 1.444],
  Australia: [1.51, 1.182, 1.215],
  Eurasia: [-0.085, -0.531, 0.77],
  India: [1.154, -0.005, 1.454],
  Nazca: [-0.333, -1.544, 1.623],
  NorthAmerica: [0.024, -0.694, -0.063],
  Nubia: [0.099, -0.614, 0.733],
  Pacific: [-0.409, 1.047, -2.169],
  Somalia: [-0.121, -0.794, 0.884],
  SouthAmerica: [-0.27, -0.301, -0.14],
} as const satisfies Record<string, Cartesian>;

/** One degree per million years, mas/yr. */
const MAS_PER_DEGREE_MA = 3600 * 1000 * 1e-6;
const RADIAN_PER_MAS = DEGREE / 3600 / 1000;

/** Where the axis of a rotation leaves the Earth, and how fast it is. */
export interface EulerPole {
  /** geocentric, degrees */
  readonly latitude: number;
  readonly longitude: number;
  /** degrees per million years, positive anticlockwise seen from above */
  readonly rate: number;
}

/** Rotation vector of a pole, mas/yr. */
export function rotationOfPole({ latitude, longitude, rate }: EulerPole): Cartesian {
  const mas = rate * MAS_PER_DEGREE_MA;
  const [phi, lambda] = [latitude * DEGREE, longitude * DEGREE];
  return [
    mas * Math.cos(phi) * Math.cos(lambda),
    mas * Math.cos(phi) * Math.sin(lambda),
    mas * Math.sin(phi),
  ];
}

/** Pole of a rotation vector in mas/yr. */
export function poleOfRotation([x, y, z]: Cartesian): EulerPole {
  return {
    latitude: Math.atan2(z, Math.hypot(x, y)) / DEGREE,
    longitude: Math.atan2(y, x) / DEGREE,
    rate: Math.hypot(x, y, z) / MAS_PER_DEGREE_MA,
  };
}

/**
 * Velocity of a point that turns with a plate: v = ω x R on the WGS-84 ellipsoid, or on a sphere of the mean
 * radius, on which the motion has no vertical part.
 * @param rotation mas/yr @returns m/yr, Earth-centred
 */
export function plateVelocity(
  [wx, wy, wz]: Cartesian,
  place: Geodetic,
  surface: 'ellipsoid' | 'sphere' = 'ellipsoid',
): Cartesian {
  const up: Enu = [0, 0, EARTH_RADIUS + place.height];
  const [x, y, z] =
    surface === 'ellipsoid'
      ? geodeticToCartesian(place)
      : fromEastNorthUp(up, place.latitude, place.longitude);
  return [
    (wy * z - wz * y) * RADIAN_PER_MAS,
    (wz * x - wx * z) * RADIAN_PER_MAS,
    (wx * y - wy * x) * RADIAN_PER_MAS,
  ];
}

/** East, north and up parts of an Earth-centred vector at a place given in degrees. */
export function toEastNorthUp([x, y, z]: Cartesian, latitude: number, longitude: number): Enu {
  const [sinPhi, cosPhi] = [Math.sin(latitude * DEGREE), Math.cos(latitude * DEGREE)];
  const [sinLambda, cosLambda] = [Math.sin(longitude * DEGREE), Math.cos(longitude * DEGREE)];
  const outward = cosLambda * x + sinLambda * y;
  return [cosLambda * y - sinLambda * x, cosPhi * z - sinPhi * outward, cosPhi * outward + sinPhi * z];
}

/** The Earth-centred vector of east, north and up parts at a place given in degrees: the inverse of `toEastNorthUp`. */
export function fromEastNorthUp([east, north, up]: Enu, latitude: number, longitude: number): Cartesian {
  const [sinPhi, cosPhi] = [Math.sin(latitude * DEGREE), Math.cos(latitude * DEGREE)];
  const [sinLambda, cosLambda] = [Math.sin(longitude * DEGREE), Math.cos(longitude * DEGREE)];
  const outward = cosPhi * up - sinPhi * north;
  return [
    cosLambda * outward - sinLambda * east,
    sinLambda * outward + cosLambda * east,
    cosPhi * north + sinPhi * up,
  ];
}
