import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasGdal, readByGdal } from '../../../test/support/outside-readers.ts';
import { tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { saveGdal } from './save-gdal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-gdal-'));
const at = (name: string) => join(folder, name);
const MAP = {
  Y_FIRST: '36.5',
  X_FIRST: '25.25',
  Y_STEP: '-0.001',
  X_STEP: '0.002',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};
const UTM = {
  Y_FIRST: '4000000',
  X_FIRST: '500000',
  Y_STEP: '-30',
  X_STEP: '20',
  X_UNIT: 'meters',
  Y_UNIT: 'meters',
  UTM_ZONE: '35S',
};
const context = quietContext();
const [LENGTH, WIDTH] = [540, 2100];
const wide = Float32Array.from({ length: LENGTH * WIDTH }, (_, i) => {
  const [y, x] = [Math.floor(i / WIDTH), i % WIDTH];
  return x >= 301 && x < 900 && y > 200 ? Number.NaN : Math.fround(Math.sin(y / 90) + x * 1e-3);
});

beforeAll(async () => {
  await tinySeries(
    at('geo_timeseries_demErr.h5'),
    ['20200101', '20200113', '20200125'],
    (k, y, x) => k * (y + 0.1 * x),
    {
      attributes: MAP,
    },
  );
  await tinyRasters(
    at('geo_velocity.h5'),
    { velocity: tinyGrid((y, x) => (y === x ? Number.NaN : y - x)) },
    { ...UTM, UNIT: 'm/year' },
  );
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid(() => 1) });
  const attributes = { LENGTH: String(LENGTH), WIDTH: String(WIDTH), ...MAP };
  const dataset = { shape: [LENGTH, WIDTH], values: wide } as const;
  await writeProduct(
    at('wide.h5'),
    { ...attributes, FILE_TYPE: 'velocity', UNIT: 'm/year' },
    [{ name: 'velocity', type: 'f4', ...dataset }],
    context,
  );
  await writeProduct(
    at('packed.h5'),
    { ...attributes, FILE_TYPE: 'velocity', UNIT: 'm/year' },
    [{ name: 'velocity', type: 'f4', compression: 'lzf', ...dataset }],
    context,
  );
  await writeProduct(
    at('mask.h5'),
    { LENGTH: '5', WIDTH: '7', ...MAP, FILE_TYPE: 'mask' },
    [
      {
        name: 'mask',
        type: 'bool',
        shape: [5, 7],
        values: Uint8Array.from(tinyGrid((y) => (y > 1 ? 1 : 0))),
      },
    ],
    context,
  );
});

describe.runIf(hasGdal)('as GDAL sees it', () => {
  test('every date of a series is a GeoTIFF that tells its date, unit, place and no-data value', async () => {
    const files = await saveGdal({ file: at('geo_timeseries_demErr.h5'), folder: at('dates') }, context);
    expect(files.map((file) => file.replace(`${at('dates')}/`, ''))).toEqual(
      ['20200101', '20200113', '20200125'].map((date) => `timeseries-${date}_demErr.tif`),
    );
    const seen = readByGdal(files[2]);
    expect(seen).toMatchObject({
      driver: 'GTiff',
      epsg: '4326',
      transform: [25.25, 0.002, 0, 36.5, 0, -0.001],
      type: 'Float32',
      noData: 'nan',
      unit: 'm',
      description: 'timeseries-20200125 (m)',
      metadata: { DATE: '20200125', REF_DATE: '20200101', UNIT: 'm' },
    });
    expect([...seen.values]).toEqual([...tinyGrid((y, x) => 2 * (y + 0.1 * x))]);
  });

  test('two dates give what happened between them, masked', async () => {
    const request = {
      file: at('geo_timeseries_demErr.h5'),
      dataset: '20200113_20200125',
      mask: at('mask.h5'),
    };
    const [file] = await saveGdal({ ...request, folder: at('pair') }, context);
    expect(file).toBe(at('pair/timeseries-20200113_timeseries-20200125_demErr.tif'));
    const { values, metadata } = readByGdal(file);
    expect(values[7]).toBeNaN();
    expect(values[3 * 7 + 2]).toBeCloseTo(3.2, 6);
    expect(metadata).toMatchObject({ REF_DATE: '20200113', DATE: '20200125' });
  });

  test.each(['GTiff', 'COG', 'ENVI'])('%s has the UTM zone', async (format) => {
    const outfile = at(`utm-${format}.img`);
    await saveGdal({ file: at('geo_velocity.h5'), outfile, format, zeroMask: true }, context);
    const seen = readByGdal(outfile);
    expect(seen).toMatchObject({ epsg: '32735', transform: [500000, 20, 0, 4000000, 0, -30], noData: 'nan' });
    expect(seen.description).toContain('velocity (m/year)');
    expect([...seen.values]).toEqual([...tinyGrid((y, x) => (y === x ? Number.NaN : y - x))]);
  });

  test('masks stay bytes', async () => {
    await saveGdal({ file: at('mask.h5'), outfile: at('mask.tif'), format: 'COG' }, context);
    const { type, values, noData } = readByGdal(at('mask.tif'));
    expect({ type, noData }).toEqual({ type: 'Byte', noData: null });
    expect([...values]).toEqual([...tinyGrid((y) => (y > 1 ? 1 : 0))]);
  });

  test.each(['wide.h5', 'packed.h5'])('overviews of %s are means of the values there are', async (file) => {
    const outfile = at(`${file}.tif`);
    await saveGdal({ file: at(file), outfile, format: 'COG' }, quietContext({ workers: 2 }));
    const seen = readByGdal(outfile);
    expect(seen.layout).toBe('COG');
    expect(seen.values.every((value, i) => Object.is(value, wide[i]))).toBe(true);
    expect(seen.overviews.map(({ shape }) => shape)).toEqual([
      [270, 1050],
      [135, 525],
      [68, 263],
    ]);
    const mean = (y: number, x: number, n: number) => {
      const cell = Array.from(
        { length: n * n },
        (_, k) => wide[(n * y + Math.floor(k / n)) * WIDTH + n * x + (k % n)],
      );
      const valid = cell.filter((value) => !Number.isNaN(value));
      return valid.reduce((a, b) => a + b, 0) / valid.length;
    };
    const [half, , eighth] = seen.overviews;
    expect(half.values[200 * 1050 + 150]).toBeCloseTo(mean(200, 150, 2), 6); // beside the gap
    expect(half.values[200 * 1050 + 151]).toBeNaN();
    expect(eighth.values[20 * 263 + 200]).toBeCloseTo(mean(20, 200, 8), 6);
    expect(eighth.values[66 * 263 + 258]).toBeCloseTo(mean(66, 258, 8), 6);
  });
});

test('the same tiles come from any number of threads', async () => {
  const { readFileSync } = await import('node:fs');
  await saveGdal({ file: at('wide.h5'), outfile: at('one.tif'), format: 'COG' }, context);
  await saveGdal(
    { file: at('wide.h5'), outfile: at('two.tif'), format: 'COG' },
    quietContext({ workers: 2 }),
  );
  expect(readFileSync(at('one.tif')).equals(readFileSync(at('two.tif')))).toBe(true);
});

test('radar coordinates, unknown formats and the input itself are refused before anything is written', async () => {
  const before = readdirSync(folder).length;
  const outfile = at('never.tif');
  await expect(saveGdal({ file: at('velocity.h5'), outfile }, context)).rejects.toThrow(/radar coordinates/);
  await expect(saveGdal({ file: at('geo_velocity.h5'), outfile, format: 'PNG' }, context)).rejects.toThrow(
    /does not write PNG/,
  );
  await expect(
    saveGdal({ file: at('geo_velocity.h5'), outfile: at('geo_velocity.h5') }, context),
  ).rejects.toThrow(/is read/);
  await expect(
    saveGdal({ file: at('geo_timeseries_demErr.h5'), dataset: '20200102', outfile }, context),
  ).rejects.toThrow(/no raster 20200102/);
  expect(existsSync(outfile)).toBe(false);
  expect(readdirSync(folder).length).toBe(before);
});
