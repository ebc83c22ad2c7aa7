import { expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import type { MapLookup } from '../core/geometry/map-lookup.ts';
import { radarGeometry } from '../io/attributes/typed.ts';
import { boundsToLookupBox, lookupBoxToBounds } from './lookup-boxes.ts';

const LENGTH = 20;
const WIDTH = 30;

/** Steps of about 111 m on a table whose entries are twice its rows and its columns; pixels of 60 m by 97 m on the ground. */
const lookup: MapLookup = {
  azimuth: grid(
    Float32Array.from({ length: LENGTH * WIDTH }, (_, k) => 2 * Math.floor(k / WIDTH) + 1),
    LENGTH,
    WIDTH,
  ),
  range: grid(
    Float32Array.from({ length: LENGTH * WIDTH }, (_, k) => (k % WIDTH) + 1),
    LENGTH,
    WIDTH,
  ),
  grid: { yFirst: 1, xFirst: 10, yStep: -0.001, xStep: 0.001, length: LENGTH, width: WIDTH },
  radar: radarGeometry({
    STARTING_RANGE: '830000',
    RANGE_PIXEL_SIZE: '50',
    AZIMUTH_PIXEL_SIZE: '60',
    HEIGHT: '693000',
    EARTH_RADIUS: '6371000',
    LENGTH: '40',
    WIDTH: '30',
    PROCESSOR: 'gamma',
  }),
};

test('across the 180th meridian bounds may be given either way', () => {
  const across = { ...lookup, grid: { ...lookup.grid, xFirst: 179.99 } };
  const wanted = boundsToLookupBox(lookup, { south: 0.99, north: 0.995, west: 10.005, east: 10.02 });
  for (const east of [180.01, -179.99]) {
    expect(boundsToLookupBox(across, { south: 0.99, north: 0.995, west: 179.995, east })).toEqual(wanted);
  }
});

test('a radar window reaches twice the larger step beyond the corners of the bounds', () => {
  // 111 m are two lines and two columns: four pixels on every side
  const bounds = { south: 0.99, north: 0.995, west: 10.005, east: 10.02 };
  expect(boundsToLookupBox(lookup, bounds)).toEqual({ y0: 11 - 4, x0: 6 - 4, y1: 21 + 4, x1: 21 + 4 });
});

test('bounds beyond the table end at its edge, bounds beside it have no window', () => {
  const box = boundsToLookupBox(lookup, { south: -5, north: 5, west: 0, east: 50 });
  expect(box).toEqual({ y0: 1 - 4, x0: 1 - 4, y1: 39 + 4, x1: 30 + 4 });
  expect(boundsToLookupBox(lookup, { south: 2, north: 3, west: 10.005, east: 10.02 }).y0).toBeNaN();
});

test('bounds of a radar window are as wide in longitude as in latitude beyond its corners', () => {
  const around = lookupBoxToBounds(lookup, { y0: 11, x0: 10, y1: 21, x1: 20 });
  // corners at rows 5 and 10, columns 9 and 19; the search reached four lines and columns of 0.001 degrees
  expect(around.north).toBeCloseTo(1 - 0.0055 + 0.008, 9);
  expect(around.south).toBeCloseTo(1 - 0.0105 - 0.008, 9);
  expect(around.west).toBeCloseTo(10.0095 - 0.008, 9);
  expect(around.east).toBeCloseTo(10.0195 + 0.008, 9);
});
