import { mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { tinyGrid, tinyRasters, valuesOf } from '../../../test/support/tiny-series.ts';
import { TINY_PAIRS, tinyStack } from '../../../test/support/tiny-stack.ts';
import { type Config, defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { FileError, NetworkError } from '../../core/errors.ts';
import { modificationTime, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { makeWaterMask } from '../reference/water-mask.ts';
import { modifyNetwork } from './modify-network.ts';

let folder: string;
let stack: string;
/** Coherence per interferogram on land; water, the last two columns, has 0.1. */
const onLand = [0.9, 0.4, 0.8, 0.3];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-network-'));
  stack = await tinyStack(join(folder, 'ifgramStack.h5'), {
    unwrapPhase: (k) => k + 1,
    coherence: (k, y, x) => (y === 0 ? 0 : x < 5 ? onLand[k] : 0.1),
  });
  await tinyRasters(join(folder, 'waterMask.h5'), { waterMask: tinyGrid((_, x) => (x < 5 ? 1 : 0)) });
});
const options = (network: Partial<Config['network']>) => ({ ...defaultOptions().config.network, ...network });
const modify = (network: Partial<Config['network']>) =>
  modifyNetwork({ stack, options: options(network), folder }, quietContext());

test('pairs below the mean coherence on the mask go, unless the best tree needs them', async () => {
  const { kept, dropped, changed } = await modify({ coherenceBased: true });
  expect(dropped).toEqual(['20200101_20200125']);
  expect(kept).toHaveLength(3); // 20200125_20200206 is the only way to the last date
  expect(changed).toBe(true);
  expect(await valuesOf(stack, 'dropIfgram')).toEqual([1, 0, 1, 1]);
  expect(readFileSync(join(folder, 'coherenceSpatialAvg.txt'), 'utf8').split('\n')).toEqual([
    '# Data file: ifgramStack.h5',
    '# Mask file: waterMask.h5',
    '# AOI box: (0, 0, 7, 5)',
    '# Threshold: None',
    '#\tDATE12\t\tMean\tBtemp/days\tBperp/m\t\tNum',
    '20200101_20200113\t0.9000\t      12\t    10.0\t0',
    '20200101_20200125\t0.4000\t      24\t    30.0\t1',
    '20200113_20200125\t0.8000\t      12\t    20.0\t2',
    '20200125_20200206\t0.3000\t      12\t  -150.0\t3',
    '',
  ]);
});

test('without the tree all pairs below go', async () => {
  const { kept } = await modify({ coherenceBased: true, keepMinSpanTree: false });
  expect(kept).toEqual([TINY_PAIRS[0], TINY_PAIRS[2]]);
});

test('an area outside the mask has no mean, and drops nothing', async () => {
  const { dropped } = await modify({
    coherenceBased: true,
    keepMinSpanTree: false,
    aoiYX: { y0: 0, y1: 5, x0: 5, x1: 7 },
  });
  expect(dropped).toEqual([]);
  expect(readFileSync(join(folder, 'coherenceSpatialAvg.txt'), 'utf8')).toContain('20200101_20200113\tnan\t');
});

test('the share of coherent pixels is what exceeds the mean coherence on water', async () => {
  const { kept } = await modify({ areaRatioBased: true, minAreaRatio: 0.9 });
  expect(kept).toHaveLength(4);
  const text = readFileSync(join(folder, 'coherenceAreaRatio.txt'), 'utf8');
  expect(text).toContain('# Threshold: 0.1\n');
  expect(text).toContain('20200125_20200206\t1.0000\t');
});

test('a stack whose choice is the same is not touched, one that changes tells when', async () => {
  const first = await readIfgramStack(stack);
  await modify({ perpBaseMax: 100 });
  const second = await readIfgramStack(stack);
  expect(second.kept).toEqual([0, 1, 2]);
  expect(modificationTime(second, 'coherence')).toBeGreaterThan(modificationTime(first, 'coherence')!);
  utimesSync(stack, 1e9, 1e9);
  const { changed } = await modify({ perpBaseMax: 100 });
  expect(changed).toBe(false);
  expect(statSync(stack).mtimeMs).toBe(1e12);
});

test('without any rule all pairs are used again', async () => {
  await modify({ tempBaseMax: 12 });
  const { kept } = await modify({});
  expect(kept).toEqual([...TINY_PAIRS]);
});

test('the text of means is taken as it is while nothing has changed, and made again for another area', async () => {
  await modify({ coherenceBased: true });
  const text = join(folder, 'coherenceSpatialAvg.txt');
  writeFileSync(text, readFileSync(text, 'utf8').replace('0.8000', '0.5000'));
  const later = new Date(Date.now() + 1000); // the clock of a file system may be behind by some milliseconds
  utimesSync(text, later, later);
  const { dropped } = await modify({ coherenceBased: true, minCoherence: 0.6, keepMinSpanTree: false });
  expect(dropped).toContain('20200113_20200125');
  const again = await modify({
    coherenceBased: true,
    minCoherence: 0.6,
    keepMinSpanTree: false,
    aoiYX: { y0: 1, y1: 3, x0: 0, x1: 2 },
  });
  expect(again.dropped).not.toContain('20200113_20200125');
});

test('a list of pairs or of dates may be a file', async () => {
  writeFileSync(join(folder, 'pairs.txt'), '# mine\n200101-200113 x\n20200113_20200125\n');
  expect((await modify({ referenceFile: 'pairs.txt' })).kept).toEqual([TINY_PAIRS[0], TINY_PAIRS[2]]);
  writeFileSync(join(folder, 'bad.txt'), '20200206\n');
  expect((await modify({ excludeDate: ['bad.txt'] })).dropped).toEqual([TINY_PAIRS[3]]);
});

test('an area in degrees is widened by the search for its corners in the lookup table, and cut at the image', async () => {
  const step = 1e-3;
  await tinyRasters(join(folder, 'geometryRadar.h5'), {
    height: tinyGrid(() => 1),
    latitude: tinyGrid((y) => 36 + step * y),
    longitude: tinyGrid((_, x) => 25 - step * x),
  });
  const aoiLALO = { south: 36 + step, north: 36 + 2 * step, west: 25 - 3 * step, east: 25 - 2 * step };
  await modify({ coherenceBased: true, aoiLALO });
  const text = readFileSync(join(folder, 'coherenceSpatialAvg.txt'), 'utf8');
  expect(text.split('\n')[2]).toBe('# AOI box: (0, 0, 7, 5)');
});

test('dropping everything is refused, and the stack stays', async () => {
  await expect(modify({ tempBaseMax: 1 })).rejects.toThrow(NetworkError);
  expect(await valuesOf(stack, 'dropIfgram')).toEqual([1, 1, 1, 1]);
});

test('rules on coherence need coherence, and the share a mask', async () => {
  await expect(modify({ areaRatioBased: true, maskFile: 'none.h5' })).rejects.toThrow(FileError);
  stack = await tinyStack(join(folder, 'bare.h5'), { unwrapPhase: () => 1 });
  await expect(modify({ coherenceBased: true })).rejects.toThrow(/has no coherence/);
});

test('the water mask leaves out pixels without latitude, and a mask edited by hand is kept', async () => {
  const geometry = await tinyRasters(join(folder, 'geometryRadar.h5'), {
    height: tinyGrid(() => 1),
    latitude: tinyGrid((y) => (y === 0 ? 0 : 36)),
    waterMask: tinyGrid((_, x) => (x < 5 ? 1 : 0)),
  });
  const outfile = join(folder, 'land.h5');
  expect(await makeWaterMask(geometry, outfile, quietContext())).toBe(true);
  expect(await valuesOf(outfile, 'waterMask')).toEqual([...tinyGrid((y, x) => (y > 0 && x < 5 ? 1 : 0))]);
  await tinyRasters(outfile, { waterMask: tinyGrid(() => 1) });
  await makeWaterMask(geometry, outfile, quietContext());
  expect(await valuesOf(outfile, 'waterMask')).toEqual(new Array(35).fill(1));
});

test('networks that fall apart are told of', async () => {
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  await modifyNetwork(
    { stack, options: options({ excludeIfgIndex: [1, 2] }), folder },
    quietContext({ log }),
  );
  expect(warnings).toEqual([expect.stringContaining('2 separate networks')]);
});
