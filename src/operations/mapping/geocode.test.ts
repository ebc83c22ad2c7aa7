import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { differencesOf } from '../../../test/support/compare.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { writeProduct } from '../../io/products/product.ts';
import { type GeocodeRequest, geocodeFiles } from './geocode.ts';

const folder = temporaryFolder();
afterAll(closePool);
const step = 0.001;
/** A radar image seen from the south-east: lines run north, samples run west, so that the map is the image turned by 180 degrees. */
const latitude = tinyGrid((y) => 36 + step * y);
const longitude = tinyGrid((_, x) => 25 - step * x);
const lookup = join(folder, 'geometryRadar.h5');
await tinyRasters(
  lookup,
  { height: tinyGrid((y, x) => 10 * y + x), latitude, longitude },
  { FILE_TYPE: 'geometry' },
);

const options = {
  SNWE: null,
  laloStep: { lat: step, lon: step },
  interpMethod: 'nearest',
  fillValue: Number.NaN,
} as const;

function request(more: Partial<GeocodeRequest>): GeocodeRequest {
  return { files: [], lookup, direction: 'radar2geo', options, outDir: join(folder, 'geo'), ...more };
}

const turned = tinyGrid((y, x) => 10 * (4 - y) + (6 - x));

test('every date and raster lands on the map, dates and baselines come along', async () => {
  const file = await tinySeries(
    join(folder, 'ts.h5'),
    ['20200101', '20200113'],
    (k, y, x) => 100 * k + 10 * y + x,
  );
  const [out] = await geocodeFiles(request({ files: [file] }), quietContext());
  expect(out).toBe(join(folder, 'geo', 'geo_ts.h5'));
  const values = await valuesOf(out, 'timeseries');
  expect(values.slice(0, 35)).toEqual(Array.from(turned));
  expect(values.slice(35)).toEqual(Array.from(turned, (v) => v + 100));
  expect(await valuesOf(out, 'date')).toEqual(['20200101', '20200113']);
  expect(await valuesOf(out, 'bperp')).toEqual([0, 50]);
});

test('attributes tell the map and where the reference pixel lies on it', async () => {
  const file = await tinyRasters(join(folder, 'velocity.h5'), {
    velocity: tinyGrid((y, x) => 10 * y + x),
  });
  const SNWE = { south: 35.9997, north: 36.0047, west: 24.9937, east: 25.0007 };
  const outfile = join(folder, 'moved.h5');
  await geocodeFiles(request({ files: [file], outfile, options: { ...options, SNWE } }), quietContext());
  // The row is rounded from the pixel's corner: 3.7 becomes 4.
  expect(await attributesOf(outfile)).toMatchObject({
    LENGTH: '5',
    WIDTH: '7',
    Y_FIRST: '36.0047',
    X_FIRST: '24.9937',
    Y_STEP: '-0.001',
    X_STEP: '0.001',
    X_UNIT: 'degrees',
    REF_LAT: '36.001',
    REF_LON: '24.998',
    REF_Y: '4',
    REF_X: '4',
    UNIT: 'm/year',
    DATA_TYPE: 'float32',
  });
});

test('a scene across the 180th meridian becomes one map and comes back to the same image', async () => {
  const east = tinyGrid((_, x) => 180.0025 - step * x);
  const wrapped = tinyGrid((_, x) =>
    180.0025 - step * x > 180 ? -179.9975 - step * x : 180.0025 - step * x,
  );
  expect(Math.min(...wrapped)).toBeLessThan(-179);
  const table = join(folder, 'line-geometry.h5');
  await tinyRasters(table, { latitude, longitude: wrapped }, { FILE_TYPE: 'geometry' });
  const plain = join(folder, 'line-plain.h5');
  await tinyRasters(plain, { latitude, longitude: east }, { FILE_TYPE: 'geometry' });
  const file = await tinyRasters(join(folder, 'line-velocity.h5'), {
    velocity: tinyGrid((y, x) => 10 * y + x),
  });
  const made: Record<string, string>[] = [];
  const outfile = join(folder, 'line.h5');
  for (const SNWE of [
    null,
    { south: 35.9995, north: 36.0045, west: 179.996, east: -179.997 },
    { south: 35.9995, north: 36.0045, west: -180.004, east: -179.997 },
  ]) {
    for (const one of [plain, table]) {
      const request_ = request({ files: [file], lookup: one, outfile, options: { ...options, SNWE } });
      await geocodeFiles(request_, quietContext());
      expect(await valuesOf(outfile, 'velocity')).toEqual(Array.from(turned));
      made.push(await attributesOf(outfile));
    }
  }
  for (const attributes of made) {
    expect(Number(attributes['X_FIRST'])).toBeCloseTo(179.996, 4);
    expect(Number(attributes['REF_LON'])).toBeCloseTo(180.0005, 4);
  }
  const back = join(folder, 'line-radar.h5');
  await geocodeFiles(
    request({ files: [outfile], lookup: table, direction: 'geo2radar', outfile: back }),
    quietContext(),
  );
  expect(await valuesOf(back, 'velocity')).toEqual(Array.from(tinyGrid((y, x) => 10 * y + x)));
});

test('a raster that is geocoded alone has its own unit', async () => {
  const outfile = join(folder, 'height.h5');
  await geocodeFiles(request({ files: [lookup], dataset: 'height', outfile }), quietContext());
  expect(await attributesOf(outfile)).toMatchObject({ FILE_TYPE: 'geometry', UNIT: 'm' });
});

test('outside of the image floats are NaN or the fill value, masks and counts 0; types stay', async () => {
  const file = join(folder, 'many.h5');
  const ones = new Uint8Array(35).fill(1);
  await writeProduct(
    file,
    TINY_ATTRIBUTES,
    [
      { name: 'mask', type: 'bool', shape: [5, 7], values: ones },
      { name: 'number', type: 'i2', shape: [5, 7], values: new Int16Array(35).fill(3) },
      { name: 'value', type: 'f4', shape: [5, 7], values: new Float32Array(35).fill(2) },
    ],
    quietContext(),
  );
  const wide = { ...options, SNWE: { south: 35.99, north: 36.0045, west: 24.9935, east: 25.0005 } };
  const outfile = join(folder, 'wide.h5');
  for (const [fillValue, value, number] of [
    [Number.NaN, Number.NaN, 0],
    [-9, -9, -9],
  ]) {
    await geocodeFiles(request({ files: [file], outfile, options: { ...wide, fillValue } }), quietContext());
    const types = await withH5(outfile, ({ datasets }) => [...datasets.values()].map(({ type }) => type));
    expect(types).toEqual(['bool', 'i2', 'f4']);
    const last = async (name: string) => (await valuesOf(outfile, name)).at(-1);
    expect([await last('mask'), await last('number'), await last('value')]).toEqual([0, number, value]);
    expect([(await valuesOf(outfile, 'mask'))[0], (await valuesOf(outfile, 'value'))[0]]).toEqual([1, 2]);
  }
});

test('whole numbers of 64 bits keep their values', async () => {
  const file = join(folder, 'long.h5');
  const values = Float64Array.from({ length: 35 }, (_, i) => 2 ** 40 + i);
  const datasets = [{ name: 'count', type: 'i8', shape: [5, 7], values } as const];
  await writeProduct(file, TINY_ATTRIBUTES, datasets, quietContext());
  const outfile = join(folder, 'long_geo.h5');
  await geocodeFiles(request({ files: [file], outfile }), quietContext());
  expect(await valuesOf(outfile, 'count')).toEqual([...values].reverse()); // turned by 180 degrees
  expect((await withH5(outfile, ({ datasets: found }) => found.get('count')))?.type).toBe('i8');
});

test('the number of threads does not change the map', async () => {
  const [numDate, length, width] = [7, 400, 900]; // large enough for threads
  const radar = join(folder, 'large_geometry.h5');
  const raster = (value: (y: number, x: number) => number) =>
    Float32Array.from({ length: length * width }, (_, i) => value(Math.floor(i / width), i % width));
  const shape = [length, width];
  const attributes = { ...TINY_ATTRIBUTES, LENGTH: String(length), WIDTH: String(width) };
  await writeProduct(
    radar,
    { ...attributes, FILE_TYPE: 'geometry' },
    [
      { name: 'latitude', type: 'f4', shape, values: raster((y, x) => 36 + step * (y - 0.2 * x)) },
      { name: 'longitude', type: 'f4', shape, values: raster((y, x) => 25 + step * (x + 0.2 * y)) },
    ],
    quietContext(),
  );
  const file = join(folder, 'large.h5');
  const values = Float32Array.from({ length: numDate * length * width }, (_, i) => i);
  const datasets = [{ name: 'timeseries', type: 'f4', shape: [numDate, length, width], values } as const];
  await writeProduct(file, { ...attributes, FILE_TYPE: 'timeseries' }, datasets, quietContext());
  for (const interpMethod of ['nearest', 'linear'] as const) {
    const maps: Buffer[] = [];
    for (const workers of [1, 3]) {
      const outfile = join(folder, `large_${workers}.h5`);
      const asked = request({ files: [file], lookup: radar, outfile, options: { ...options, interpMethod } });
      await geocodeFiles(asked, quietContext({ workers }));
      const moved = await withH5(outfile, (h5) => h5.read('timeseries') as Float32Array);
      expect(moved.some((value) => value > 6 * length * width)).toBe(true); // the last date is there
      maps.push(Buffer.from(moved.buffer, moved.byteOffset, moved.byteLength));
    }
    expect(maps[1].equals(maps[0])).toBe(true);
  }
});

test('there and back again: every radar pixel has its own value', async () => {
  const file = await tinyRasters(join(folder, 'there.h5'), { velocity: tinyGrid((y, x) => 10 * y + x) });
  const [geo] = await geocodeFiles(request({ files: [file] }), quietContext());
  const [back] = await geocodeFiles(request({ files: [geo], direction: 'geo2radar' }), quietContext());
  expect(back).toBe(join(folder, 'geo', 'rdr_geo_there.h5'));
  expect(await valuesOf(back, 'velocity')).toEqual(Array.from(tinyGrid((y, x) => 10 * y + x)));
  const attributes = await attributesOf(back);
  for (const key of ['Y_FIRST', 'X_STEP', 'REF_Y', 'REF_LAT']) expect(attributes[key]).toBeUndefined();
});

test('linear interpolation between pixels keeps a plane', async () => {
  const file = await tinyRasters(join(folder, 'plane.h5'), { velocity: tinyGrid((y, x) => 10 * y + x) });
  const half = {
    ...options,
    interpMethod: 'linear' as const,
    SNWE: { south: 36.001, north: 36.002, west: 24.997, east: 24.998 },
  };
  const outfile = join(folder, 'plane_geo.h5');
  await geocodeFiles(request({ files: [file], outfile, options: half }), quietContext());
  const [value] = await valuesOf(outfile, 'velocity');
  expect(value).toBeCloseTo(10 * 1.5 + 2.5, 1);
});

test('what is on the right grid already, or younger than its input, is left alone', async () => {
  const file = await tinyRasters(join(folder, 'once.h5'), { velocity: tinyGrid(() => 1) });
  const [out] = await geocodeFiles(request({ files: [file] }), quietContext());
  const needless = () => Promise.reject(new Error('no lookup table is needed'));
  expect(await geocodeFiles(request({ files: [out], lookup: needless }), quietContext())).toEqual([]);
  const old = new Date(Date.now() + 5000);
  utimesSync(out, old, old);
  const { mtimeMs } = statSync(out);
  await geocodeFiles(request({ files: [file], update: true }), quietContext());
  expect(statSync(out).mtimeMs).toBe(mtimeMs);
});

test('a lookup table of another size, bounds elsewhere and a missing dataset are refused, nothing is written', async () => {
  const file = await tinyRasters(join(folder, 'v.h5'), { velocity: tinyGrid(() => 1) });
  const other = join(folder, 'other.h5');
  await writeProduct(
    other,
    { ...TINY_ATTRIBUTES, LENGTH: '2', WIDTH: '2' },
    [{ name: 'velocity', type: 'f4', shape: [2, 2], values: new Float32Array(4) }],
    quietContext(),
  );
  const outfile = join(folder, 'refused.h5');
  const tried = (more: Partial<GeocodeRequest>) =>
    geocodeFiles(request({ outfile, files: [file], ...more }), quietContext());
  await expect(tried({ files: [other] })).rejects.toThrow('2 x 2 pixels');
  const far = { south: 1, north: 2, west: 3, east: 4 };
  await expect(tried({ options: { ...options, SNWE: far } })).rejects.toThrow('lies outside');
  await expect(tried({ dataset: 'nothing' })).rejects.toThrow('no raster dataset nothing');
  await expect(tried({ lookup: file })).rejects.toThrow('is no lookup table');
  await expect(tried({ lookup: join(folder, 'gone.h5') })).rejects.toThrow('no lookup table');
  expect(existsSync(outfile)).toBe(false);
});

describeWithSharedData('a lookup table on the map (GAMMA)', (data) => {
  const expected = join(data, 'gamma/radar/expected');
  test('velocity and attributes are those of the reference, pixel by pixel', async () => {
    const outfile = join(folder, 'geo_gamma.h5');
    const gamma = request({
      files: [join(expected, 'velocity.h5')],
      lookup: join(expected, 'inputs/geometryGeo.h5'),
      options: { ...options, laloStep: null },
      outfile,
    });
    await geocodeFiles(gamma, quietContext());
    const tolerance = () => ({ max: 0 });
    expect(await differencesOf(outfile, join(expected, 'geo_velocity.h5'), { tolerance })).toEqual([]);
  });

  test('a window holds the same values as the whole map', async () => {
    const [whole, part] = [join(folder, 'geo_gamma.h5'), join(folder, 'geo_gamma_part.h5')];
    await geocodeFiles(
      request({
        files: [join(expected, 'velocity.h5')],
        lookup: join(expected, 'inputs/geometryGeo.h5'),
        options: {
          ...options,
          laloStep: null,
          SNWE: { south: 19.38, north: 19.43, west: -99.15, east: -99.1 },
        },
        outfile: part,
      }),
      quietContext(),
    );
    const a = await attributesOf(whole);
    const b = await attributesOf(part);
    const y0 = Math.round((Number(b['Y_FIRST']) - Number(a['Y_FIRST'])) / Number(a['Y_STEP']));
    const x0 = Math.round((Number(b['X_FIRST']) - Number(a['X_FIRST'])) / Number(a['X_STEP']));
    const values = await valuesOf(whole, 'velocity');
    const width = Number(b['WIDTH']);
    const found = await valuesOf(part, 'velocity');
    expect(found.length).toBe(width * Number(b['LENGTH']));
    for (const [k, value] of found.entries()) {
      const at = (y0 + Math.floor(k / width)) * Number(a['WIDTH']) + x0 + (k % width);
      expect(value).toBe(values[at]);
    }
  });
});

test('a map of one pixel is said to be one', async () => {
  const file = await tinyRasters(join(folder, 'coarse.h5'), { velocity: tinyGrid((y, x) => 10 * y + x) });
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (text: string) => warnings.push(text) };
  const asked = request({ files: [file], options: { ...options, laloStep: { lat: -1, lon: -1 } } });
  await geocodeFiles(asked, quietContext({ log }));
  expect(warnings).toEqual([expect.stringMatching(/^the map has 1 x 1 pixels: steps of .*laloStep/)]);
});

test('a map in metres keeps its UTM zone, and its table leads to the same pixels', async () => {
  const file = await tinyRasters(join(folder, 'utm_in.h5'), { velocity: tinyGrid((y, x) => 10 * y + x) });
  const table = await tinyRasters(
    join(folder, 'geometryGeo.h5'),
    { azimuthCoord: tinyGrid((y) => 4.5 - y), rangeCoord: tinyGrid((_, x) => 6.5 - x) },
    {
      FILE_TYPE: 'geometry',
      Y_FIRST: '2150000',
      X_FIRST: '480000',
      Y_STEP: '-40',
      X_STEP: '50',
      Y_UNIT: 'meters',
      X_UNIT: 'meters',
      UTM_ZONE: '14N',
    },
  );
  const outfile = join(folder, 'utm.h5');
  const asked = { files: [file], lookup: table, outfile, options: { ...options, laloStep: null } };
  await geocodeFiles(request(asked), quietContext());
  expect(await valuesOf(outfile, 'velocity')).toEqual(Array.from(turned));
  expect(await attributesOf(outfile)).toMatchObject({
    UTM_ZONE: '14N',
    X_UNIT: 'meters',
    Y_FIRST: '2150000.0',
  });
});
