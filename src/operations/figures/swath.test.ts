import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { readSwaths } from '../profiles/swath.ts';
import { readTransect } from '../profiles/transect.ts';
import { drawSwaths } from './swath.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const context = quietContext();

beforeAll(async () => {
  const plane = tinyGrid((y, x) => 0.01 * (y + 10 * x + 1));
  await tinyRasters(at('velocity.h5'), { velocity: plane });
  const map = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.001', X_STEP: '0.001' };
  await tinyRasters(at('geo_velocity.h5'), { velocity: plane }, map);
});

test('the profile in the middle is that of plot_transection, those beside it are of the pixels beside', async () => {
  const ends = [
    { y: 2, x: 0 },
    { y: 2, x: 6 },
  ] as const;
  const file = at('velocity.h5');
  const [swath] = await readSwaths({ file, line: ends, number: 3, unit: 'm/year' });
  const single = await readTransect({ file, start: ends[0], end: ends[1], unit: 'm/year' });
  expect(swath.values[1]).toEqual(single.values);
  expect(swath.distance).toEqual(single.distance);
  expect(swath.points.map(({ y }) => y[0])).toEqual([1, 2, 3]);
  for (const [k, value] of single.values.entries()) {
    expect(swath.values[0][k]).toBeCloseTo(value - 0.01, 6);
    expect(swath.mean[k]).toBeCloseTo(value, 6);
    expect(swath.spread[k]).toBeCloseTo(0.01 * Math.sqrt(2 / 3), 6);
  }
});

test('what lies outside the raster is no data', async () => {
  const line = [
    { y: 0, x: 0 },
    { y: 0, x: 6 },
  ];
  const [{ count, values }] = await readSwaths({ file: at('velocity.h5'), line, number: 5 });
  expect(new Set(count)).toEqual(new Set([3]));
  expect(values[0].every(Number.isNaN)).toBe(true);
  const far = { file: at('velocity.h5'), line, number: 2, spacing: { value: 50, unit: 'pixel' } as const };
  await expect(readSwaths(far)).rejects.toThrow(/no data of velocity along the profiles/);
});

test('profiles across a trace have 0 on it; a trace may begin beside the map', async () => {
  const trace = [
    { lat: 35.9975, lon: 24.9995 },
    { lat: 35.9975, lon: 25.0085 },
  ];
  const request = {
    file: at('geo_velocity.h5'),
    line: trace,
    perpendicular: true,
    number: 1,
    unit: 'm/year',
  };
  const pixels = (value: number) => ({ value, unit: 'pixel' }) as const;
  const swaths = await readSwaths({ ...request, length: pixels(4), every: pixels(3) });
  // The trace is 9 columns long, from column -1.
  expect(swaths.map(({ middle: [[, x]] }) => Number(x.toFixed(6)))).toEqual([0.5, 3.5, 6.5]);
  const [, { middle, distance, values }] = swaths;
  expect(middle.map(([y]) => Math.round(1e6 * y) + 0)).toEqual([0, 4e6]);
  expect(distance[0]).toBeCloseTo(-distance[distance.length - 1], 6);
  const metres = (0.001 * Math.PI * 6378100) / 180;
  expect(distance[0]).toBeCloseTo(-2 * metres, 3);
  expect(values[0][0]).toBeCloseTo(0.41, 6);
  const [{ values: back }] = (await readSwaths({ ...request, length: pixels(4), reversed: true })).slice(-1);
  expect(back[0][0]).toBeGreaterThan(back[0][back[0].length - 1]);
});

test('a table has a column for each profile; the figure tells mean and spread', async () => {
  const line = [
    { y: 0, x: 0 },
    { y: 0, x: 6 },
  ];
  const request = { file: at('velocity.h5'), line, number: 3, matlab: true, outfile: at('swath.svg') };
  const { files } = await drawSwaths(request, context);
  expect(files).toEqual(['swath.csv', 'swath.mat', 'swath.svg'].map(at));
  const table = readFileSync(at('swath.csv'), 'utf8').trimEnd().split('\n');
  const rows = table.filter((row) => !row.startsWith('#'));
  expect(rows[0]).toBe('distance,mean,spread,count,profile_1,profile_2,profile_3');
  expect(rows[1].split(',')).toEqual(['0.0', '1.5', '0.5', '2', '', '1.0', '2.0']);
  const words = [...readFileSync(at('swath.svg'), 'utf8').matchAll(/>([^<]+)<\/text>/g)].map(
    ([, one]) => one,
  );
  expect(words.join(' ')).toContain('mean ± standard deviation');
});

test('negated values say so on their axis', async () => {
  const line = [
    { y: 1, x: 0 },
    { y: 1, x: 6 },
  ];
  const request = { file: at('velocity.h5'), line, number: 1, negated: true, outfile: at('down.svg') };
  const { swaths } = await drawSwaths(request, context);
  expect(swaths[0].mean[0]).toBeCloseTo(-2, 6);
  const words = [...readFileSync(at('down.svg'), 'utf8').matchAll(/>([^<]+)<\/text>/g)].map(([, one]) => one);
  expect(words.join(' ')).toContain('LOS velocity [cm/year], − towards satellite');
});
