import { mkdtempSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { readOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { generateMask, type MaskRules, makeTemporalCoherenceMask } from './generate-mask.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-mask-'));
const outfile = join(folder, 'mask.h5');
const values = tinyGrid((y, x) => (y === 0 && x === 0 ? Number.NaN : y === 0 && x === 1 ? 0 : x / 10));
const file = await tinyRasters(join(folder, 'temporalCoherence.h5'), { temporalCoherence: values });

async function mask(rules: MaskRules & { file?: string; dataset?: string }): Promise<number[]> {
  await generateMask({ file, outfile, ...rules }, quietContext());
  return valuesOf(outfile, 'mask');
}
const where = (keep: (y: number, x: number) => boolean) => [...tinyGrid((y, x) => (keep(y, x) ? 1 : 0))];

test('no-data goes unless it is to stay, and 0 goes when asked', async () => {
  expect(await mask({})).toEqual(where((y, x) => y + x > 0));
  expect(await mask({ keepNaN: true })).toEqual(where(() => true));
  expect(await mask({ keepNaN: true, nonzero: true, min: 0 })).toEqual(
    where((y, x) => x > 1 || (x === 1 && y > 0) || (x === 0 && y === 0)),
  );
});

test('a pixel stored as 0.3 is within 0.3 to 0.5', async () => {
  expect(await mask({ min: 0.3, max: 0.5 })).toEqual(where((_, x) => x >= 3 && x <= 5));
});

test('thresholds may hold in a part of the image only, while rows and columns cut the mask', async () => {
  expect(await mask({ min: 0.3, thresholdArea: { y: [1, 3] } })).toEqual(
    where((y, x) => y + x > 0 && (x >= 3 || y === 0 || y > 2)),
  );
  expect(await mask({ y: [1, 3], x: [2, 99] })).toEqual(where((y, x) => y >= 1 && y < 3 && x >= 2));
});

test('a mask has the same bits in blocks of any size', async () => {
  const base = await tinyRasters(join(folder, 'base.h5'), {
    waterMask: tinyGrid((y, x) => (y + x === 7 ? 0 : 1)),
  });
  const rules: MaskRules = {
    ...{ min: 0.2, minPixels: 3, includeCircle: { x: 3, y: 2, radius: 3 }, base: { file: base, value: 0 } },
    thresholdArea: {
      polygon: [
        [0.3, 0.2],
        [6.4, 1.7],
        [2.2, 4.1],
      ],
    },
  };
  const whole = await mask(rules);
  await generateMask({ file, outfile, ...rules }, quietContext({ maxMemory: 1 }));
  expect(await valuesOf(outfile, 'mask')).toEqual(whole);
  expect(whole.reduce((sum, keep) => sum + keep, 0)).toBe(22);
});

test('circles, polygons and small clusters', async () => {
  const near = (y: number, x: number) => (y - 2) ** 2 + (x - 3) ** 2 <= 4;
  expect(await mask({ includeCircle: { x: 3, y: 2, radius: 2 } })).toEqual(where(near));
  expect(await mask({ excludeCircle: { x: 3, y: 2, radius: 2 } })).toEqual(
    where((y, x) => y + x > 0 && !near(y, x)),
  );
  const polygon = [
    [1, 1],
    [5, 1],
    [5, 3],
    [1, 3],
  ] as const;
  expect(await mask({ polygon })).toEqual(where((y, x) => y >= 1 && y <= 3 && x >= 1 && x <= 5));
  expect(await mask({ min: 0.6, minPixels: 6 })).toEqual(where(() => false));
  expect(await mask({ min: 0.6, minPixels: 5 })).toEqual(where((_, x) => x === 6));
});

test('a base file leaves pixels out; its series are added up; a dataset it lacks is ignored', async () => {
  const geometry = await tinyRasters(join(folder, 'g.h5'), {
    shadowMask: tinyGrid((y) => (y === 2 ? 1 : 0)),
  });
  expect(await mask({ min: 0.5, base: { file: geometry, dataset: 'shadowMask', value: 1 } })).toEqual(
    where((y, x) => x >= 5 && y !== 2),
  );
  expect(await mask({ min: 0.5, base: { file: geometry, dataset: 'none', value: 1 } })).toEqual(
    where((_, x) => x >= 5),
  );
  const series = await tinySeries(join(folder, 'b.h5'), ['20200101', '20200113'], (k, y) =>
    k === 0 ? y : -1,
  );
  expect(await mask({ base: { file: series, dataset: 'timeseries', value: 0 }, revert: true })).toEqual(
    where((y, x) => y === 1 || y + x === 0),
  );
});

test('velocities are significant above a multiple of their standard deviation', async () => {
  const velocity = await tinyRasters(join(folder, 'velocity.h5'), {
    velocity: tinyGrid((_, x) => x - 3),
    velocityStd: tinyGrid(() => 1),
  });
  expect(await mask({ file: velocity, stdFactor: 2 })).toEqual(where((_, x) => x === 0 || x === 6));
  await expect(mask({ stdFactor: 2 })).rejects.toThrow(FileError);
  const withGap = await tinyRasters(join(folder, 'gap.h5'), {
    velocity: tinyGrid((y, x) => (y === 0 ? Number.NaN : x)),
    velocityStd: tinyGrid(() => 2),
  });
  const rules = { file: withGap, dataset: 'velocity', stdFactor: 2 };
  expect(await mask({ ...rules, keepNaN: true })).toEqual(where((y, x) => y === 0 || x > 4));
  expect(await mask(rules)).toEqual(where((y, x) => y > 0 && x > 4));
});

test('rasters of a stack or series are known by name and date; a whole series is no raster', async () => {
  const stack = await tinyStack(join(folder, 'ifgramStack.h5'), { unwrapPhase: (k, y) => (k === 2 ? y : 0) });
  const rules = { file: stack, min: 3 };
  expect(await mask({ ...rules, dataset: 'unwrapPhase-20200113_20200125' })).toEqual(where((y) => y >= 3));
  expect((await attributesOf(outfile))['UNIT']).toBe('radian');
  expect(await mask({ ...rules, dataset: '20200101_20200113' })).toEqual(where(() => false));
  await expect(mask({ ...rules, dataset: 'unwrapPhase' })).rejects.toThrow(/3 dimensions/);
  await expect(mask({ ...rules, dataset: 'unwrapPhase-20200113_20200126' })).rejects.toThrow(/no raster/);
});

test('the mask of reliable pixels is made again for another threshold only, and knows radar shadow', async () => {
  const geometry = await tinyRasters(join(folder, 'geometryRadar.h5'), {
    height: tinyGrid(() => 1),
    shadowMask: tinyGrid((_, x) => (x === 6 ? 1 : 0)),
  });
  const reliable = join(folder, 'maskTempCoh.h5');
  const make = (template: string) =>
    makeTemporalCoherenceMask(
      { temporalCoherence: file, outfile: reliable, geometry, options: readOptions(template) },
      quietContext(),
    );
  await make('mintpy.networkInversion.minTempCoh = 0.4\n');
  expect(await valuesOf(reliable, 'mask')).toEqual(where((_, x) => x === 4 || x === 5));
  expect(await attributesOf(reliable)).toMatchObject({
    FILE_TYPE: 'mask',
    'mintpy.networkInversion.minTempCoh': '0.4',
    'mintpy.networkInversion.shadowMask': 'True',
  });
  utimesSync(reliable, 4e9, 4e9);
  await make('mintpy.networkInversion.minTempCoh = 0.4\n');
  expect(statSync(reliable).mtimeMs).toBe(4e12);
  await make('mintpy.networkInversion.minTempCoh = 0.4\nmintpy.networkInversion.shadowMask = no\n');
  expect(await valuesOf(reliable, 'mask')).toEqual(where((_, x) => x >= 4));
});
