import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { type FilePart, ZarrStore } from '../../io/zarr/store-reader.ts';
import { halved } from './cog-tiles-kernel.ts';
import { writeZarr, type ZarrPlan } from './zarr-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [planes, length, width] = [3, 530, 2100];
const size = length * width;
// Motion with gaps on the right, in whole chunks of nothing.
const values = Float32Array.from({ length: planes * size }, (_, i) => {
  const [k, y, x] = [Math.floor(i / size), Math.floor(i / width) % length, i % width];
  return x > 2040
    ? Number.NaN
    : 0.01 * k * Math.sin(x / 100) + 0.002 * Math.sin(12.9898 * y + 78.233 * x + 3.7 * k);
});
const labels = Int16Array.from({ length: size }, (_, i) =>
  i % width < 1000 ? Math.floor(i / 100) % 300 : 0,
);
const file = join(folder, 'timeseries.h5');
const store = join(folder, 'store.zarr');
const source = (dataset: string, plane?: number) => ({
  values: { path: file, dataset, ...(plane !== undefined && { planes: [plane] }) },
});
const plan: ZarrPlan = {
  frame: { dimensions: { y: length, x: width }, record: 'plane', attributes: {}, variables: [] },
  rasters: [
    {
      name: 'timeseries',
      type: 'f4',
      attributes: {},
      planes: [0, 1, 2].map((k) => source('timeseries', k)),
    },
    { name: 'labels', type: 'i2', attributes: {}, planes: [source('labels')] },
  ],
  axes: ['y', 'x'],
  format: 3,
  packing: 'lz4',
  overviews: true,
  seriesCopy: true,
  sharded: true,
};
await writeProduct(
  file,
  { LENGTH: `${length}`, WIDTH: `${width}`, FILE_TYPE: 'timeseries' },
  [
    { name: 'timeseries', type: 'f4', shape: [planes, length, width], values },
    { name: 'labels', type: 'i2', shape: [length, width], values: labels },
  ],
  quietContext(),
);
await writeZarr(store, plan, quietContext({ workers: 2 }));

/** What is asked of the store on this disk. */
const asked: { path: string; bytes: number }[] = [];
async function bytesOf(path: string, part?: FilePart): Promise<Uint8Array | undefined> {
  const whole = readFileSync(join(store, path), { flag: 'r' });
  const bytes =
    part === undefined
      ? whole
      : 'last' in part
        ? whole.subarray(-part.last)
        : whole.subarray(part.start, part.end);
  asked.push({ path, bytes: bytes.length });
  return bytes;
}
const disk = {
  get: async (key: string) => bytesOf(key.slice(1)),
  getRange: async (key: string, range: { suffixLength: number } | { offset: number; length: number }) =>
    bytesOf(
      key.slice(1),
      'suffixLength' in range
        ? { last: range.suffixLength }
        : { start: range.offset, end: range.offset + range.length },
    ),
};
/** Whether values are the same, gaps too. */
const same = (a: Float32Array, b: Float32Array) =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
const window = (k: number, y: number, x: number, rows: number, columns: number) =>
  Float32Array.from(
    { length: rows * columns },
    (_, i) => values[k * size + (y + Math.floor(i / columns)) * width + x + (i % columns)],
  );

test('another reader finds every value, also across files and of coarser resolutions', async () => {
  const root = zarr.root(disk);
  const open = (path: string) => zarr.open.v3(root.resolve(path), { kind: 'array' });
  const all = await open('timeseries');
  const part = await zarr.get(all, [2, zarr.slice(500, 530), zarr.slice(1000, 1100)]);
  expect(part.data).toEqual(window(2, 500, 1000, 30, 100));
  const gap = await zarr.get(all, [2, zarr.slice(100, 102), zarr.slice(2000, 2100)]);
  expect(gap.data).toEqual(window(2, 100, 2000, 2, 100));
  const series = await zarr.get(await open('series/timeseries'), [null, 529, 1500]);
  expect(series.data).toEqual(
    Float32Array.from({ length: planes }, (_, k) => values[k * size + 529 * width + 1500]),
  );
  let [coarse, rows, columns] = [values.subarray(size, 2 * size) as Float32Array, length, width];
  for (const level of [1, 2, 3]) {
    coarse = halved(coarse, rows, columns) as Float32Array;
    [rows, columns] = [(rows + 1) >> 1, (columns + 1) >> 1];
    const own = await zarr.get(await open(`${level}/timeseries`), [1, null, null]);
    expect(own.shape).toEqual([rows, columns]);
    expect(same(own.data as Float32Array, coarse)).toBe(true);
  }
  const kinds = await zarr.get(await open('labels'), [zarr.slice(0, 3), null]);
  expect(kinds.data).toEqual(labels.slice(0, 3 * width));
});

test('only the index and the chunks of a window are read, neighbours at once', async () => {
  const own = await ZarrStore.open('store.zarr', bytesOf);
  asked.length = 0;
  const part = await own.read('timeseries', { start: [2, 20, 100], count: [1, 400, 900] });
  expect(same(part as Float32Array, window(2, 20, 100, 400, 900))).toBe(true);
  expect(asked).toHaveLength(2); // two chunks side by side
  expect(asked[0].bytes).toBe(16 * 16 + 4);
  expect(asked[1].bytes).toBeLessThan(2 * 4 * 512 * 512);
  asked.length = 0;
  expect(await own.read('timeseries', { start: [2, 20, 1030], count: [1, 2, 4] })).toEqual(
    window(2, 20, 1030, 2, 4),
  );
  expect(asked).toHaveLength(1); // the index is known
  asked.length = 0;
  const series = await own.read('series/timeseries', { start: [0, 300, 1700], count: [planes, 1, 1] });
  expect(series).toEqual(
    Float32Array.from({ length: planes }, (_, k) => values[k * size + 300 * width + 1700]),
  );
  expect(asked.map(({ bytes }) => bytes).reduce((a, b) => a + b)).toBeLessThan(300e3);
});

test('a store has few files, and none that is large', () => {
  const files = readdirSync(join(store, 'timeseries/c'), { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile(),
  );
  expect(files).toHaveLength(3 * 2); // windows of 2048 pixels
  for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).size).toBeLessThan(17e6);
  const coarse = readdirSync(join(store, '3/timeseries/c'), { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile(),
  );
  expect(coarse).toHaveLength(1);
});

test('a damaged index is told, and so is a file that was cut', async () => {
  const path = join(store, 'labels/c/0/0');
  const whole = readFileSync(path);
  const damaged = Buffer.from(whole);
  damaged[damaged.length - 20] ^= 1;
  for (const bytes of [damaged, whole.subarray(0, 100)]) {
    writeFileSync(path, bytes);
    const own = await ZarrStore.open('store.zarr', bytesOf);
    await expect(own.read('labels', { start: [0, 0], count: [1, 1] })).rejects.toThrow(
      /store\.zarr\/labels\/c\/0\/0 is damaged, or has been replaced/,
    );
  }
  writeFileSync(path, whole);
});
