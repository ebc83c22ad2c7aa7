import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import { grid } from '../../core/array.ts';
import { colormap } from '../../plot/colormap.ts';
import { rasterPng } from '../../plot/raster-png.ts';
import { encodeOverlayKmz } from './kmz.ts';
import { tiledOverlay } from './overlay-tiles.ts';

const gdal = pythonWith('osgeo.gdal', 'python3-gdal');
const [length, width] = [700, 1100];
/** Columns 0 to 549 have 0.25, the others 0.75; the first 600 columns of the last 188 rows have no data. */
const values = grid(
  Float32Array.from({ length: length * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    if (y >= 512 && x < 600) return Number.NaN;
    return x < 550 ? 0.25 : 0.75;
  }),
  length,
  width,
);
const bounds = { north: 37, south: 36.3, west: 25, east: 26.1 }; // 0.001 degrees a pixel
const map = colormap('jet');

async function kmz(): Promise<Uint8Array> {
  const overlay = tiledOverlay(values, bounds, {
    name: 'tile',
    prefix: 'tiles/',
    method: 'mean',
    draw: (tile) => rasterPng(tile, { map, vmin: 0, vmax: 1 }, { dpi: 100, title: '', palette: false }),
  });
  return encodeOverlayKmz({ name: 'velocity', overlays: [overlay] });
}

test('a large raster becomes levels of tiles, each in its place; tiles without data are left out', async () => {
  const files = unzipSync(await kmz());
  const pictures = Object.keys(files).filter((name) => name.endsWith('.png'));
  expect(pictures.sort()).toEqual(
    ['2_0_0', '1_0_0', '1_0_1', '0_0_0', '0_0_1', '0_0_2', '0_1_1', '0_1_2']
      .map((name) => `tiles/${name}.png`)
      .sort(),
  );
  expect(Object.keys(files)[0]).toBe('velocity.kml');
  const corner = strFromU8(files['tiles/0_1_2.kml']);
  for (const [side, degrees] of Object.entries({ north: 36.488, south: 36.3, west: 26.024, east: 26.1 })) {
    const found = Number(new RegExp(`<LatLonBox>.*<${side}>(.*?)</${side}>`).exec(corner)![1]);
    expect(found, side).toBeCloseTo(degrees, 9);
  }
});

test.runIf(gdal.isThere)('GDAL reads the pyramid as one picture with the colours of the values', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'mintsar-tiles-')), 'velocity.kmz');
  writeFileSync(path, await kmz());
  const printed = gdal.run(
    `
import json, sys
from osgeo import gdal
gdal.UseExceptions()
d = gdal.Open(sys.argv[1])
at = lambda y, x: [int(v) for v in d.ReadAsArray(x, y, 1, 1).ravel()]
print(json.dumps([d.RasterXSize, d.RasterYSize, list(d.GetGeoTransform()), at(10, 10), at(300, 549), at(300, 550), at(690, 1090), at(600, 100)]))`,
    path,
  );
  const [columns, rows, transform, ...pixels] = JSON.parse(printed);
  expect([columns, rows]).toEqual([width, length]);
  for (const [k, value] of [25, 0.001, 0, 37, 0, -0.001].entries())
    expect(transform[k]).toBeCloseTo(value, 9);
  const color = (value: number) => {
    const bin = Math.floor(value * map.n);
    return [0, 1, 2].map((c) => new Uint8ClampedArray([map.colors[3 * bin + c] * 255])[0]);
  };
  expect(pixels.slice(0, 4).map((rgba: number[]) => rgba.slice(0, 3))).toEqual(
    [0.25, 0.25, 0.75, 0.75].map(color),
  );
  expect(pixels[4][3]).toBe(0); // transparent
});
