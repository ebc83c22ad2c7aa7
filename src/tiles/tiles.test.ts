import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runBlocks, runPlanes, TEST_WORKSHOP } from '../../test/support/test-engine.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';
import { closePool } from '../compute/pool.ts';
import { defaultOptions } from '../config/index.ts';
import { type Context, quietContext } from '../core/context.ts';
import { FileError, OptionError } from '../core/errors.ts';
import { sinkOf } from '../io/block-store.ts';
import { addToH5 } from '../io/hdf5/file.ts';
import { makeProduct, source, writeProduct } from '../io/products/product.ts';
import { WORKSHOP } from '../operations/engine.ts';
import { invertStack } from '../operations/inversion/invert-network.ts';
import { finishTiles, missingTiles } from './finish-tiles.ts';
import { planTiles, WorkPlanned } from './plan-tiles.ts';
import { runTile } from './run-tile.ts';
import { readPlan } from './tile-plan.ts';

/* The same work done at once, in threads, and in tiles of other processes. */

const root = mkdtempSync(join(tmpdir(), 'mintsar-tiles-'));
const outputs = ['timeseries.h5', 'quality.h5', 'count.h5'] as const;
let folder: string;
let tiles: string;
let count = 0;

afterAll(closePool);
beforeEach(() => {
  folder = join(root, `${count++}`);
  tiles = join(folder, 'tiles');
  mkdirSync(folder);
});

let original: string;
beforeAll(async () => {
  const value = (k: number, y: number, x: number) => Math.sin(3 * k + y * 7 + x);
  original = await tinyStack(
    join(root, 'stack.h5'),
    { unwrapPhase: value, coherence: (k, y, x) => 0.5 + 0.4 * value(k, x, y) },
    { attributes: { REF_Y: '2', REF_X: '3', ALOOKS: '3', RLOOKS: '9' } },
  );
});

function stackHere(): string {
  const path = join(folder, 'stack.h5');
  if (!existsSync(path)) copyFileSync(original, path);
  return path;
}

const invert = (context: Partial<Context>, weightFunc: 'var' | 'no' = 'var') =>
  invertStack(
    {
      stack: stackHere(),
      options: { ...defaultOptions().config.networkInversion, weightFunc },
      outfiles: {
        timeseries: join(folder, outputs[0]),
        quality: join(folder, outputs[1]),
        count: join(folder, outputs[2]),
      },
      folder,
    },
    quietContext(context),
  );

const wanted = (numTile: number) => ({
  folder: tiles,
  count: numTile,
  command: ['ifgram_inversion'],
  cwd: folder,
  program: '1',
  line: (tile: number, plan: string) => `run ${tile} of ${plan}`,
});

async function plan(numTile = 5) {
  await expect(invert({ executor: planTiles(wanted(numTile)) })).rejects.toThrow(WorkPlanned);
  return readPlan(tiles);
}

const run = (tile: number, plan?: string) => runTile({ folder: tiles, tile, plan }, WORKSHOP, quietContext());
const finish = (weightFunc?: 'no') =>
  invert({ executor: finishTiles(tiles, readPlan(tiles), '1') }, weightFunc);

/** Bytes of the products, which are then moved out of the way. */
function taken(): Buffer[] {
  return outputs.map((name) => {
    const bytes = readFileSync(join(folder, name));
    rmSync(join(folder, name));
    return bytes;
  });
}

test('an inversion in five tiles of any order, one of them killed, has the bytes of one done at once', async () => {
  await invert({});
  const alone = taken();

  const { id, tiles: cut } = await plan();
  expect(readdirSync(folder).sort()).toEqual(['stack.h5', 'tiles']);
  expect(readFileSync(join(tiles, 'tiles.txt'), 'utf8').split('\n')).toEqual([
    ...cut.map(({ number }) => `run ${number} of ${id}`),
    '',
  ]);
  for (const tile of [4, 1, 5]) expect(await run(tile, id)).toBe(true);
  // A run that was killed has left the beginning of a part, and no marker.
  writeFileSync(join(tiles, '.tile-0002.part.tmp'), 'half a par');
  writeFileSync(join(tiles, 'tile-0003.part'), 'a part without a marker');
  expect(missingTiles(tiles, readPlan(tiles))).toEqual([2, 3]);
  await expect(finish()).rejects.toThrow('Tile 2 is not done.');
  expect(readdirSync(folder).sort()).toEqual(['stack.h5', 'tiles']);
  for (const tile of [3, 2]) expect(await run(tile, id)).toBe(true);
  expect(missingTiles(tiles, readPlan(tiles))).toEqual([]);
  await finish();
  expect(taken()).toEqual(alone);
});

test('a tile that is done is left alone, and two runs of one at once leave it whole', async () => {
  await invert({});
  const alone = taken();
  await plan(2);
  await Promise.all([run(1), run(1), run(2)]);
  const before = readFileSync(join(tiles, 'tile-0001.done'));
  expect(await run(1)).toBe(false);
  expect(readFileSync(join(tiles, 'tile-0001.done'))).toEqual(before);
  await finish();
  expect(taken()).toEqual(alone);
});

test('there are no more tiles than rows', async () => {
  const { tiles: cut } = await plan(100);
  expect(cut.map(({ part }) => part)).toEqual([0, 1, 2, 3, 4].map((y) => ({ y0: y, y1: y + 1 })));
});

test('an input that has changed since the plan is refused, by tiles and at the end', async () => {
  await plan(2);
  await run(1);
  appendFileSync(stackHere(), ' ');
  await expect(run(2)).rejects.toThrow(FileError);
  await expect(run(2)).rejects.toThrow(/stack.h5 has changed/);
  await expect(finish()).rejects.toThrow(/stack.h5 has changed/);
});

test('tiles of other options are refused, and so is a tile of another plan', async () => {
  await plan(1);
  await expect(run(1, 'another')).rejects.toThrow(OptionError);
  await run(1);
  await expect(finish('no')).rejects.toThrow(/other options/);
  await expect(invert({ executor: planTiles(wanted(1)) }, 'no')).rejects.toThrow(/another plan/);
  await expect(run(2)).rejects.toThrow('no tile 2');
});

test('a part that was damaged is found before anything is written', async () => {
  await plan(1);
  await run(1);
  const part = join(tiles, 'tile-0001.part');
  const bytes = readFileSync(part);
  bytes[10] ^= 1;
  writeFileSync(part, bytes);
  await expect(finish()).rejects.toThrow(/part of tile 1.* is damaged/);
  writeFileSync(part, bytes.subarray(0, 100));
  await expect(finish()).rejects.toThrow(/damaged/);
  expect(existsSync(join(folder, 'timeseries.h5'))).toBe(false);
});

const [numPlane, length, width] = [7, 13, 11];
const shape = [numPlane, length, width];
const cube = Float32Array.from({ length: numPlane * length * width }, (_, i) => Math.sin(i) * 100);

async function cubeHere(): Promise<string> {
  const input = join(folder, 'cube.h5');
  const shift = cube.subarray(0, length * width);
  const datasets = [
    { name: 'cube', type: 'f4' as const, shape, values: cube },
    { name: 'shift', type: 'f4' as const, shape: [length, width], values: shift },
  ];
  await writeProduct(input, { FILE_TYPE: 'cube', LENGTH: '13', WIDTH: '11' }, datasets, quietContext());
  return input;
}

test('rows done here, in three threads and in tiles come to the same bytes and sums', async () => {
  const input = await cubeHere();
  const path = join(folder, 'added.h5');
  const layout = {
    attributes: { FILE_TYPE: 'cube' },
    datasets: [{ name: 'cube', type: 'f4' as const, shape }],
  };
  const addOne = async (context: Partial<Context>) => {
    let sums: Float64Array[] = [];
    await makeProduct(path, layout, quietContext(), async (product) => {
      const work = {
        label: 'adding',
        length,
        width,
        kernel: 'addOne' as const,
        args: { add: 1 },
        inputs: { cube: source(input, 'cube') },
        outputs: { cube: product.sink('cube') },
        bytesPerThread: 0,
      };
      sums = await runBlocks(work, quietContext(context));
    });
    return { sums, bytes: readFileSync(path) };
  };
  const alone = await addOne({ workers: 1 });
  expect(alone.sums).toHaveLength(length);
  expect(await addOne({ workers: 3, maxMemory: 3000 })).toEqual(alone);
  await expect(addOne({ executor: planTiles(wanted(4)) })).rejects.toThrow(WorkPlanned);
  for (const tile of [2, 4, 1, 3])
    await runTile({ folder: tiles, tile }, TEST_WORKSHOP, quietContext({ workers: tile, maxMemory: 2000 }));
  expect(await addOne({ executor: finishTiles(tiles, readPlan(tiles), '1') })).toEqual(alone);
});

const planes = (input: string) => ({
  label: 'shifting',
  length,
  width,
  planes: Array.from({ length: numPlane }, (_, k) => k),
  kernel: 'shift' as const,
  args: {},
  inputs: { cube: source(input, 'cube'), shift: source(input, 'shift') },
});

test('planes are cut into tiles too, and tell the same', async () => {
  const input = await cubeHere();
  const path = join(folder, 'shifted.h5');
  const layout = {
    attributes: { FILE_TYPE: 'cube' },
    datasets: [{ name: 'cube', type: 'f4' as const, shape }],
  };
  const shiftAll = async (context: Partial<Context>) => {
    let told: unknown[] = [];
    await makeProduct(path, layout, quietContext(), async (product) => {
      const outputs = { cube: product.sink('cube') };
      told = await runPlanes({ ...planes(input), outputs }, quietContext(context));
    });
    return told;
  };
  const told = await shiftAll({});
  renameSync(path, join(folder, 'alone.h5'));
  await expect(shiftAll({ executor: planTiles(wanted(3)) })).rejects.toThrow(WorkPlanned);
  for (const tile of [3, 1, 2]) await runTile({ folder: tiles, tile }, TEST_WORKSHOP, quietContext());
  expect(await shiftAll({ executor: finishTiles(tiles, readPlan(tiles), '1') })).toEqual(told);
  expect(readFileSync(path)).toEqual(readFileSync(join(folder, 'alone.h5')));
});

test('work that adds to the file it reads is cut too: what stood there before is what counts', async () => {
  const input = await cubeHere();
  const original = readFileSync(input);
  const edit = { datasets: [{ name: 'shifted', type: 'f4' as const, shape }] };
  const add = (context: Partial<Context>) =>
    addToH5(input, edit, async (writer) => {
      const outputs = { cube: sinkOf(writer, 'shifted', numPlane) };
      await runPlanes({ ...planes(input), outputs }, quietContext(context));
    });
  await add({});
  const alone = readFileSync(input);
  writeFileSync(input, original);
  await expect(add({ executor: planTiles(wanted(2)) })).rejects.toThrow(WorkPlanned);
  expect(readFileSync(input)).toEqual(original);
  for (const tile of [1, 2]) await runTile({ folder: tiles, tile }, TEST_WORKSHOP, quietContext());
  await add({ executor: finishTiles(tiles, readPlan(tiles), '1') });
  expect(readFileSync(input)).toEqual(alone);
});

test('what threads share is given to tiles, and files are found where another machine has them', async () => {
  const input = await cubeHere();
  const path = join(folder, 'added.h5');
  const layout = {
    attributes: { FILE_TYPE: 'cube' },
    datasets: [{ name: 'cube', type: 'f4' as const, shape }],
  };
  const more = new Float32Array(new SharedArrayBuffer(4)).fill(0.5);
  const addOne = (context: Partial<Context>) =>
    makeProduct(path, layout, quietContext(), async (product) => {
      const outputs = { cube: product.sink('cube') };
      const inputs = { cube: source(input, 'cube') };
      const work = {
        label: 'adding',
        length,
        width,
        kernel: 'addOne' as const,
        args: { add: 1, more },
        inputs,
        outputs,
      };
      await runBlocks(work, quietContext(context));
    });
  await addOne({});
  const alone = readFileSync(path);
  await expect(addOne({ executor: planTiles(wanted(2)) })).rejects.toThrow(WorkPlanned);
  const away = join(folder, 'away');
  mkdirSync(away);
  renameSync(input, join(away, 'cube.h5'));
  const pathMap = [[folder, away]] as const;
  for (const tile of [1, 2]) {
    await expect(runTile({ folder: tiles, tile }, TEST_WORKSHOP, quietContext())).rejects.toThrow(
      'cannot be read',
    );
    await runTile({ folder: tiles, tile, pathMap }, TEST_WORKSHOP, quietContext({ workers: 2 }));
  }
  renameSync(join(away, 'cube.h5'), input);
  await addOne({ executor: finishTiles(tiles, readPlan(tiles), '1') });
  expect(readFileSync(path)).toEqual(alone);
});
