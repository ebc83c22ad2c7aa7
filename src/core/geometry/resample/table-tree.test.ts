import { expect, test } from 'vitest';
import { unitCases } from '../../../../test/support/units.ts';
import { mapGrid } from '../../../io/attributes/typed.ts';
import { grid } from '../../array.ts';
import type { MapGrid } from '../map-grid.ts';
import { applyNearest } from './apply.ts';
import { nearestThroughTable } from './coordinate-source.ts';
import { nearestTableRows, radarImageTree } from './table-tree.ts';

const map: MapGrid = { yFirst: 19.45, xFirst: -99.2, yStep: -0.001, xStep: 0.0015, length: 6, width: 9 };
const frame = { length: 5, width: 7 };

/** A table that turns and stretches the map a little. */
function table(value: (y: number, x: number) => number) {
  const data = Float32Array.from({ length: 54 }, (_, k) => value(Math.floor(k / 9), k % 9));
  return grid(data, 6, 9);
}
const azimuth = table((y, x) => 0.3 + 0.8 * y + 0.03 * x);
const range = table((y, x) => 0.2 + 0.75 * x - 0.04 * y + 0.3);

test('the tree finds the neighbours of the reference but for one pixel', () => {
  const unit = unitCases('resample').find(({ name }) => name === 'radar2geo_geoLUT_pyresample_nearest')!;
  const raster = (rows: number[][]) => grid(Float32Array.from(rows.flat()), rows.length, rows[0].length);
  const source = raster(unit.input.data);
  const [length, width] = source.shape;
  const lookup = mapGrid(unit.input.lut_meta);
  const image = { length, width };
  const found = nearestTableRows(
    radarImageTree(image, lookup),
    image,
    lookup,
  )(raster(unit.input.azimuthCoord), raster(unit.input.rangeCoord));
  const got = Array.from(applyNearest(source, found).data);
  const want: (number | null)[] = unit.expected.data.flat();
  const differs = got.filter((value, k) => {
    const expected = want[k] === null ? Number.NaN : Number(want[k]);
    return !(value === expected || (Number.isNaN(value) && Number.isNaN(expected)));
  });
  expect(differs.length).toBeLessThanOrEqual(1);
});

test('pixels keep their places to the micrometre, as entries half-way between two need', () => {
  const { xyz, index } = radarImageTree(frame, map);
  const p = index.indexOf(2 * 7 + 3);
  const latitude = ((map.yFirst + 2.5 * ((map.yStep * 5) / 5)) * Math.PI) / 180;
  expect(xyz[3 * p + 2]).toBeCloseTo(6370997 * Math.sin(latitude), 6);
});

test('without epsilon it is the pixel whose area holds the table entry', () => {
  for (const grid of [map, { ...map, yFirst: 2.1e6, xFirst: 5e5, yStep: -40, xStep: 50, utmZone: '14N' }]) {
    const found = nearestTableRows(radarImageTree(frame, grid), frame, grid, 0)(azimuth, range);
    expect(found).toEqual(nearestThroughTable(azimuth, range, frame));
  }
});

test('a subset counts its lines and columns from its own corner', () => {
  const shifted = { ...frame, y0: 100, x0: 200 };
  const plus = (offset: number, { data }: typeof azimuth) =>
    grid(
      data.map((v) => v + offset),
      6,
      9,
    );
  const tree = radarImageTree(frame, map);
  expect(nearestTableRows(tree, shifted, map, 0)(plus(100, azimuth), plus(200, range)).data).toEqual(
    nearestTableRows(tree, frame, map, 0)(azimuth, range).data,
  );
});

test('entries of 0 and NaN, and those far outside of the image, lead nowhere', () => {
  const odd = grid(Float32Array.of(0, 2.5, Number.NaN, 2.5, 400), 1, 5);
  const fine = grid(Float32Array.of(2.5, 0, 2.5, 2.5, 2.5), 1, 5);
  const found = nearestTableRows(radarImageTree(frame, map), frame, map)(odd, fine);
  expect(Array.from(found.data)).toEqual([-1, -1, -1, 2 * 7 + 2, -1]);
});

test('an image of one pixel serves', () => {
  const one = { length: 1, width: 1 };
  const entry = grid(Float32Array.of(0.5), 1, 1);
  expect(Array.from(nearestTableRows(radarImageTree(one, map), one, map)(entry, entry).data)).toEqual([0]);
});
