import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { pythonWith } from '../../../test/support/judge.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { saveZarr } from './save-zarr.ts';

const xarray = pythonWith('xarray, zarr', 'python3-xarray python3-zarr');
const gdal = pythonWith('osgeo.gdal', 'python3-gdal');
const folder = mkdtempSync(join(tmpdir(), 'mintsar-zarr-'));
const [length, width] = [600, 1100];
const map = {
  LENGTH: `${length}`,
  WIDTH: `${width}`,
  Y_FIRST: '4100000',
  X_FIRST: '350000',
  Y_STEP: '-30',
  X_STEP: '30',
  Y_UNIT: 'meters',
  X_UNIT: 'meters',
  UTM_ZONE: '35N',
  EPSG: '32635',
};
const dates = ['20180104', '20180116', '20180210'];
const value = (k: number, y: number, x: number) => (y < 3 && x < 3 ? Number.NaN : 0.01 * k + y / 1000 + x);
const values = Float32Array.from({ length: dates.length * length * width }, (_, i) =>
  value(Math.floor(i / (length * width)), Math.floor(i / width) % length, i % width),
);
const file = join(folder, 'geo_timeseries.h5');
await writeProduct(
  file,
  { ...map, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: dates[0] },
  [
    { name: 'timeseries', type: 'f4', shape: [dates.length, length, width], values },
    { name: 'date', type: 'S8', shape: [dates.length], values: dates },
    { name: 'bperp', type: 'f4', shape: [dates.length], values: Float32Array.of(0, 10.5, -20) },
  ],
  quietContext(),
);

/** A store on this disk for zarrita. */
const diskStore = (root: string) => {
  const get = async (key: string) => {
    try {
      return new Uint8Array(readFileSync(join(root, key)));
    } catch {
      return undefined;
    }
  };
  type Part = { readonly suffixLength: number } | { readonly offset: number; readonly length: number };
  return {
    get,
    async getRange(key: string, part: Part) {
      const bytes = await get(key);
      return 'suffixLength' in part
        ? bytes?.subarray(-part.suffixLength)
        : bytes?.subarray(part.offset, part.offset + part.length);
    },
  };
};

const paths = {
  3: await saveZarr({ file, outfile: join(folder, 'three.zarr') }, quietContext({ workers: 2 })),
  2: await saveZarr({ file, outfile: join(folder, 'two.zarr'), format: 2 }, quietContext()),
};

describe('version 3', () => {
  test('zarrita reads values, series and overviews', async () => {
    const root = zarr.root(diskStore(paths[3]));
    const all = await zarr.open.v3(root.resolve('displacement'), { kind: 'array' });
    expect([all.shape, all.dtype, all.dimensionNames]).toEqual([
      [3, length, width],
      'float32',
      ['time', 'y', 'x'],
    ]);
    const plane = await zarr.get(all, [2, zarr.slice(598, 600), zarr.slice(1098, 1100)]);
    const [a, b, c, d] = [
      [598, 1098],
      [598, 1099],
      [599, 1098],
      [599, 1099],
    ].map(([y, x]) => Math.fround(value(2, y, x)));
    expect([...(plane.data as Float32Array)]).toEqual([a, b, c, d]);
    const series = await zarr.open.v3(root.resolve('series/displacement'), { kind: 'array' });
    expect(series.chunks[0]).toBe(3);
    const pixel = await zarr.get(series, [null, 599, 1099]);
    expect([...(pixel.data as Float32Array)]).toEqual([0, 1, 2].map((k) => Math.fround(value(k, 599, 1099))));
    const half = await zarr.open.v3(root.resolve('1/displacement'), { kind: 'array' });
    expect(half.shape).toEqual([3, 300, 550]);
    const corner = await zarr.get(half, [1, zarr.slice(0, 2), zarr.slice(0, 2)]);
    const [gap, , , mean] = corner.data as Float32Array;
    expect(gap).toBeNaN();
    const valid = [value(1, 2, 3), value(1, 3, 2), value(1, 3, 3)]; // of the four, one is a gap
    expect(mean).toBeCloseTo(valid.reduce((a, b) => a + b) / 3, 5);
    const crs = await zarr.open.v3(root.resolve('crs'), { kind: 'array' });
    expect(crs.attrs['crs_wkt']).toContain('UTM zone 35N');
    const axis = await zarr.get(await zarr.open.v3(root.resolve('2/x'), { kind: 'array' }), [zarr.slice(2)]);
    expect([...(axis.data as Float64Array)]).toEqual([350060, 350180]);
  });

  test('the root lists all arrays and the layout of resolutions, in ASCII', () => {
    const text = readFileSync(join(paths[3], 'zarr.json'), 'utf8');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all characters up to 127 are meant
    expect(text).toMatch(/^[\x00-\x7f]*$/);
    const root = JSON.parse(text);
    expect(root.attributes.multiscales.layout.map(({ asset }: { asset: string }) => asset)).toEqual([
      '.',
      '1',
      '2',
    ]);
    expect(Object.keys(root.consolidated_metadata.metadata)).toEqual(
      expect.arrayContaining([
        'displacement',
        '1',
        '1/displacement',
        'series/displacement',
        'time',
        'x',
        'y',
        'crs',
      ]),
    );
  });
});

describe('files of many chunks', () => {
  const bytesOf = (values: unknown) => {
    const { buffer, byteOffset, byteLength } = values as Float32Array;
    return Buffer.from(buffer, byteOffset, byteLength);
  };

  test('hold, for zarrita, to the bit what a store with a file for each chunk holds', async () => {
    const outfile = join(folder, 'sharded.zarr');
    await saveZarr({ file, outfile, sharded: true }, quietContext());
    const [own, plain] = [outfile, paths[3]].map((path) => zarr.root(diskStore(path)));
    const { metadata } = JSON.parse(readFileSync(join(outfile, 'zarr.json'), 'utf8')).consolidated_metadata;
    const arrays = Object.keys(metadata).filter((path) => metadata[path].shape?.length > 0);
    expect(arrays).toEqual(expect.arrayContaining(['displacement', '2/displacement', 'series/displacement']));
    for (const path of arrays) {
      const [a, b] = await Promise.all(
        [own, plain].map(async (root) => zarr.get(await zarr.open.v3(root.resolve(path), { kind: 'array' }))),
      );
      expect([path, a.shape]).toEqual([path, b.shape]);
      expect([path, bytesOf(a.data).equals(bytesOf(b.data))]).toEqual([path, true]);
    }
    expect(arrays).toContain('time');
    const chunksOf = (path: string) =>
      readdirSync(join(path, 'displacement/c'), { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
    expect(metadata['displacement'].codecs[0].name).toBe('sharding_indexed');
    expect(chunksOf(outfile)).toHaveLength(dates.length);
    expect(chunksOf(paths[3]).length).toBeGreaterThan(dates.length);
  });

  test('are none of version 2', async () => {
    const request = { file, outfile: join(folder, 'no.zarr'), format: 2, sharded: true } as const;
    await expect(saveZarr(request, quietContext())).rejects.toThrow('version 2 has no files of many chunks');
    expect(readdirSync(folder)).not.toContain('no.zarr');
  });
});

describe('version 2', () => {
  test.runIf(xarray.isThere)('xarray reads values, dates, coordinates and units', () => {
    const printed = xarray.run(
      `
import json, sys, xarray
d = xarray.open_zarr(sys.argv[1])
v = d["displacement"]
s = xarray.open_zarr(sys.argv[1], group="series")["displacement"]
h = xarray.open_zarr(sys.argv[1], group="2")["displacement"]
print(json.dumps([list(v.dims), list(v.shape), v.attrs["units"], v.attrs["grid_mapping"],
  [str(t)[:10] for t in d["time"].values], float(v[2, 599, 1099]), bool(v[0, 0, 0].isnull()), float(d["x"][1]), float(d["y"][0]),
  [float(p) for p in s[:, 10, 20].values], list(h.shape), [float(b) for b in d["bperp"].values]]))`,
      paths[2],
    );
    expect(JSON.parse(printed)).toEqual([
      ['time', 'y', 'x'],
      [3, length, width],
      'm',
      'crs',
      ['2018-01-04', '2018-01-16', '2018-02-10'],
      Math.fround(value(2, 599, 1099)),
      true,
      350045,
      4099985,
      [0, 1, 2].map((k) => Math.fround(value(k, 10, 20))),
      [3, 150, 275],
      [0, 10.5, -20],
    ]);
  });

  test.runIf(gdal.isThere)('GDAL reads a date as a raster', () => {
    const printed = gdal.run(
      `
import json, sys
from osgeo import gdal
gdal.UseExceptions()
d = gdal.Open('ZARR:"%s":/displacement:1' % sys.argv[1])
print(json.dumps([d.RasterXSize, d.RasterYSize, float(d.ReadAsArray(1099, 599, 1, 1)[0, 0])]))`,
      paths[2],
    );
    expect(JSON.parse(printed)).toEqual([width, length, Math.fround(value(1, 599, 1099))]);
  });
});

test('a store is replaced by its next version, another folder never', async () => {
  const small = { file, overviews: false, seriesCopy: false, datasets: ['20180116'] };
  const outfile = join(folder, 'again.zarr');
  await saveZarr({ ...small, outfile, format: 2 }, quietContext());
  await saveZarr({ ...small, outfile }, quietContext());
  expect(readdirSync(outfile)).not.toContain('.zgroup');
  mkdirSync(join(folder, 'mine.zarr'));
  writeFileSync(join(folder, 'mine.zarr/thesis.txt'), '');
  await expect(saveZarr({ ...small, outfile: join(folder, 'mine.zarr') }, quietContext())).rejects.toThrow(
    'the folder holds something else',
  );
  expect(readdirSync(join(folder, 'mine.zarr'))).toEqual(['thesis.txt']);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
