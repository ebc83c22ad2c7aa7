import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { formatDate, temporalBaselines } from '../../core/dates.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { sequentialPairs } from '../../core/network/pair-selection.ts';
import { createLookSampler, type LookSample } from '../../core/simulation/decorrelation.ts';
import { createGaussian } from '../../core/stats/gaussian.ts';
import { createRandom } from '../../core/stats/random.ts';
import { writeProduct } from '../../io/products/product.ts';
import { wordsOfNoise } from '../../steps/summary/noise-words.ts';
import { invertStack } from '../inversion/invert-network.ts';
import { velocityNoise } from './velocity.ts';

const folder = temporaryFolder();
const [length, width, looks] = [12, 25, 40];
const { config } = defaultOptions();

interface Scene {
  /** looks of the noise, and of the metadata */
  readonly drawnLooks?: number;
  readonly told?: number;
  /** noise of the dates, m, and its correlation from date to date */
  readonly atmosphere?: number;
  readonly phi?: number;
  /** coherence of the reference pixel */
  readonly ofReference?: number;
  /** pixels without the pairs across the middle, as share of the columns */
  readonly gap?: number;
}

/** A scene of 40 dates in pairs of 3 neighbours, with the noise of some looks, inverted. */
async function inverted(
  name: string,
  { drawnLooks = looks, told = looks, atmosphere = 0.003, phi = 0, gap = 0, ofReference = 0.99 }: Scene,
) {
  const path = (file: string) => join(folder, name, file);
  const stack = path('inputs/ifgramStack.h5');
  mkdirSync(dirname(stack), { recursive: true });
  const dates = Array.from({ length: 40 }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
  const days = temporalBaselines(dates);
  const pairs = sequentialPairs(dates, 3);
  const numPixel = length * width;
  const random = createRandom(11);
  const gaussian = createGaussian(random);
  const sample = createLookSampler(drawnLooks, random);
  const drawn: LookSample = { phase: 0, coherence: 0 };
  const phase = new Float32Array(pairs.length * numPixel);
  const coherence = new Float32Array(phase.length);
  const scale = displacementPerRadian(0.056);
  for (let p = 0; p < numPixel; p++) {
    let value = gaussian();
    const isReference = p === 2 * width + 3;
    const ofDate = dates.map((_, k) => {
      value = k === 0 ? value : phi * value + Math.sqrt(1 - phi * phi) * gaussian();
      return isReference ? 1 : 1 + (0.01 * days[k]) / 365.25 / scale + (atmosphere * value) / scale;
    });
    pairs.forEach(({ date1, date2 }, i) => {
      const [a, b] = [dates.indexOf(date1), dates.indexOf(date2)];
      sample(isReference ? ofReference : 0.7, drawn);
      const isLost = (p % width) / width > 1 - gap && a < 20 && b >= 20;
      phase[i * numPixel + p] = isLost ? 0 : ofDate[b] - ofDate[a] + drawn.phase + 0.5;
      coherence[i * numPixel + p] = drawn.coherence;
    });
  }
  const cube = (dataset: string, values: Float32Array) => ({
    ...{ name: dataset, type: 'f4' as const, shape: [pairs.length, length, width], values },
    attributes: { MODIFICATION_TIME: '1577836800.0' },
  });
  const ends = pairs.flatMap(({ date1, date2 }) => [date1, date2]);
  await writeProduct(
    stack,
    {
      ...{ FILE_TYPE: 'ifgramStack', LENGTH: `${length}`, WIDTH: `${width}`, REF_Y: '2', REF_X: '3' },
      ...{ WAVELENGTH: '0.056', NCORRLOOKS: `${told}`, PLATFORM: 'Sen', CENTER_LINE_UTC: '0' },
    },
    [
      { name: 'date', type: 'S8', shape: [pairs.length, 2], values: ends },
      { name: 'bperp', type: 'f4', shape: [pairs.length], values: new Float32Array(pairs.length) },
      {
        ...{ name: 'dropIfgram', type: 'bool', shape: [pairs.length] },
        values: new Uint8Array(pairs.length).fill(1),
      },
      cube('unwrapPhase', phase),
      cube('coherence', coherence),
    ],
    quietContext(),
  );
  const timeseries = path('timeseries.h5');
  await invertStack(
    {
      stack,
      options: config.networkInversion,
      outfiles: { timeseries, quality: path('temporalCoherence.h5'), count: path('numInvIfgram.h5') },
      folder: path(''),
    },
    quietContext(),
  );
  return { timeseries, outfile: path('velocity.h5'), options: config.timeFunc };
}

async function said(name: string, scene: Scene, own: object = {}) {
  const noise = await velocityNoise(await inverted(name, scene), quietContext());
  return { ...noise, words: wordsOfNoise(noise, { ...config, ...own }) };
}

test('noise that is white and looks that are right are not told', async () => {
  const { words, serial, network } = await said('white', {});
  expect(words).toEqual([]);
  expect(serial!.factor).toBeLessThan(1.2);
  expect(network!.misfit!.looks).toBe(looks);
  expect(Math.abs(network!.misfit!.square - 1)).toBeLessThan(0.15);
});

test('a noisy reference pixel is no reason to blame the looks', async () => {
  const square = async (ofReference: number) =>
    (await said(`reference-${ofReference}`, { ofReference })).network!.misfit!.square;
  const quiet = await square(0.99);
  for (const coherence of [0.5, 0.35])
    expect(Math.abs((await square(coherence)) / quiet - 1)).toBeLessThan(0.1);
});

test('dates that are alike are told with the factor, and not where standard deviations know it', async () => {
  const { words, serial } = await said('alike', { phi: 0.7, atmosphere: 0.02 });
  expect(words).toHaveLength(1);
  expect(words[0]).toMatch(/some 2\.\d times too small.*uncertaintyQuantification = full/);
  expect(Math.abs(serial!.factor / Math.sqrt(1.7 / 0.3) - 1)).toBeLessThan(0.15);
  const timeFunc = { ...config.timeFunc, uncertaintyQuantification: 'full' as const };
  expect((await said('alike', { phi: 0.7, atmosphere: 0.02 }, { timeFunc })).words).toEqual([]);
});

test.each([
  [10, 40, /disagree [345]\.\d times.* 40 looks tells: fewer looks, some (8|9|1\d), are likely/],
  [40, 10, /disagree 0\.[23] times.* 10 looks tells: more looks, some (3\d|4\d|5\d), are likely/],
])('noise of %i looks where the metadata say %i is told', async (drawnLooks, told, expected) => {
  const { words } = await said(`looks-${told}`, { drawnLooks, told });
  expect(words).toHaveLength(1);
  expect(words[0]).toMatch(expected);
  expect(words[0]).toContain('NCORRLOOKS');
});

test('pixels whose pairs fall into pieces are told, unless the gap is bridged', async () => {
  const { words, network } = await said('pieces', { gap: 0.4 });
  expect(Math.abs(network!.shareInPieces - 0.4)).toBeLessThan(0.05);
  expect(words).toHaveLength(1);
  expect(words[0]).toMatch(/^\d+ % of the reliable pixels .*mintpy\.networkInversion\.gap = nsbas/);
  const networkInversion = { ...config.networkInversion, gap: 'nsbas' as const };
  expect((await said('pieces', { gap: 0.4 }, { networkInversion })).words).toEqual([]);
});

test('a series without its interferograms tells of its dates alone', async () => {
  const request = await inverted('moved', {});
  const lone = join(folder, 'lone');
  mkdirSync(lone);
  copyFileSync(request.timeseries, join(lone, 'timeseries.h5'));
  const noise = await velocityNoise({ ...request, timeseries: join(lone, 'timeseries.h5') }, quietContext());
  expect(noise.network).toBeUndefined();
  expect(noise.serial).toBeDefined();
});
