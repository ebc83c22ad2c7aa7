import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weatherGrib } from '../../../test/support/grib.ts';
import { tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { utmToLatLon } from '../../core/geometry/utm.ts';
import { makeH5 } from '../../io/hdf5/file.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readGrid } from '../../io/products/product.ts';
import { removeSolidEarthTides } from '../tides/solid-earth-tides.ts';
import { removeGacosDelay } from './gacos.ts';
import { removeOperaDelay } from './opera.ts';
import { removeWeatherDelay } from './weather-delay.ts';

/* A delay depends on the place and not on how the place is told: a UTM map, and longitudes that jump from 180 to -180. */

const DATES = ['20200101', '20200113'];
const ZONE = { number: 1, south: true } as const; // from 180 west
const GRID = { yFirst: 8_100_000, yStep: -3000, xFirst: 170_000, xStep: 3000 };
const context = quietContext();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-anywhere-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const height = tinyGrid((y, x) => 100 * y + 50 * x);
const incidenceAngle = tinyGrid((_, x) => 33 + x);

/** A scene in radar coordinates, whose file of delays goes beside its geometry. */
async function radarScene(name: string, at: (y: number, x: number) => readonly [lat: number, lon: number]) {
  const dir = join(folder, name);
  mkdirSync(dir);
  const attributes = { CENTER_LINE_UTC: '64900' };
  return {
    timeseries: await tinySeries(join(dir, 'ts.h5'), DATES, (k, y, x) => 0.01 * k * (y + x), { attributes }),
    geometry: await tinyRasters(join(dir, 'geometry.h5'), {
      height,
      incidenceAngle,
      latitude: tinyGrid((y, x) => at(y, x)[0]),
      longitude: tinyGrid((y, x) => at(y, x)[1]),
    }),
  };
}

async function mapScene(name: string, projection: Attributes = { UTM_ZONE: '1S', EPSG: '32701' }) {
  const dir = join(folder, name);
  mkdirSync(dir);
  const { yFirst, yStep, xFirst, xStep } = GRID;
  const attributes = {
    CENTER_LINE_UTC: '64900',
    ...{ Y_FIRST: String(yFirst), Y_STEP: String(yStep), X_FIRST: String(xFirst), X_STEP: String(xStep) },
    ...{ Y_UNIT: 'meters', X_UNIT: 'meters', ...projection },
  };
  return {
    timeseries: await tinySeries(join(dir, 'ts.h5'), DATES, (k, y, x) => 0.01 * k * (y + x), { attributes }),
    geometry: await tinyRasters(
      join(dir, 'geometry.h5'),
      { height, incidenceAngle, azimuthAngle: tinyGrid(() => -102) },
      attributes,
    ),
  };
}

/** Latitude and longitude of the centre of a pixel of the UTM map. */
const place = (y: number, x: number) =>
  utmToLatLon(GRID.yFirst + (y + 0.5) * GRID.yStep, GRID.xFirst + (x + 0.5) * GRID.xStep, ZONE);

async function operaFolder(name: string, west: number): Promise<string> {
  const dir = join(folder, name);
  mkdirSync(dir);
  const latitude = Float64Array.from({ length: 40 }, (_, k) => -16 - 0.07 * k);
  const longitude = Float64Array.from({ length: 40 }, (_, k) => standardizeLongitude(west + 0.07 * k));
  const levels = Float64Array.of(-500, 0, 500, 1000, 2000);
  const shape = [1, 5, 40, 40];
  const values = (scale: number) =>
    Float32Array.from(
      { length: 8000 },
      (_, i) => scale * (3 + Math.sin(i / 7) / 20 - Math.floor(i / 1600) / 5),
    );
  for (const date of DATES) {
    const path = join(dir, `OPERA_L4_TROPO-ZENITH_${date}T180000Z_20200201T000000Z_HRES_v1.0.nc`);
    const axes = { latitude, longitude, height: levels };
    const datasets = [
      ...Object.entries(axes).map(([key, { length }]) => ({
        name: key,
        type: 'f8' as const,
        shape: [length],
      })),
      ...['wet_delay', 'hydrostatic_delay'].map((key) => ({ name: key, type: 'f4' as const, shape })),
    ];
    await makeH5(path, { attributes: {}, datasets }, async (writer) => {
      for (const [key, axis] of Object.entries(axes)) writer.write(key, axis);
      writer.write('wet_delay', values(0.1 * Number(date.slice(-2))));
      writer.write('hydrostatic_delay', values(1));
    });
  }
  return dir;
}

function weatherFolder(name: string, west: number, east: number): string {
  const dir = join(folder, name);
  mkdirSync(join(dir, 'ERA5'), { recursive: true });
  for (const date of DATES)
    writeFileSync(
      join(dir, `ERA5/ERA5_S30_S10_E${west}_E${east}_${date}_18.grb`),
      weatherGrib(date, 18, { north: -10, south: -30, west, east }),
    );
  return dir;
}

function gacosFolder(name: string, west: number): string {
  const dir = join(folder, name);
  mkdirSync(dir);
  for (const date of DATES) {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => 2.4 + Math.sin(i / 9) / 10);
    writeFileSync(join(dir, `${date}.ztd`), Buffer.from(values.buffer));
    const sheet = {
      WIDTH: 100,
      FILE_LENGTH: 100,
      X_FIRST: west,
      Y_FIRST: -16.5,
      X_STEP: 0.01,
      Y_STEP: -0.01,
    };
    const lines = Object.entries({ ...sheet, X_UNIT: 'degrees', Y_UNIT: 'degrees' });
    writeFileSync(join(dir, `${date}.ztd.rsc`), lines.map(([key, value]) => `${key} ${value}\n`).join(''));
  }
  return dir;
}

async function distance(one: string, other: string): Promise<number> {
  const [a, b] = [await readGrid(one, DATES[1]), await readGrid(other, DATES[1])];
  expect(a.data.every((value) => value < -1)).toBe(true);
  return Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i])));
}

test('ERA5, OPERA and GACOS are the same where longitudes jump as where they do not', async () => {
  const turn = 60; // weather of the test repeats there
  const at = (y: number, x: number): [number, number] => [-17 - 0.03 * y, 179.91 + 0.03 * x];
  const across = await radarScene('across', (y, x) => [at(y, x)[0], standardizeLongitude(at(y, x)[1])]);
  const plain = await radarScene('plain', (y, x) => [at(y, x)[0], at(y, x)[1] - turn]);
  const opera = [await operaFolder('O1', 178.6), await operaFolder('O2', 178.6 - turn)];
  const gacos = [gacosFolder('G1', 179.6), gacosFolder('G2', 179.6 - turn)];
  const made = async (scene: typeof across, k: number) => [
    await removeOperaDelay({ ...scene, folder: opera[k], download: false }, context),
    await removeGacosDelay({ ...scene, folder: gacos[k] }, context),
  ];
  const [there, here] = [await made(across, 0), await made(plain, 1)];
  for (const [k, file] of there.entries()) expect(await distance(file, here[k]), file).toBeLessThan(2e-5);

  // As ERA5 the weather of the test changes with the longitude: the same file for both ways to tell the place.
  const beyond = await radarScene('beyond', at);
  const weatherDir = weatherFolder('weather', 170, 190);
  const [a, b] = [
    await removeWeatherDelay({ ...across, weatherDir }, context),
    await removeWeatherDelay({ ...beyond, weatherDir }, context),
  ];
  expect(await distance(a!, b!)).toBeLessThan(1e-5);
});

test('ERA5, OPERA and GACOS on a UTM map are those of the latitudes and longitudes of its pixels', async () => {
  const radar = await radarScene('latlon', place);
  const map = await mapScene('utm');
  const weatherDir = weatherFolder('weatherUtm', 170, 190);
  const opera = await operaFolder('O3', 178.6);
  const gacos = gacosFolder('G3', 179.6);
  for (const make of [
    (scene: typeof map) => removeWeatherDelay({ ...scene, weatherDir }, context),
    (scene: typeof map) => removeOperaDelay({ ...scene, folder: opera, download: false }, context),
    (scene: typeof map) => removeGacosDelay({ ...scene, folder: gacos }, context),
  ])
    expect(await distance((await make(map))!, (await make(radar))!)).toBeLessThan(2e-5);
});

test('a pixel without a height has the ERA5 delay of -200 m', async () => {
  const at = (y: number, x: number) => [-17 - 0.03 * y, 179.91 + 0.03 * x] as const;
  const weatherDir = weatherFolder('weatherGap', 170, 190);
  const [gap, low] = [await radarScene('gap', at), await radarScene('low', at)];
  const holed = (value: number) => tinyGrid((y, x) => (y === 1 && x === 1 ? value : 300 + 50 * x));
  const others = {
    incidenceAngle,
    latitude: tinyGrid((y, x) => at(y, x)[0]),
    longitude: tinyGrid((y, x) => at(y, x)[1]),
  };
  await tinyRasters(gap.geometry, { height: holed(Number.NaN), ...others });
  await tinyRasters(low.geometry, { height: holed(-200), ...others });
  const [a, b] = [
    await removeWeatherDelay({ ...gap, weatherDir }, context),
    await removeWeatherDelay({ ...low, weatherDir }, context),
  ];
  expect(await distance(a, b)).toBe(0);
});

test('a map in metres is placed by its EPSG code alone, and refused without one', async () => {
  const both = await mapScene('both');
  const coded = await mapScene('coded', { EPSG: '32701' });
  const tide = async ({ timeseries, geometry }: typeof both) =>
    (await readGrid(await removeSolidEarthTides({ timeseries, geometry }, context), DATES[1])).data;
  expect(await tide(coded)).toEqual(await tide(both));
  const unknown = await mapScene('unknown', {});
  await expect(tide(unknown)).rejects.toThrow(/geometry\.h5 is in metres, and neither UTM_ZONE nor EPSG/);
});
