import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { drawRms } from '../plot/index.ts';
import { read } from './read.ts';
import { plotSlice, prepSlice, subplots } from './slices.ts';

const DATES = ['20200101', '20200113', '20200125'];
const MAP = {
  X_FIRST: '25',
  Y_FIRST: '37',
  X_STEP: '0.1',
  Y_STEP: '-0.1',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};

async function workDirectory(): Promise<string> {
  const cwd = temporaryFolder();
  const speed = tinyGrid((y, x) => 0.001 * (10 * y + x));
  const mask = tinyGrid((y) => (y === 0 ? 0 : 1));
  await tinyRasters(
    join(cwd, 'velocity.h5'),
    { velocity: speed, velocityStd: speed },
    { UNIT: 'm/year', ...MAP },
  );
  await tinyRasters(join(cwd, 'maskTempCoh.h5'), { mask }, { FILE_TYPE: 'mask', ...MAP });
  await tinySeries(join(cwd, 'timeseries.h5'), DATES, (k, y, x) => 0.01 * k * (y + x));
  return cwd;
}

test('a slice comes masked, cut and in the unit of its figure, with attributes of the part that it is', async () => {
  const cwd = await workDirectory();
  const words = 'view.py velocity.h5 velocity --sub-y 0 3 --sub-x 2 6 -v -3 3 -c RdBu';
  const { data, atr, opts } = await prepSlice(words, { cwd });
  expect(data.shape).toEqual([3, 4]);
  expect([...data.data.slice(0, 4)]).toEqual([NaN, NaN, NaN, NaN]); // masked by maskTempCoh.h5
  expect(data.data[4]).toBeCloseTo(1.2, 5); // cm/year
  expect(atr).toMatchObject({ LENGTH: '3', WIDTH: '4', UNIT: 'cm/year' });
  expect(Number(atr['X_FIRST'])).toBeCloseTo(25.2, 9);
  expect(opts).toMatchObject({ vlim: [-3, 3], unit: 'cm/year', colormap: { name: 'RdBu' } });
  expect(opts.extent).toEqual([25.2, 25.6, 36.7, 37].map((edge) => expect.closeTo(edge, 9)));
});

test('without words for it a slice takes the first raster, all of its pixels, and limits from its values', async () => {
  const cwd = await workDirectory();
  const { data, opts } = await prepSlice(['velocity.h5', '-m', 'no'], { cwd });
  expect(data.shape).toEqual([5, 7]);
  expect(opts.vlim).toEqual([0, 4.6].map((v) => expect.closeTo(v, 4)));
  const pair = await prepSlice('timeseries.h5 20200113_20200125', { cwd });
  expect(pair.data.data[8]).toBeCloseTo(2, 4);
  expect(pair.atr['REF_DATE']).toBe('20200113');
  await expect(prepSlice('velocity.h5 speed', { cwd })).rejects.toThrow('speed');
  await expect(prepSlice('', { cwd })).rejects.toMatchObject({ code: 'usage' });
});

test('slices and other figures share a page, each in its place, in every format', async () => {
  const cwd = await workDirectory();
  const page = subplots(2, 2, { size: [10, 7] });
  expect(page.axes.map(({ rect }) => [Math.round(rect.x), Math.round(rect.y)])).toEqual([
    [0, 0],
    [364, 0],
    [0, 256],
    [364, 256],
  ]);
  const [left, right, below, last] = page.axes;
  const { data, atr, opts } = await prepSlice('velocity.h5 velocity -m no', { cwd });
  const drawn = plotSlice(left, data, atr, opts);
  expect(drawn.image.vlim).toEqual(opts.vlim);
  expect(drawn.colorbar?.label).toMatch(/cm\/year/);
  const halved = { data: data.data.map((value) => value / 2), shape: data.shape };
  const other = plotSlice(right, halved, atr, {
    ...opts,
    vlim: [0, 2],
    title: 'halved',
    colorbar: false,
  });
  expect(other.colorbar).toBeUndefined();
  const plain = await read('velocity.h5', { cwd, dataset: 'velocity' });
  plotSlice(below, plain.data as typeof data, plain.atr);
  last.put(drawRms({ dates: DATES, rms: [0.001, 0.002, 0.004] }));
  expect((await page.mimeBundle())['image/png'].length).toBeGreaterThan(1000);
  await page.save(join(cwd, 'page.png'), { dpi: 80 });
  await page.save(join(cwd, 'page.svg'));
  const svg = readFileSync(join(cwd, 'page.svg'), 'utf8');
  for (const text of ['velocity', 'halved', 'Residual']) expect(svg).toContain(`>${text}</text>`);
  expect(() => subplots(0, 2)).toThrow('no page');
  // biome-ignore lint/suspicious/noExplicitAny: what scripts without types pass
  expect(() => plotSlice(undefined as any, data, atr)).toThrow('axes');
});
