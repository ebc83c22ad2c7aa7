import { type Grid, grid } from '../array.ts';
import { DEGREE } from '../geometry/earth.ts';
import { type Cartesian, type Geodetic, geodeticToCartesian } from '../geometry/ellipsoid.ts';
import { type CircularOrbit, stateVector } from './circular-orbit.ts';
import { difference, dot, groundCoordinates, localAxes } from './earth-fixed.ts';

/** Where the lines and samples of a multilooked image lie, in time and range. */
export interface RadarGrid {
  readonly orbit: CircularOrbit;
  readonly length: number;
  readonly width: number;
  /** zero-Doppler time of the middle of the first line, s from orbit time zero; spacing in s */
  readonly firstTime: number;
  readonly timeStep: number;
  /** slant range of the middle of the first sample and spacing, m */
  readonly firstRange: number;
  readonly rangeStep: number;
}

/** Place and look direction of every pixel. */
export interface RadarGeometry {
  /** degrees */
  readonly latitude: Grid<Float64Array>;
  readonly longitude: Grid<Float64Array>;
  /** m above the ellipsoid */
  readonly height: Grid<Float64Array>;
  /** degrees from the vertical at the ground */
  readonly incidenceAngle: Grid;
  /** ground to satellite, degrees from north, anticlockwise positive */
  readonly azimuthAngle: Grid;
  /** m */
  readonly slantRangeDistance: Grid;
}

/** Height above the ellipsoid (m) at a place (degrees). */
export type Terrain = (latitude: number, longitude: number) => number;

/**
 * Geolocate every pixel of a right-looking radar image on the terrain.
 *
 * Each pixel solves the three zero-Doppler equations (Curlander & McDonough 1991, section 8.2.1)
 *
 *     (P - S) . V = 0,   |P - S| = R,   height(P) = h
 *
 * by Newton's method, h being read from the terrain below the last P: this converges where the terrain is flatter
 * than the incident wave front (no layover). The last steps keep h, so that place, height and range always agree.
 */
export function radarGeometry(radar: RadarGrid, terrain: Terrain, start: Geodetic): RadarGeometry {
  const { length, width } = radar;
  const size = length * width;
  const latitude = new Float64Array(size);
  const longitude = new Float64Array(size);
  const height = new Float64Array(size);
  const incidenceAngle = new Float32Array(size);
  const azimuthAngle = new Float32Array(size);
  const slantRange = new Float32Array(size);

  let lineStart = geodeticToCartesian(start);
  for (let y = 0; y < length; y++) {
    const { position, velocity } = stateVector(radar.orbit, radar.firstTime + y * radar.timeStep);
    let near = lineStart;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const range = radar.firstRange + x * radar.rangeStep;
      let place = groundCoordinates(near);
      let h = place.height;
      for (let iteration = 0; iteration < 40; iteration++) {
        const below = terrain(place.latitude, place.longitude);
        const settled = Math.abs(below - h) < 0.05 && iteration > 0;
        h = below;
        if (settled) break;
        near = zeroDopplerStep(near, place, position, velocity, range, h);
        place = groundCoordinates(near);
      }
      for (let iteration = 0; iteration < 3; iteration++) {
        near = zeroDopplerStep(near, place, position, velocity, range, h);
        place = groundCoordinates(near);
      }
      if (x === 0) lineStart = near;

      const { east, north, up } = localAxes(place.latitude, place.longitude);
      const los = difference(position, near);
      latitude[i] = place.latitude;
      longitude[i] = place.longitude;
      height[i] = place.height;
      incidenceAngle[i] = Math.acos(dot(los, up) / range) / DEGREE;
      azimuthAngle[i] = -Math.atan2(dot(los, east), dot(los, north)) / DEGREE;
      slantRange[i] = range;
    }
  }
  return {
    latitude: grid(latitude, length, width),
    longitude: grid(longitude, length, width),
    height: grid(height, length, width),
    incidenceAngle: grid(incidenceAngle, length, width),
    azimuthAngle: grid(azimuthAngle, length, width),
    slantRangeDistance: grid(slantRange, length, width),
  };
}

/** One Newton step: the three equations are linear in P with rows V, (P - S) / R and the local vertical. */
function zeroDopplerStep(
  point: Cartesian,
  place: Geodetic,
  position: Cartesian,
  velocity: Cartesian,
  range: number,
  height: number,
): Cartesian {
  const { up } = localAxes(place.latitude, place.longitude);
  const los = difference(point, position);
  const distance = Math.sqrt(dot(los, los));
  const look: Cartesian = [los[0] / distance, los[1] / distance, los[2] / distance];
  // Cramer's rule: the solution of rows a, b, c is (ra b x c + rb c x a + rc a x b) / det.
  const lookUp = cross(look, up);
  const upVelocity = cross(up, velocity);
  const velocityLook = cross(velocity, look);
  const determinant = dot(velocity, lookUp);
  const alongTrack = -dot(los, velocity) / determinant;
  const acrossTrack = (range - distance) / determinant;
  const vertical = (height - place.height) / determinant;
  return [
    point[0] + alongTrack * lookUp[0] + acrossTrack * upVelocity[0] + vertical * velocityLook[0],
    point[1] + alongTrack * lookUp[1] + acrossTrack * upVelocity[1] + vertical * velocityLook[1],
    point[2] + alongTrack * lookUp[2] + acrossTrack * upVelocity[2] + vertical * velocityLook[2],
  ];
}

function cross(a: Cartesian, b: Cartesian): Cartesian {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
