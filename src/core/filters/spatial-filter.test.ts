import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { type Grid, grid } from '../array.ts';
import { createRandom } from '../stats/random.ts';
import { countedDiskMedian } from './disk-median-counts.ts';
import { hasSimdDiskMedian, simdDiskMedian } from './disk-median-simd.ts';
import { partWithHalo, wholePart } from './raster-part.ts';
import { prepareSpatialFilter, SPATIAL_FILTERS, type SpatialFilterName } from './spatial-filter.ts';
import { diskWindow } from './window-mean.ts';

describe('filters of the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('image_ops')) {
    if (!name.startsWith('filter_')) continue;
    it(`agrees: ${name}`, () => {
      const raster = grid(Float32Array.from(input.data.flat()), input.data.length, input.data[0].length);
      const type = (input.filter_type ?? 'canny') as SpatialFilterName;
      const given = input.filter_par ?? undefined;
      const result = prepareSpatialFilter(type, given === undefined ? undefined : [given].flat())(raster);
      expectWithin(result.data, expected.flat(), tolerance);
    });
  }
});

describe('windows', () => {
  const raster = randomRaster(7, 5, 3);

  it('of even size reach one pixel farther to the right and below, rasters being mirrored', () => {
    const { data } = prepareSpatialFilter('lowpass_avg', [2])(grid(Float32Array.of(1, 2, 3, 4), 1, 4));
    expect([...data]).toEqual([1.5, 2.5, 3.5, 4]);
  });

  it('larger than the raster mirror it again and again', () => {
    const whole = prepareSpatialFilter('lowpass_avg', [2 * 7 * 5])(raster); // whole periods of both axes
    const mean = raster.data.reduce((sum, value) => sum + value, 0) / raster.data.length;
    for (const value of whole.data) expect(value).toBeCloseTo(mean, 6);
  });

  it('have the pixels of a disk, without those of its hole', () => {
    const count = (radius: number, hole?: number) =>
      diskWindow(radius, hole).reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect([count(1), count(2), count(5), count(2.5), count(10, 1)]).toEqual([5, 13, 81, 21, 317 - 5]);
  });

  it('without a finite value are NaN, and no others', () => {
    const holed = raster.data.slice();
    holed[2 * 5 + 2] = Number.NaN;
    const mean = prepareSpatialFilter('lowpass_avg', [3])(grid(holed, 7, 5)).data;
    const blank = Array.from(mean, (value, i) => (Number.isNaN(value) ? i : -1)).filter((i) => i >= 0);
    expect(blank).toEqual([6, 7, 8, 11, 12, 13, 16, 17, 18]);
  });
});

describe('median', () => {
  it('of a disk is that of its sorted values, NaN left out', () => {
    const raster = randomRaster(23, 17, 5);
    for (const i of [0, 40, 41, 42, 200, 390]) raster.data[i] = Number.NaN;
    for (const radius of [1, 2, 4, 20]) {
      const { data } = prepareSpatialFilter('median', [radius])(raster);
      for (let at = 0; at < data.length; at++) expect(data[at]).toBe(medianAt(raster, at, radius));
    }
  });
});

describe('medians', () => {
  const few = randomRaster(140, 530, 4).data.map((value) => Math.round(4 * value));
  const steep = randomRaster(140, 530, 5).data.map((value) => 1e3 * (2 * value) ** 9);
  const spiked = randomRaster(140, 530, 7).data.map((value, i) => (i % 83 === 0 ? 1e6 * value : value));
  const odd = randomRaster(140, 530, 6).data.map((value, i) =>
    value > 0.4 ? Infinity : value < -0.4 ? -Infinity : i % 9 === 0 || i % 70_000 < 900 ? Number.NaN : value,
  );
  it.skipIf(!hasSimdDiskMedian(12)).each([
    ['few', few],
    ['steep', steep],
    ['spiked', spiked],
    ['odd', odd],
  ] as const)('have the same bits with and without vector instructions: %s values', (_, data) => {
    const raster = grid(data, 140, 530); // more than a tile
    for (const radius of [1, 3, 12]) {
      const [simd, counted] = [0, 0].map(() => new Float32Array(data.length));
      simdDiskMedian(radius)(raster, wholePart(raster), simd);
      countedDiskMedian(raster, radius, wholePart(raster), counted);
      expect(simd.findIndex((value, i) => !Object.is(value, counted[i]))).toBe(-1);
    }
  });
});

describe('a part of a raster', () => {
  const names = Object.keys(SPATIAL_FILTERS) as SpatialFilterName[];
  const parameters = { double_difference: [1, 4], median: [3], lowpass_gaussian: [1.3] };
  it.each(names.filter((name) => name !== 'canny'))('is filtered to the same bits: %s', (name) => {
    const raster = randomRaster(41, 13, 8);
    for (const i of [60, 61, 300, 301, 314]) raster.data[i] = Number.NaN;
    const filter = prepareSpatialFilter(name, parameters[name as keyof typeof parameters]);
    const { reach = Number.NaN } = filter;
    const parts = [0, 2, 20, 21, 38].map((y0, i, all) => {
      const part = partWithHalo({ y0, y1: all[i + 1] ?? 41 }, reach, 41);
      const end = Math.min(41, part.y1 + reach);
      return filter(grid(raster.data.slice(part.top * 13, end * 13), end - part.top, 13), part);
    });
    expect(parts.flatMap(({ data }) => [...data])).toEqual([...filter(raster).data]);
  });
});

describe('parameters', () => {
  it('that a filter cannot use are refused, those of filters without any do not matter', () => {
    expect(() => prepareSpatialFilter('median', [2.5])).toThrow(/2.5/);
    expect(() => prepareSpatialFilter('lowpass_gaussian', [0])).toThrow(/0 is no parameter/);
    expect(() => prepareSpatialFilter('lowpass_avg', [3, 4])).toThrow(/takes 1/);
    expect(() => prepareSpatialFilter('double_difference', [5, 2])).toThrow(/no pixel/);
    expect(() => prepareSpatialFilter('bilateral' as SpatialFilterName)).toThrow(/bilateral/);
    expect(prepareSpatialFilter('sobel', [3])(randomRaster(3, 3, 1)).shape).toEqual([3, 3]);
  });
});

function randomRaster(length: number, width: number, seed: number): Grid {
  const random = createRandom(seed);
  return grid(
    Float32Array.from({ length: length * width }, () => random() - 0.5),
    length,
    width,
  );
}

function medianAt({ data, shape: [length, width] }: Grid, at: number, radius: number): number {
  if (Number.isNaN(data[at])) return Number.NaN;
  const clamp = (i: number, n: number) => Math.min(Math.max(i, 0), n - 1);
  const values: number[] = [];
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++) {
      if (dy * dy + dx * dx > radius * radius) continue;
      const y = clamp(Math.floor(at / width) + dy, length);
      values.push(data[y * width + clamp((at % width) + dx, width)]);
    }
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
