import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import { grid } from '../../core/array.ts';
import { mapCornersInDegrees } from '../../core/geometry/map-quads.ts';
import { colormap } from '../../plot/colormap.ts';
import { rasterPng } from '../../plot/raster-png.ts';
import { encodeOverlayKmz } from './kmz.ts';
import { turnedGround, uprightGround } from './overlay-ground.ts';
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
  const overlay = tiledOverlay(values, uprightGround(bounds, values.shape), {
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

test('tiles of a map in metres lie between four corners, within the regions of their files', async () => {
  const map = { yFirst: 5100e3, xFirst: 650e3, yStep: -200, xStep: 200, length, width, utmZone: '33N' };
  const overlay = tiledOverlay(values, turnedGround(map, 512), {
    name: 'tile',
    prefix: 'tiles/',
    method: 'mean',
    draw: (tile) => rasterPng(tile, { map: colormap('jet'), vmin: 0, vmax: 1 }, { dpi: 100, title: '' }),
  });
  const files = unzipSync(await encodeOverlayKmz({ name: 'velocity', overlays: [overlay] }));
  const area = new Map<string, number>();
  for (const name of Object.keys(files).filter((each) => /^tiles.*kml$/.test(each))) {
    const kml = strFromU8(files[name]);
    expect(kml).toContain('xmlns:gx="http://www.google.com/kml/ext/2.2"');
    const [, region] = /<LatLonAltBox>(.*?)<\/LatLonAltBox>/.exec(kml)!;
    const side = (of: string) => Number(new RegExp(`<${of}>(.*?)</${of}>`).exec(region)![1]);
    for (const [, words] of kml.matchAll(/<coordinates>(.*?)<\/coordinates>/g)) {
      const quad = words.split(' ').map((place) => place.split(',').map(Number));
      for (const [longitude, latitude] of quad) {
        expect(longitude).toBeGreaterThanOrEqual(side('west'));
        expect(longitude).toBeLessThanOrEqual(side('east'));
        expect(latitude).toBeGreaterThanOrEqual(side('south'));
        expect(latitude).toBeLessThanOrEqual(side('north'));
      }
      expect(areaOf(quad)).toBeGreaterThan(0);
      const level = /tiles\/(\d)/.exec(name)![1];
      area.set(level, (area.get(level) ?? 0) + areaOf(quad));
    }
    for (const [, picture] of kml.matchAll(/<href>(.*?png)<\/href>/g))
      expect(files).toHaveProperty([`tiles/${picture}`]);
  }
  expect([...area.keys()].sort()).toEqual(['0', '1', '2']);
  // 85 % of the pixels have data; pieces without any are left out.
  const [northWest, northEast, southEast, southWest] = mapCornersInDegrees(map);
  const whole = areaOf([southWest, southEast, northEast, northWest].map(([y, x]) => [x, y]));
  for (const [level, covered] of area) {
    expect(covered, level).toBeGreaterThan(0.85 * whole);
    expect(covered, level).toBeLessThan(0.95 * whole);
  }
});

/** Of a ring; positive when counter-clockwise. */
function areaOf(ring: readonly (readonly number[])[]): number {
  return ring.reduce((sum, [x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % ring.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
