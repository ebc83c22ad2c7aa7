import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { TINY_PAIRS, tinyStack } from '../../../test/support/tiny-stack.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { writeProduct } from '../../io/products/product.ts';
import { type SubsetRequest, type SubsetWindow, subsetFile } from './subset.ts';

const folder = temporaryFolder();
afterAll(closePool);
const at = (name: string) => join(folder, name);
const context = quietContext();
const cell = (y: number, x: number) => 10 * y + x;
const window = (y0: number, y1: number, x0: number, x1: number) =>
  Array.from({ length: y1 - y0 }, (_, r) =>
    Array.from({ length: x1 - x0 }, (_, c) => cell(y0 + r, x0 + c)),
  ).flat();

async function cut(request: Omit<SubsetRequest, 'file'> & { file?: string }): Promise<string> {
  return subsetFile({ file: at('velocity.h5'), ...request }, context);
}

await tinyRasters(at('velocity.h5'), { velocity: tinyGrid(cell), mask: tinyGrid((y) => y) });
const DEGREES = { Y_FIRST: '36.0', X_FIRST: '25.0', Y_STEP: '-0.01', X_STEP: '0.01', Y_UNIT: 'degrees' };
await tinyRasters(at('map.h5'), { velocity: tinyGrid(cell) }, DEGREES);

test('a stack that is cut keeps dates, baselines and dropped pairs, and its values move along', async () => {
  await tinyStack(
    at('stack.h5'),
    { unwrapPhase: (k, y, x) => 100 * k + cell(y, x), coherence: () => 0.5 },
    {
      kept: [1, 0, 1, 1],
      attributes: {
        REF_Y: '2',
        REF_X: '3',
        SUBSET_YMIN: '40',
        SUBSET_XMIN: '7',
        SUBSET_YMAX: '45',
        SUBSET_XMAX: '14',
      },
    },
  );
  for (const workers of [1, 2]) {
    const outfile = at(`cut${workers}.h5`);
    const request: SubsetRequest = {
      file: at('stack.h5'),
      outfile,
      window: { by: 'ranges', y: [1, 4], x: [2, 6] },
    };
    await subsetFile(request, quietContext({ workers, maxMemory: 1 << 16 }));
    const phase = await valuesOf(outfile, 'unwrapPhase');
    expect(phase).toEqual(TINY_PAIRS.flatMap((_, k) => window(1, 4, 2, 6).map((v) => v + 100 * k)));
    expect(await valuesOf(outfile, 'dropIfgram')).toEqual([1, 0, 1, 1]);
    expect(await valuesOf(outfile, 'bperp')).toEqual([10, 30, 20, -150]);
    expect(await withH5(outfile, (file) => file.read('date'))).toEqual(
      TINY_PAIRS.flatMap((pair) => pair.split('_')),
    );
    expect(await attributesOf(outfile)).toMatchObject({
      LENGTH: '3',
      WIDTH: '4',
      REF_Y: '1',
      REF_X: '1',
      SUBSET_YMIN: '41',
      SUBSET_YMAX: '44',
      SUBSET_XMIN: '9',
      SUBSET_XMAX: '13',
      STARTING_RANGE: '830040.0',
    });
  }
});

test('beyond the image stands what --outfill says; whole numbers and masks have 0 there', async () => {
  const mask = { name: 'mask', type: 'bool' as const, shape: [5, 7], values: new Uint8Array(35).fill(1) };
  const velocity = { name: 'velocity', type: 'f4' as const, shape: [5, 7], values: tinyGrid(cell) };
  await writeProduct(at('two.h5'), { ...TINY_ATTRIBUTES, FILE_TYPE: 'velocity' }, [velocity, mask], context);
  const outfile = at('wide.h5');
  await cut({
    file: at('two.h5'),
    outfile,
    window: { by: 'ranges', y: [-1, 2], x: [5, 9] },
    fill: Number.NaN,
  });
  const none = Number.NaN;
  expect(await valuesOf(outfile, 'velocity')).toEqual([
    none,
    none,
    none,
    none,
    5,
    6,
    none,
    none,
    15,
    16,
    none,
    none,
  ]);
  expect(await valuesOf(outfile, 'mask')).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  await cut({ outfile, window: { by: 'ranges', y: [-1, 2], x: [5, 9] }, fill: 0 });
  expect(await valuesOf(outfile, 'velocity')).toEqual([0, 0, 0, 0, 5, 6, 0, 0, 15, 16, 0, 0]);
  await cut({ outfile, window: { by: 'ranges', y: [-1, 2], x: [5, 9] } });
  expect(await valuesOf(outfile, 'velocity')).toEqual([5, 6, 15, 16]);
});

test.each<readonly [string, SubsetWindow]>([
  ['degrees', { by: 'ranges', lat: [35.96, 35.99], lon: [25.02, 25.06] }],
  ['latitude and columns', { by: 'ranges', lat: [35.99, 35.96], x: [2, 6] }],
  ['a longitude that wins over columns', { by: 'ranges', y: [1, 4], lon: [25.02, 25.06], x: [0, 1] }],
  ['the other way round the Earth', { by: 'ranges', lat: [35.96, 35.99], lon: [-334.98, -334.94] }],
  ['another file', { by: 'file', file: at('reference.h5') }],
])('a map is cut by %s', async (_, by) => {
  await cut({
    file: at('map.h5'),
    outfile: at('reference.h5'),
    window: { by: 'ranges', y: [1, 4], x: [2, 6] },
  });
  const outfile = at('piece.h5');
  await cut({ file: at('map.h5'), outfile, window: by });
  expect(await valuesOf(outfile, 'velocity')).toEqual(window(1, 4, 2, 6));
  const { Y_FIRST, X_FIRST } = await attributesOf(outfile);
  expect([Number(Y_FIRST), Number(X_FIRST)]).toEqual([35.99, 25.02]);
});

test('a file in radar coordinates is cut where another one lies in the full frame', async () => {
  await tinyRasters(
    at('loaded.h5'),
    { velocity: tinyGrid(cell) },
    { SUBSET_YMIN: '100', SUBSET_XMIN: '200' },
  );
  await cut({
    file: at('loaded.h5'),
    outfile: at('first.h5'),
    window: { by: 'ranges', y: [1, 3], x: [4, 7] },
  });
  await cut({
    file: at('loaded.h5'),
    outfile: at('second.h5'),
    window: { by: 'file', file: at('first.h5') },
  });
  expect(await valuesOf(at('second.h5'), 'velocity')).toEqual(window(1, 3, 4, 7));
});

test('maps across 180° and in metres are cut by degrees', async () => {
  const crossing = { ...DEGREES, X_FIRST: '179.97' };
  await tinyRasters(at('crossing.h5'), { velocity: tinyGrid(cell) }, crossing);
  const lat = [35.96, 35.99] as const;
  for (const lon of [
    [179.99, -179.97],
    [179.99, 180.03],
    [-180.01, -179.97],
  ] as const) {
    await cut({ file: at('crossing.h5'), outfile: at('piece.h5'), window: { by: 'ranges', lat, lon } });
    expect(await valuesOf(at('piece.h5'), 'velocity')).toEqual(window(1, 4, 2, 6));
  }
  const metres = {
    Y_FIRST: '4000000',
    X_FIRST: '500000',
    Y_STEP: '-1000',
    X_STEP: '1000',
    Y_UNIT: 'meters',
    UTM_ZONE: '36N',
  };
  await tinyRasters(at('utm.h5'), { velocity: tinyGrid(cell) }, metres);
  await cut({
    file: at('utm.h5'),
    outfile: at('piece.h5'),
    window: { by: 'ranges', lat: [3996000, 3999000], lon: [502000, 506000] },
  });
  expect(await valuesOf(at('piece.h5'), 'velocity')).toEqual(window(1, 4, 2, 6));
  // 36.13° N is about 3 998 600 m, 33.03° E about 502 600 m
  await cut({
    file: at('utm.h5'),
    outfile: at('piece.h5'),
    window: { by: 'ranges', lat: [36.113, 36.13], lon: [33.03, 33.06] },
  });
  expect(await valuesOf(at('piece.h5'), 'velocity')).toEqual(window(1, 3, 2, 5));
  const half = cut({ file: at('utm.h5'), outfile: at('none.h5'), window: { by: 'ranges', lat } });
  await expect(half).rejects.toThrow(/is a map in metres/);
});

test('in radar coordinates without a lookup table rows and columns count that stand beside degrees', async () => {
  const degrees = { by: 'ranges', lat: [35.9, 36], lon: [25, 25.1] } as const;
  const outfile = at('beside.h5');
  await cut({ outfile, window: { ...degrees, otherwise: { y: [1, 3], x: [2, 4] } } });
  expect(await valuesOf(outfile, 'velocity')).toEqual(window(1, 3, 2, 4));
  await expect(cut({ outfile, window: degrees })).rejects.toThrow(/no lookup table near it/);
});

test('a map tells radar coordinates what to cut, through the lookup table', async () => {
  const table = { latitude: tinyGrid((y) => 36 - 0.01 * y), longitude: tinyGrid((_, x) => 25 + 0.01 * x) };
  const lookup = await tinyRasters(at('lookup.h5'), table, { FILE_TYPE: 'geometry' });
  // Pixel edges of the map lie between the centres of radar pixels.
  const place = { ...DEGREES, Y_FIRST: '35.985', X_FIRST: '25.015' };
  await tinyRasters(at('part.h5'), { velocity: tinyGrid(cell) }, place);
  await cut({ outfile: at('radar.h5'), lookup, window: { by: 'file', file: at('part.h5') } });
  expect(await attributesOf(at('radar.h5'))).toMatchObject({ SUBSET_YMIN: '2', SUBSET_XMIN: '2' });
  const asRadar = cut({
    file: at('map.h5'),
    outfile: at('none.h5'),
    window: { by: 'file', file: at('velocity.h5') },
  });
  await expect(asRadar).rejects.toThrow(/map.h5 is a map, .*velocity.h5 is in radar coordinates/);
});

test('--tight keeps what a lookup table covers and ten pixels around it', async () => {
  const [length, width] = [40, 50];
  const table = new Float32Array(length * width);
  for (let y = 15; y < 22; y++) for (let x = 3; x < 30; x++) table[y * width + x] = 1 + y;
  const raster = (name: string) => ({ name, type: 'f4' as const, shape: [length, width], values: table });
  const attributes = { ...DEGREES, LENGTH: '40', WIDTH: '50', FILE_TYPE: 'geometry' };
  await writeProduct(
    at('geometryGeo.h5'),
    attributes,
    [raster('rangeCoord'), raster('azimuthCoord')],
    context,
  );
  await cut({ file: at('geometryGeo.h5'), outfile: at('tight.h5'), window: { by: 'lookup' } });
  expect(await attributesOf(at('tight.h5'))).toMatchObject({
    LENGTH: '27',
    WIDTH: '40',
    SUBSET_YMIN: '5',
    SUBSET_XMIN: '0',
  });
});

test('nothing is written for all of an image, and a window beside it is refused', async () => {
  const outfile = at('nothing.h5');
  expect(await cut({ outfile, window: { by: 'ranges', y: [-5, 5], x: [0, 7] } })).toBe(at('velocity.h5'));
  await expect(cut({ outfile, window: { by: 'ranges', y: [5, 9] } })).rejects.toThrow(
    /hold no pixel of .*velocity/,
  );
  await expect(cut({ outfile, window: { by: 'ranges', y: [3, 3] } })).rejects.toThrow(
    /rows 3 to 3 are no part/,
  );
  expect(existsSync(outfile)).toBe(false);
});
