import { describe, expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import type { MapGrid } from './map-grid.ts';
import {
  boundsInDegrees,
  boundsOfQuads,
  type LatLon,
  mapCornersInDegrees,
  type Quad,
  quadPieces,
  quadSide,
} from './map-quads.ts';

const proj = pythonWith('pyproj', 'python3-pyproj');
const whole = ({ length, width }: MapGrid) => ({ y0: 0, y1: length, x0: 0, x1: width });
/** 100 km far from the central meridian. */
const map: MapGrid = {
  yFirst: 5100e3,
  xFirst: 650e3,
  yStep: -80,
  xStep: 80,
  length: 1250,
  width: 1250,
  utmZone: '33N',
};

/** Eastings and northings of places by PROJ. */
function metres(places: readonly LatLon[], epsg: number): number[][] {
  const printed = proj.run(
    `
import json, sys
from pyproj import Transformer
places = json.loads(sys.argv[1])
e, n = Transformer.from_crs(4326, int(sys.argv[2]), always_xy=True).transform([p[1] for p in places], [p[0] for p in places])
print(json.dumps([list(e), list(n)]))`,
    JSON.stringify(places),
    String(epsg),
  );
  const [e, n] = JSON.parse(printed);
  return e.map((value: number, k: number) => [value, n[k]]);
}

/** @param u from the left, @param v from below, shares of the picture */
function inQuad(quad: Quad, u: number, v: number): LatLon {
  const weights = [(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v];
  const along = (axis: 0 | 1) => weights.reduce((sum, weight, k) => sum + weight * quad[k][axis], 0);
  return [along(0), along(1)];
}

describe.runIf(proj.isThere)('a map in metres as pictures between four corners', () => {
  const shares = [0, 0.25, 0.5, 0.75, 1];
  test.each([
    { name: 'north', ...map, epsg: 32633, squares: 256 },
    { name: 'south, coarse', ...map, yStep: -900, xStep: 300, utmZone: '33S', epsg: 32733, squares: 32 },
  ])('$name: no pixel is a quarter of its size off', ({ epsg, squares, name: _, ...grid }) => {
    const side = quadSide(grid, 4096);
    expect(side).toBe(squares); // no smaller than they have to be
    const pieces = quadPieces(grid, whole(grid), side);
    expect(pieces.length).toBe(Math.ceil(1250 / side) ** 2);
    const some = pieces.filter((_, k) => k % Math.ceil(pieces.length / 50) === 0);
    const all = some.flatMap(({ box, quad }) =>
      shares.flatMap((v) => shares.map((u) => ({ box, u, v, place: inQuad(quad, u, v) }))),
    );
    const found = metres(
      all.map(({ place }) => place),
      epsg,
    );
    const off = all.map(({ box: { y0, y1, x0, x1 }, u, v }, k) => {
      const column = (found[k][0] - grid.xFirst) / grid.xStep - (x0 + u * (x1 - x0));
      const row = (found[k][1] - grid.yFirst) / grid.yStep - (y1 + v * (y0 - y1));
      return Math.hypot(row, column);
    });
    expect(Math.max(...off)).toBeLessThan(0.25);
  });

  test('corners and extremes in degrees are those of PROJ', () => {
    const corners = metres(mapCornersInDegrees(map), 32633);
    const expected = [
      [650e3, 5100e3],
      [750e3, 5100e3],
      [750e3, 5000e3],
      [650e3, 5000e3],
    ];
    for (const [k, [e, n]] of expected.entries()) {
      expect(corners[k][0]).toBeCloseTo(e, 2);
      expect(corners[k][1]).toBeCloseTo(n, 2);
    }
  });
});

test('pieces share their corners with their neighbours, to the bit', () => {
  const pieces = quadPieces(map, whole(map), quadSide(map, 4096));
  const corner = new Map<string, LatLon>();
  for (const { box, quad } of pieces) {
    const { y0, y1, x0, x1 } = box;
    for (const [k, at] of [`${y1} ${x0}`, `${y1} ${x1}`, `${y0} ${x1}`, `${y0} ${x0}`].entries()) {
      if (corner.has(at)) expect(quad[k]).toEqual(corner.get(at));
      corner.set(at, quad[k]);
    }
  }
  expect(corner.size).toBe((Math.sqrt(pieces.length) + 1) ** 2);
});

test.each([
  { zone: '60N', xFirst: 600e3 },
  { zone: '1S', xFirst: 330e3 },
])('zone $zone: pieces end at the 180th meridian on either side', ({ zone, xFirst }) => {
  const yFirst = zone.endsWith('N') ? 7200e3 : 2800e3;
  const grid = { ...map, xFirst, yFirst, length: 600, width: 600, utmZone: zone };
  const pieces = quadPieces(grid, whole(grid), 256);
  const covered = new Uint8Array(600 * 600);
  for (const { box, quad } of pieces) {
    const longitudes = quad.map(([, longitude]) => longitude);
    expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(1);
    expect(Math.max(...longitudes.map(Math.abs))).toBeLessThanOrEqual(180);
    for (let y = box.y0; y < box.y1; y++) for (let x = box.x0; x < box.x1; x++) covered[y * 600 + x]++;
  }
  expect(covered.indexOf(0)).toBe(-1);
  expect(covered.filter((count) => count > 1).length).toBeLessThan(3 * 600); // the pixels on the line
  expect(boundsOfQuads(pieces.map(({ quad }) => quad))).toMatchObject({ west: -180, east: 180 });
});

test('bounds in degrees hold the bent edges, not only the corners', () => {
  const across = { ...map, xFirst: 400e3, xStep: 160 }; // 100 km on either side of the central meridian
  const corners = mapCornersInDegrees(across);
  const { north, south, west, east } = boundsInDegrees(across);
  expect(north - Math.max(...corners.map(([latitude]) => latitude))).toBeGreaterThan(0.006);
  expect(south).toBe(Math.min(...corners.map(([latitude]) => latitude)));
  expect(west).toBe(Math.min(...corners.map(([, longitude]) => longitude)));
  expect(east).toBe(Math.max(...corners.map(([, longitude]) => longitude)));
  const degrees = { ...map, utmZone: undefined, yFirst: 36, xFirst: 25, yStep: -0.01, xStep: 0.01 };
  expect(boundsInDegrees(degrees)).toEqual({ south: 36 - 1250 * 0.01, north: 36, west: 25, east: 37.5 });
});
