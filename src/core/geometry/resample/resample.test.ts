import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type UnitCase, unitCases } from '../../../../test/support/units.ts';
import { mapGrid, radarGeometry } from '../../../io/attributes/typed.ts';
import { grid } from '../../array.ts';
import { OptionError } from '../../errors.ts';
import { DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import { applyBilinear, applyNearest } from './apply.ts';
import { bilinearOnMap } from './bilinear.ts';
import { bilinearThroughTable, nearestThroughTable } from './coordinate-source.ts';
import { lookupExtent, validLookupPixels } from './lookup-validity.ts';
import { bilinearFromMap, nearestFromMap } from './map-source.ts';
import { lookupTree, nearestOnMap, nearestRows, searchRadius } from './nearest.ts';
import { equalAreaStep, geocodedGrid, middleLatitude, sameSizeStep } from './output-grid.ts';
import { treeBytes, treePoints } from './point-tree.ts';

const cases = new Map(unitCases('resample').map((unit) => [unit.name, unit]));
const raster = (values: number[][]) =>
  grid(Float32Array.from(values.flat()), values.length, values[0].length);
/** Chord on the unit sphere by plain trigonometry. */
function chord(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const sinLat = Math.sin(((lat2 - lat1) * DEGREE) / 2);
  const sinLon = Math.sin(((lon2 - lon1) * DEGREE) / 2);
  return 2 * Math.hypot(sinLat, Math.sqrt(Math.cos(lat1 * DEGREE) * Math.cos(lat2 * DEGREE)) * sinLon);
}

function expectedValues(unit: UnitCase): number[] {
  return (unit.expected.data as number[][]).flat();
}

const same = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= 1e-3;

const geocoding = ['radar2geo_radarLUT_auto_step', 'radar2geo_radarLUT_step', 'radar2geo_radarLUT_snwe'];

test.each(geocoding)('%s: grid, radius and neighbours are those of the reference', (name) => {
  const { input, expected } = cases.get(name)!;
  const latitude = raster(input.latitude);
  const longitude = raster(input.longitude);
  const valid = validLookupPixels(latitude.data, longitude.data);
  const extent = lookupExtent(latitude.data, longitude.data, valid);
  const step = input.lalo_step
    ? { lat: input.lalo_step[0], lon: input.lalo_step[1] }
    : equalAreaStep(radarGeometry(input.meta), middleLatitude(extent))!;
  expect(step.lat).toBeCloseTo(expected.lalo_step[0], 12);
  expect(step.lon).toBeCloseTo(expected.lalo_step[1], 12);

  const bounds = input.SNWE && {
    south: input.SNWE[0],
    north: input.SNWE[1],
    west: input.SNWE[2],
    east: input.SNWE[3],
  };
  const out = geocodedGrid(extent, step, bounds);
  expect([out.length, out.width]).toEqual([expected.length, expected.width]);
  expect(out.yFirst).toBeCloseTo(expected.SNWE[1], 9);
  expect(out.xFirst).toBeCloseTo(expected.SNWE[2], 9);
  expect(searchRadius(out)).toBeCloseTo(expected.radius, 6);

  // For a small output the reference leaves out the last row and column of the source; ours would use them.
  const [, , columnEnd, rowEnd] = expected.src_box;
  const width = latitude.shape[1];
  for (let k = 0; k < valid.length; k++) if (k >= rowEnd * width || k % width >= columnEnd) valid[k] = 0;
  const table = nearestOnMap(latitude.data, longitude.data, valid, out);
  const got = applyNearest(raster(input.data), table).data;
  const want = expectedValues(cases.get(name)!);
  const different = Array.from(got).filter((value, k) => !same(value, want[k]));
  expect(different.length).toBeLessThanOrEqual(0.005 * got.length);
});

test('without azimuth spacing and heading the output has the size of the lookup table', () => {
  const { input, expected } = cases.get('auto_step_no_metadata')!;
  const radar = radarGeometry(input.meta);
  expect(equalAreaStep(radar, 33.5)).toBeUndefined();
  const extent = {
    south: input.lat_minmax[0],
    north: input.lat_minmax[1],
    west: input.lon_minmax[0],
    east: input.lon_minmax[1],
  };
  const step = sameSizeStep(extent, radar.length, radar.width);
  expect(step.lat).toBeCloseTo(expected.lalo_step[0], 12);
  expect(step.lon).toBeCloseTo(expected.lalo_step[1], 12);
  const out = geocodedGrid(extent, step);
  expect([out.length, out.width]).toEqual([expected.length, expected.width]);
  expect([out.yFirst, out.xFirst]).toEqual([
    expect.closeTo(expected.SNWE[1], 9),
    expect.closeTo(expected.SNWE[2], 9),
  ]);
});

test('geo2radar_radarLUT: every radar pixel takes the nearest map pixel, edges beyond the map included', () => {
  const unit = cases.get('geo2radar_radarLUT')!;
  const latitude = raster(unit.input.latitude);
  const longitude = raster(unit.input.longitude);
  const valid = validLookupPixels(latitude.data, longitude.data);
  const table = nearestFromMap(
    latitude.data,
    longitude.data,
    valid,
    latitude.shape,
    mapGrid(unit.input.meta),
  );
  const got = applyNearest(raster(unit.input.data), table).data;
  const want = expectedValues(unit);
  const source = mapGrid(unit.input.meta);
  let different = 0;
  for (let k = 0; k < got.length; k++) {
    if (same(got[k], want[k])) continue;
    different++;
    const place = (value: number) => [
      source.yFirst + (Math.floor((value - 1) / source.width) + 0.5) * source.yStep,
      source.xFirst + (((value - 1) % source.width) + 0.5) * source.xStep,
    ];
    const [mine, theirs] = [got[k], want[k]].map((value) => {
      const [lat, lon] = place(value);
      return chord(latitude.data[k], longitude.data[k], lat, lon);
    });
    expect(mine).toBeLessThanOrEqual(theirs);
  }
  expect(different).toBeLessThanOrEqual(0.01 * got.length);
});

test.each([
  ['radar2geo_geoLUT_scipy_nearest', -0.5],
  ['radar2geo_geoLUT_pyresample_nearest', 3],
] as const)('%s', (name, edge) => {
  const unit = cases.get(name)!;
  const source = raster(unit.input.data);
  const [length, width] = source.shape;
  const table = nearestThroughTable(
    raster(unit.input.azimuthCoord),
    raster(unit.input.rangeCoord),
    { length, width },
    edge,
  );
  const got = applyNearest(source, table).data;
  const want = expectedValues(unit);
  const different = Array.from(got).filter((value, k) => !same(value, want[k]));
  // One pixel of the approximate tree search.
  expect(different.length).toBeLessThanOrEqual(edge < 0 ? 0 : 1);
});

test('radar2geo_geoLUT_scipy_linear', () => {
  const unit = cases.get('radar2geo_geoLUT_scipy_linear')!;
  const source = raster(unit.input.data);
  const [length, width] = source.shape;
  const table = bilinearThroughTable(raster(unit.input.azimuthCoord), raster(unit.input.rangeCoord), {
    length,
    width,
  });
  const got = applyBilinear(source, table).data;
  const want = expectedValues(unit);
  for (let k = 0; k < got.length; k++) expect(same(got[k], want[k])).toBe(true);
});

test('the neighbour found is at most 1 + epsilon times as far as the nearest of all points', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      fc.constantFrom(0.1, 36, -71, 84),
      (points, south) => {
        const latitude = Float64Array.from(points, ([a]) => south + 0.1 * a);
        const longitude = Float64Array.from(points, ([, b]) => 25 + 0.2 * b);
        const out: MapGrid = {
          yFirst: south + 0.13,
          xFirst: 24.96,
          yStep: -0.02,
          xStep: 0.03,
          length: 8,
          width: 9,
        };
        const radius = searchRadius(out);
        const valid = new Uint8Array(points.length).fill(1);
        for (const epsilon of [0, 0.5]) {
          const table = nearestOnMap(latitude, longitude, valid, out, radius, epsilon);
          for (let k = 0; k < table.data.length; k++) {
            const lat = out.yFirst + (Math.floor(k / 9) + 0.5) * out.yStep;
            const lon = out.xFirst + ((k % 9) + 0.5) * out.xStep;
            const all = points.map((_, p) => 6370997 * chord(lat, lon, latitude[p], longitude[p]));
            const nearest = Math.min(...all);
            const at = table.data[k];
            // Coordinates are in single precision: two metres to spare.
            if (nearest > radius + 2) expect(at).toBe(-1);
            else if (at >= 0) expect(all[at]).toBeLessThanOrEqual((1 + epsilon) * nearest + 2);
            else expect(nearest + 2).toBeGreaterThan(radius / (1 + epsilon));
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('rows computed apart are those of the whole grid', () => {
  const unit = cases.get('radar2geo_radarLUT_step')!;
  const latitude = Float32Array.from(unit.input.latitude.flat());
  const longitude = Float32Array.from(unit.input.longitude.flat());
  const valid = validLookupPixels(latitude, longitude);
  const out = geocodedGrid(lookupExtent(latitude, longitude, valid), { lat: -0.0008, lon: 0.0008 });
  const whole = nearestOnMap(latitude, longitude, valid, out);
  const part = nearestRows(lookupTree(latitude, longitude, valid, out), out)(5, 9);
  expect(part.shape).toEqual([4, out.width]);
  expect(part.data).toEqual(whole.data.subarray(5 * out.width, 9 * out.width));
});

test("a tree takes its lookup table's memory and 22 bytes a pixel in all, and finds the same", () => {
  const [length, width] = [120, 140];
  const n = length * width;
  const place = (k: number) => [
    36 - 8e-4 * Math.floor(k / width) - 1e-4 * (k % width),
    25 + 9e-4 * (k % width),
  ];
  const latitude = Float32Array.from({ length: n }, (_, k) => (k % 11 === 0 ? 0 : place(k)[0]));
  const longitude = Float32Array.from({ length: n }, (_, k) => place(k)[1]);
  const valid = validLookupPixels(latitude, longitude);
  const out = geocodedGrid(lookupExtent(latitude, longitude, valid), { lat: -0.001, lon: 0.001 });
  const memory = treePoints(n, 'single', SharedArrayBuffer);
  const lat = new Float32Array(memory.index.buffer);
  const lon = new Float32Array(memory.xyz.buffer, 8 * n, n);
  lat.set(latitude);
  lon.set(longitude);
  const tree = lookupTree(lat, lon, valid, out, undefined, memory);
  expect(tree.xyz.buffer).toBe(memory.xyz.buffer);
  expect(tree.index.buffer).toBe(memory.index.buffer);
  expect(treeBytes(tree) / n).toBeLessThan(22);
  expect(nearestRows(tree, out)(0, out.length)).toEqual(nearestOnMap(latitude, longitude, valid, out));
});

test('zeros, NaN and wild coordinates of a lookup table are not used', () => {
  const n = 4000;
  const latitude = Float32Array.from({ length: n }, (_, k) => 36 + (k % 100) * 1e-3);
  const longitude = Float32Array.from({ length: n }, (_, k) => 25 + Math.floor(k / 100) * 2e-3);
  latitude[0] = 0;
  longitude[1] = Number.NaN;
  latitude[2] = -80;
  longitude[3] = 170;
  const valid = validLookupPixels(latitude, longitude);
  expect(Array.from(valid.subarray(0, 5))).toEqual([0, 0, 0, 0, 1]);
  expect(valid.reduce((sum, value) => sum + value, 0)).toBe(n - 4);
});

test('a lookup table of one pixel is used as it is', () => {
  expect(Array.from(validLookupPixels([36], [25]))).toEqual([1]);
  const out = { yFirst: 36.0005, xFirst: 24.9995, yStep: -0.001, xStep: 0.001, length: 1, width: 1 };
  expect(nearestOnMap([36], [25], new Uint8Array([1]), out).data[0]).toBe(0);
  expect(nearestOnMap([36], [25], new Uint8Array([0]), out).data[0]).toBe(-1);
});

test('bilinear geocoding reproduces a plane, and leaves what lies outside empty', () => {
  // A rotated 5 x 7 image of a plane in latitude and longitude.
  const latitude = Float64Array.from(
    { length: 35 },
    (_, k) => 36 - 0.001 * Math.floor(k / 7) + 0.0002 * (k % 7),
  );
  const longitude = Float64Array.from(
    { length: 35 },
    (_, k) => 25 + 0.001 * (k % 7) + 0.0003 * Math.floor(k / 7),
  );
  const value = (lat: number, lon: number) => 3 + 200 * (lat - 36) - 70 * (lon - 25);
  const source = grid(
    Float64Array.from(latitude, (lat, k) => value(lat, longitude[k])),
    5,
    7,
  );
  const valid = new Uint8Array(35).fill(1);
  const out = { yFirst: 36.002, xFirst: 24.999, yStep: -0.0004, xStep: 0.0004, length: 18, width: 25 };
  const nearest = nearestOnMap(latitude, longitude, valid, out);
  const table = bilinearOnMap(latitude, longitude, valid, [5, 7], out, nearest);
  const { data } = applyBilinear(source, table);
  let filled = 0;
  for (let k = 0; k < data.length; k++) {
    if (table.index[k] < 0) {
      expect(data[k]).toBeNaN();
      continue;
    }
    filled++;
    const lat = out.yFirst + (Math.floor(k / 25) + 0.5) * out.yStep;
    const lon = out.xFirst + ((k % 25) + 0.5) * out.xStep;
    expect(data[k]).toBeCloseTo(value(lat, lon), 6);
  }
  expect(filled).toBeGreaterThan(100);
  expect(data[0]).toBeNaN();
});

test('bilinear values from a map are exact at pixel centres and empty outside of them', () => {
  const source: MapGrid = { yFirst: 10, xFirst: 20, yStep: -1, xStep: 1, length: 3, width: 4 };
  const values = grid(
    Float32Array.from({ length: 12 }, (_, k) => k),
    3,
    4,
  );
  const valid = new Uint8Array(3).fill(1);
  const table = bilinearFromMap([9.5, 8.5, 11], [20.5, 21, 20.5], valid, [1, 3], source);
  expect(Array.from(applyBilinear(values, table).data)).toEqual([0, 4.5, Number.NaN]);
});

test('masks and integers are filled with 0, floats with NaN', () => {
  const table = { data: Int32Array.from([1, -1]), shape: [1, 2] as const };
  expect(Array.from(applyNearest(grid(Uint8Array.from([0, 1]), 1, 2), table).data)).toEqual([1, 0]);
  expect(Array.from(applyNearest(grid(Int16Array.from([7, 8]), 1, 2), table).data)).toEqual([8, 0]);
  expect(Array.from(applyNearest(grid(Float32Array.from([7, 8]), 1, 2), table).data)).toEqual([
    8,
    Number.NaN,
  ]);
});

test('bounds without a pixel are refused', () => {
  const extent = { south: 1, north: 2, west: 3, east: 4 };
  const bounds = { south: 2, north: 1, west: 3, east: 4 };
  expect(() => geocodedGrid(extent, { lat: -0.1, lon: 0.1 }, bounds)).toThrow('hold no pixel');
});

test('a map of more pixels than memory can hold is refused before it is made', () => {
  const extent = { south: 36, north: 37, west: 25, east: 26 };
  expect(() => geocodedGrid(extent, { lat: -1e-5, lon: 1e-5 })).toThrow(
    /makes a map of 100001 x 100001 pixels/,
  );
  expect(() => geocodedGrid(extent, { lat: -1e-9, lon: 1e-9 })).toThrow(OptionError);
});
