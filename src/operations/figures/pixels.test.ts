import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Compression } from '../../io/hdf5/types.ts';
import { writeProduct } from '../../io/products/product.ts';
import { readPixels, readValue, sampledPosition, sampledSize } from './pixels.ts';

const folder = temporaryFolder();
const values = Float32Array.from({ length: 2 * 11 * 9 }, (_, i) => i);

async function cube(compression: Compression): Promise<string> {
  const path = join(folder, `${compression}.h5`);
  const datasets = [{ name: 'timeseries', type: 'f4' as const, shape: [2, 11, 9], values, compression }];
  await writeProduct(path, { LENGTH: '11', WIDTH: '9' }, datasets, quietContext());
  return path;
}

test.each(['none', 'gzip'] as const)(
  'one of 3 x 3 pixels is the middle one of its cell (%s)',
  async (compression) => {
    const sampling = { box: { y0: 1, x0: 2, y1: 11, x1: 9 }, step: 3 };
    const got = await withH5(await cube(compression), (file) => readPixels(file, 'timeseries', 1, sampling));
    expect(got.shape).toEqual([3, 2]);
    const expected = [2, 5, 8].flatMap((y) => [3, 6].map((x) => 99 + y * 9 + x));
    expect([...got.data]).toEqual(expected);
  },
);

test('a window without thinning is read as it is', async () => {
  const sampling = { box: { y0: 9, x0: 7, y1: 11, x1: 9 }, step: 1 };
  const got = await withH5(await cube('none'), (file) => readPixels(file, 'timeseries', 0, sampling));
  expect([...got.data]).toEqual([88, 89, 97, 98]);
});

test('a step beyond the window leaves one pixel', async () => {
  const sampling = { box: { y0: 0, x0: 0, y1: 11, x1: 9 }, step: 40 };
  expect(sampledSize(sampling)).toEqual({ length: 1, width: 1 });
  const got = await withH5(await cube('none'), (file) => readPixels(file, 'timeseries', 0, sampling));
  expect([...got.data]).toEqual([98]);
});

test('positions on a thinned raster keep pixel centres', () => {
  const sampling = { box: { y0: 10, x0: 20, y1: 100, x1: 100 }, step: 3 };
  expect(sampledPosition(sampling, 11, 24)).toEqual({ y: 0, x: 1 });
});

test('one value is read by itself', async () => {
  expect(await withH5(await cube('none'), (file) => readValue(file, 'timeseries', 1, { y: 10, x: 8 }))).toBe(
    197,
  );
});
