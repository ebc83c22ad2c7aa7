import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';
import { defaultOptions } from '../config/index.ts';
import { quietContext } from '../core/context.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { deramp } from './corrections/deramp.ts';
import { prepareStackInversion } from './inversion/stack-inversion.ts';
import { readGeocodeLookup } from './mapping/geocode-lookup.ts';
import { prepareFit } from './timeseries/velocity.ts';

/* A product is opened once to learn what an operation needs of it, and then by the engine for its pixels. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206'];

beforeAll(async () => {
  const phase = { unwrapPhase: () => 1, coherence: () => 0.9 };
  await tinyStack(at('stack.h5'), phase, {
    attributes: { REF_Y: '1', REF_X: '2', ALOOKS: '3', RLOOKS: '9' },
  });
  await tinySeries(at('timeseries.h5'), DATES, (k, y, x) => k * (y + x) * 0.01);
  await tinyRasters(at('mask.h5'), { mask: tinyGrid(() => 1) });
  await tinyRasters(at('geometry.h5'), {
    latitude: tinyGrid((y) => 36 - y * 0.001),
    longitude: tinyGrid((_y, x) => 25 + x * 0.001),
  });
});
afterEach(() => vi.restoreAllMocks());

/** How often a file was opened, and closed again, while `work` ran in this thread. */
async function opens(path: string, work: () => Promise<unknown>): Promise<number> {
  const closed = vi.spyOn(LocalFile.prototype, 'close');
  await work();
  return closed.mock.contexts.filter((file) => (file as LocalFile).name === path).length;
}

test('an inversion learns all it needs of its stack in one look', async () => {
  const request = {
    stack: at('stack.h5'),
    options: { ...defaultOptions().config.networkInversion, maskDataset: null, waterMaskFile: null },
    outfiles: { timeseries: at('a.h5'), quality: at('b.h5'), count: at('c.h5') },
    folder,
    refDate: '20200113',
  };
  expect(await opens(request.stack, () => prepareStackInversion(request))).toBe(1);
});

test('a fit of velocity relative to another pixel learns all it needs of its series in one look', async () => {
  const request = {
    timeseries: at('timeseries.h5'),
    outfile: at('velocity.h5'),
    options: defaultOptions().config.timeFunc,
    refYX: { y: 1, x: 1 },
  };
  expect(await opens(request.timeseries, () => prepareFit(request, quietContext()))).toBe(1);
});

test('a ramp opens its mask once, and once for the pixels', async () => {
  const request = {
    file: at('timeseries.h5'),
    type: 'linear' as const,
    mask: at('mask.h5'),
    outfile: at('ramp.h5'),
  };
  expect(await opens(request.mask, () => deramp(request, quietContext()))).toBe(2);
});

test('a lookup table is read in one look', async () => {
  expect(await opens(at('geometry.h5'), () => readGeocodeLookup(at('geometry.h5')))).toBe(1);
});
