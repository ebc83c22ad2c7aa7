import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quietContext } from '../../core/context.ts';
import { createRandom } from '../../core/stats/random.ts';
import { editAttributes, editH5 } from '../../io/hdf5/file.ts';
import { writeProduct } from '../../io/products/product.ts';
import { keepingNotes } from '../../io/products/stack-notes.ts';
import type { DrawnRaster } from './drawn-raster.ts';
import type { ViewRequest } from './request.ts';
import { viewFigure } from './view.ts';

const [length, width] = [60, 80];
const size = length * width;
const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];
const pairsOf = (numDate: number) =>
  DATES.slice(0, numDate).flatMap((a, i) => DATES.slice(i + 1, numDate).map((b) => [a, b]));

let folder: string;
let stack: string;
let keep: string;

/** Phase of an interferogram, rad: fringes, noise and places without data. */
function phaseOf([date1, date2]: readonly string[]): Float32Array {
  const random = createRandom(Number(date1) + Number(date2));
  const slope = random() - 0.5;
  return Float32Array.from({ length: size }, (_, i) =>
    random() < 0.02 ? 0 : (i % width) * slope + random(),
  );
}

const cube = (pairs: readonly string[][]) => Float32Array.from(pairs.flatMap((pair) => [...phaseOf(pair)]));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-drawn-'));
  stack = join(folder, 'ifgramStack.h5');
  keep = join(folder, 'kept');
  const pairs = pairsOf(4);
  const n = pairs.length;
  const attributes = {
    FILE_TYPE: 'ifgramStack',
    LENGTH: `${length}`,
    WIDTH: `${width}`,
    REF_Y: '3',
    REF_X: '5',
  };
  await writeProduct(
    stack,
    attributes,
    [
      { name: 'date', type: 'S8', shape: [n, 2], values: pairs.flat() },
      { name: 'bperp', type: 'f4', shape: [n], values: new Float32Array(n) },
      { name: 'dropIfgram', type: 'bool', shape: [n], values: new Uint8Array(n).fill(1) },
      { name: 'unwrapPhase', type: 'f4', shape: [n, length, width], values: cube(pairs) },
    ],
    quietContext(),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Interferograms of one more date, among those that are there. */
async function addDate(): Promise<void> {
  const [before, pairs] = [pairsOf(4).map(String), pairsOf(5)];
  const planes = pairs.map((pair) =>
    before.includes(String(pair)) ? before.indexOf(String(pair)) : undefined,
  );
  const n = pairs.length;
  await keepingNotes(stack, async () => {
    const writer = await editH5(stack, {
      datasets: [
        { name: 'date', type: 'S8', shape: [n, 2] },
        { name: 'bperp', type: 'f4', shape: [n] },
        { name: 'dropIfgram', type: 'bool', shape: [n] },
        { name: 'unwrapPhase', type: 'f4', shape: [n, length, width], planes },
      ],
    });
    writer.write('date', pairs.flat());
    writer.write('bperp', new Float32Array(n));
    writer.write('dropIfgram', new Uint8Array(n).fill(1));
    writer.write('unwrapPhase', cube(pairs.filter((_, k) => planes[k] === undefined)));
    writer.commit();
  });
}

/** The bytes of a figure of all interferograms. */
async function figure(options: Partial<ViewRequest> = {}): Promise<Buffer> {
  const outfile = join(folder, 'figure.png');
  const table = { rows: 2 };
  await viewFigure(
    { file: stack, names: ['unwrapPhase-'], zeroMask: true, dpi: 60, table, outfiles: [outfile], ...options },
    quietContext(),
  );
  return readFileSync(outfile);
}

/** Draw what is kept otherwise, to see what is taken from it. @returns how many planes there are */
function spoil(): number {
  const [maker, drawn] = deserialize(readFileSync(keep)) as [string, Map<string, DrawnRaster>];
  for (const { values } of drawn.values()) values.data.fill(1);
  writeFileSync(keep, serialize([maker, drawn]));
  return drawn.size;
}

test('a stack with more interferograms is drawn as if nothing were kept', async () => {
  expect((await figure({ keep })).equals(await figure())).toBe(true);
  await addDate();
  expect((await figure({ keep })).equals(await figure())).toBe(true);
  expect((await figure({ keep, wrap: true })).equals(await figure({ wrap: true }))).toBe(true);
  expect((await figure({ keep })).equals(await figure())).toBe(true);
});

test('what was drawn is taken from the file, and nothing is written that is there', async () => {
  await figure({ keep });
  const { mtimeMs } = statSync(keep);
  expect((await figure({ keep })).equals(await figure())).toBe(true);
  expect(statSync(keep).mtimeMs).toBe(mtimeMs);
  expect(spoil()).toBe(pairsOf(4).length);
  expect((await figure({ keep })).equals(await figure())).toBe(false);
  await addDate();
  expect((await figure({ keep })).equals(await figure())).toBe(false);
  expect(spoil()).toBe(pairsOf(5).length);
});

test.each<[string, () => Promise<unknown>, Partial<ViewRequest>?]>([
  ['other options', async () => {}, { zeroMask: false, mask: null }],
  [
    'another reference pixel',
    () => keepingNotes(stack, () => editAttributes(stack, (old) => ({ ...old, REF_X: '6' }))),
  ],
  [
    'a stack that something else has changed',
    () => editAttributes(stack, (old) => ({ ...old, NOTE: 'changed' })),
  ],
  ['a damaged file', async () => writeFileSync(keep, readFileSync(keep).subarray(0, 1000))],
])('nothing is taken with %s', async (_, change, options = {}) => {
  await figure({ keep });
  spoil();
  await change();
  expect((await figure({ keep, ...options })).equals(await figure(options))).toBe(true);
  expect(existsSync(keep)).toBe(true);
});
