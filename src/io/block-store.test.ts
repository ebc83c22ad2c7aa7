import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasH5py, runPython } from '../../test/support/h5py.ts';
import { quietContext } from '../core/context.ts';
import { createStore, sinkOf } from './block-store.ts';
import { openH5 } from './hdf5/file.ts';
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

test.each([
  ['double precision', Float64Array.from({ length: 2 * width }, (_, i) => -i - 0.5)],
  ['16-bit integers', Int16Array.from({ length: 2 * width }, (_, i) => -i)],
])('values of %s become those of the dataset, and nothing beside them changes', async (_, values) => {
  const copy = path.replace('cube.h5', `${values.BYTES_PER_ELEMENT}.h5`);
  copyFileSync(path, copy);
  const store = createStore();
  const file = await openH5(copy);
  const address = file.address('cube');
  file.close();
  store.write(
    sinkOf({ partialPath: copy, journal: `${copy}.rows`, address: () => address }, 'cube', planes),
    1,
    length,
    block,
    values,
  );
  store.close();
  const again = createStore();
  const all = await again.open(source(copy, 'cube'));
  const expected = cube.slice();
  expected.set(values, (1 * length + block.y0) * width);
  expect(all.read({ y0: 0, y1: length, width, numPixel: length * width })).toEqual(expected);
  again.close();
});

describe.runIf(hasH5py)('blocks have the values of the plain dataset', () => {
  const others = path.replace('cube.h5', 'others.h5');
  beforeAll(() => {
    const make = `
import h5py, numpy as np, sys
cube = np.arange(60, dtype="f4").reshape(3, 5, 4)
with h5py.File(sys.argv[1], "w", libver="latest") as f:
    f["swapped"] = cube.astype(">f4")
    f["half"] = cube.astype("f2")
    f.create_dataset("packed", data=cube.astype(">f8"), chunks=(2, 3, 3), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("grows", data=cube.astype("u4"), chunks=(1, 2, 4), compression="lzf", maxshape=(None, 5, 4))
    f["raw"] = np.array([b"ab"], "V2")
    f["complex"] = cube.astype("c8")`;
    runPython(make, others);
  });

  test.each(['swapped', 'half', 'packed', 'grows'])('stored as %s', async (dataset) => {
    const store = createStore();
    for (const chosen of [undefined, [2, 0]]) {
      const plain = (await store.open(source(path, 'cube', chosen))).read(block);
      const opened = await store.open(source(others, dataset, chosen));
      const room = new Float64Array(60).fill(-1);
      expect(Array.from(opened.read(block, { room }))).toEqual(Array.from(plain));
      expect(Array.from(opened.read(block))).toEqual(Array.from(plain));
    }
    store.close();
  });

  test('complex numbers are refused by name', async () => {
    const store = createStore();
    await expect(store.open(source(others, 'complex'))).rejects.toThrow(
      /others\.h5:complex holds complex numbers/,
    );
    store.close();
  });
});
