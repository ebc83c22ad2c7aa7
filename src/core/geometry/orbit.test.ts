import { expect, test } from 'vitest';
import { DEGREE } from './earth.ts';
import type { Cartesian } from './ellipsoid.ts';
import { interpolateOrbit, platformState, type StateVector } from './orbit.ts';

const vector = (time: number, position: Cartesian, velocity: Cartesian): StateVector => ({
  time,
  position,
  velocity,
});

/**
 * Orbit of the simulated Sentinel-1 scene of the test data (2018-01-04 04:23:02 UTC and after); ISCE-2's own
 * interpolation gave the expected values below, at the middle of the first burst in whole microseconds.
 */
const simulated: StateVector[] = [
  vector(
    0,
    [4893208.87661119, 2871399.702023223, 4214898.276480037],
    [4684.457881231376, 725.8376719821476, -5932.812447963196],
  ),
  vector(
    10,
    [4939782.863536199, 2878462.5927119814, 4155333.3444468584],
    [4630.242778021351, 686.7404167482479, -5980.0618794166085],
  ),
  vector(
    20,
    [4985811.807845509, 2885134.5181059507, 4095299.289329392],
    [4575.4503793955, 647.6454855362595, -6026.636182104034],
  ),
  vector(
    30,
    [5031289.967344566, 2891415.5276050265, 4034802.888769469],
    [4520.086849299606, 608.5581086904449, -6072.530097944176],
  ),
];

test('height, heading, speed and Earth radius agree with ISCE-2', () => {
  const state = platformState(simulated, 19.256286);
  expect(state.height).toBeCloseTo(696879.3127456047, 5);
  expect(state.heading).toBeCloseTo(-166.82011090649132, 9);
  expect(state.earthRadius).toBeCloseTo(6358544.50702155, 4);
  expect(state.speed).toBeCloseTo(7594.3623339253, 8);
});

/** A circular orbit turning at a constant rate: position and velocity known at all times. */
function circular(time: number): StateVector {
  const radius = 7.07e6;
  const rate = 1.06e-3;
  const tilt = 98 * DEGREE;
  const [c, s] = [Math.cos(rate * time), Math.sin(rate * time)];
  return vector(
    time,
    [radius * c, radius * s * Math.cos(tilt), radius * s * Math.sin(tilt)],
    [-radius * rate * s, radius * rate * c * Math.cos(tilt), radius * rate * c * Math.sin(tilt)],
  );
}
const orbit = [0, 10, 20, 30, 40, 50].map(circular);

test.each([0, 3, 10, 17.3, 25, 44, 50])('a circular orbit is met to a micrometre at %f s', (t) => {
  const { position, velocity } = interpolateOrbit(orbit, t);
  const truth = circular(t);
  for (const axis of [0, 1, 2]) {
    expect(Math.abs(position[axis] - truth.position[axis])).toBeLessThan(1e-6);
    expect(Math.abs(velocity[axis] - truth.velocity[axis])).toBeLessThan(1e-6);
  }
});

test('a vector left out is reproduced by its four neighbours', () => {
  const { position } = interpolateOrbit(
    orbit.filter(({ time }) => time !== 20),
    20,
  );
  expect(Math.hypot(...position.map((value, i) => value - orbit[2].position[i]))).toBeLessThan(1e-4);
});

test('a time outside of the orbit or fewer than four vectors is refused', () => {
  expect(() => interpolateOrbit(orbit, 51)).toThrow('does not cover the scene');
  expect(() => interpolateOrbit(orbit, -1)).toThrow('does not cover the scene');
  expect(() => interpolateOrbit(orbit.slice(0, 3), 15)).toThrow('3 state vectors');
});
