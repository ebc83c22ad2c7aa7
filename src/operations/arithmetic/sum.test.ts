import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { blankByMask } from '../masks/blank.ts';
import { addFiles } from './sum.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const context = quietContext();
const read = (path: string, name: string) =>
  withH5(path, (file) => Array.from(file.read(name) as Float32Array));

test('rasters are added; where some have no data the others count alone', async () => {
  const holes = (k: number) => tinyGrid((y, x) => ((y + x) % 3 === k ? Number.NaN : 10 ** k * x));
  for (const k of [0, 1, 2]) await tinyRasters(at(`v${k}.h5`), { velocity: holes(k) });
  const outfile = at('sum.h5');
  await addFiles({ files: [0, 1, 2].map((k) => at(`v${k}.h5`)), outfile }, context);
  const expected = Array.from(
    tinyGrid((y, x) => [0, 1, 2].reduce((sum, k) => ((y + x) % 3 === k ? sum : sum + 10 ** k * x), 0)),
  );
  expect(await read(outfile, 'velocity')).toEqual(expected);
});

test('of time series the second is relative to the date of the first, whose zeros stay 0', async () => {
  const dates = ['20200101', '20200113', '20200125'];
  await tinySeries(at('a.h5'), dates, (k, y, x) => (y + x === 0 ? 0 : k));
  await tinySeries(at('b.h5'), dates, (k) => 10 * (k + 1));
  await addFiles({ files: [at('a.h5'), at('b.h5')], outfile: at('c.h5') }, context);
  const sum = await read(at('c.h5'), 'timeseries');
  const numPixel = sum.length / 3;
  expect(dates.map((_, k) => sum[k * numPixel + 8])).toEqual(
    [0, 1, 2].map((k) => (k === 0 ? 0 : k + 10 * k + 10)),
  );
  expect(dates.map((_, k) => sum[k * numPixel])).toEqual([0, 0, 0]);
  await expect(
    addFiles({ files: ['a.h5', 'b.h5', 'b.h5'].map(at), outfile: at('d.h5') }, context),
  ).rejects.toThrow(/2 files are to be added/);
});

test('a mask blanks what is 0, outside its limits, or outside rows and columns', async () => {
  await tinyRasters(at('v.h5'), { velocity: tinyGrid((y, x) => 10 * y + x + 1) });
  await tinyRasters(at('coherence.h5'), { temporalCoherence: tinyGrid((y) => y / 4) });
  const request = { file: at('v.h5'), mask: at('coherence.h5'), outfile: at('m.h5'), fill: -1 };
  await blankByMask({ ...request, min: 0.25, max: 0.75, x: [1, 7] }, context);
  expect(await read(at('m.h5'), 'velocity')).toEqual(
    Array.from(tinyGrid((y, x) => (y >= 1 && y <= 3 && x >= 1 ? 10 * y + x + 1 : -1))),
  );
});
