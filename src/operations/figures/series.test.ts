import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { drawPointSeries } from './series.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218', '20200301'];
const context = quietContext();

beforeAll(async () => {
  // 1/64 m per date and column, one noisy date.
  await tinySeries(at('timeseries.h5'), DATES, (k, _y, x) => (k * x) / 64 + (k === 3 ? 0.5 : 0));
  await tinySeries(at('timeseries_ERA5.h5'), DATES, (k, _y, x) => (k * x) / 32);
  writeFileSync(at('exclude_date.txt'), '20200206\n');
  writeFileSync(at('errors.txt'), '# date error\n20200113 0.002\n20200125,0.003\n');
});

const request = { files: [at('timeseries.h5')], exclude: ['exclude_date.txt'], base: at('out') };
/** The words of a figure, which SVG keeps one by one. */
const written = (name: string) =>
  [...readFileSync(at(name), 'utf8').matchAll(/>([^<]+)<\/text>/g)]
    .map(([, text]) => text)
    .join(' ')
    .replaceAll('ﬁ', 'fi');
const words = (name: string) => readFileSync(at(name), 'utf8').trimEnd().split('\n');

test('a point becomes a text, a figure and a map; noisy dates are told and not fitted', async () => {
  const result = await drawPointSeries({ ...request, points: [{ y: 2, x: 3 }], dpi: 50 }, context);
  expect(result.files).toEqual(['out_ts.txt', 'out_ts.pdf', 'out_20200218.png'].map(at));
  const [{ parameters }] = result.drawn;
  expect(parameters[0].value).toBeCloseTo((4.6875 * 365.25) / 12, 3);
  expect(words('out_ts.txt').slice(1)).toEqual([
    '# Y/X = 2, 3',
    '# reference pixel: y=1, x=2',
    "# exclude date: ['20200206']",
    '# estimated time function parameters:',
    '#     velocity: 142.68 +/-  0.00 cm/year',
    '# unit: cm',
    ...[
      '20200101\t0.0',
      '20200113\t4.6875',
      '20200125\t9.375',
      '20200206\t64.0625',
      '20200218\t18.75',
      '20200301\t23.4375',
    ],
  ]);
});

test('several points and files each get their text, one figure holds all', async () => {
  const result = await drawPointSeries(
    {
      ...request,
      files: [at('timeseries.h5'), at('timeseries_ERA5.h5')],
      labels: ['raw', 'with ERA5'],
      points: [
        { y: 2, x: 3 },
        { y: 0, x: 1 },
      ],
      offset: 5,
      model: null,
      map: false,
      errorFile: at('errors.txt'),
      format: '.svg',
    },
    context,
  );
  expect(result.files.map((file) => file.replace(`${folder}/`, ''))).toEqual([
    'out_y2x3_ts.txt',
    'out_y2x3_with_ERA5_ts.txt',
    'out_y0x1_ts.txt',
    'out_y0x1_with_ERA5_ts.txt',
    'out_ts.svg',
  ]);
  const svg = written('out_ts.svg');
  for (const text of ['raw, y 2, x 3', 'with ERA5, y 0, x 1', 'LOS displacement [cm], + towards satellite'])
    expect(svg).toContain(text);
});

test('the values of files are not shifted, only what is drawn of them', async () => {
  const [file] = words('out_y2x3_with_ERA5_ts.txt').slice(-1);
  expect(file).toBe('20200301\t46.875');
});

test('a band is drawn around the curve with the dates of a step on both sides', async () => {
  await drawPointSeries(
    {
      ...request,
      points: [{ y: 2, x: 3 }],
      model: { polynomial: 0, stepDate: ['20200120'] },
      band: true,
      map: false,
      format: '.svg',
      series: { zeroFirst: true, window: 3 },
    },
    context,
  );
  const svg = written('out_ts.svg');
  expect(svg).toContain('fit, with its 95 % band');
  expect(svg).toContain('mean of 3 x 3 pixels');
  expect(svg).toContain('step20200120');
  expect(words('out_ts.txt').at(-1)?.split('\t')).toHaveLength(3);
});
