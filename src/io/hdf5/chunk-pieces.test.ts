import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasH5py, runPython } from '../../../test/support/h5py.ts';
import { serveRanges } from '../../../test/support/range-server.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { openUrl } from '../bytes/http-source.ts';
import { withH5 } from './file.ts';
import { openH5Source } from './reader.ts';

const SHAPE = [7, 330, 500] as const;
const CUBE = `
import h5py, numpy as np, sys
cube = np.arange(7 * 330 * 500, dtype="f4").reshape(7, 330, 500)
with h5py.File(sys.argv[1], "w", libver="latest") as f:
    f.create_dataset("cube", data=cube, chunks=(4, 150, 200), maxshape=(None, 330, 500))
    f.create_dataset("large", data=cube[:4], chunks=(4, 330, 500))`;

const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

test.runIf(hasH5py)('of chunks without filters no more is read than a window needs', async () => {
  const path = join(temporaryFolder(), 'cube.h5');
  runPython(CUBE, path);
  const expected = (start: readonly number[], count: readonly number[]) =>
    Float32Array.from({ length: count[0] * count[1] * count[2] }, (_, i) => {
      const [x, y, k] = [
        i % count[2],
        Math.floor(i / count[2]) % count[1],
        Math.floor(i / count[2] / count[1]),
      ];
      return ((start[0] + k) * SHAPE[1] + start[1] + y) * SHAPE[2] + start[2] + x;
    });
  const windows = [
    [
      [0, 160, 333],
      [7, 1, 1],
    ],
    [
      [3, 149, 0],
      [2, 2, 500],
    ],
    [
      [5, 0, 0],
      [1, 330, 500],
    ],
    [
      [2, 100, 190],
      [3, 60, 20],
    ],
    [
      [0, 0, 0],
      [7, 330, 500],
    ],
  ] as const;
  await withH5(path, (file) => {
    for (const [start, count] of windows) {
      const found = file.read('cube', { start, count }) as Float32Array;
      expect(Buffer.compare(bytes(found), bytes(expected(start, count)))).toBe(0);
    }
  });
  const server = await serveRanges(new Map([['/cube.h5', { bytes: readFileSync(path) }]]));
  const far = await openH5Source(await openUrl(`${server.url}/cube.h5`));
  const before = server.sent.bytes;
  const [start, count] = [
    [2, 17, 0],
    [1, 3, 500],
  ] as const;
  const found = (await far.load('large', { start, count })) as Float32Array;
  expect(found).toEqual(expected(start, count));
  expect(server.sent.bytes - before).toBe(3 * 500 * 4);
  await server.close();
});
