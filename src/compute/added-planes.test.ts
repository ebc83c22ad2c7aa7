import { copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPlanes } from '../../test/support/test-engine.ts';
import { quietContext } from '../core/context.ts';
import { sinkOf } from '../io/block-store.ts';
import { addToH5, editAttributes, withH5 } from '../io/hdf5/file.ts';
import { source, writeProduct } from '../io/products/product.ts';
import { closePool } from './pool.ts';

/* Work that adds a dataset to the file it reads: the file is as it was until all is done, and nothing is done twice. */

const folder = mkdtempSync(join(tmpdir(), 'mintsar-added-'));
const [numPlane, length, width] = [7, 13, 11];
const size = length * width;
const original = join(folder, 'original.h5');
const cube = Float32Array.from({ length: numPlane * size }, (_, i) => Math.sin(i) * 100);
const shift = Float32Array.from({ length: size }, (_, i) => i);
const expected = Float32Array.from(cube, (v, i) => v + shift[i % size]);

beforeAll(() =>
  writeProduct(
    original,
    { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'cube' },
    [
      { name: 'cube', type: 'f4', shape: [numPlane, length, width], values: cube },
      { name: 'shift', type: 'f4', shape: [length, width], values: shift },
    ],
    quietContext(),
  ),
);
afterAll(closePool);

/** Notes of what is finished: their name also says which process keeps them. */
const journalOf = (path: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`.${basename(path)}.`) && name.endsWith('.rows'))
    .map((name) => join(folder, name));

interface Run {
  readonly workers?: number;
  /** stop after so many planes */
  readonly stopAt?: number;
  readonly refuse?: number;
}

/** @returns how many planes were finished at each step */
async function run(path: string, { workers = 1, stopAt = Infinity, refuse }: Run): Promise<number[]> {
  const steps: number[] = [];
  const signal = { aborted: false };
  const progress = (_: string, done: number) => {
    steps.push(done);
    signal.aborted = done >= stopAt;
  };
  const dataset = { name: 'shifted', type: 'f4' as const, shape: [numPlane, length, width] };
  const edit = {
    datasets: [{ ...dataset, attributes: { MODIFICATION_TIME: String(process.hrtime.bigint()) } }],
  };
  await addToH5(path, edit, async (writer) => {
    const work = {
      label: 'shifting',
      length,
      width,
      planes: Array.from({ length: numPlane }, (_, k) => k),
      inputs: { cube: source(path, 'cube'), shift: source(path, 'shift') },
      outputs: { cube: sinkOf(writer, 'shifted', numPlane) },
      kernel: 'shift' as const,
      args: { refuse },
      bytesPerThread: 0,
    };
    await runPlanes(work, quietContext({ workers, signal, progress }));
  });
  return steps;
}

async function interrupted(name: string): Promise<string> {
  const path = join(folder, name);
  copyFileSync(original, path);
  await expect(run(path, { stopAt: 3 })).rejects.toThrow(/Stopped/);
  return path;
}

const read = (path: string, dataset: string) => withH5(path, (file) => file.read(dataset) as Float32Array);

test.each([1, 3])(
  'goes on from the planes an interrupted run has finished, in %i threads',
  async (workers) => {
    const path = await interrupted(`on${workers}.h5`);
    expect(await withH5(path, (file) => [...file.datasets.keys()])).toEqual(['cube', 'shift']);
    expect(await read(path, 'cube')).toEqual(cube);
    expect((await run(path, { workers }))[0]).toBe(3);
    expect(await read(path, 'shifted')).toEqual(expected);
    expect(await read(path, 'cube')).toEqual(cube);
    expect(readdirSync(folder).filter((name) => name.startsWith(`.on${workers}`))).toEqual([]);
  },
);

test('begins again after the file was changed by mintsar', async () => {
  const path = await interrupted('edited.h5');
  await editAttributes(path, (old) => ({ ...old, REF_Y: '5' }));
  expect(journalOf(path)).toEqual([]);
  expect((await run(path, {}))[0]).toBe(0);
  expect(await read(path, 'shifted')).toEqual(expected);
});

test('begins again after another program has opened the file for writing, which cuts off what it does not know', async () => {
  const path = await interrupted('opened.h5');
  truncateSync(path, statSync(original).size);
  expect((await run(path, {}))[0]).toBe(0);
  expect(await read(path, 'shifted')).toEqual(expected);
});

test('begins again when other arguments are given', async () => {
  const path = await interrupted('arguments.h5');
  expect((await run(path, { refuse: 99 }))[0]).toBe(0);
  expect(await read(path, 'shifted')).toEqual(expected);
});

test('begins again when the notes are lost', async () => {
  const path = await interrupted('notes.h5');
  const [journal] = journalOf(path);
  truncateSync(journal, 0);
  expect((await run(path, {}))[0]).toBe(0);
  expect(await read(path, 'shifted')).toEqual(expected);
});

test('a failure leaves the file as it was, byte for byte', async () => {
  const path = join(folder, 'failed.h5');
  copyFileSync(original, path);
  await expect(run(path, { refuse: 3 })).rejects.toThrow('refused plane 3');
  expect(readFileSync(path).equals(readFileSync(original))).toBe(true);
  expect(journalOf(path)).toEqual([]);
});
