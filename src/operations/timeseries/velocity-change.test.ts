import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { MOST_LISTED, velocityChange } from './velocity-change.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-change-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [length, width] = [1600, 800];
const numPixel = length * width;
/** Standard deviation of every velocity, m/year. */
const SIGMA = 1;

async function velocityFile(name: string, velocity: Float32Array): Promise<string> {
  const path = join(folder, name);
  const attributes = { FILE_TYPE: 'velocity', LENGTH: `${length}`, WIDTH: `${width}`, UNIT: 'm/year' };
  const shape = [length, width];
  await writeProduct(
    path,
    attributes,
    [
      { name: 'velocity', type: 'f4', shape, values: velocity },
      { name: 'velocityStd', type: 'f4', shape, values: new Float32Array(numPixel).fill(SIGMA) },
    ],
    quietContext(),
  );
  return path;
}

test('of many pixels that moved the largest changes are listed, of equal ones the first of the image', async () => {
  // Whole numbers up to 90 in an order without pattern: many are equal, and the limit falls among them.
  const change = Float32Array.from({ length: numPixel }, (_, i) => ((i * 7919) % 91) * (i % 2 ? 1 : -1));
  const outfile = join(folder, 'change.h5');
  const before = await velocityFile('before.h5', new Float32Array(numPixel));
  const after = await velocityFile('after.h5', change);
  const { numMoved, largest } = await velocityChange({ before, after, outfile, sigmas: 2 }, quietContext());
  const moved = [...change.keys()].filter((i) => Math.abs(change[i]) > 2 * SIGMA);
  expect(numMoved).toBe(moved.length);
  const wanted = moved.sort((a, b) => Math.abs(change[b]) - Math.abs(change[a]) || a - b);
  expect(largest.map(({ y, x }) => y * width + x)).toEqual(wanted.slice(0, MOST_LISTED));
  expect(largest[0]).toEqual({
    y: Math.floor(wanted[0] / width),
    x: wanted[0] % width,
    before: 0,
    after: change[wanted[0]],
    sigma: SIGMA,
    ratio: change[wanted[0]] / SIGMA,
  });
});
