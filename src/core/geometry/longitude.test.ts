import { expect, test } from 'vitest';
import { acrossDateLine, continuousLongitudes, longitudeNear, rangeNear } from './longitude.ts';
import { boundsToBox, latLonToPixel, type MapGrid, mapBounds } from './map-grid.ts';
import { latLonToUtm, parseUtmZone } from './utm.ts';

test('a meridian is written as near to another as turns allow; metres have no turns', () => {
  expect(longitudeNear(-179.5, 180)).toBe(180.5);
  expect(longitudeNear(180.5, -179)).toBe(-179.5);
  expect(longitudeNear(25, 179)).toBe(25);
  expect(longitudeNear(540, 25)).toBe(540);
  expect(longitudeNear(Number.NaN, 25)).toBeNaN();
});

test('179.5 to -179.5 is one degree across the line; a small disorder stays one', () => {
  expect(acrossDateLine({ west: 179.5, east: -179.5 })).toEqual({ west: 179.5, east: 180.5 });
  expect(acrossDateLine({ west: 10, east: 9 })).toEqual({ west: 10, east: 9 });
  expect(acrossDateLine({ west: 500_000, east: 300_000 })).toEqual({ west: 500_000, east: 300_000 });
});

test('an area is turned to where it meets another one; all around the Earth it holds it', () => {
  const map = { west: 179, east: 181 };
  expect(rangeNear({ west: -180.5, east: -179.5 }, map)).toEqual({ west: 179.5, east: 180.5 });
  expect(rangeNear({ west: 179.5, east: -179.5 }, map)).toEqual({ west: 179.5, east: 180.5 });
  expect(rangeNear({ west: -180, east: 180 }, map)).toEqual({ west: -180, east: 181 });
  expect(rangeNear({ west: 25, east: 26 }, map)).toEqual({ west: 25, east: 26 });
});

test('longitudes of a scene across the line go on beyond 180; no data and other scenes stay', () => {
  const scene = Float32Array.of(179.5, 180, -179.5, 0, Number.NaN);
  expect(continuousLongitudes(scene)).toEqual(Float32Array.of(179.5, 180, 180.5, 0, Number.NaN));
  for (const other of [
    [25, 26, 0, -170],
    [-179.5, -178],
    [179, 180.5],
  ]) {
    expect(continuousLongitudes(other)).toBe(other);
  }
});

test('places and areas on a map across the line are found however they are given', () => {
  const grid: MapGrid = { yFirst: 10, xFirst: 179, yStep: -0.1, xStep: 0.1, length: 10, width: 20 };
  for (const lon of [180.55, -179.45]) expect(latLonToPixel(grid, 9.55, lon)).toEqual([4, 15]);
  const box = { y0: 2, x0: 5, y1: 8, x1: 15 };
  for (const [west, east] of [
    [179.5, 180.5],
    [179.5, -179.5],
    [-180.5, -179.5],
  ]) {
    expect(boundsToBox(grid, { south: 9.2, north: 9.8, west, east })).toEqual(box);
  }
  expect(
    boundsToBox({ ...grid, xFirst: -181 }, { south: 9.2, north: 9.8, west: 179.5, east: 180.5 }),
  ).toEqual(box);
});

test('on a UTM map beside the line the zone is measured through it', () => {
  const grid: MapGrid = {
    yFirst: 1e6,
    xFirst: 8e5,
    yStep: -100,
    xStep: 100,
    length: 10,
    width: 10,
    utmZone: '60N',
  };
  const [north, east] = latLonToUtm(9, -179.9, parseUtmZone('60N'));
  expect(latLonToUtm(9, 180.1, parseUtmZone('60N'))[1]).toBeCloseTo(east, 6);
  expect(east).toBeGreaterThan(latLonToUtm(9, 179.9, parseUtmZone('60N'))[1]);
  const bounds = mapBounds(grid, { south: 8.9, north: 9.1, west: 179.9, east: -179.8 });
  expect(bounds.south).toBeLessThan(north);
  expect(bounds.north).toBeGreaterThan(north);
  expect(bounds.east - bounds.west).toBeGreaterThan(30e3);
  expect(bounds.east - bounds.west).toBeLessThan(40e3);
});
