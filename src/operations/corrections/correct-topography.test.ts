import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { correctDemError } from './correct-topography.ts';

const dates = ['20040101', '20040301', '20040601', '20040901', '20050101', '20050401', '20050801'];
const bperp = [0, 120, -80, 200, -150, 60, 90];
const options = { polyOrder: 1, phaseVelocity: false, stepDate: [], excludeDate: ['exclude_date.txt'] };
const [range, angle] = [850000, 30];
const sensitivity = 1 / (range * Math.sin((angle * Math.PI) / 180));
const demError = (y: number, x: number) => 10 + y - 2 * x;

let count = 0;
async function scene(noise: (k: number) => number = () => 0) {
  const folder = join(temporaryFolder(), `scene${count++}`);
  mkdirSync(folder);
  const series = await tinySeries(
    join(folder, 'timeseries.h5'),
    dates,
    (k, y, x) => bperp[k] * sensitivity * demError(y, x) + noise(k),
    { bperp },
  );
  const geometry = await tinyRasters(join(folder, 'geometry.h5'), {
    incidenceAngle: tinyGrid(() => angle),
    slantRangeDistance: tinyGrid(() => range),
  });
  return { folder, series, geometry, outfile: join(folder, 'timeseries_demErr.h5') };
}

test('finds the DEM error that was put in and removes its phase', async () => {
  const { folder, series, geometry, outfile } = await scene();
  await correctDemError({ timeseries: series, geometry, outfile, options }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  tinyGrid(demError).forEach((value, i) => {
    expect(dem[i]).toBeCloseTo(value, 3);
  });
  for (const value of await valuesOf(outfile, 'timeseries')) expect(value).toBeCloseTo(0, 7);
  for (const value of await valuesOf(join(folder, 'timeseriesResidual.h5'), 'timeseries'))
    expect(value).toBeCloseTo(0, 7);
  const attributes = await attributesOf(join(folder, 'demErr.h5'));
  expect(attributes).toMatchObject({
    FILE_TYPE: 'dem',
    UNIT: 'm',
    'mintpy.topographicResidual.polyOrder': '1',
    'mintpy.topographicResidual.excludeDate': "['exclude_date.txt']",
  });
});

test('a noisy date in exclude_date.txt does not disturb the estimate but is corrected', async () => {
  const { folder, series, geometry, outfile } = await scene((k) => (k === 3 ? 0.5 : 0));
  writeFileSync(join(folder, 'exclude_date.txt'), '20040901\n');
  await correctDemError({ timeseries: series, geometry, outfile, options }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  expect(dem[0]).toBeCloseTo(10, 3);
  expect((await valuesOf(outfile, 'timeseries'))[3 * 35]).toBeCloseTo(0.5, 6);
});

test('pixels of temporal coherence 0 become 0', async () => {
  const { folder, series, geometry, outfile } = await scene();
  await tinyRasters(join(folder, 'temporalCoherence.h5'), {
    temporalCoherence: tinyGrid((y, x) => (y === 2 && x === 3 ? 0 : 0.9)),
  });
  await correctDemError({ timeseries: series, geometry, outfile, options }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  expect(dem[17]).toBe(0);
  expect(dem[18]).not.toBe(0);
  expect((await valuesOf(outfile, 'timeseries'))[35 + 17]).toBe(0);
});

test('without a geometry file the scene centre stands for all pixels', async () => {
  const { folder, series, outfile } = await scene();
  await correctDemError({ timeseries: series, outfile, options }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  // the same phase with another range and angle is another height, in proportion
  expect(dem[34] / dem[0]).toBeCloseTo(demError(4, 6) / demError(0, 0), 5);
});

test('baselines per pixel are used when the geometry file has them, in the order of the series', async () => {
  const { folder, series, outfile } = await scene();
  const geometry = join(folder, 'geometryBperp.h5');
  const order = [2, 0, 1, 3, 4, 5, 6]; // of another stack
  const values = new Float32Array(7 * 35);
  order.forEach((k, plane) => {
    values.fill(2 * bperp[k], plane * 35, (plane + 1) * 35);
  });
  await writeProduct(
    geometry,
    { ...TINY_ATTRIBUTES, FILE_TYPE: 'geometry' },
    [
      { name: 'bperp', type: 'f4', shape: [7, 5, 7], values },
      { name: 'date', type: 'S8', shape: [7], values: order.map((k) => dates[k]) },
      { name: 'incidenceAngle', type: 'f4', shape: [5, 7], values: tinyGrid(() => angle) },
      { name: 'slantRangeDistance', type: 'f4', shape: [5, 7], values: tinyGrid(() => range) },
    ],
    quietContext(),
  );
  await correctDemError({ timeseries: series, geometry, outfile, options }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  expect(dem[0]).toBeCloseTo(demError(0, 0) / 2, 3);
});

test('with shrinkage the day of a step takes no part, and a DEM error without noise is found whole', async () => {
  const { folder, series, geometry, outfile } = await scene((k) => (k >= 3 ? 0.2 : 0));
  const shrunk = { ...options, stepDate: ['20040901'], shrinkage: true };
  await correctDemError({ timeseries: series, geometry, outfile, options: shrunk }, quietContext());
  const dem = await valuesOf(join(folder, 'demErr.h5'), 'dem');
  tinyGrid(demError).forEach((value, i) => {
    expect(dem[i]).toBeCloseTo(value, 2);
  });
  expect(await attributesOf(outfile)).toMatchObject({ 'mintpy.topographicResidual.shrinkage': 'True' });
  const both = { ...shrunk, phaseVelocity: true };
  await expect(
    correctDemError({ timeseries: series, geometry, outfile, options: both }, quietContext()),
  ).rejects.toThrow('phase velocities');
});

test('a step with all acquisitions on one side is said', async () => {
  const { series, geometry, outfile } = await scene();
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) };
  const stepDate = ['20030101', '20040601', '20050801', '20991231'];
  await correctDemError(
    { timeseries: series, geometry, outfile, options: { ...options, stepDate, excludeDate: ['20050801'] } },
    quietContext({ log }),
  );
  expect(warnings).toEqual([
    'timeseries.h5 has no acquisitions on both sides of 20030101, 20050801, 20991231: no step is found there',
  ]);
});
