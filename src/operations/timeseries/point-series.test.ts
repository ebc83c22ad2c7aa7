import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { readTimeseriesPoint } from './point-series.ts';

const folder = temporaryFolder();
const file = join(folder, 'timeseries.h5');
const DATES = ['20200101', '20200113', '20200125'];
/** Metres: 0.01 per date and column, and 1 per row; row 4 holds no data. */
const truth = (k: number, y: number, x: number) => (y === 4 ? 0 : k * (0.01 * x + y));

beforeAll(async () => {
  await tinySeries(file, DATES, (k, y, x) => truth(k, y, x));
  await tinyRasters(join(folder, 'geometryRadar.h5'), {
    latitude: tinyGrid((y) => 36 - y * 0.001),
    longitude: tinyGrid((_y, x) => 25 + x * 0.001),
  });
});

const near = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(6)));

test('a pixel and the place of its centre give the same series', async () => {
  const byPixel = await readTimeseriesPoint(file, { y: 2, x: 3 });
  const byPlace = await readTimeseriesPoint(file, { lat: 35.998, lon: 25.003 });
  expect(near(byPixel.values)).toEqual([0, 2.03, 4.06]);
  expect(byPlace.values).toEqual(byPixel.values);
  expect(byPlace.pixel).toEqual({ y: 2, x: 3 });
  expect(byPixel.place?.lat).toBeCloseTo(35.998, 5);
  expect(byPixel.spread).toBeUndefined();
});

test('a series may start anywhere, in any unit, relative to another pixel and date', async () => {
  const options = {
    reference: { y: 1, x: 3 },
    refDate: '20200125',
    unit: 'cm',
    zeroFirst: false,
    startDate: '20200113',
  };
  const series = await readTimeseriesPoint(file, { y: 2, x: 3 }, options);
  expect(series.dates).toEqual(['20200113', '20200125']);
  expect(near(series.values)).toEqual([-100, 0]);
  expect(series).toMatchObject({ unit: 'cm', referencePixel: { y: 1, x: 3 }, referenceDate: '20200125' });
});

test('the first date that counts is 0, though excluded ones lie before it', async () => {
  const series = await readTimeseriesPoint(file, { y: 1, x: 0 }, { exclude: ['20200101'] });
  expect(near(series.values)).toEqual([-1, 0, 1]);
});

test('a window is averaged over its pixels with data, with their spread', async () => {
  const series = await readTimeseriesPoint(file, { y: 3, x: 3 }, { window: 3 });
  // Rows 2 and 3 and columns 2 to 4 hold data: row 4 does not.
  expect(near(series.values)).toEqual([0, 2.53, 5.06]);
  expect(series.spread?.[1]).toBeCloseTo(Math.sqrt(0.25 + (0.01 ** 2 * 2) / 3), 6);
  const middle = await readTimeseriesPoint(file, { y: 2, x: 3 }, { window: 3, method: 'median' });
  expect(near(middle.values)).toEqual([0, 2.03, 4.06]);
});

test('0 at all dates is no data, but at the reference pixel', async () => {
  expect([...(await readTimeseriesPoint(file, { y: 4, x: 3 })).values]).toEqual([NaN, NaN, NaN]);
  const still = join(folder, 'still.h5');
  await tinySeries(still, DATES, () => 0);
  expect([...(await readTimeseriesPoint(still, { y: 1, x: 2 })).values]).toEqual([0, 0, 0]);
});

test.each([
  [{ y: 5, x: 0 }, {}, /y 5, x 0 is no pixel/],
  [{ y: 1, x: 0 }, { window: 2 }, /window of 2/],
  [{ y: 1, x: 0 }, { refDate: '20210101' }, /no date 20210101/],
  [{ y: 1, x: 0 }, { startDate: '20210101' }, /no date from 20210101/],
  [{ y: 1, x: 0 }, { unit: 'furlong' }, /cannot be shown as furlong/],
  [{ y: 1, x: 0 }, { reference: { y: 4, x: 1 } }, /no value at the reference pixel y 4, x 1/],
  [{ lat: 50, lon: 8 }, {}, /lies outside/],
])('%j %j is refused', async (point, options, says) => {
  await expect(readTimeseriesPoint(file, point, options)).rejects.toThrow(says);
});

test('a file of another kind is refused by name', async () => {
  const other = await tinyRasters(join(folder, 'velocity.h5'), { velocity: tinyGrid(() => 1) });
  await expect(readTimeseriesPoint(other, { y: 0, x: 0 })).rejects.toThrow(
    /velocity\.h5 is not a time series/,
  );
});
