import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { attributesOf, temporaryFolder, valuesOf } from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { formatDate } from '../../core/dates.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { sequentialPairs } from '../../core/network/pair-selection.ts';
import { createLookSampler, type LookSample } from '../../core/simulation/decorrelation.ts';
import { powerLawFields } from '../../core/simulation/random-field.ts';
import { randomStream } from '../../core/simulation/random-stream.ts';
import { createRandom } from '../../core/stats/random.ts';
import { noiseAttributes, noiseOfAttributes, withoutNoise } from '../../io/attributes/noise.ts';
import { editAttributes } from '../../io/hdf5/file.ts';
import { writeProduct } from '../../io/products/product.ts';
import { subtractFiles } from '../corrections/difference.ts';
import { invertStack } from '../inversion/invert-network.ts';
import { fitVelocity } from '../timeseries/velocity.ts';
import { setReferencePoint } from './reference-point.ts';

/* Velocities of scenes that do not move, so that every difference of two pixels is an error. */

const folder = temporaryFolder();
const [length, width, numDate, spacing, looks] = [51, 51, 24, 550, 20];
const numPixel = length * width;
const { config } = defaultOptions();
const options = { ...config.timeFunc, uncertaintyQuantification: 'full' as const };

/** A velocity with full standard deviations: turbulence of so many m, and phase noise of a coherence. */
async function velocityOf(seed: number, turbulence: number, trueCoherence: number): Promise<string> {
  const path = (file: string) => join(folder, `${seed}-${turbulence}-${trueCoherence}`, file);
  const stack = path('inputs/ifgramStack.h5');
  mkdirSync(dirname(stack), { recursive: true });
  const dates = Array.from({ length: numDate }, (_, k) => formatDate(Date.UTC(2018, 0, 1 + 12 * k)));
  const pairs = sequentialPairs(dates, 3);
  const fields = dates.map((_, k) => powerLawFields(length, width, 8 / 3, randomStream(seed, 'date', k))[0]);
  const scale = turbulence / displacementPerRadian(0.056);
  const sample = createLookSampler(looks, createRandom(seed));
  const drawn: LookSample = { phase: 0, coherence: 0 };
  const phase = new Float32Array(pairs.length * numPixel);
  const coherence = new Float32Array(phase.length);
  pairs.forEach(({ date1, date2 }, i) => {
    const [a, b] = [dates.indexOf(date1), dates.indexOf(date2)];
    for (let p = 0; p < numPixel; p++) {
      sample(trueCoherence, drawn);
      phase[i * numPixel + p] = scale * (fields[b].data[p] - fields[a].data[p]) + drawn.phase + 40;
      coherence[i * numPixel + p] = drawn.coherence;
    }
  });
  const cube = (name: string, values: Float32Array) => ({
    ...{ name, type: 'f4' as const, shape: [pairs.length, length, width], values },
    attributes: { MODIFICATION_TIME: '1577836800.0' },
  });
  const step = String(spacing);
  await writeProduct(
    stack,
    {
      ...{ FILE_TYPE: 'ifgramStack', LENGTH: `${length}`, WIDTH: `${width}`, REF_Y: '21', REF_X: '32' },
      ...{ WAVELENGTH: '0.056', NCORRLOOKS: `${looks}`, PLATFORM: 'Sen', CENTER_LINE_UTC: '0' },
      ...{ X_FIRST: '300000', Y_FIRST: '4000000', X_STEP: step, Y_STEP: `-${step}`, UTM_ZONE: '33N' },
      ...{ X_UNIT: 'meters', Y_UNIT: 'meters' },
    },
    [
      {
        ...{ name: 'date', type: 'S8', shape: [pairs.length, 2] },
        values: pairs.flatMap(({ date1, date2 }) => [date1, date2]),
      },
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
  const [timeseries, outfile] = [path('timeseries.h5'), path('velocity.h5')];
  const outfiles = { timeseries, quality: path('temporalCoherence.h5'), count: path('numInvIfgram.h5') };
  await invertStack({ stack, options: config.networkInversion, outfiles, folder: path('') }, quietContext());
  await fitVelocity({ timeseries, outfile, options }, quietContext());
  return outfile;
}

/** Share of pixels so far from places in the scene whose velocity relative to them is within so many standard deviations. */
async function coverage(velocity: string, distances: readonly number[]) {
  const within = distances.map(() => ({ number: 0, one: 0, two: 0 }));
  for (const [y, x] of [
    [6, 8],
    [10, 44],
    [25, 24],
    [42, 9],
    [45, 40],
  ]) {
    const outfile = velocity.replace('.h5', `_${y}_${x}.h5`);
    await setReferencePoint({ file: velocity, outfile, pixel: { y, x }, withStd: true }, quietContext());
    const [error, std] = [await valuesOf(outfile, 'velocity'), await valuesOf(outfile, 'velocityStd')];
    error.forEach((value, p) => {
      const distance = spacing * Math.hypot(Math.floor(p / width) - y, (p % width) - x);
      const n = distances.findIndex((wanted) => Math.abs(distance - wanted) <= 0.2 * wanted);
      if (n < 0) return;
      const size = Math.abs(value) / std[p];
      within[n].number++;
      if (size < 1) within[n].one++;
      if (size < 1.96) within[n].two++;
    });
  }
  return within;
}

test.each([
  [0.01, 0.7],
  [0.005, 0.5],
])(
  'intervals of velocity differences hold what they promise at 1, 5 and 20 km: turbulence of %d m, coherence %d',
  async (turbulence, trueCoherence) => {
    const distances = [1000, 5000, 20_000];
    const all: Awaited<ReturnType<typeof coverage>>[] = [];
    for (let seed = 0; seed < 8; seed++)
      all.push(await coverage(await velocityOf(seed, turbulence, trueCoherence), distances));
    distances.forEach((_, n) => {
      const sum = (key: 'number' | 'one' | 'two') => all.reduce((total, one) => total + one[n][key], 0);
      const [one, two] = [sum('one') / sum('number'), sum('two') / sum('number')];
      expect(one).toBeGreaterThan(0.6);
      expect(one).toBeLessThan(0.75);
      expect(two).toBeGreaterThan(0.9);
      expect(two).toBeLessThan(0.97);
    });
  },
  120_000,
);

test('what near places have in common is used where a velocity tells it, which is said; a difference of two does not', async () => {
  const velocity = await velocityOf(1, 0.01, 0.7);
  const said: string[] = [];
  const context = quietContext({
    log: { debug() {}, info: (line) => said.push(line), warn: (line) => said.push(line) },
  });
  const pixel = { y: 25, x: 24 };
  const stdOf = async (file: string, name: string) => {
    const outfile = file.replace('.h5', `_${name}.h5`);
    await setReferencePoint({ file, outfile, pixel, withStd: true }, context);
    return valuesOf(outfile, 'velocityStd');
  };
  const near = pixel.y * width + pixel.x + 1;
  const common = await stdOf(velocity, 'common');
  expect(said.join()).toMatch(
    /velocityStd of .* relative to y 25, x 24, with the noise that near places have/,
  );
  await editAttributes(velocity, withoutNoise);
  const independent = await stdOf(velocity, 'independent');
  expect(said.join()).toMatch(/as independent errors: a velocity of --uq full tells/);
  const old = await valuesOf(velocity, 'velocityStd');
  expect(independent[near]).toBeCloseTo(Math.hypot(old[near], old[near - 1]), 7);
  expect(common[near]).toBeLessThan(0.6 * independent[near]);
  expect([common[near - 1], independent[near - 1]]).toEqual([0, 0]);

  await editAttributes(velocity, (attributes) => ({
    ...attributes,
    ...noiseAttributes({ distances: [550, 5000], semivariances: [1, 3] }),
  }));
  const outfile = velocity.replace('.h5', '_difference.h5');
  const other = velocity.replace('.h5', '_common.h5');
  await subtractFiles({ first: velocity, others: [other], outfile, withStd: true }, context);
  expect(noiseOfAttributes(await attributesOf(velocity))).toEqual({
    distances: [550, 5000],
    semivariances: [1, 3],
  });
  expect(noiseOfAttributes(await attributesOf(outfile))).toBeUndefined();
  // The other one is taken back to the pixel of the first beforehand.
  const [difference, std] = [await valuesOf(outfile, 'velocityStd'), await valuesOf(velocity, 'velocityStd')];
  const [back, far] = [21 * width + 32, 45 * width + 5];
  expect(difference[back]).toBe(0);
  expect(difference[far]).toBeGreaterThan(std[far]);
  expect(difference[far]).toBeLessThan(Math.hypot(std[far], common[far], common[back]));
});

test('attributes that cannot be meant tell nothing', () => {
  const tell = (distance: string, semivariance: string) =>
    noiseOfAttributes({ NOISE_DISTANCE: distance, NOISE_SEMIVARIANCE: semivariance });
  expect(tell('100,200', '1,2')).toEqual({ distances: [100, 200], semivariances: [1, 2] });
  for (const [distance, semivariance] of [
    ['', ''],
    ['100', '1,2'],
    ['200,100', '1,2'],
    ['100,200', '0,2'],
    ['a', '1'],
  ])
    expect(tell(distance, semivariance)).toBeUndefined();
});
