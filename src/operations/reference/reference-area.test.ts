import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { createGaussian } from '../../core/stats/gaussian.ts';
import { createRandom } from '../../core/stats/random.ts';
import { fitVelocity } from '../timeseries/velocity.ts';
import { velocityChange } from '../timeseries/velocity-change.ts';
import { setReferencePoint } from './reference-point.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const dates = [
  '20170105',
  '20170405',
  '20170705',
  '20171005',
  '20180105',
  '20180405',
  '20180705',
  '20181005',
];
const years = dates.map((_, k) => k / 4);
const truth = tinyGrid((y, x) => 0.01 * y - 0.004 * x);
const [refY, refX] = [1, 2];

/** Steady motion with the noise of a turbulent day at every date, relative to a pixel. */
async function series(seed: number): Promise<string> {
  const gaussian = createGaussian(createRandom(seed));
  const noise = dates.map(() => tinyGrid(() => 0.004 * gaussian()));
  const at = (k: number, i: number) => truth[i] * years[k] + noise[k][i] - noise[0][i];
  return tinySeries(path(`${seed}.h5`), dates, (k, y, x) => at(k, 7 * y + x) - at(k, 7 * refY + refX));
}

/** Root mean square error of a velocity, over that beside the best constant. */
function overBest(velocity: readonly number[], zero: number): number {
  const errors = velocity.map((value, i) => value - (truth[i] - zero));
  const mean = errors.reduce((sum, e) => sum + e / errors.length, 0);
  const rms = (shift: number) => Math.sqrt(errors.reduce((sum, e) => sum + (e - shift) ** 2, 0));
  return rms(0) / rms(mean);
}

test('relative to an area the velocity is as near to the truth as with the best constant, to a pixel it is not', async () => {
  const coherenceFile = await tinyRasters(path('coherence.h5'), { coherence: tinyGrid(() => 0.95) });
  const options = defaultOptions().config.timeFunc;
  const mean = truth.reduce((sum, v) => sum + v / 35, 0);
  let worstOfPixel = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const timeseries = await series(seed);
    const outfile = path('velocity.h5');
    await fitVelocity({ timeseries, outfile, options }, quietContext());
    const ofPixel = await valuesOf(outfile, 'velocity');
    worstOfPixel = Math.max(worstOfPixel, overBest(ofPixel, truth[7 * refY + refX]));
    await fitVelocity({ timeseries, outfile, options, refArea: { coherenceFile } }, quietContext());
    expect(overBest(await valuesOf(outfile, 'velocity'), mean)).toBeLessThan(1.05);
  }
  expect(worstOfPixel).toBeGreaterThan(1.5);
  expect((await attributesOf(path('velocity.h5')))['REF_AREA']).toBe('mean of 35 pixels');
});

test('a series relative to an area: coherent pixels of the largest region, the nearest of which is named', async () => {
  const timeseries = await tinySeries(path('area.h5'), dates, (k, y, x) => k * (7 * y + x - 9));
  // two regions: columns 0 to 3 and 5 to 6; of the larger one row 4 is not coherent
  const maskFile = await tinyRasters(path('mask.h5'), { mask: tinyGrid((_, x) => (x === 4 ? 0 : 1)) });
  const coherenceFile = await tinyRasters(path('coh2.h5'), {
    coherence: tinyGrid((y) => (y === 4 ? 0.5 : 0.9)),
  });
  const pixel = await setReferencePoint(
    { file: timeseries, method: 'area', maskFile, coherenceFile },
    quietContext(),
  );
  const values = await valuesOf(timeseries, 'timeseries');
  const mean = (k: number) => {
    let sum = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += values[35 * k + 7 * y + x] / 16;
    return sum;
  };
  for (const k of dates.keys()) expect(mean(k)).toBeCloseTo(0, 5);
  const all = await tinySeries(path('all.h5'), dates, (k, y, x) => k * (7 * y + x - 9));
  const outfile = path('every.h5');
  const options = defaultOptions().config.timeFunc;
  const refArea = { maskFile, everyRegion: true };
  await fitVelocity({ timeseries: all, outfile, options, refArea }, quietContext());
  expect((await attributesOf(outfile))['REF_AREA']).toBe('mean of 30 pixels');
  const attributes = await attributesOf(timeseries);
  expect(attributes).toMatchObject({
    REF_AREA: 'mean of 16 pixels',
    REF_Y: `${pixel.y}`,
    REF_X: `${pixel.x}`,
  });
  expect(Math.abs(values[35 * 7 + 7 * pixel.y + pixel.x])).toBeLessThan(15); // two pixels of seven dates
});

test('a pixel after an area: also the one that is nearest to its mean becomes zero, and no area is told any more', async () => {
  const file = await tinySeries(path('again.h5'), dates, (k, y, x) => k * (7 * y + x - 9.4));
  const coherenceFile = path('coherence.h5');
  const pixel = await setReferencePoint({ file, method: 'area', coherenceFile }, quietContext());
  const ofArea = await valuesOf(file, 'timeseries');
  expect(ofArea[35 + 7 * pixel.y + pixel.x]).not.toBe(0);
  await setReferencePoint({ file, pixel }, quietContext());
  const values = await valuesOf(file, 'timeseries');
  for (const k of dates.keys()) expect(values[35 * k + 7 * pixel.y + pixel.x]).toBe(0);
  const attributes = await attributesOf(file);
  expect(attributes).toMatchObject({ REF_Y: `${pixel.y}`, REF_X: `${pixel.x}` });
  expect(attributes).not.toHaveProperty('REF_AREA');
});

test('velocities relative to areas are compared as they are, though another pixel is nearest to their means', async () => {
  const velocity = (name: string, REF_X: string, area: Record<string, string>) =>
    tinyRasters(
      path(name),
      { velocity: tinyGrid((y, x) => y + x), velocityStd: tinyGrid(() => 0.5) },
      { FILE_TYPE: 'velocity', REF_Y: '1', REF_X, ...area },
    );
  const change = async (area: Record<string, string>) => {
    const before = await velocity('before.h5', '1', area);
    const after = await velocity('after.h5', '4', area);
    const outfile = path('change.h5');
    await velocityChange({ before, after, outfile, sigmas: 2 }, quietContext());
    return (await valuesOf(outfile, 'velocityChange'))[20];
  };
  expect(await change({ REF_AREA: 'mean of 35 pixels' })).toBe(0);
  expect(await change({})).toBe(5);
});

test('a stack stays relative to a pixel, and an area of few pixels is refused', async () => {
  const stack = await tinyStack(path('ifgramStack.h5'), { unwrapPhase: (k, y, x) => k + y + x + 1 });
  const refer = (file: string, minCoherence = 0.85) =>
    setReferencePoint(
      { file, method: 'area', coherenceFile: path('coherence.h5'), minCoherence },
      quietContext(),
    );
  await expect(refer(stack)).rejects.toThrow('relative to a pixel');
  await expect(refer(await series(30), 0.99)).rejects.toThrow('0 pixels');
});
