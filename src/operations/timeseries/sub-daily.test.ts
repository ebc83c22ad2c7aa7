import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { decimalYear } from '../../core/dates.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { spatialAverageText } from '../averages/spatial-average-text.ts';
import { subtractFiles } from '../corrections/difference.ts';
import { changeReferenceDate } from './reference-date.ts';
import { fitVelocity } from './velocity.ts';

/* Acquisitions with a time of day, two of them on one day. */

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const dates = [
  '20180104T0523',
  '20180116T0000',
  '20180116T1200',
  '20180128T0523',
  '20180209T1000',
  '20180209T2359',
];
const years = dates.map((date) => decimalYear(date));
const options = defaultOptions().config.timeFunc;
const rate = (y: number, x: number) => 3 * (y - 1) + x - 2;
/** Moves steadily; the second flight of a day is off by 1 m. */
const series = (name: string) =>
  tinySeries(path(name), dates, (k, y, x) =>
    y === 1 && x === 2 ? 0 : (years[k] - years[0]) * rate(y, x) + (k === 2 ? 1 : 0),
  );

test('a velocity goes by the hours, over dates chosen by day or by minute', async () => {
  const timeseries = await series('a.h5');
  const outfile = path('velocity.h5');
  const velocityOf = async (chosen: object) => {
    await fitVelocity({ timeseries, outfile, options: { ...options, ...chosen } }, quietContext());
    return valuesOf(outfile, 'velocity');
  };
  const expected = tinyGrid(rate);
  const without = await velocityOf({ excludeDate: ['20180116T1200'] });
  without.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 4);
  });
  expect(await attributesOf(outfile)).toMatchObject({
    START_DATE: '20180104T0523',
    END_DATE: '20180209T2359',
    DATE12: '20180104T0523_20180209T2359',
    REF_DATE: '20180104T0523',
  });
  // The whole last day counts, the first limit begins after the flight of noon.
  const late = await velocityOf({ startDate: '20180116T1201', endDate: '20180209' });
  expect(late[0]).toBeCloseTo(expected[0], 4);
  expect((await attributesOf(outfile))['DATE12']).toBe('20180128T0523_20180209T2359');
  await velocityOf({ startDate: '20180104', endDate: '20180116' });
  expect((await attributesOf(outfile))['DATE12']).toBe('20180104T0523_20180116T1200');
});

test('a reference date is named by its day when that is enough', async () => {
  const file = await series('b.h5');
  await changeReferenceDate({ files: [file], date: '20180128' }, quietContext());
  expect((await attributesOf(file))['REF_DATE']).toBe('20180128T0523');
  expect((await valuesOf(file, 'timeseries')).slice(3 * 35, 4 * 35)).toEqual(new Array(35).fill(0));
  await expect(changeReferenceDate({ files: [file], date: '20180116' }, quietContext())).rejects.toThrow(
    /20180116T0000, 20180116T1200/,
  );
});

test('a series minus a velocity counts the hours too', async () => {
  const velocity = await tinyRasters(path('rate.h5'), { velocity: tinyGrid(rate) });
  await subtractFiles(
    { first: await series('c.h5'), others: [velocity], outfile: path('rest.h5') },
    quietContext(),
  );
  const rest = await valuesOf(path('rest.h5'), 'timeseries');
  rest.forEach((value, i) => {
    expect(value).toBeCloseTo(Math.floor(i / 35) === 2 && i % 35 !== 9 ? 1 : 0, 5);
  });
  await withH5(path('rest.h5'), (file) => expect(file.datasets.get('date')!.type).toBe('S13'));
});

test('a table of averages tells the hours of a baseline, and whole days as ever', () => {
  const text = spatialAverageText({
    file: 'ifgramStack.h5',
    box: { y0: 0, x0: 0, y1: 5, x1: 7 },
    labels: [`${dates[1]}_${dates[2]}`, '20180104_20180116'],
    mean: [0.5, 0.25],
    pairs: { tbase: [0.5, 12], bperp: [10, 20] },
  });
  expect(text).toContain('20180116T0000_20180116T1200\t0.5000\t    0.50\t    10.0\t0');
  expect(text).toContain('20180104_20180116\t0.2500\t      12\t    20.0\t1');
});
