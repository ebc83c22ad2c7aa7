import { expect, test } from 'vitest';
import {
  boundsRegion,
  groundArea,
  growRegion,
  intersectRegions,
  parseWkt,
  pieceCount,
  regionArea,
  regionBounds,
  spansAt,
  unionRegions,
} from './region.ts';

const square = (west: number, south: number, size = 1) =>
  boundsRegion({ west, south, east: west + size, north: south + size });

test('regions are joined and cut, in degrees and metres', () => {
  const cross = unionRegions([square(10, 20), square(10.5, 20.5)]);
  expect(pieceCount(cross)).toBe(1);
  expect(regionArea(cross)).toBeCloseTo(1.75, 9);
  expect(regionBounds(intersectRegions(cross, square(11, 21)))).toEqual({
    west: 11,
    east: 11.5,
    south: 21,
    north: 21.5,
  });
  expect(intersectRegions(square(0, 0), square(2, 2))).toEqual([]);
  expect(pieceCount(unionRegions([square(0, 0), square(2, 2)]))).toBe(2);
  const metres = intersectRegions(square(380_000, 3_700_000, 80), square(380_040, 3_700_000, 80));
  expect(regionArea(metres)).toBeCloseTo(3200, 6);
  expect(regionArea(growRegion(square(0, 0), 0.5))).toBeCloseTo(4, 6);
});

test('the area on the ground is that of the ellipsoid', () => {
  // Of the whole ellipsoid WGS 84: 510 065 621.7 km².
  const half = boundsRegion({ south: -90, north: 90, west: 0, east: 180 });
  expect(groundArea(half)).toBeCloseTo(510_065_621.724 / 2, 0);
  expect(groundArea(square(-122, 37)) / groundArea(square(-122, 0))).toBeCloseTo(0.7972, 3);
});

test('a line through a region with a hole has two stretches', () => {
  const ring = 'POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))';
  const region = parseWkt(ring, 'x.nc');
  expect(regionArea(region)).toBe(12);
  expect(spansAt(region, 2)).toEqual([
    [0, 1],
    [3, 4],
  ]);
  expect(spansAt(region, 0.5)).toEqual([[0, 4]]);
  expect(spansAt(region, 5)).toEqual([]);
});

test('text of a footprint may have heights and several parts, and nothing else', () => {
  expect(regionArea(parseWkt('POLYGON((0 0 5,2 0 5,2 2 5,0 2 5,0 0 5))', 'x.h5'))).toBe(4);
  expect(pieceCount(parseWkt('MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))', 'x.h5'))).toBe(2);
  for (const text of ['', 'POLYGON((0 0,1 0))', 'POLYGON((0 0,1 x,1 1,0 0))', 'LINESTRING(0 0,1 1)'])
    expect(() => parseWkt(text, 'x.h5')).toThrow('no polygon');
});
