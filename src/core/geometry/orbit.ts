import { MetadataError } from '../errors.ts';
import { DEGREE } from './earth.ts';
import { type Cartesian, cartesianToGeodetic, curvatureRadius } from './ellipsoid.ts';

/** Position and velocity of the satellite at an instant, Earth-fixed. */
export interface StateVector {
  /** Seconds from any common epoch. */
  readonly time: number;
  /** m */ readonly position: Cartesian;
  /** m/s */ readonly velocity: Cartesian;
}

/** Where the satellite is and how it flies, in the terms of MintPy's attributes. */
export interface PlatformState extends StateVector {
  /** degrees */ readonly latitude: number;
  /** degrees */ readonly longitude: number;
  /** over WGS-84, m */ readonly height: number;
  /** |velocity|, m/s */ readonly speed: number;
  /** degrees clockwise from north, (-180, 180] */ readonly heading: number;
  /** radius of curvature of the ellipsoid along the track, m */ readonly earthRadius: number;
}

/** Four vectors around t: two on either side of it, shifted inward where the orbit begins or ends. */
function fourAround(orbit: readonly StateVector[], t: number): readonly StateVector[] {
  const first = orbit[0]?.time ?? Number.NaN;
  const last = orbit.at(-1)?.time ?? Number.NaN;
  if (orbit.length < 4 || !(t >= first && t <= last)) {
    throw new MetadataError(
      `The orbit does not cover the scene: time ${t} s, ${orbit.length} state vectors from ${first} to ${last} s.`,
      'Give the metadata file of the whole acquisition, with at least four state vectors around it.',
    );
  }
  const later = orbit.findIndex((vector) => vector.time > t);
  const i = later < 0 ? orbit.length : later;
  const start = Math.min(Math.max(i - 2, 0), orbit.length - 4);
  return orbit.slice(start, start + 4);
}

/**
 * Position and velocity between state vectors: the Hermite polynomial of degree 7 through four of them.
 *
 *     x(t) = Σ Lᵢ² [ (1 - 2 (t - tᵢ) sᵢ) xᵢ + (t - tᵢ) vᵢ ],   sᵢ = Σ_{j≠i} 1/(tᵢ - tⱼ)
 *
 * with the Lagrange basis Lᵢ; the velocity is its derivative. Leaving out one of six Sentinel-1 vectors 10 s apart,
 * its neighbours reproduce it to 0.1 mm.
 * @param orbit vectors in order of time
 * @throws {MetadataError} with fewer than four vectors or a time outside of them
 */
export function interpolateOrbit(orbit: readonly StateVector[], t: number): StateVector {
  const four = fourAround(orbit, t);
  const position = [0, 0, 0];
  const velocity = [0, 0, 0];
  for (const [i, node] of four.entries()) {
    let L = 1;
    let s = 0;
    for (const [j, other] of four.entries()) {
      if (j === i) continue;
      L *= (t - other.time) / (node.time - other.time);
      s += 1 / (node.time - other.time);
    }
    let dL = 0; // derivative of the basis: one factor differentiated at a time, so it holds on the nodes too
    for (const [j, skipped] of four.entries()) {
      if (j === i) continue;
      let term = 1 / (node.time - skipped.time);
      for (const [k, other] of four.entries()) {
        if (k !== i && k !== j) term *= (t - other.time) / (node.time - other.time);
      }
      dL += term;
    }
    const dt = t - node.time;
    const h0 = L * L * (1 - 2 * dt * s);
    const h1 = L * L * dt;
    const d0 = 2 * L * (dL * (1 - 2 * dt * s) - L * s);
    const d1 = L * (L + 2 * dt * dL);
    for (let axis = 0; axis < 3; axis++) {
      position[axis] += h0 * node.position[axis] + h1 * node.velocity[axis];
      velocity[axis] += d0 * node.position[axis] + d1 * node.velocity[axis];
    }
  }
  return {
    time: t,
    position: position as unknown as Cartesian,
    velocity: velocity as unknown as Cartesian,
  };
}

/** State of the satellite at an instant with its height, heading, speed and the Earth's radius along the track. */
export function platformState(orbit: readonly StateVector[], t: number): PlatformState {
  const state = interpolateOrbit(orbit, t);
  const place = cartesianToGeodetic(state.position);
  const heading = headingOf(state.velocity, place.latitude, place.longitude);
  return {
    ...state,
    ...place,
    speed: Math.hypot(...state.velocity),
    heading,
    earthRadius: curvatureRadius(place.latitude, heading),
  };
}

/** Direction of a velocity at a place: atan2(east, north) of its local parts, degrees. */
export function headingOf(velocity: Cartesian, latitude: number, longitude: number): number {
  const [vx, vy, vz] = velocity;
  const phi = latitude * DEGREE;
  const lambda = longitude * DEGREE;
  const east = -Math.sin(lambda) * vx + Math.cos(lambda) * vy;
  const outward = Math.cos(lambda) * vx + Math.sin(lambda) * vy;
  const north = -Math.sin(phi) * outward + Math.cos(phi) * vz;
  return Math.atan2(east, north) / DEGREE;
}
