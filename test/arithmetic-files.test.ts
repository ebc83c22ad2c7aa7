import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withH5 } from '../src/io/hdf5/file.ts';
import { runCommandLine } from './support/command-layer.ts';
import { attributesOf, tinyGrid, tinyRasters, tinySeries, valuesOf } from './support/tiny-series.ts';
import { tinyStack } from './support/tiny-stack.ts';

/* What the goldens of whole scenes do not try: names of outputs, files changed in place, single rasters of a series. */

const DATES = ['20180101', '20180113', '20180125'];
const home = process.cwd();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-arithmetic-'));
  process.chdir(folder);
  await tinySeries('timeseries.h5', DATES, (k, y, x) => k * (y + x));
  await tinyRasters('velocity.h5', { velocity: tinyGrid((y, x) => y - x), velocityStd: tinyGrid(() => 1) });
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test('image_math names its outputs by operation and number, several files at a time', async () => {
  await runCommandLine(['image_math', 'velocity.h5', 'timeseries.h5', '/', '4']);
  expect((await valuesOf('velocity_divide4.0.h5', 'velocityStd'))[0]).toBe(0.25);
  expect((await valuesOf('timeseries_divide4.0.h5', 'timeseries'))[35 + 8]).toBe(0.5);
  expect(await valuesOf('timeseries_divide4.0.h5', 'bperp')).toEqual([0, 50, 100]);
});

test('image_math writes back only when told to', async () => {
  await tinyRasters('own.h5', { velocity: tinyGrid(() => -2) });
  await expect(runCommandLine(['image_math', 'own.h5', '^', '3', '-o', 'own.h5'])).rejects.toThrow(
    /replaced/,
  );
  await runCommandLine(['image_math', 'own.h5', '^', '3', '--overwrite']);
  expect((await valuesOf('own.h5', 'velocity'))[34]).toBe(-8);
});

test('a limit of mask stands in for its zeros: 0 is below an upper limit', async () => {
  await tinyRasters('coherence.h5', { coherence: tinyGrid((y) => y / 4) });
  const kept = async (...words: string[]) => {
    await runCommandLine([
      'mask',
      'velocity.h5',
      '-m',
      'coherence.h5',
      '-o',
      'kept.h5',
      '--fill',
      '-9',
      ...words,
    ]);
    return (await valuesOf('kept.h5', 'velocity')).map((value) => value !== -9);
  };
  const rows = tinyGrid((y) => y);
  expect(await kept()).toEqual(Array.from(rows, (y) => y > 0));
  expect(await kept('--vmax', '0.5')).toEqual(Array.from(rows, (y) => y <= 2));
  expect(await kept('--vmin', '0.25', '--vmax', '0.5')).toEqual(Array.from(rows, (y) => y === 1 || y === 2));
});

test('spatial_filter filters single dates and copies the others to the bit', async () => {
  await runCommandLine(['spatial_filter', 'timeseries.h5', '20180125', '-f', 'lowpass_avg', '-p', '3']);
  const before = await valuesOf('timeseries.h5', 'timeseries');
  const after = await valuesOf('timeseries_lowpass_avg.h5', 'timeseries');
  expect(after.slice(0, 70)).toEqual(before.slice(0, 70));
  expect(after[70]).toBeCloseTo((2 * (0 + 0 + 1 + 0 + 0 + 1 + 1 + 1 + 2)) / 9, 6);
});

test('temporal_filter and temporal_derivative name their outputs, baselines relative to the reference date', async () => {
  await runCommandLine(['temporal_filter', 'timeseries.h5', '-f', 'gaussian', '-t', '1.5']);
  await runCommandLine(['temporal_filter', 'timeseries.h5']);
  await runCommandLine(['temporal_derivative', 'timeseries.h5']);
  expect(existsSync('timeseries_tempGaussian1.5.h5') && existsSync('timeseries_tempMedian5.h5')).toBe(true);
  expect((await valuesOf('timeseries_1stDiff.h5', 'timeseries')).slice(70)).toEqual(
    (await valuesOf('timeseries.h5', 'timeseries')).slice(35, 70),
  );
  await tinySeries('late.h5', DATES, (k) => k - 2, { attributes: { REF_DATE: '20180125' } });
  await runCommandLine(['temporal_derivative', 'late.h5', '-o', 'out.h5']);
  expect(await valuesOf('out.h5', 'bperp')).toEqual([-100, -50, 0]);
});

test('remove_hdf5_dset makes the file smaller and leaves all else', async () => {
  await tinySeries('more.h5', DATES, () => 1);
  const size = statSync('more.h5').size;
  await runCommandLine(['remove_hdf5_dset', 'more.h5', 'timeseries']);
  expect(statSync('more.h5').size).toBeLessThan(size);
  expect(await withH5('more.h5', ({ datasets }) => [...datasets.keys()])).toEqual(['bperp', 'date']);
  expect(await attributesOf('more.h5')).toEqual({
    ...(await attributesOf('timeseries.h5')),
    FILE_PATH: 'more.h5',
  });
  await expect(runCommandLine(['remove_hdf5_dset', 'more.h5', 'bperp', 'date'])).rejects.toThrow(
    /without a dataset/,
  );
  await expect(runCommandLine(['remove_hdf5_dset', 'more.h5', 'bper'])).rejects.toThrow(/no dataset bper/);
});

test('generate_mask --nonzero of a stack takes the dataset it is told, and the usual name', async () => {
  await tinyStack('stack.h5', {
    unwrapPhase: (k, y, x) => (k === 1 && x === 2 ? 0 : y + 1),
    connectComponent: (k, y) => (k === 2 && y === 4 ? 0 : 1),
  });
  await runCommandLine(['generate_mask', 'stack.h5', '--nonzero']);
  expect(await valuesOf('mask.h5', 'mask')).toEqual([...tinyGrid((y) => (y === 4 ? 0 : 1))]);
  await runCommandLine(['generate_mask', 'stack.h5', 'unwrapPhase', '--nonzero', '-o', 'phase.h5']);
  expect(await valuesOf('phase.h5', 'mask')).toEqual([...tinyGrid((_, x) => (x === 2 ? 0 : 1))]);
});

test('generate_mask keeps a temporal coherence of 0.7 and more, on maps too', async () => {
  await tinyRasters('geo_temporalCoherence.h5', { temporalCoherence: tinyGrid((_, x) => 0.45 + x / 10) });
  await runCommandLine(['generate_mask', 'geo_temporalCoherence.h5']);
  expect(await valuesOf('geo_maskTempCoh.h5', 'mask')).toEqual([...tinyGrid((_, x) => (x >= 3 ? 1 : 0))]);
});
