import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPlanes } from '../../test/support/test-engine.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { makeProduct, source, writeProduct } from '../io/products/product.ts';
import { closePool } from './pool.ts';

/* Planes that take so long that other threads get their share. */

const folder = mkdtempSync(join(tmpdir(), 'mintsar-share-'));
const [numPlane, length, width] = [20, 5, 4];
const input = join(folder, 'input.h5');
const attributes = { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'cube' };
const shape = [numPlane, length, width];
const cube = Float32Array.from({ length: numPlane * length * width }, (_, i) => i);

beforeAll(() =>
  writeProduct(input, attributes, [{ name: 'cube', type: 'f4', shape, values: cube }], quietContext()),
);
afterAll(closePool);

async function run(workers: number, fail?: 'here' | 'elsewhere' | 'by exit', stopAfter = Infinity) {
  const path = join(folder, 'out.h5');
  const stop = new AbortController();
  let summaries: { thread: number }[] = [];
  let finished = 0;
  const layout = { attributes, datasets: [{ name: 'cube', type: 'f4' as const, shape }] };
  const progress = (_: string, done: number) => {
    finished = done;
    if (done >= stopAfter) stop.abort();
  };
  const context = quietContext({ workers, signal: stop.signal, progress });
  const work = makeProduct(path, layout, context, async (product) => {
    summaries = await runPlanes(
      {
        label: 'adding',
        length,
        width,
        planes: Array.from({ length: numPlane }, (_, k) => k),
        inputs: { cube: source(input, 'cube') },
        outputs: { cube: product.sink('cube') },
        kernel: 'shared' as const,
        args: { fail },
        bytesPerThread: 0,
      },
      context,
    );
  });
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { summaries, error, finished };
}

/** Threads join when they have started, which on a busy machine may be after the first work is done. */
async function runUntilShared(workers: number) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { summaries } = await run(workers);
    if (new Set(summaries.map(({ thread }) => thread)).size === workers) return;
  }
  throw new Error(`never shared by ${workers} threads`);
}

test.each([2, 3])('the calling thread and the others share the work, %i in all', async (workers) => {
  await runUntilShared(workers);
  expect(await withH5(join(folder, 'out.h5'), (file) => file.read('cube'))).toEqual(cube.map((v) => v + 1));
});

test.each(['here', 'elsewhere'] as const)('a failure %s ends the work in all threads', async (place) => {
  await runUntilShared(2);
  const { error, finished } = await run(2, place);
  expect(error).toMatchObject({ message: `failed ${place}` });
  expect(finished).toBeLessThan(numPlane);
});

test('a thread that dies fails the work, and the next work gets another', async () => {
  await runUntilShared(2);
  expect((await run(2, 'by exit')).error).toMatchObject({ message: 'A thread ended by itself (code 3).' });
  await runUntilShared(2);
});

test('the user can stop work that threads share', async () => {
  const { error, finished } = await run(2, undefined, 4);
  expect(error).toMatchObject({ message: 'Stopped by the user.' });
  expect(finished).toBeLessThan(numPlane - 4);
});
