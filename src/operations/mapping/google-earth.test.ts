import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { saveKmz } from './google-earth.ts';

const folder = temporaryFolder();
const map = {
  Y_FIRST: '36.5',
  X_FIRST: '25',
  Y_STEP: '-0.01',
  X_STEP: '0.02',
  FILE_TYPE: 'velocity',
  UNIT: 'm/year',
};
const rate = tinyGrid((y, x) => 0.01 * (y + x));
const velocity = await tinyRasters(join(folder, 'geo_velocity.h5'), { velocity: rate }, map);
await tinyRasters(join(folder, 'geo_maskTempCoh.h5'), { mask: tinyGrid((y) => (y < 3 ? 1 : 0)) }, map);
const kmlOf = (path: string) => {
  const files = unzipSync(readFileSync(path));
  const name = Object.keys(files).find((key) => key.endsWith('.kml'))!;
  return { kml: strFromU8(files[name]), names: Object.keys(files) };
};

test('a geocoded velocity is draped between the outer edges of its map, with its reference point', async () => {
  const path = await saveKmz({ file: velocity, folder, dpi: 20 }, quietContext());
  expect(path).toBe(join(folder, 'geo_velocity.kmz'));
  const { kml, names } = kmlOf(path);
  expect(names).toEqual([
    'geo_velocity.kml',
    'geo_velocity_data.png',
    'geo_velocity_cbar.png',
    'reference.png',
  ]);
  const side = (name: string) => Number(new RegExp(`<${name}>(.*)</${name}>`).exec(kml)![1]);
  expect(side('north')).toBe(36.5);
  expect(side('south')).toBeCloseTo(36.45, 9);
  expect(side('west')).toBe(25);
  expect(side('east')).toBeCloseTo(25.14, 9);
  expect(kml).toContain('<coordinates>25.05,36.485</coordinates>'); // centre of the reference pixel y 1, x 2
});

test('a window moves the edges; without reference point there is no mark', async () => {
  const path = await saveKmz(
    { file: velocity, folder, dpi: 20, window: { y: [1, 3], x: [2, 6] }, reference: false, keep: true },
    quietContext(),
  );
  const { kml } = kmlOf(path);
  expect(path).toBe(join(folder, 'geo_velocity_sub.kmz'));
  expect(kml).toContain('<north>36.49</north>');
  expect(kml).toContain('<west>25.04</west>');
  expect(kml).not.toContain('Placemark');
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['geo_velocity_sub.kml', 'geo_velocity_sub_data.png']),
  );
});

test('data in radar coordinates become points in centimetres, where the mask keeps them', async () => {
  const file = await tinyRasters(join(folder, 'velocity.h5'), { velocity: rate }, { UNIT: 'm/year' });
  await tinyRasters(join(folder, 'maskTempCoh.h5'), { mask: tinyGrid((y) => (y < 3 ? 1 : 0)) });
  const geometry = await tinyRasters(join(folder, 'geometryRadar.h5'), {
    latitude: tinyGrid((y) => 36 + y / 100),
    longitude: tinyGrid((_, x) => 25 + x / 100),
  });
  const request = { file, folder, geometry, step: 1 };
  const points = (kml: string) => kml.match(/Row: /g)?.length ?? 0;
  const { kml } = kmlOf(await saveKmz(request, quietContext()));
  expect(points(kml)).toBe(21);
  expect(kml).toContain('Value: 8.00 cm/year');
  expect(kml).toMatch(/Reference point<\/name>.*25.02.*,36.0099/);
  expect(points(kmlOf(await saveKmz({ ...request, mask: null, step: 2 }, quietContext())).kml)).toBe(12);
});

test('a series needs the name of a date, and no place is guessed for radar coordinates', async () => {
  const file = await tinySeries(
    join(temporaryFolder(), 'timeseries.h5'),
    ['20200101', '20200113'],
    (k) => k,
    {
      attributes: map,
    },
  );
  await expect(saveKmz({ file, folder }, quietContext())).rejects.toThrow('has 2 rasters');
  const lost = await tinyRasters(join(temporaryFolder(), 'velocity.h5'), { velocity: rate });
  await expect(saveKmz({ file: lost, folder }, quietContext())).rejects.toThrow('no geometry with latitude');
});

test('decibels have no cycle to be wrapped into', async () => {
  const wrap = [-3, 3] as const;
  await expect(saveKmz({ file: velocity, folder, unit: 'dB', wrap }, quietContext())).rejects.toThrow(
    'no cycle',
  );
});

test('a map across the 180th meridian is draped in parts that end there, in the colours of the whole', async () => {
  const across = (first: string) => ({ ...map, X_FIRST: first });
  // 179.95 + 2.5 columns of 0.02 degrees
  const file = await tinyRasters(join(folder, 'line.h5'), { velocity: rate }, across('179.95'));
  const { kml, names } = kmlOf(await saveKmz({ file, folder, dpi: 20, mask: null }, quietContext()));
  const sides = (name: string) =>
    [...kml.matchAll(new RegExp(`<${name}>(.*)</${name}>`, 'g'))].map(([, value]) => Number(value));
  const expected = {
    west: [179.95, 179.99, -180, -179.99],
    east: [179.99, 180, -179.99, -179.91],
  };
  for (const [name, values] of Object.entries(expected)) {
    const found = sides(name);
    expect(found.length).toBe(values.length);
    for (const [k, value] of found.entries()) expect(value, name).toBeCloseTo(values[k], 9);
  }
  expect(names.filter((name) => name.includes('_data'))).toHaveLength(4);
  const beside = await tinyRasters(join(folder, 'east.h5'), { velocity: rate }, across('180'));
  const second = kmlOf(await saveKmz({ file: beside, folder, dpi: 20, mask: null }, quietContext())).kml;
  expect(second.match(/<GroundOverlay>/g)).toHaveLength(1);
  expect(second).toContain('<coordinates>-179.95,36.485</coordinates>'); // centre of the reference pixel y 1, x 2
});

const proj = pythonWith('pyproj', 'python3-pyproj');

test.runIf(proj.isThere)('a map in metres is draped between its four corners on the ground', async () => {
  const metres = {
    Y_FIRST: '5100000',
    X_FIRST: '600000',
    Y_STEP: '-20000',
    X_STEP: '20000',
    UTM_ZONE: '33N',
  };
  const inMetres = { ...map, ...metres, X_UNIT: 'meters', Y_UNIT: 'meters', EPSG: '32633' };
  const file = await tinyRasters(join(folder, 'utm.h5'), { velocity: rate }, inMetres);
  const request = { file, folder, dpi: 20, mask: null };
  const { kml, names } = kmlOf(await saveKmz(request, quietContext()));
  expect(names.filter((name) => name.includes('_data'))).toHaveLength(1);
  expect(kml).not.toContain('LatLonBox');
  const found = /<gx:LatLonQuad><coordinates>(.*?)<\/coordinates>/.exec(kml)![1];
  const printed = proj.run(
    `
import json, sys
from pyproj import Transformer
x, y = zip(*[map(float, place.split(',')) for place in sys.argv[1].split()])
print(json.dumps(Transformer.from_crs(4326, 32633, always_xy=True).transform(x, y)))`,
    found,
  );
  const [easting, northing] = JSON.parse(printed).map((all: number[]) =>
    all.map((value) => Math.round(value)),
  );
  expect(easting).toEqual([600e3, 740e3, 740e3, 600e3]);
  expect(northing).toEqual([5000e3, 5000e3, 5100e3, 5100e3]);
  const sized = await saveKmz({ ...request, size: [7, 5] }, quietContext());
  const picture = unzipSync(readFileSync(sized))['utm_data.png'];
  expect(new DataView(picture.buffer, picture.byteOffset).getUint32(16)).toBe(140);
});
