import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PressureLevels } from '../../core/atmosphere/pressure-levels.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { createH5 } from '../hdf5/file.ts';
import type { DatasetSpec, H5Values } from '../hdf5/types.ts';
import { layOutNetcdf, type NcAttribute, type NcVariable } from '../netcdf/classic.ts';
import { readWeather } from './read-weather.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-weather-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LEVELS = [1000, 850, 500, 100]; // hPa, as the present service orders them
const LATITUDES = [34, 33.75, 33.5];
const LONGITUDES = [130, 130.25, 130.5, 130.75];
const MOMENT = { date: '20240117', hour: 14 };
const SECONDS = Date.UTC(2024, 0, 17, 14) / 1000;
const value = (k: number, y: number, x: number) => 200 + LEVELS[k] / 10 + 3 * y + x;
const field = (scale = 1) =>
  Float32Array.from(
    { length: 48 },
    (_, n) => scale * value(Math.floor(n / 12), Math.floor(n / 4) % 3, n % 4),
  );

function agrees({ levels, latitudes, longitudes, temperature, geopotential }: PressureLevels): void {
  expect([...levels]).toEqual([10_000, 50_000, 85_000, 100_000]);
  expect([...latitudes]).toEqual([33.5, 33.75, 34]);
  expect([...longitudes]).toEqual(LONGITUDES);
  expect(temperature[0]).toBeCloseTo(value(3, 2, 0), 2);
  expect(temperature[47]).toBeCloseTo(value(0, 0, 3), 2);
  expect(geopotential[1]).toBeCloseTo(100 * value(3, 2, 1), 0);
}

/** netCDF-4 as the present service writes it, but for what `changes` replaces. */
async function presentFile(
  name: string,
  changes: Readonly<Record<string, Partial<DatasetSpec> & { values?: H5Values }>> = {},
): Promise<string> {
  const path = join(folder, name);
  const one = (
    key: string,
    type: DatasetSpec['type'],
    shape: number[],
    values: H5Values,
    attributes = {},
  ) => ({ name: key, type, shape, values, attributes, ...changes[key] });
  const datasets = [
    one('number', 'i8', [], new Float64Array(1), { units: '1' }),
    one('valid_time', 'i8', [1], Float64Array.of(SECONDS), { units: 'seconds since 1970-01-01' }),
    one('pressure_level', 'f8', [4], Float64Array.from(LEVELS), {
      units: 'hPa',
      stored_direction: 'decreasing',
    }),
    one('latitude', 'f8', [3], Float64Array.from(LATITUDES)),
    one('longitude', 'f8', [4], Float64Array.from(LONGITUDES)),
    one('expver', 'S4', [1], ['0001']),
    ...['z', 't', 'q'].map((key) => one(key, 'f4', [1, 4, 3, 4], field(key === 'z' ? 100 : 1))),
  ].map(({ values, ...spec }) => ({ spec, values }));
  const writer = await createH5(path, { attributes: {}, datasets: datasets.map(({ spec }) => spec) });
  for (const { spec, values } of datasets) writer.write(spec.name, values);
  writer.commit();
  return path;
}

function reading(path: string, moment = MOMENT): PressureLevels {
  const file = new LocalFile(path);
  try {
    return readWeather(file, moment);
  } finally {
    file.close();
  }
}

test('netCDF-4 of the present service: levels are sorted by value, latitudes from the south', async () => {
  agrees(reading(await presentFile('present.nc')));
  const inPascal = { values: Float64Array.from(LEVELS, (level) => 100 * level), attributes: { units: 'Pa' } };
  const across = { values: Float64Array.of(179.5, 179.75, -180, -179.75) };
  const { longitudes } = reading(await presentFile('across.nc', { longitude: across }));
  expect([...longitudes]).toEqual([179.5, 179.75, 180, 180.25]);
  agrees(reading(await presentFile('pascal.nc', { pressure_level: inPascal })));
});

test('what is not the weather that is wanted is named', async () => {
  const path = await presentFile('other.nc');
  expect(() => reading(path, { date: '20240129', hour: 14 })).toThrow(
    'it holds 20240117 14:00 where 20240129 14:00 is wanted',
  );
  const noUnit = await presentFile('no-unit.nc', { pressure_level: { attributes: {} } });
  expect(() => reading(noUnit)).toThrow('the unit of its pressure_level is ""');
  const ofModel = await presentFile('model.nc', {
    pressure_level: { name: 'level', attributes: { units: '1', long_name: 'model_level_number' } },
  });
  expect(() => reading(ofModel)).toThrow('on levels of the model');
  const odd = await presentFile('odd.nc', {
    longitude: { values: Float64Array.of(130, 130.25, 130.5, 131) },
  });
  expect(() => reading(odd)).toThrow('longitudes');
});

/** The classic file of the earlier service: packed, with final and preliminary data side by side. */
function earlierFile(): Uint8Array {
  const short = (name: string, scale: number): NcVariable => {
    const attributes: Record<string, NcAttribute> = {
      scale_factor: 0.01 * scale,
      add_offset: 250 * scale,
      _FillValue: { type: 'short', values: [-32767] },
    };
    const packed = [...field()].map((one) => Math.round((one - 250) / 0.01));
    // final data at the first time, preliminary ones at the second
    const blank = new Array<number>(48).fill(-32767);
    return {
      name,
      type: 'short',
      dimensions: ['time', 'expver', 'level', 'latitude', 'longitude'],
      attributes,
      values: [...packed, ...blank, ...blank, ...packed],
    };
  };
  const axis = (
    name: string,
    type: NcVariable['type'],
    values: readonly number[],
    units: string,
  ): NcVariable => ({ name, type, dimensions: [name], attributes: { units }, values });
  const layout = layOutNetcdf({
    dimensions: { longitude: 4, latitude: 3, level: 4, expver: 2, time: 2 },
    attributes: { Conventions: 'CF-1.6' },
    variables: [
      axis('longitude', 'float', LONGITUDES, 'degrees_east'),
      axis('latitude', 'float', LATITUDES, 'degrees_north'),
      axis('level', 'int', LEVELS, 'millibars'),
      axis('expver', 'int', [1, 5], ''),
      axis(
        'time',
        'int',
        [SECONDS / 3600 + 613608 - 24, SECONDS / 3600 + 613608],
        'hours since 1900-01-01 00:00:00.0',
      ),
      short('z', 100),
      short('t', 1),
      short('q', 1),
    ],
  });
  const bytes = new Uint8Array(layout.size);
  bytes.set(layout.head);
  for (const { bytes: part, address } of layout.short) bytes.set(part, address);
  return bytes;
}

test('classic netCDF of the earlier service: scale and offset, and preliminary data where there are no final ones', () => {
  const bytes = earlierFile();
  for (const date of ['20240116', '20240117'])
    agrees(readWeather(memorySource(bytes, 'earlier.nc'), { date, hour: 14 }));
});

test('a classic file that was cut or changed is said to be damaged', () => {
  const bytes = earlierFile();
  for (let size = 4; size < bytes.length; size += 211) {
    expect(() => readWeather(memorySource(bytes.subarray(0, size), 'cut.nc'), MOMENT)).toThrow(/cut\.nc/);
  }
  for (let at = 4; at < 400; at += 2) {
    const changed = bytes.slice();
    changed[at] ^= 0xff;
    try {
      readWeather(memorySource(changed, 'changed.nc'), MOMENT);
    } catch (error) {
      expect((error as Error).message).toContain('changed.nc');
    }
  }
});
