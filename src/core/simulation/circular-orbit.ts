import { DEGREE, EARTH_RADIUS } from '../geometry/earth.ts';
import { type Cartesian, type Geodetic, geodeticToCartesian } from '../geometry/ellipsoid.ts';
import type { StateVector } from '../geometry/orbit.ts';
import { difference, dot, localAxes } from './earth-fixed.ts';

const GRAVITATIONAL_PARAMETER = 3.986004418e14; // m^3/s^2
const EARTH_ROTATION = 7.292115e-5; // rad/s

/** Sentinel-1: mean radius (m) and inclination (rad). */
const SENTINEL1_RADIUS = 7_070_500;
const SENTINEL1_INCLINATION = 98.18 * DEGREE;

export type PassDirection = 'ASCENDING' | 'DESCENDING';

/** A circular orbit over the rotating earth; time zero is when the satellite passes the scene centre. */
export interface CircularOrbit {
  /** m from the centre of the earth */
  readonly radius: number;
  readonly inclination: number;
  /** angle from the ascending node at time zero, rad */
  readonly argument: number;
  /** longitude of the ascending node at time zero, rad */
  readonly node: number;
  /** rad/s */
  readonly meanMotion: number;
}

/** Earth-fixed position and velocity at a time in seconds. */
export function stateVector(orbit: CircularOrbit, time: number): StateVector {
  const { radius, inclination, meanMotion } = orbit;
  const u = orbit.argument + meanMotion * time;
  const node = orbit.node - EARTH_ROTATION * time;
  const [cosU, sinU] = [Math.cos(u), Math.sin(u)];
  const [cosN, sinN] = [Math.cos(node), Math.sin(node)];
  const [cosI, sinI] = [Math.cos(inclination), Math.sin(inclination)];
  const position: Cartesian = [
    radius * (cosN * cosU - sinN * sinU * cosI),
    radius * (sinN * cosU + cosN * sinU * cosI),
    radius * sinU * sinI,
  ];
  const speed = radius * meanMotion;
  const velocity: Cartesian = [
    speed * (-cosN * sinU - sinN * cosU * cosI) + EARTH_ROTATION * position[1],
    speed * (-sinN * sinU + cosN * cosU * cosI) - EARTH_ROTATION * position[0],
    speed * cosU * sinI,
  ];
  return { time, position, velocity };
}

/**
 * The orbit from which a right-looking radar sees a place at time zero in zero-Doppler geometry at a given incidence.
 *
 * Two unknowns (argument of latitude and node) and two conditions (the line of sight is square to the velocity, the
 * incidence angle is met), by Newton's method with numerical derivatives.
 *
 * @param place degrees and m
 * @param incidenceAngle at the place, degrees
 */
export function orbitOver(place: Geodetic, incidenceAngle: number, direction: PassDirection): CircularOrbit {
  const radius = SENTINEL1_RADIUS;
  const inclination = SENTINEL1_INCLINATION;
  const meanMotion = Math.sqrt(GRAVITATIONAL_PARAMETER / radius ** 3);
  const target = geodeticToCartesian(place);
  const { up } = localAxes(place.latitude, place.longitude);
  const orbitOf = (argument: number, node: number): CircularOrbit => ({
    radius,
    inclination,
    argument,
    node,
    meanMotion,
  });
  const misfit = (argument: number, node: number): [number, number] => {
    const { position, velocity } = stateVector(orbitOf(argument, node), 0);
    const los = difference(position, target);
    const range = Math.sqrt(dot(los, los));
    return [
      dot(los, velocity) / (range * radius * meanMotion),
      dot(los, up) / range - Math.cos(incidenceAngle * DEGREE),
    ];
  };

  // Start from the sub-satellite point: same latitude, a few degrees west (ascending) or east (descending).
  const ascending = direction === 'ASCENDING';
  const fromNode = Math.asin(
    Math.max(-0.99, Math.min(0.99, Math.sin(place.latitude * DEGREE) / Math.sin(inclination))),
  );
  let argument = ascending ? fromNode : Math.PI - fromNode;
  const nodeToSatellite = Math.atan2(Math.sin(argument) * Math.cos(inclination), Math.cos(argument));
  const groundAngle =
    incidenceAngle * DEGREE - Math.asin((EARTH_RADIUS / radius) * Math.sin(incidenceAngle * DEGREE));
  const offset = ((ascending ? -1 : 1) * groundAngle) / Math.cos(place.latitude * DEGREE);
  let node = place.longitude * DEGREE + offset - nodeToSatellite;

  const step = 1e-6;
  for (let iteration = 0; iteration < 20; iteration++) {
    const [f, g] = misfit(argument, node);
    if (Math.abs(f) + Math.abs(g) < 1e-13) break;
    const [fa, ga] = misfit(argument + step, node);
    const [fn, gn] = misfit(argument, node + step);
    const [a, b, c, d] = [(fa - f) / step, (fn - f) / step, (ga - g) / step, (gn - g) / step];
    const determinant = a * d - b * c;
    argument -= (d * f - b * g) / determinant;
    node -= (a * g - c * f) / determinant;
  }
  return orbitOf(argument, node);
}

/** Seconds from the ascending node to time zero. */
export function timeSinceNode(orbit: CircularOrbit): number {
  const turn = 2 * Math.PI;
  return (((orbit.argument % turn) + turn) % turn) / orbit.meanMotion;
}
