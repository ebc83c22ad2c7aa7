import '../../processors/raster-conventions.ts';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { subtractFiles } from '../../operations/corrections/difference.ts';
import { geocodeFiles } from '../../operations/mapping/geocode.ts';
import { generateMask } from '../../operations/masks/generate-mask.ts';
import { withProduct } from './open-product.ts';
import { pixelOfPlace } from './place.ts';
import { readGrid, readMask, readProduct } from './product.ts';
import { readPixel } from './reference-pixel.ts';
import { sliceNames } from './slices.ts';

const folder = temporaryFolder();
afterAll(closePool);
const path = (name: string) => join(folder, name);

/** A raster of float32 as ISCE or ENVI describe it, bands line by line. */
function raw(
  name: string,
  bands: readonly Float32Array[],
  [length, width]: [number, number],
  sheet: 'xml' | 'hdr' | 'rsc',
) {
  const lines = new Float32Array(bands.length * length * width);
  for (let y = 0; y < length; y++) {
    for (const [b, band] of bands.entries())
      lines.set(band.subarray(y * width, (y + 1) * width), (y * bands.length + b) * width);
  }
  writeFileSync(path(name), new Uint8Array(lines.buffer));
  const property = (key: string, value: string | number) =>
    `<property name="${key}"><value>${value}</value></property>`;
  const facts = {
    width,
    length,
    number_bands: bands.length,
    data_type: 'FLOAT',
    scheme: 'BIL',
    byte_order: 'l',
  };
  const text = {
    xml: `<imageFile>${Object.entries(facts)
      .map(([key, value]) => property(key, value))
      .join('')}</imageFile>`,
    hdr: `ENVI\nsamples = ${width}\nlines = ${length}\nbands = ${bands.length}\ndata type = 4\ninterleave = bil\nbyte order = 0\n`,
    rsc: `WIDTH ${width}\nFILE_LENGTH ${length}\nPROCESSOR roipac\n`,
  }[sheet];
  writeFileSync(path(`${name}.${sheet}`), text);
  return path(name);
}

const shape: [number, number] = [5, 7];
const phase = tinyGrid((y, x) => y - x / 8);
const magnitude = tinyGrid((y, x) => 100 + 7 * y + x);

test.each(['xml', 'hdr', 'rsc'] as const)(
  'a raster with a .%s beside it has its rasters by name',
  async (sheet) => {
    const file = raw(`pair_${sheet}.unw`, [magnitude, phase], shape, sheet);
    const product = await readProduct(file);
    expect([product.length, product.width, product.isRaw]).toEqual([5, 7, true]);
    expect(await withProduct(file, sliceNames)).toEqual(['magnitude', 'phase']);
    expect((await readGrid(file)).data).toEqual(phase); // what the file is about
    expect((await readGrid(`${file}.${sheet}`, 'magnitude')).data).toEqual(magnitude);
    const part = await readGrid(file, 'phase', { y0: 1, x0: 2, y1: 3, x1: 4 });
    expect(Array.from(part.data)).toEqual([9, 10, 16, 17].map((k) => phase[k]));
    expect(await readPixel(file, 'phase', { y: 1, x: 2 })).toEqual(Float64Array.of(phase[9]));
  },
);

test('commands take raw rasters: difference, mask, geocoding', async () => {
  const first = raw('a.cor', [phase], shape, 'xml');
  const second = raw('b.cor', [magnitude], shape, 'hdr');
  await subtractFiles({ first: second, others: [first], outfile: path('d.h5') }, quietContext());
  expect(await valuesOf(path('d.h5'), 'coherence')).toEqual(
    Array.from(magnitude, (v, k) => (phase[k] === 0 ? v : v - phase[k])),
  );
  await generateMask({ file: first, outfile: path('mask.h5'), min: 1 }, quietContext());
  expect((await readMask(first)).data.reduce((a, b) => a + b)).toBe(phase.filter((v) => v !== 0).length);
  const lookup = await tinyRasters(
    path('geometryRadar.h5'),
    { latitude: tinyGrid((y) => 36 - 0.001 * y), longitude: tinyGrid((_, x) => 25 + 0.001 * x) },
    { FILE_TYPE: 'geometry' },
  );
  const options = {
    SNWE: null,
    laloStep: { lat: 0.001, lon: 0.001 },
    interpMethod: 'nearest',
    fillValue: Number.NaN,
  } as const;
  const files = [raw('pair.unw', [magnitude, phase], shape, 'xml')];
  const [out] = await geocodeFiles(
    { files, lookup, direction: 'radar2geo', options, outDir: folder },
    quietContext(),
  );
  expect(out).toBe(path('geo_pair.unw.h5'));
  expect(await valuesOf(out, 'phase')).toEqual(Array.from(phase));
  const { attributes } = await readProduct(out);
  expect(attributes).toMatchObject({ FILE_TYPE: 'phase', LENGTH: '5', UNIT: '1', X_STEP: '0.001' });
  expect(attributes).not.toHaveProperty('INTERLEAVE');
});

test('what is neither HDF5 nor described by a sheet is refused by name', async () => {
  writeFileSync(path('notes.txt'), 'nothing');
  await expect(readProduct(path('notes.txt'))).rejects.toThrow(
    /notes\.txt is neither an HDF5 file nor a raster/,
  );
  await expect(readProduct(path('absent.unw'))).rejects.toThrow(/absent\.unw does not exist/);
  copyFileSync(path('pair.unw.xml'), path('short.unw.xml'));
  writeFileSync(path('short.unw'), new Uint8Array(100));
  await expect(readProduct(path('short.unw'))).rejects.toThrow(MintsarError);
});

test('arguments that name no file, raster, pixel or place get a sentence', async () => {
  const file = raw('own.cor', [phase], shape, 'xml');
  for (const attempt of [
    () => readGrid(undefined as never),
    () => readProduct({} as never),
    () => readGrid(file, 42 as never),
    () => readPixel(file, 'coherence', undefined as never),
    () => pixelOfPlace(file, undefined as never),
    () => pixelOfPlace(null as never, { lat: 1, lon: 1 }),
    () => geocodeFiles(undefined as never, quietContext()),
    () => geocodeFiles({ files: 'a.h5', outDir: folder } as never, quietContext()),
    () => generateMask({ file, outfile: path('m.h5') }, undefined as never),
  ])
    await expect(attempt()).rejects.toThrow(MintsarError);
});

test('slices of series and stacks are read by their names', async () => {
  const series = await tinySeries(
    path('timeseries.h5'),
    ['20200101', '20200113'],
    (k, y, x) => 100 * k + 10 * y + x,
  );
  const second = await readGrid(series, 'timeseries-20200113');
  expect(second.shape).toEqual([5, 7]);
  expect(second.data[9]).toBe(112);
  expect((await readGrid(series, '20200113', { y0: 1, x0: 2, y1: 2, x1: 3 })).data).toEqual(
    Float32Array.of(112),
  );
  expect(await readPixel(series, 'timeseries-20200113', { y: 1, x: 2 })).toEqual(Float64Array.of(112));
  expect(await readPixel(series, 'timeseries', { y: 1, x: 2 })).toEqual(Float64Array.of(12, 112));
  await expect(readGrid(series, 'timeseries')).rejects.toThrow(/Name one of its rasters|3 dimensions/);
  await expect(readGrid(series, 'timeseries-20200102')).rejects.toThrow(/has no raster timeseries-20200102/);
  await expect(readGrid(series, '20200101', { y0: 0, x0: 0, y1: 6, x1: 7 })).rejects.toThrow(/no part of/);
  await expect(readPixel(series, 'timeseries', { y: 5, x: 0 })).rejects.toThrow(/Pixel y 5, x 0 is none of/);
});

test('the pixel of a place is found in a file named by its path; half a place gets a sentence', async () => {
  const attributes = { Y_FIRST: '36', X_FIRST: '179.997', Y_STEP: '-0.001', X_STEP: '0.001' };
  const map = await tinyRasters(path('geo_velocity.h5'), { velocity: phase }, attributes);
  expect(await pixelOfPlace(map, { lat: 35.9985, lon: -179.9985 })).toEqual({ y: 1, x: 4 });
  expect(await pixelOfPlace(map, { lat: 35.9985, lon: 180.0015 })).toEqual({ y: 1, x: 4 });
  await expect(pixelOfPlace(map, { lat: 35.9985 } as never)).rejects.toThrow(
    'A place needs a latitude and a longitude',
  );
  await expect(pixelOfPlace(map, { lat: 0, lon: 0 })).rejects.toThrow('lies outside');
});
