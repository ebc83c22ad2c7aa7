import { copyFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { readGrid, readMask } from '../../src/io/products/product.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { runHere } from '../support/cli.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { leftovers } from '../support/folder-state.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';

/* mintsar update: what is new is added, what depends on it made again, and what moved is told. */

let stack: SimulatedStack;
const dirOf = (name: string) => {
  mkdirSync(stack.path(name), { recursive: true });
  return stack.path(name);
};
const update = (...words: string[]) =>
  runHere(
    ['--quiet', 'update', stack.template, '--dir', dirOf('work'), '--end', 'velocity', ...words],
    stack.folder,
  );
const run = (dir: string) =>
  runWorkflow({ workDir: dirOf(dir), customFile: stack.template, end: 'velocity' }, quietContext());

/** Motion in a corner that the interferograms before did not have. */
function move(k: number): void {
  const path = stack.interferogram(k, 'filt_fine.unw');
  const bytes = readFileSync(path);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const width = 60; // amplitude and phase in turn, line by line
  for (let y = 0; y < 20; y++) for (let x = 0; x < 25; x++) values[(2 * y + 1) * width + x] += 3;
  writeFileSync(path, bytes);
}

beforeAll(async () => {
  stack = await SimulatedStack.make();
  stack.setOptions({
    'mintpy.reference.yx': '30,38',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.residualRMS.cutoff': '1', // dates are left out, by what was there before others than by all
    'mintpy.unwrapError.method': 'no',
    'mintpy.plot': 'no',
  });
});
afterAll(() => stack.remove());

test('a first update runs everything, and has nothing to compare with', async () => {
  const pairs = stack.date12s.flatMap((name, k) => (name.endsWith(stack.dates.at(-1)!) ? [k] : []));
  for (const k of pairs) {
    move(k);
    renameSync(stack.interferogram(k), stack.path(stack.date12s[k]));
  }
  const { status, stdout } = await update();
  expect(status).toBe(0);
  expect(stdout).toMatch(/There was no velocity\.h5 before this run/);
  for (const k of pairs) renameSync(stack.path(stack.date12s[k]), stack.interferogram(k));
});

test('interferograms that come are added; pixels that moved are on a map, in a picture and in a list', async () => {
  const velocity = `${dirOf('work')}/velocity.h5`;
  copyFileSync(velocity, stack.path('earlier.h5'));
  const { status, stdout, stderr } = await update();
  expect([status, stderr]).toEqual([0, '']);
  const values = async (path: string, name: string) => (await readGrid(path, name)).data;
  const [before, sigma] = [
    await values(stack.path('earlier.h5'), 'velocity'),
    await values(stack.path('earlier.h5'), 'velocityStd'),
  ];
  const after = await values(velocity, 'velocity');
  const { data: mask } = await readMask(stack.path('work/maskTempCoh.h5'));
  const moved = Array.from(after, (v, p): number =>
    mask[p] !== 0 && sigma[p] > 0 && Math.abs(v - before[p]) > 2 * sigma[p] ? 1 : 0,
  );
  const numMoved = moved.reduce((a, b) => a + b, 0);
  expect(numMoved).toBeGreaterThan(10);
  const map = stack.path('work/velocityChange.h5');
  expect(Array.from(await values(map, 'moved'))).toEqual(moved);
  expect(Array.from(await values(map, 'velocityChange'))).toEqual(
    Array.from(after, (v, p) => Math.fround(v - before[p])),
  );
  expect(stdout).toMatch(
    new RegExp(`velocity: ${numMoved} of \\d+ reliable pixels \\(\\d+\\.\\d %\\) moved by more than 2 sigma`),
  );
  const lines = readFileSync(stack.path('work/velocityChange.txt'), 'utf8').trim().split('\n');
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' ').map(Number));
  expect(rows).toHaveLength(numMoved);
  expect(rows.every(([y, x]) => moved[y * 60 + x] === 1)).toBe(true);
  expect(
    rows.every(
      ([, , latitude, longitude]) => latitude > 36 && latitude < 37 && longitude > 25 && longitude < 26,
    ),
  ).toBe(true);
  const ratios = rows.map((row) => Math.abs(row.at(-1)!));
  expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
  expect(statSync(stack.path('work/pic/velocityChange.png')).size).toBeGreaterThan(5000);
  expect(leftovers(stack.path('work'))).toEqual([]);
  await run('anew');
  const ofUpdate = new Map(
    [...(await contentOf(stack.path('work')))].filter(([name]) => !name.startsWith('velocityChange')),
  );
  expect(differentContent(ofUpdate, await contentOf(stack.path('anew')))).toEqual([]);
});

test('nothing new: the velocity is as it was', async () => {
  expect((await update()).stdout).toMatch(/velocity\.h5 is as it was/);
});

test('another reference pixel: both velocities are taken relative to it; an update that was cut short is told by the next', async () => {
  const { data: common } = await readMask(stack.path('work/maskConnComp.h5'));
  const x = common.subarray(31 * 60, 32 * 60).lastIndexOf(1);
  stack.setOptions({ 'mintpy.reference.yx': `31,${x}` });
  const before = stack.path('work/.mintsar/velocity-before-update.h5');
  copyFileSync(stack.path('work/velocity.h5'), before);
  await run('work'); // as if the update had been killed after the last step
  const { stdout } = await update('--sigma', '50');
  expect(stdout).toMatch(/velocity: 0 of \d+ reliable pixels \(0\.0 %\) moved by more than 50 sigma/);
  expect(stdout).toContain(`was y 30, x 38 and is y 31, x ${x}`);
  const { data } = await readGrid(stack.path('work/velocityChange.h5'), 'velocityChange');
  expect(data[31 * 60 + x]).toBe(0);
});
