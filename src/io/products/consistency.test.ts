import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TINY_ATTRIBUTES, temporaryFolder } from '../../../test/support/tiny-series.ts';
import { TINY_PAIRS } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { FileError, MintsarError } from '../../core/errors.ts';
import type { Attributes, DatasetSpec, H5Values } from '../hdf5/types.ts';
import { readIfgramStack } from './ifgram-stack.ts';
import { readGrid, readProduct, writeProduct } from './product.ts';
import { referencePixel } from './reference-pixel.ts';
import { readTimeseries, referenceIndex } from './timeseries.ts';

type Dataset = DatasetSpec & { readonly values: H5Values };
type Parts = Readonly<Record<string, Dataset | undefined>>;

const folder = temporaryFolder();
const dates = ['20180104', '20180116', '20180128', '20180209'];
const numbers = (name: string, ...shape: number[]): Dataset => ({
  name,
  type: 'f4',
  shape,
  values: new Float32Array(shape.reduce((a, b) => a * b)),
});
const texts = (values: readonly string[], ...shape: number[]): Dataset => ({
  name: 'date',
  type: 'S13',
  shape,
  values: [...values],
});
const pairDates = (...pairs: string[]) =>
  texts(
    pairs.flatMap((pair) => pair.split('_')),
    pairs.length,
    2,
  );

const SERIES: Parts = {
  timeseries: numbers('timeseries', 4, 5, 7),
  date: texts(dates, 4),
  bperp: numbers('bperp', 4),
};
const STACK: Parts = {
  unwrapPhase: numbers('unwrapPhase', 4, 5, 7),
  coherence: numbers('coherence', 4, 5, 7),
  date: pairDates(...TINY_PAIRS),
  bperp: numbers('bperp', 4),
  dropIfgram: { name: 'dropIfgram', type: 'bool', shape: [4], values: new Uint8Array(4).fill(1) },
};
const GEOMETRY: Parts = {
  height: numbers('height', 5, 7),
  bperp: numbers('bperp', 4, 5, 7),
  date: texts(dates, 4),
};

let count = 0;
async function made(fileType: string, parts: Parts, attributes: Attributes = {}): Promise<string> {
  const path = join(folder, `made${count++}.h5`);
  const datasets = Object.values(parts).filter((part): part is Dataset => part !== undefined);
  await writeProduct(
    path,
    { ...TINY_ATTRIBUTES, FILE_TYPE: fileType, ...attributes },
    datasets,
    quietContext(),
  );
  return path;
}

test('products whose parts fit are opened', async () => {
  expect((await readTimeseries(await made('timeseries', SERIES))).dates).toEqual(dates);
  expect((await readIfgramStack(await made('ifgramStack', STACK))).date12).toEqual(TINY_PAIRS);
  expect((await readProduct(await made('geometry', GEOMETRY))).length).toBe(5);
  const covariance = { ...SERIES, timeseries: numbers('timeseries', 4, 4, 5, 7), bperp: undefined };
  expect((await readProduct(await made('timeseries', covariance))).width).toBe(7);
  // a table of a user's own beside the rasters
  const table = { ...SERIES, corners: numbers('corners', 4, 3) };
  expect((await readProduct(await made('timeseries', table))).datasets.has('corners')).toBe(true);
});

const WRONG: readonly (readonly [what: string, type: string, parts: Parts, message: RegExp])[] = [
  [
    'a raster more than dates',
    'timeseries',
    { ...SERIES, timeseries: numbers('timeseries', 5, 5, 7) },
    /timeseries has 5 rasters where date has 4 dates/,
  ],
  [
    'a covariance of other dates',
    'timeseries',
    { ...SERIES, timeseries: numbers('timeseries', 4, 3, 5, 7) },
    /timeseries has 3 rasters where date has 4 dates/,
  ],
  [
    'baselines of other length',
    'timeseries',
    { ...SERIES, bperp: numbers('bperp', 3) },
    /bperp has 3 values where date has 4 dates/,
  ],
  [
    'planes of another size',
    'timeseries',
    { ...SERIES, timeseries: numbers('timeseries', 4, 7, 5) },
    /timeseries has 7 x 5 pixels where LENGTH and WIDTH say 5 x 7/,
  ],
  [
    'dates that are not in order',
    'timeseries',
    { ...SERIES, date: texts(['20180104', '20180128', '20180116', '20180209'], 4) },
    /date is not in order: 20180128 before 20180116 \(rasters 2 and 3\)/,
  ],
  [
    'a date twice',
    'timeseries',
    { ...SERIES, date: texts(['20180104', '20180116', '20180116', '20180209'], 4) },
    /date has 20180116 twice \(rasters 2 and 3\)/,
  ],
  [
    'a date that does not exist',
    'timeseries',
    { ...SERIES, date: texts(['20180104', '20180116', '20180230', '20180309'], 4) },
    /date of raster 3 is "20180230"/,
  ],
  [
    'dates in numbers',
    'timeseries',
    { ...SERIES, date: { name: 'date', type: 'i4', shape: [4], values: Int32Array.from(dates.map(Number)) } },
    /date holds numbers/,
  ],
  [
    'interferograms without a date',
    'ifgramStack',
    { ...STACK, date: pairDates(TINY_PAIRS[0], '_', TINY_PAIRS[2], TINY_PAIRS[3]) },
    /date of interferogram 2 is ""/,
  ],
  [
    'fewer pairs than interferograms',
    'ifgramStack',
    { ...STACK, date: pairDates(...TINY_PAIRS.slice(0, 3)) },
    /has 4 (rasters|values) where date has 3 interferograms/,
  ],
  [
    'coherence of other interferograms',
    'ifgramStack',
    { ...STACK, coherence: numbers('coherence', 3, 5, 7) },
    /coherence has 3 rasters where date has 4 interferograms/,
  ],
  [
    'coherence of another size',
    'ifgramStack',
    { ...STACK, coherence: numbers('coherence', 4, 5, 6) },
    /coherence has 5 x 6 pixels where LENGTH and WIDTH say 5 x 7/,
  ],
  [
    'flags of other length',
    'ifgramStack',
    {
      ...STACK,
      dropIfgram: { name: 'dropIfgram', type: 'bool', shape: [5], values: new Uint8Array(5) },
    },
    /dropIfgram has 5 values where date has 4 interferograms/,
  ],
  [
    'a pair of one date',
    'ifgramStack',
    { ...STACK, date: pairDates(...TINY_PAIRS.slice(0, 3), '20200206_20200206') },
    /interferogram 4 is 20200206_20200206, a date with itself/,
  ],
  [
    'a pair twice',
    'ifgramStack',
    { ...STACK, date: pairDates(...TINY_PAIRS.slice(0, 3), TINY_PAIRS[1]) },
    /date has 20200101_20200125 twice \(interferograms 2 and 4\)/,
  ],
  [
    'pairs in one column',
    'ifgramStack',
    {
      ...STACK,
      date: texts(
        TINY_PAIRS.map((pair) => pair.slice(0, 8)),
        4,
        1,
      ),
    },
    /date has the shape 4 x 1, not dates or pairs/,
  ],
  [
    'baselines per pixel of other dates',
    'geometry',
    { ...GEOMETRY, bperp: numbers('bperp', 6, 5, 7) },
    /bperp has 6 rasters where date has 4 dates/,
  ],
  [
    'baselines per pixel of a date twice',
    'geometry',
    { ...GEOMETRY, date: texts([...dates.slice(0, 3), dates[0]], 4) },
    /date has 20180104 twice \(rasters 1 and 4\)/,
  ],
  [
    'heights of another size',
    'geometry',
    { ...GEOMETRY, height: numbers('height', 6, 7) },
    /height has 6 x 7 pixels where LENGTH and WIDTH say 5 x 7/,
  ],
  ['a mask of another size', 'mask', { mask: numbers('mask', 4, 7) }, /mask has 4 x 7 pixels/],
  ['a velocity of another size', 'velocity', { velocity: numbers('velocity', 5, 8) }, /velocity has 5 x 8/],
];

test.each(WRONG)('%s: refused by file, dataset and numbers', async (_, type, parts, message) => {
  const path = await made(type, parts);
  const error = await readProduct(path).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(FileError);
  expect((error as FileError).message).toMatch(message);
  expect((error as FileError).message).toContain(path);
  await expect(readGrid(path)).rejects.toBeInstanceOf(MintsarError);
});

test('rows and columns that are no numbers are refused with their value', async () => {
  for (const [key, value] of [
    ['LENGTH', 'nan'],
    ['WIDTH', '7.5'],
    ['WIDTH', ''],
  ])
    await expect(readProduct(await made('timeseries', SERIES, { [key]: value }))).rejects.toThrow(
      `attribute ${key} is '${value}'`,
    );
});

test('a reference that is not there is refused where it is needed, so that another can be chosen', async () => {
  const product = async (attributes: Attributes) =>
    readTimeseries(await made('timeseries', SERIES, attributes));
  expect(referencePixel(await product({ REF_Y: '4', REF_X: '6.0' }))).toEqual({ y: 4, x: 6 });
  expect(referencePixel(await product({ REF_Y: 'None' }))).toBeUndefined();
  for (const [attributes, message] of [
    [{ REF_Y: '5' }, /y 5, x 2 lies outside .*made\d+\.h5 \(5 x 7\)/],
    [{ REF_X: '-1' }, /y 1, x -1 lies outside/],
    [{ REF_Y: 'nan' }, /made\d+\.h5: attribute REF_Y is 'nan', not a whole number/],
    [{ REF_X: '1.5' }, /attribute REF_X is '1.5'/],
  ] as const) {
    const read = await product(attributes);
    expect(() => referencePixel(read)).toThrow(message);
  }
  expect(referenceIndex(await product({ REF_DATE: '20180128' }))).toBe(2);
  const other = await product({ REF_DATE: '20190101' });
  expect(() => referenceIndex(other)).toThrow(
    /REF_DATE is 20190101, which is not among its 4 dates \(20180104 to 20180209\)/,
  );
});
