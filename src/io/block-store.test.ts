import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { quietContext } from '../core/context.ts';
import { createStore } from './block-store.ts';
import { source, writeProduct } from './products/product.ts';

const path = join(mkdtempSync(join(tmpdir(), 'mintsar-store-')), 'cube.h5');
const [planes, length, width] = [3, 5, 4];
const cube = Float32Array.from({ length: planes * length * width }, (_, i) => i);
const block = { y0: 1, y1: 3, width, numPixel: 2 * width };

beforeAll(() =>
  writeProduct(
    path,
    { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'cube' },
    [{ name: 'cube', type: 'f4', shape: [planes, length, width], values: cube }],
    quietContext(),
  ),
);

describe.each([
  ['all planes', undefined, [0, 1, 2]],
  ['chosen planes', [2, 0], [2, 0]],
] as const)('%s of a block', (_, chosen, order) => {
  const expected = Float32Array.from(
    order.flatMap((k) => [...cube.subarray((k * length + 1) * width, (k * length + 3) * width)]),
  );
  const room = new Float32Array(40).fill(-1).subarray(5, 5 + expected.length);

  test.each([
    ['come into the room that is given', room, room.buffer],
    ['come elsewhere when the room is too small', room.subarray(1), undefined],
    ['come somewhere without it', undefined, undefined],
  ])('%s', async (_, given, buffer) => {
    const store = createStore();
    const opened = await store.open(source(path, 'cube', chosen));
    const got = opened.read(block, { room: given });
    expect(got).toEqual(expected);
    expect(got.buffer === room.buffer).toBe(buffer !== undefined);
    if (buffer !== undefined) expect([got.byteOffset, room[room.length - 1]]).toEqual([20, expected.at(-1)]);
    store.close();
  });
});
