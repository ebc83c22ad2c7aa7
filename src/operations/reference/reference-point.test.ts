import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  attributesOf,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { grid } from '../../core/array.ts';
import { quietContext } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { summarizeStack } from '../averages/stack-summary.ts';
import { resetReferencePoint, setReferencePoint } from './reference-point.ts';
import { mostCoherentPixel, randomPixel } from './reference-point-choice.ts';

let folder: string;
let file: string;
let maskFile: string;
let coherenceFile: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-reference-'));
  // no phase at (2, 5) in the second interferogram
  file = await tinyStack(join(folder, 'ifgramStack.h5'), {
    unwrapPhase: (k, y, x) => (k === 1 && y === 2 && x === 5 ? Number.NaN : k + y + x + 1),
  });
  maskFile = await tinyRasters(join(folder, 'mask.h5'), { mask: tinyGrid((y) => (y > 0 ? 1 : 0)) });
  coherenceFile = await tinyRasters(join(folder, 'coherence.h5'), {
    coherence: tinyGrid((y, x) => 0.95 - 0.01 * (Math.abs(y - 2) + Math.abs(x - 4))),
  });
});
const set = (request: object, context = quietContext()) =>
  setReferencePoint({ file, maskFile, coherenceFile, ...request }, context);

test('the point of the options is stored in the stack, whose phase stays', async () => {
  const before = await valuesOf(file, 'unwrapPhase');
  expect(await set({ pixel: { y: 3, x: 6 } })).toEqual({ y: 3, x: 6 });
  expect(await attributesOf(file)).toMatchObject({ REF_Y: '3', REF_X: '6' });
  expect(await valuesOf(file, 'unwrapPhase')).toEqual(before);
});

test('without a point the pixel with the most coherent surroundings is taken, the same in every run', async () => {
  expect(await set({})).toEqual({ y: 2, x: 2 }); // its window avoids the gap at (2, 5)
  await resetReferencePoint(file);
  expect((await attributesOf(file))['REF_Y']).toBeUndefined();
  expect(await set({})).toEqual({ y: 2, x: 2 });
});

test('a random point depends on the seed alone and keeps to coherent pixels', async () => {
  const request = { method: 'random', minCoherence: 0.93 };
  const first = await set({ ...request, seed: 7 });
  expect(await set({ ...request, seed: 7 })).toEqual(first);
  expect(Math.abs(first.y - 2) + Math.abs(first.x - 4)).toBeLessThanOrEqual(2);
});

test('a stored point is kept unless it is to be chosen again or the mask has left it', async () => {
  await set({ pixel: { y: 4, x: 0 } });
  expect(await set({})).toEqual({ y: 4, x: 0 });
  expect(await set({ force: true })).toEqual({ y: 2, x: 2 });
  await set({ pixel: { y: 4, x: 0 } });
  maskFile = await tinyRasters(join(folder, 'mask2.h5'), { mask: tinyGrid((y) => (y < 4 ? 1 : 0)) });
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  expect(await set({}, quietContext({ log }))).toEqual({ y: 2, x: 2 });
  expect(warnings[0]).toContain('masked out');
});

test('points outside, masked or without phase are refused with a way out', async () => {
  await expect(set({ pixel: { y: 5, x: 0 } })).rejects.toThrow(/outside .* 5 rows and 7 columns/);
  const masked = await set({ pixel: { y: 0, x: 3 } }).catch((error: ReferencePointError) => error);
  expect(masked).toBeInstanceOf(ReferencePointError);
  expect((masked as ReferencePointError).remedy).toContain('y 1, x 3');
  await expect(set({ pixel: { y: 2, x: 5 } })).rejects.toThrow(/no unwrapPhase in 20200101_20200125/);
  expect((await attributesOf(file))['REF_Y']).toBeUndefined();
});

test('when nothing is coherent enough the remedy names the highest value', async () => {
  const error = await set({ minCoherence: 0.97 }).catch((e: ReferencePointError) => e);
  expect((error as ReferencePointError).message).toContain('the highest is 0.950');
  expect((error as ReferencePointError).remedy).toContain('minCoherence to 0.9');
  maskFile = await tinyRasters(join(folder, 'none.h5'), { mask: tinyGrid(() => 0) });
  await expect(set({})).rejects.toThrow(/No pixel/);
});

test('without a coherence file any pixel on the mask will do', async () => {
  const { y } = await set({ coherenceFile: join(folder, 'missing.h5') });
  expect(y).toBeGreaterThan(0);
});

test('on a map the coordinates of the pixel centre are stored, and found again', async () => {
  const attributes = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.1', X_STEP: '0.2' };
  file = await tinyStack(join(folder, 'geo.h5'), { unwrapPhase: () => 1 }, { attributes });
  expect(await set({ latLon: { lat: 35.75, lon: 25.5 }, pixel: { y: 4, x: 0 } })).toEqual({ y: 2, x: 2 });
  expect(await attributesOf(file)).toMatchObject({ REF_LAT: '35.75', REF_LON: '25.5' });
});

test('other files become relative to the point; only what they are about moves', async () => {
  const velocity = await tinyRasters(join(folder, 'velocity.h5'), {
    velocity: tinyGrid((y, x) => y + 10 * x),
    velocityStd: tinyGrid(() => 0.5),
  });
  const outfile = join(folder, 'moved.h5');
  await setReferencePoint({ file: velocity, pixel: { y: 3, x: 2 }, outfile }, quietContext());
  expect((await valuesOf(outfile, 'velocity'))[0]).toBe(-23);
  expect(await valuesOf(outfile, 'velocityStd')).toEqual(new Array(35).fill(0.5));
  expect((await valuesOf(velocity, 'velocity'))[0]).toBe(0);
  const series = await tinySeries(join(folder, 'ts.h5'), ['20200101', '20200113'], (k, y, x) => k * (y + x));
  await setReferencePoint({ file: series, referenceFile: outfile }, quietContext());
  expect((await valuesOf(series, 'timeseries')).slice(35, 37)).toEqual([-5, -4]);
  expect(await attributesOf(series)).toMatchObject({ REF_Y: '3', REF_X: '2' });
});

test('phase written relative to the point keeps 0 for no data', async () => {
  file = await tinyStack(join(folder, 'zero.h5'), { unwrapPhase: (k, y, x) => (x === 0 ? 0 : k + y + 1) });
  await set({ pixel: { y: 4, x: 3 }, writeData: true });
  const phase = await valuesOf(file, 'unwrapPhase');
  expect(phase.slice(0, 2)).toEqual([0, -4]);
});

test('the zeros of the old point are values: back at the first point all is as it was', async () => {
  const [a, b] = [
    { y: 4, x: 3 },
    { y: 1, x: 5 },
  ];
  file = await tinyStack(join(folder, 'twice.h5'), {
    unwrapPhase: (k, y, x) => (x === 0 ? 0 : (k + 1) * (8 * y + x)),
  });
  await set({ pixel: a, writeData: true });
  const first = await valuesOf(file, 'unwrapPhase');
  expect(first[4 * 7 + 3]).toBe(0);
  await set({ pixel: b, writeData: true });
  const second = await valuesOf(file, 'unwrapPhase');
  expect([0, 1, 2, 3].map((k) => second[k * 35 + 4 * 7 + 3])).toEqual([22, 44, 66, 88]); // 35 - 13 each
  expect(second[7]).toBe(0); // no data stays no data
  await set({ pixel: a, writeData: true });
  expect(await valuesOf(file, 'unwrapPhase')).toEqual(first);
});

test('the point that phase is relative to can be chosen again and is on the mask made of the phase', async () => {
  file = await tinyStack(join(folder, 'own.h5'), { unwrapPhase: (k, y, x) => k + y + x + 1 });
  await set({ pixel: { y: 2, x: 2 }, writeData: true });
  const commonMask = join(folder, 'own-mask.h5');
  await summarizeStack({ stack: await readIfgramStack(file), commonMask }, quietContext());
  // y + x = 4 is 0 as well, and without data there
  expect(await valuesOf(commonMask, 'mask')).toEqual([
    ...tinyGrid((y, x) => (y + x === 4 && y !== 2 ? 0 : 1)),
  ]);
  maskFile = await tinyRasters(join(folder, 'one.h5'), {
    mask: tinyGrid((y, x) => (y === 2 && x === 2 ? 1 : 0)),
  });
  expect(await set({ force: true })).toEqual({ y: 2, x: 2 });
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  await set({ pixel: { y: 4, x: 4 }, maskFile: undefined }, quietContext({ log }));
  expect(warnings[0]).toContain('old reference point y 2, x 2');
});

test('the mask and the mean coherence hold for the interferograms in use', async () => {
  const path = await tinyStack(
    join(folder, 'part.h5'),
    {
      unwrapPhase: (k, y, x) => (k === 3 || (x === 1 && k === 0) ? 0 : y + 1),
      coherence: (k, _y, x) => (x === 2 && k === 1 ? Number.NaN : 0.1 * (k + 1)),
      connectComponent: (k, y) => (k === 3 || (k === 2 && y === 4) ? 0 : 1),
    },
    { kept: [1, 1, 1, 0] },
  );
  const stack = await readIfgramStack(path);
  const [commonMask, outfile] = [join(folder, 'conn.h5'), join(folder, 'avg.h5')];
  const run = (maxMemory: number) =>
    summarizeStack(
      { stack, commonMask, average: { dataset: 'coherence', outfile }, wantsObserved: true },
      quietContext({ maxMemory }),
    );
  const observed = await run(1 << 30);
  expect(observed).toEqual(Uint8Array.from(tinyGrid((_, x) => (x === 1 ? 0 : 1))));
  expect(await valuesOf(commonMask, 'mask')).toEqual([...tinyGrid((y) => (y === 4 ? 0 : 1))]);
  const average = await valuesOf(outfile, 'coherence');
  expect(average[0]).toBeCloseTo(0.2, 7);
  expect(average[2]).toBeCloseTo(0.2, 7);
  expect(await run(1)).toEqual(observed); // a row at a time
  expect(await valuesOf(outfile, 'coherence')).toEqual(average);
});

test('a single very coherent pixel loses against coherent surroundings', () => {
  const coherence = grid(
    Float32Array.from(tinyGrid((y, x) => (y === 0 && x === 0 ? 0.99 : x > 3 ? 0.9 : 0.2))),
    5,
    7,
  );
  const all = new Uint8Array(35).fill(1);
  expect(mostCoherentPixel(coherence, all, 0.85)).toEqual({ y: 2, x: 4 });
  expect(mostCoherentPixel(grid(Float32Array.of(0.85), 1, 1), Uint8Array.of(1), 0.85)).toEqual({
    y: 0,
    x: 0,
  });
  expect(mostCoherentPixel(grid(Float32Array.of(Number.NaN), 1, 1), Uint8Array.of(1), 0)).toBeUndefined();
  expect(randomPixel(new Uint8Array(35), 7, () => 0.5)).toBeUndefined();
});

test('a raster or series without data at a point is not made relative to it, unless it is already', async () => {
  const values = tinyGrid((y, x) => (x === 0 ? 0 : y === 4 ? Number.NaN : 1));
  const velocity = await tinyRasters(
    join(folder, 'velocity.h5'),
    { velocity: values },
    { REF_Y: '1', REF_X: '0' },
  );
  const before = await valuesOf(velocity, 'velocity');
  const warnings: string[] = [];
  const context = quietContext();
  const log = { ...context.log, warn: (text: string) => void warnings.push(text) };
  const refer = (y: number, x: number, path = velocity) =>
    setReferencePoint({ file: path, pixel: { y, x } }, { ...context, log });
  await expect(refer(4, 2)).rejects.toThrow(/is NaN there/);
  expect(await valuesOf(velocity, 'velocity')).toEqual(before);
  expect(await refer(1, 0)).toEqual({ y: 1, x: 0 });
  const series = await tinySeries(join(folder, 'series.h5'), ['20200101', '20200113'], (k, _, x) => k * x);
  expect(warnings).toEqual([]);
  expect(await refer(2, 0, series)).toEqual({ y: 2, x: 0 }); // it may be water, and may be meant
  expect(warnings[0]).toMatch(
    /^Reference point y 2, x 0: timeseries of .* is 0 there.* nearest pixel with data is y 2, x 1/,
  );
});

test('standard deviations follow to another point as independent errors when asked for', async () => {
  const rasters = {
    velocity: tinyGrid((y, x) => y - 1 + x - 2),
    velocityStd: tinyGrid((y, x) => ((y === 1 && x === 2) || (y === 0 && x === 0) ? 0 : 1 + y)),
  };
  const velocity = await tinyRasters(join(folder, 'velocity.h5'), rasters);
  const outfile = join(folder, 'other.h5');
  const pixel = { y: 3, x: 5 };
  await set({ file: velocity, maskFile: undefined, pixel, outfile });
  expect(await valuesOf(outfile, 'velocityStd')).toEqual([...rasters.velocityStd]);
  await set({ file: velocity, maskFile: undefined, pixel, outfile, withStd: true });
  const std = await valuesOf(outfile, 'velocityStd');
  expect(std[1 * 7 + 2]).toBe(4); // what the new point had relative to the old one
  expect(std[3 * 7 + 5]).toBe(0);
  expect(std[2 * 7]).toBe(5);
  expect(std[0]).toBe(0); // no data
  const area = set({ file: velocity, method: 'area', outfile, withStd: true });
  await expect(area).rejects.toThrow(/mean of an area/);
  const lone = await tinyRasters(join(folder, 'lone.h5'), { velocity: rasters.velocity });
  await expect(set({ file: lone, maskFile: undefined, pixel, outfile, withStd: true })).rejects.toThrow(
    /no standard deviations of velocity/,
  );
});

test('a pixel without data is told, and a point is not copied by its row and column from another grid', async () => {
  const velocity = await tinyRasters(join(folder, 'velocity.h5'), { velocity: tinyGrid((y, x) => y * x) });
  const warnings: string[] = [];
  const context = {
    ...quietContext(),
    log: { ...quietContext().log, warn: (text: string) => warnings.push(text) },
  };
  await setReferencePoint({ file: velocity, pixel: { y: 0, x: 3 } }, context);
  const told = () => warnings.filter((text) => /velocity\.h5 is 0 at y 0, x 3.*no value changes/.test(text));
  expect(told()).toHaveLength(1);
  await setReferencePoint({ file: velocity, pixel: { y: 2, x: 3 } }, context);
  expect(warnings.filter((text) => /no value changes/.test(text))).toHaveLength(1);
  const map = await tinyRasters(
    join(folder, 'geo_velocity.h5'),
    { velocity: tinyGrid((y, x) => y * x) },
    {
      REF_Y: '1',
      REF_X: '1',
      Y_FIRST: '36',
      X_FIRST: '25',
      Y_STEP: '-0.001',
      X_STEP: '0.001',
      Y_UNIT: 'degrees',
      X_UNIT: 'degrees',
    },
  );
  await expect(setReferencePoint({ file: velocity, referenceFile: map }, quietContext())).rejects.toThrow(
    /another grid/,
  );
});
