import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runBlocks } from '../../test/support/test-engine.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { makeProduct, source, writeProduct } from '../io/products/product.ts';
import { closePool } from './pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-blocks-'));
const [planes, length, width] = [3, 37, 11];
const attributes = { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'cube' };
const cube = Float32Array.from({ length: planes * length * width }, (_, i) => Math.sin(i) * 100);

afterAll(closePool);

async function run(name: string, workers: number, maxMemory: number, chosen?: number[]) {
  const input = join(folder, 'input.h5');
  const shape = [planes, length, width];
  await writeProduct(input, attributes, [{ name: 'cube', type: 'f4', shape, values: cube }], quietContext());
  const path = join(folder, name);
  const outShape = [chosen?.length ?? planes, length, width];
  const layout = { attributes, datasets: [{ name: 'cube', type: 'f4' as const, shape: outShape }] };
  let sums: Float64Array[] = [];
  const steps: number[] = [];
  const context = quietContext({ workers, maxMemory, progress: (_, done) => steps.push(done) });
  await makeProduct(path, layout, context, async (product) => {
    sums = await runBlocks(
      {
        label: 'adding',
        length,
        width,
        inputs: { cube: source(input, 'cube', chosen) },
        outputs: { cube: product.sink('cube') },
        kernel: 'addOne' as const,
        args: { add: 1 },
        bytesPerThread: 0,
      },
      context,
    );
  });
  const values = await withH5(path, (file) => file.read('cube') as Float32Array);
  return { values, sums, steps };
}

test('every pixel passes through the kernel once, and progress ends at the last row', async () => {
  const { values, sums, steps } = await run('one.h5', 1, 1e9);
  expect(values).toEqual(Float32Array.from(cube, (v) => v + 1));
  expect(sums.length).toBe(length);
  expect(steps.at(-1)).toBe(length);
});

test('threads and block size change no bit, of values or of sums', async () => {
  const one = await run('a.h5', 1, 1e9);
  for (const [workers, memory] of [
    [1, 700],
    [2, 5000],
    [3, 1e9],
  ]) {
    const other = await run(`b${workers}.h5`, workers, memory);
    expect(other.values).toEqual(one.values);
    expect(other.sums).toEqual(one.sums);
  }
});

test('chosen planes come in the order asked for', async () => {
  const { values } = await run('planes.h5', 1, 3000, [2, 0]);
  const size = length * width;
  expect(values[0]).toBe(Math.fround(cube[2 * size] + 1));
  expect(values[size]).toBe(Math.fround(cube[0] + 1));
});

test('a run that is stopped leaves no product', async () => {
  const stop = new AbortController();
  stop.abort();
  const path = join(folder, 'stopped.h5');
  const work = makeProduct(
    path,
    { attributes, datasets: [{ name: 'cube', type: 'f4', shape: [planes, length, width] }] },
    quietContext(),
    async (product) => {
      const context = quietContext({ signal: stop.signal });
      const inputs = { cube: source(join(folder, 'input.h5'), 'cube') };
      const outputs = { cube: product.sink('cube') };
      await runBlocks(
        { label: 'x', length, width, inputs, outputs, kernel: 'addOne' as const, args: { add: 1 } },
        context,
      );
    },
  );
  await expect(work).rejects.toThrow(/Stopped/);
  await expect(withH5(path, () => 1)).rejects.toThrow(/does not exist/);
});

test('a run that was interrupted goes on from its finished rows, and ends with the same bits', async () => {
  const stop = new AbortController();
  let rows = 0;
  const path = join(folder, 'resumed.h5');
  const make = (signal: { readonly aborted: boolean }, onRow: (done: number) => void) => {
    const context = quietContext({ maxMemory: 2000, signal, progress: (_, done) => onRow(done) });
    let sums: Float64Array[] = [];
    const layout = {
      attributes,
      datasets: [{ name: 'cube', type: 'f4' as const, shape: [planes, length, width] }],
    };
    return makeProduct(path, layout, context, async (product) => {
      sums = await runBlocks(
        {
          label: 'adding',
          length,
          width,
          inputs: { cube: source(join(folder, 'input.h5'), 'cube') },
          outputs: { cube: product.sink('cube') },
          kernel: 'addOne' as const,
          args: { add: 1 },
        },
        context,
      );
    }).then(() => sums);
  };
  const onRow = (done: number) => {
    rows = done;
    if (done > 15) stop.abort();
  };
  await expect(make(stop.signal, onRow)).rejects.toThrow(/Stopped/);
  const finished = rows;
  const seen: number[] = [];
  const sums = await make({ aborted: false }, (done) => seen.push(done));
  expect(seen[0]).toBe(finished);
  const whole = await run('whole.h5', 1, 1e9);
  expect(sums).toEqual(whole.sums);
  expect(await withH5(path, (file) => file.read('cube'))).toEqual(whole.values);
  expect(readdirSync(folder).filter((name) => name.startsWith('.resumed'))).toEqual([]);
});
