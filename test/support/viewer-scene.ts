import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context.ts';
import type { Attributes, DatasetSpec, H5Values } from '../../src/io/hdf5/types.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import { runHere } from './cli.ts';
import { TINY_ATTRIBUTES } from './tiny-series.ts';

/** A scene for pages: not square, with gaps, zeros that are no data, motion both ways, a season. */
export const SCENE = { length: 60, width: 90, reference: { y: 50, x: 12 } } as const;
export const SCENE_DATES = Array.from({ length: 14 }, (_, k) =>
  new Date(Date.UTC(2018, 0, 4) + 36 * k * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''),
);

const { length, width, reference } = SCENE;
const RADAR: Attributes = {
  ...TINY_ATTRIBUTES,
  LENGTH: String(length),
  WIDTH: String(width),
  REF_Y: String(reference.y),
  REF_X: String(reference.x),
  HEADING: '-167.5',
  ORBIT_DIRECTION: 'DESCENDING',
  CENTER_LINE_UTC: '59100',
  PROCESSOR: 'isce',
};
const MAP: Attributes = {
  ...RADAR,
  Y_FIRST: '36.5',
  X_FIRST: '25.3',
  Y_STEP: '-0.001',
  X_STEP: '0.0012',
  Y_UNIT: 'degrees',
  X_UNIT: 'degrees',
};
const UTM: Attributes = {
  ...RADAR,
  Y_FIRST: '4040000',
  X_FIRST: '350000',
  Y_STEP: '-80',
  X_STEP: '80',
  Y_UNIT: 'meters',
  X_UNIT: 'meters',
  UTM_ZONE: '35N',
  EPSG: '32635',
};

const isEmpty = (y: number, x: number) => y < 6 && x < 9;
const isGap = (y: number, x: number) => y >= 30 && y < 33 && x >= 60;

/** Displacement of a pixel, m; relative to the first date and to the reference point. */
function motion(k: number, y: number, x: number): number {
  const at = (row: number, column: number) => {
    const bump = Math.exp(-((row - 25) ** 2 + (column - 40) ** 2) / 200);
    const bowl = Math.exp(-((row - 40) ** 2 + (column - 70) ** 2) / 120);
    const noise = 0.002 * Math.sin(12.9898 * row + 78.233 * column + 3.7 * k);
    return (
      ((0.08 * bump - 0.05 * bowl) * k * 36) / 365.25 +
      0.01 * bump * Math.sin((2 * Math.PI * 36 * k) / 365.25) +
      noise
    );
  };
  return k === 0 ? 0 : at(y, x) - at(reference.y, reference.x);
}

function raster(value: (y: number, x: number) => number): Float32Array {
  return Float32Array.from({ length: length * width }, (_, i) => value(Math.floor(i / width), i % width));
}

function cube(planes: number, value: (k: number, y: number, x: number) => number): Float32Array {
  const out = new Float32Array(planes * length * width);
  for (let k = 0; k < planes; k++)
    out.set(
      raster((y, x) => value(k, y, x)),
      k * length * width,
    );
  return out;
}

type Dataset = DatasetSpec & { readonly values: H5Values };
const plane = (name: string, value: (y: number, x: number) => number): Dataset => ({
  name,
  type: 'f4',
  shape: [length, width],
  values: raster(value),
});
const dates = (group = ''): Dataset => ({
  name: `${group}date`,
  type: 'S8',
  shape: [SCENE_DATES.length],
  values: [...SCENE_DATES],
});
const series = (name: string): Dataset => ({
  name,
  type: 'f4',
  shape: [SCENE_DATES.length, length, width],
  values: cube(SCENE_DATES.length, (k, y, x) =>
    isGap(y, x) ? Number.NaN : isEmpty(y, x) ? 0 : motion(k, y, x),
  ),
});

/** What a correction takes away at a date, m: more the lower a pixel lies. */
const correction = (k: number, y: number) => (0.01 * Math.sin(k) * (length - y)) / length;

/** Write the series of a scene after a correction beside it. */
export async function writeCorrectedSeries(folder: string): Promise<void> {
  const attributes = { ...RADAR, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: SCENE_DATES[0] };
  const values = cube(SCENE_DATES.length, (k, y, x) => {
    const before = k === 0 || isEmpty(y, x) ? 0 : isGap(y, x) ? Number.NaN : motion(k, y, x);
    return before === 0 ? 0 : before - correction(k, y) + correction(k, reference.y);
  });
  const dataset = { ...series('timeseries'), values };
  await writeProduct(join(folder, 'timeseries_ERA5.h5'), attributes, [dataset, dates()], quietContext());
}

/** Write one product of every kind below a folder; velocity is fitted by the command. */
export async function writeViewerScene(folder: string): Promise<void> {
  for (const name of ['inputs', 'geo', 'utm']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, attributes: Attributes, datasets: readonly Dataset[]) =>
    writeProduct(join(folder, name), attributes, datasets, quietContext());
  const ofSeries = { FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: SCENE_DATES[0] };
  await write('timeseries.h5', { ...RADAR, ...ofSeries }, [series('timeseries'), dates()]);
  await write('geo/geo_timeseries.h5', { ...MAP, ...ofSeries }, [series('timeseries'), dates()]);
  await write('temporalCoherence.h5', { ...RADAR, FILE_TYPE: 'temporalCoherence', UNIT: '1' }, [
    plane('temporalCoherence', (y, x) => (x > 80 && y > 50 ? 0.3 : 0.95)),
  ]);
  await write('inputs/geometryRadar.h5', { ...RADAR, FILE_TYPE: 'geometry' }, [
    plane('height', (y, x) => 300 + 200 * Math.sin(y / 7) * Math.cos(x / 9)),
    plane('incidenceAngle', (_, x) => 34 + x / 20),
  ]);
  const pairs = SCENE_DATES.slice(1).map((date, k) => [SCENE_DATES[k], date]);
  await write('inputs/ifgramStack.h5', { ...RADAR, FILE_TYPE: 'ifgramStack', UNIT: 'radian' }, [
    { name: 'date', type: 'S8', shape: [pairs.length, 2], values: pairs.flat() },
    { name: 'bperp', type: 'f4', shape: [pairs.length], values: new Float32Array(pairs.length) },
    { name: 'dropIfgram', type: 'bool', shape: [pairs.length], values: new Uint8Array(pairs.length).fill(1) },
    ...(['unwrapPhase', 'coherence'] as const).map((name) => ({
      name,
      type: 'f4' as const,
      shape: [pairs.length, length, width],
      compression: 'lzf' as const,
      values: cube(pairs.length, (k, y, x) =>
        name === 'coherence' ? 0.5 + 0.4 * Math.sin(x / 9) : 225 * (motion(k + 1, y, x) - motion(k, y, x)),
      ),
    })),
  ]);
  await write('utm/velocity.h5', { ...UTM, FILE_TYPE: 'velocity', UNIT: 'm/year' }, [
    plane('velocity', (y, x) => motion(13, y, x)),
  ]);
  const group = 'HDFEOS/GRIDS/timeseries/';
  await write('S1_IW1_014_0001_0001_20180104_XXXXXXXX.he5', { ...MAP, ...ofSeries, FILE_TYPE: 'HDFEOS' }, [
    { ...series(`${group}observation/displacement`) },
    dates(`${group}observation/`),
    plane(`${group}quality/temporalCoherence`, () => 0.9),
    plane(`${group}geometry/height`, (y) => y),
  ]);
  const fitted = await runHere(['timeseries2velocity', 'timeseries.h5', '-o', 'velocity.h5'], folder);
  if (fitted.status !== 0) throw new Error(fitted.stderr);
}
