import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RangeServer, serveRanges } from '../../test/support/range-server.ts';
import { runBlocks } from '../../test/support/test-engine.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { makeProduct, readGrid, readProduct, source, writeProduct } from '../io/products/product.ts';
import { closePool } from './pool.ts';

/* Products on a server as inputs of the engine. */

const [planes, length, width] = [3, 90, 70];
const attributes = { LENGTH: `${length}`, WIDTH: `${width}`, FILE_TYPE: 'cube' };
const cube = Float32Array.from({ length: planes * length * width }, (_, i) => Math.fround(Math.sin(i) * 100));
let folder: string;
let server: RangeServer;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-far-sources-'));
  const path = join(folder, 'cube.h5');
  const spec = { name: 'cube', type: 'f4', shape: [planes, length, width], compression: 'gzip' } as const;
  await writeProduct(path, attributes, [{ ...spec, values: cube }], quietContext());
  server = await serveRanges(new Map([['/cube.h5', { bytes: readFileSync(path) }]]));
  address = `${server.url}/cube.h5`;
});
afterAll(async () => {
  await closePool();
  await server.close();
  rmSync(folder, { recursive: true });
});

test.each([1, 2])('a kernel reads a product of a server, in %i threads', async (workers) => {
  const path = join(folder, `out${workers}.h5`);
  const context = quietContext({ workers, maxMemory: 1e5 });
  const datasets = [{ name: 'cube', type: 'f4', shape: [planes, length, width] } as const];
  await makeProduct(path, { attributes, datasets }, context, async (product) => {
    await runBlocks(
      {
        label: 'adding',
        length,
        width,
        inputs: { cube: source(address, 'cube') },
        outputs: { cube: product.sink('cube') },
        kernel: 'addOne' as const,
        args: { add: 1 },
        bytesPerThread: 0,
      },
      context,
    );
  });
  const values = await withH5(path, (file) => file.read('cube') as Float32Array);
  expect(values).toEqual(Float32Array.from(cube, (v) => v + 1));
});

test('the library reads products at addresses, and moves what it is asked for', async () => {
  const product = await readProduct(address);
  expect([product.fileType, product.length, product.width]).toEqual(['cube', length, width]);
  Object.assign(server.sent, { requests: 0, bytes: 0 });
  const { data } = await readGrid(address, 'cube-2', { y0: 2, x0: 3, y1: 4, x1: 5 });
  const at = (y: number, x: number) => cube[(length + y) * width + x];
  expect(Array.from(data)).toEqual([at(2, 3), at(2, 4), at(3, 3), at(3, 4)]);
  await expect(readProduct(`${server.url}/none.h5`)).rejects.toThrow(/none\.h5 does not exist on the server/);
});
