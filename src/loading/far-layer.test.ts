import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadOptionsOf } from '../../test/support/load-options.ts';
import { type RangeServer, type Served, serveRanges } from '../../test/support/range-server.ts';
import { farToy } from '../../test/support/toy-processor/far-toy.ts';
import { type Context, quietContext } from '../core/context.ts';
import { FileError, RunError } from '../core/errors.ts';
import { openUrl } from '../io/bytes/http-source.ts';
import { createH5, withH5 } from '../io/hdf5/file.ts';
import { openH5Source } from '../io/hdf5/reader.ts';
import { loadData } from '../operations/loading/load-data.ts';
import { PROCESSORS } from '../processors/registry.ts';
import { FarFiles } from './far-files.ts';
import { farDatasetLayer } from './far-layer.ts';
import { fileLayer } from './layer.ts';
import { openLayer } from './open-layer.ts';

/* Layers whose files are on a server: HDF5 products, one for each pair, and flat rasters. */

const [LENGTH, WIDTH] = [400, 500];
const PAIRS = ['20200101_20200113', '20200113_20200125', '20200125_20200206'];
/** Values that do not pack well, as those of real phases. */
const phaseOf = (k: number, y: number, x: number) => k + (((y * 12.9898 + x * 78.233) * 43.5453) % 7);
const coherenceOf = (k: number, y: number, x: number) => ((y * 7.31 + x * 3.17 + k) % 1) * 0.99;

let folder: string;
let server: RangeServer;
const served = new Map<string, Served>();
let answer: Parameters<typeof serveRanges>[1];
const address = (name: string) => `${server.url}/${name}`;

const products: Uint8Array[] = [];
beforeAll(async () => {
  for (const k of PAIRS.keys()) products.push(await product(k));
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-far-'));
  served.clear();
  answer = () => false;
  server = await serveRanges(served, (...words) => answer!(...words));
  for (const [k, pair] of PAIRS.entries()) served.set(`/${pair}.nc`, { bytes: products[k] });
  const height = Float32Array.from({ length: LENGTH * WIDTH }, (_, p) => p % 1000);
  served.set('/height.dem', { bytes: new Uint8Array(height.buffer) });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function product(k: number): Promise<Uint8Array> {
  const place = mkdtempSync(join(tmpdir(), 'mintsar-product-'));
  const path = join(place, 'product.h5');
  const dataset = (name: string) =>
    ({ name, type: 'f4', shape: [LENGTH, WIDTH], compression: 'gzip' }) as const;
  const datasets = [dataset('science/phase'), dataset('science/coherence')];
  const writer = await createH5(path, { attributes: { bperp: `${10 + k}` }, datasets });
  const values = (of: typeof phaseOf) =>
    Float32Array.from({ length: LENGTH * WIDTH }, (_, p) => of(k, Math.floor(p / WIDTH), p % WIDTH));
  writer.write('science/phase', values(phaseOf));
  writer.write('science/coherence', values(coherenceOf));
  writer.commit();
  const bytes = readFileSync(path);
  rmSync(place, { recursive: true });
  return bytes;
}

function load(template: Record<string, string> = {}, context: Partial<Context> = {}) {
  const options = loadOptionsOf(
    {
      'mintpy.load.processor': 'fartoy',
      HEADING: '-168',
      'mintpy.load.unwFile': PAIRS.map((pair) => address(`${pair}.nc`)).join(' '),
      'mintpy.load.demFile': address('height.dem?token=secret'),
      ...template,
    },
    { workDir: folder },
  );
  const processors = [...PROCESSORS, farToy];
  return loadData(
    { options, outDir: join(folder, 'inputs'), updateMode: false, processors },
    quietContext(context),
  );
}

test.each([1, 2])('products of a server become inputs/*.h5, read by %i threads', async (workers) => {
  await load({}, { workers });
  await withH5(join(folder, 'inputs/ifgramStack.h5'), (stack) => {
    expect(stack.datasets.get('unwrapPhase')?.shape).toEqual([3, LENGTH, WIDTH]);
    expect(Array.from(stack.read('bperp') as Float32Array)).toEqual([10, 11, 12]);
    for (const [name, of] of [
      ['unwrapPhase', phaseOf],
      ['coherence', coherenceOf],
    ] as const) {
      const values = stack.read(name) as Float32Array;
      const wrong = values.findIndex((value, i) => {
        const p = i % (LENGTH * WIDTH);
        return value !== Math.fround(of(Math.floor(i / (LENGTH * WIDTH)), Math.floor(p / WIDTH), p % WIDTH));
      });
      expect([name, wrong]).toEqual([name, -1]);
    }
  });
  await withH5(join(folder, 'inputs/geometryRadar.h5'), (geometry) => {
    const height = geometry.read('height') as Float32Array;
    expect([height[0], height[LENGTH * WIDTH - 1]]).toEqual([0, (LENGTH * WIDTH - 1) % 1000]);
    expect(geometry.attributes['FILE_PATH'] ?? '').not.toContain('secret');
  });
});

test('of a small area little more is moved than the chunks it touches, in few requests', async () => {
  let structure = 0;
  let touched = 4 * 40 * WIDTH; // rows of the raster
  for (const pair of PAIRS) {
    const source = await openUrl(address(`${pair}.nc`));
    const file = await openH5Source(source);
    structure += source.traffic.bytes;
    const [rows, columns] = file.chunkShape('science/phase')!;
    const down = Math.ceil(140 / rows) - Math.floor(100 / rows);
    const across = Math.ceil(150 / columns) - Math.floor(100 / columns);
    touched += (source.size * (down * rows * across * columns)) / (LENGTH * WIDTH);
  }
  Object.assign(server.sent, { requests: 0, bytes: 0 });
  await load({ 'mintpy.subset.yx': '100:140,100:150' });
  expect(server.sent.bytes - 2 * structure).toBeLessThan(1.5 * touched);
  // describing: 3 products and a raster; loading: their structure again, 2 datasets each, and rows of the raster
  expect(server.sent.requests).toBeLessThan(40);
  await withH5(join(folder, 'inputs/ifgramStack.h5'), (stack) => {
    const values = stack.read('unwrapPhase', { start: [2, 3, 4], count: [1, 1, 1] });
    expect(values[0]).toBe(Math.fround(phaseOf(2, 103, 104)));
  });
});

test('a server that is busy is asked again, in every thread', async () => {
  let refusals = 0;
  answer = (_, response, count) => {
    if (count % 5 !== 4) return false;
    refusals++;
    response.writeHead(503, { 'Retry-After': '0' }).end();
    return true;
  };
  await load({}, { workers: 2 });
  expect(refusals).toBeGreaterThan(2);
  await withH5(join(folder, 'inputs/ifgramStack.h5'), (stack) => {
    const values = stack.read('coherence', { start: [1, 300, 3], count: [1, 1, 2] });
    expect(Array.from(values as Float32Array)).toEqual(
      [3, 4].map((x) => Math.fround(coherenceOf(1, 300, x))),
    );
  });
});

test('a product that is replaced or gone while it is loaded stops the work, and nothing half-made stays', async () => {
  const name = `/${PAIRS[1]}.nc`;
  const { bytes } = served.get(name)!;
  const layer = await farDatasetLayer(address(name.slice(1)), 'science/phase');
  served.set(name, { bytes: new Uint8Array(bytes.length + 8) });
  await expect(openLayer(layer)).rejects.toThrow(/20200113_20200125\.nc was changed on the server/);
  served.delete(name);
  await expect(openLayer(layer)).rejects.toMatchObject({
    constructor: FileError,
    message: /does not exist on the server \(404\)/,
  });
  await expect(load()).rejects.toThrow(/20200113_20200125\.nc does not exist on the server/);
  await expect(withH5(join(folder, 'inputs/ifgramStack.h5'), () => {})).rejects.toThrow(/does not exist/);
});

test('without a connection the address is named, without its secrets', async () => {
  const gone = 'http://127.0.0.1:9/product.nc?token=secret';
  const files = new FarFiles({ retry: { attempts: 2, pauseMs: 1 } });
  const refusal = farDatasetLayer(gone, 'science/phase', {}, files);
  await expect(refusal).rejects.toMatchObject({
    constructor: RunError,
    message: /^http:\/\/127\.0\.0\.1:9\/product\.nc could not be fetched: .*\(2 attempts\)\.$/,
    remedy: /connection/,
  });
});

test('flat rasters move the rows that are asked for, in few requests; their layout must be known', async () => {
  const layout = { length: LENGTH, width: WIDTH, bands: 1, type: 'f4', littleEndian: true } as const;
  const format = { kind: 'raw', layout: { ...layout, interleave: 'BIL', headerBytes: 0 } } as const;
  const known = { length: LENGTH, width: WIDTH, format };
  const open = await openLayer(fileLayer(address('height.dem'), { known }));
  const values = await open.read({ y0: 300, x0: 10, y1: 320, x1: 20 });
  expect(Array.from(values.subarray(0, 3))).toEqual([10, 11, 12].map((x) => (300 * WIDTH + x) % 1000));
  expect(server.sent.requests).toBeLessThan(4);
  expect(server.sent.bytes).toBeLessThan(LENGTH * WIDTH);
  const unknown = fileLayer(address('height.dem'), { known: { length: LENGTH, width: WIDTH } });
  await expect(openLayer(unknown)).rejects.toThrow(/how its bytes lie is not known/);
});
