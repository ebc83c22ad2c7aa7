import { describe, expect, test } from 'vitest';
import { DEGREE } from '../geometry/earth.ts';
import { cartesianToGeodetic, type Geodetic, geodeticToCartesian } from '../geometry/ellipsoid.ts';
import { headingOf } from '../geometry/orbit.ts';
import { orbitOver, stateVector, timeSinceNode } from './circular-orbit.ts';
import { difference, dot, groundCoordinates, localAxes } from './earth-fixed.ts';
import { type RadarGrid, radarGeometry } from './radar-geometry.ts';

const place: Geodetic = { latitude: 36.4, longitude: 25.4, height: 300 };

test('coordinates near the ground are as exact as those of the general formula', () => {
  for (const height of [-100, 0, 8800]) {
    for (const latitude of [-88, -36, 0, 17, 70]) {
      const point = geodeticToCartesian({ latitude, longitude: 143, height });
      const got = groundCoordinates(point);
      expect(got.latitude).toBeCloseTo(latitude, 10);
      expect(got.longitude).toBeCloseTo(143, 12);
      expect(got.height).toBeCloseTo(height, 6);
    }
  }
});

describe.each(['ASCENDING', 'DESCENDING'] as const)('%s pass', (direction) => {
  const orbit = orbitOver(place, 35, direction);
  const state = stateVector(orbit, 0);
  const { latitude: below, longitude: beside } = cartesianToGeodetic(state.position);
  const heading = headingOf(state.velocity, below, beside);
  const radar: RadarGrid = {
    orbit,
    length: 7,
    width: 9,
    firstTime: -0.4,
    timeStep: 0.1,
    firstRange: 826_000,
    rangeStep: 500,
  };
  const hill = (latitude: number, longitude: number) =>
    400 + 300 * Math.sin((latitude - place.latitude) * 35) * Math.cos((longitude - place.longitude) * 26);
  const geometry = radarGeometry(radar, hill, place);

  test('orbit has the speed, altitude and heading of Sentinel-1', () => {
    expect(Math.hypot(...state.velocity)).toBeGreaterThan(7585);
    expect(Math.hypot(...state.velocity)).toBeLessThan(7605);
    const { height } = cartesianToGeodetic(state.position);
    expect(height).toBeGreaterThan(693e3);
    expect(height).toBeLessThan(715e3);
    expect(Math.abs(heading - (direction === 'ASCENDING' ? -13 : -167))).toBeLessThan(1.5);
    expect(Math.sign(state.velocity[2])).toBe(direction === 'ASCENDING' ? 1 : -1);
  });

  test('velocity is the derivative of the position', () => {
    const [before, after] = [stateVector(orbit, -0.5), stateVector(orbit, 0.5)];
    state.velocity.forEach((v, axis) => {
      expect(after.position[axis] - before.position[axis]).toBeCloseTo(v, 2);
    });
  });

  test('satellite stands over the equator, going north, at the ascending node', () => {
    const node = stateVector(orbit, -timeSinceNode(orbit));
    expect(Math.abs(node.position[2])).toBeLessThan(1e-3);
    expect(node.velocity[2]).toBeGreaterThan(7000);
  });

  test('every pixel meets range, zero Doppler and the terrain below it', () => {
    for (let i = 0; i < 63; i++) {
      const [y, x] = [Math.floor(i / 9), i % 9];
      const latitude = geometry.latitude.data[i];
      const longitude = geometry.longitude.data[i];
      const height = geometry.height.data[i];
      const point = geodeticToCartesian({ latitude, longitude, height });
      const { position, velocity } = stateVector(orbit, radar.firstTime + y * radar.timeStep);
      const los = difference(position, point);
      const range = Math.sqrt(dot(los, los));
      expect(range).toBeCloseTo(radar.firstRange + 500 * x, 4);
      expect(Math.abs(dot(los, velocity) / range)).toBeLessThan(1e-6);
      expect(Math.abs(height - hill(latitude, longitude))).toBeLessThan(0.5);
      const { up } = localAxes(latitude, longitude);
      expect(geometry.incidenceAngle.data[i]).toBeCloseTo(Math.acos(dot(los, up) / range) / DEGREE, 4);
    }
  });

  test('radar looks right: back to the satellite is a quarter turn anticlockwise of the heading, within the view', () => {
    const expected = ((90 - heading + 540) % 360) - 180;
    for (const azimuth of geometry.azimuthAngle.data) {
      expect(Math.abs(azimuth - expected)).toBeLessThan(3);
      expect(Math.abs(Math.abs(azimuth) - 102)).toBeLessThan(4);
      expect(Math.sign(azimuth)).toBe(direction === 'ASCENDING' ? 1 : -1);
    }
  });

  test('range runs away from the satellite: east when ascending, west when descending', () => {
    const { longitude, latitude } = geometry;
    const sign = direction === 'ASCENDING' ? 1 : -1;
    expect(Math.sign(longitude.data[8] - longitude.data[0])).toBe(sign);
    expect(Math.sign(latitude.data[54] - latitude.data[0])).toBe(sign);
  });
});

test('orbits are found in both hemispheres', () => {
  for (const latitude of [-60, -33, 0.01, 19, 64]) {
    const there: Geodetic = { latitude, longitude: -166, height: 0 };
    for (const direction of ['ASCENDING', 'DESCENDING'] as const) {
      const { position, velocity } = stateVector(orbitOver(there, 40, direction), 0);
      const point = geodeticToCartesian(there);
      const los = difference(position, point);
      const range = Math.sqrt(dot(los, los));
      expect(Math.abs(dot(los, velocity) / range)).toBeLessThan(1e-4);
      expect(Math.acos(dot(los, localAxes(there.latitude, there.longitude).up) / range) / DEGREE).toBeCloseTo(
        40,
        6,
      );
      expect(Math.sign(velocity[2])).toBe(direction === 'ASCENDING' ? 1 : -1);
    }
  }
});
