import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPlanes } from '../../test/support/test-engine.ts';
import { quietContext } from '../core/context.ts';
import * as errors from '../core/errors.ts';
import { MetadataError, MintsarError, ReferencePointError } from '../core/errors.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { makeProduct, source, writeProduct } from '../io/products/product.ts';
import { closePool } from './pool.ts';
import { replyOf, resultOf } from './reply.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-planes-'));
const [numPlane, length, width] = [7, 13, 11];
const size = length * width;
const input = join(folder, 'input.h5');
const attributes = { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'cube' };
const cube = Float32Array.from({ length: numPlane * size }, (_, i) => Math.sin(i) * 100);
const shift = Float32Array.from({ length: size }, (_, i) => i);

beforeAll(() =>
  writeProduct(
    input,
    attributes,
    [
      { name: 'cube', type: 'f4', shape: [numPlane, length, width], values: cube, compression: 'gzip' },
      { name: 'shift', type: 'f4', shape: [length, width], values: shift },
    ],
    quietContext(),
  ),
);
afterAll(closePool);

interface Run {
  readonly workers?: number;
  readonly maxMemory?: number;
  readonly planes?: readonly number[];
  readonly refuse?: number;
  readonly signal?: { aborted: boolean };
  readonly onStep?: (done: number) => void;
}

async function run(name: string, { workers = 1, maxMemory = 1e9, planes, refuse, signal, onStep }: Run) {
  const path = join(folder, name);
  const layout = {
    attributes,
    datasets: [{ name: 'cube', type: 'f4' as const, shape: [numPlane, length, width] }],
  };
  const steps: number[] = [];
  const progress = (_: string, done: number) => {
    steps.push(done);
    onStep?.(done);
  };
  const context = quietContext({ workers, maxMemory, signal, progress });
  let summaries: { k: number; max: number }[] = [];
  await makeProduct(path, layout, context, async (product) => {
    const work = {
      label: 'shifting',
      length,
      width,
      planes: planes ?? Array.from({ length: numPlane }, (_, k) => k),
      inputs: { cube: source(input, 'cube'), shift: source(input, 'shift') },
      outputs: { cube: product.sink('cube') },
      kernel: 'shift' as const,
      args: { refuse },
      bytesPerThread: 0,
    };
    summaries = await runPlanes(work, context);
  });
  const values = await withH5(path, (file) => file.read('cube') as Float32Array);
  return { values, summaries, steps };
}

const expected = Float32Array.from(cube, (v, i) => v + shift[i % size]);

test.each([1, 2, 3])('every plane meets the shared raster once, in %i threads', async (workers) => {
  const { values, summaries, steps } = await run(`all${workers}.h5`, { workers });
  expect(values).toEqual(expected);
  expect(summaries.map(({ k }) => k)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  summaries.forEach(({ k, max }) => {
    expect(max).toBe(Math.max(...expected.subarray(k * size, (k + 1) * size)));
  });
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a plane is read where its kernel wants it', async () => {
  const path = join(folder, 'contiguous.h5');
  const dataset = { name: 'cube', type: 'f4' as const, shape: [numPlane, length, width], values: cube };
  await writeProduct(path, attributes, [dataset], quietContext());
  const work = {
    label: 'reading',
    length,
    width,
    planes: [2, 5],
    inputs: { cube: source(path, 'cube') },
    kernel: 'room' as const,
    args: { numPixel: size },
  };
  const [two, five] = await runPlanes(work, quietContext());
  expect(two).toEqual({ isThere: true, first: cube[2 * size] });
  expect(five).toEqual({ isThere: true, first: cube[5 * size] });
});

test('chosen planes go to their own place, and summaries come in the order asked for', async () => {
  const { values, summaries } = await run('some.h5', { planes: [4, 1], workers: 2 });
  expect(summaries.map(({ k }) => k)).toEqual([4, 1]);
  expect(values.subarray(4 * size, 5 * size)).toEqual(expected.subarray(4 * size, 5 * size));
  expect(values.subarray(0, size).every((v) => v === 0)).toBe(true);
});

test.each([1, 2])(
  'one failing plane fails the work and leaves no product, in %i threads',
  async (workers) => {
    await expect(run(`bad${workers}.h5`, { workers, refuse: 3 })).rejects.toThrow('refused plane 3');
    await expect(withH5(join(folder, `bad${workers}.h5`), () => 1)).rejects.toThrow(/does not exist/);
  },
);

test.each([1, 2])('the user can stop it, in %i threads', async (workers) => {
  await expect(run(`stop${workers}.h5`, { workers, signal: { aborted: true } })).rejects.toThrow(/Stopped/);
});

test('a run that was interrupted goes on from its finished planes, and ends with the same bits', async () => {
  const signal = { aborted: false };
  const onStep = (done: number) => {
    signal.aborted = done >= 3;
  };
  await expect(run('resumed.h5', { signal, onStep })).rejects.toThrow(/Stopped/);
  const { values, summaries, steps } = await run('resumed.h5', {});
  expect(steps[0]).toBe(3);
  expect(summaries.map(({ k }) => k)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(summaries[0].max).toBe(Math.max(...expected.subarray(0, size)));
  expect(values).toEqual(expected);
  expect(readdirSync(folder).filter((name) => name.startsWith('.resumed'))).toEqual([]);
});

test.each(Object.values(errors))('$name comes back from a thread as it was thrown', async (Kind) => {
  const sent = await replyOf(async () => Promise.reject(new Kind('x', 'y')));
  const thrown = (() => {
    try {
      return resultOf(structuredClone(sent));
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ constructor: Kind, message: 'x', remedy: 'y' });
});

test('an error meant for the user keeps its class and remedy between threads', async () => {
  const sent = await replyOf(async () => {
    throw new ReferencePointError('Reference point (y 1, x 2) is masked.', 'Choose another.');
  });
  const arrived = structuredClone(sent);
  expect(() => resultOf(arrived)).toThrow(ReferencePointError);
  expect(() => resultOf(arrived)).toThrow(
    expect.objectContaining({ message: 'Reference point (y 1, x 2) is masked.', remedy: 'Choose another.' }),
  );
});

test('an error of a class declared elsewhere arrives as one for the user, a bug as a bug', async () => {
  class OtherError extends MintsarError {}
  const sent = await replyOf(async () => Promise.reject(new OtherError('x', 'y')));
  expect(() => resultOf(sent)).toThrow(MintsarError);
  expect(() => resultOf(sent)).not.toThrow(MetadataError);
  const bug = await replyOf(async () => Promise.reject(new TypeError('bug')));
  expect(() => resultOf(structuredClone(bug))).toThrow(TypeError);
});

test('results that are nothing pass as they are', async () => {
  expect(resultOf(await replyOf(async () => undefined))).toBeUndefined();
});
