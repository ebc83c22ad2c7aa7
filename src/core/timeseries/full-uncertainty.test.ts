import { expect, test } from 'vitest';
import { formatDate, temporalBaselines } from '../dates.ts';
import { NetworkError } from '../errors.ts';
import { inverseInProfile } from '../inversion/inverse-band.ts';
import { prepareInversion } from '../inversion/inversion.ts';
import { laplacianKernel } from '../inversion/laplacian-kernel.ts';
import { laplacianSimdKernel } from '../inversion/laplacian-simd.ts';
import { networkStructure } from '../inversion/network-structure.ts';
import { decompose } from '../inversion/skyline.ts';
import type { WeightFunction } from '../inversion/weights.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { zeros } from '../linalg/matrix.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { createLookSampler, type LookSample } from '../simulation/decorrelation.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { estimateDateScales } from './date-scales.ts';
import { factoriseTimeFunctions, prepareTimeFunctionFit } from './fit.ts';
import { prepareFullUncertainty } from './full-uncertainty.ts';

const datesOf = (num: number) =>
  Array.from({ length: num }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));

interface Scene {
  /** days after which coherence has fallen to 1/e */
  readonly tau: number;
  readonly trueLooks: number;
  /** noise of each date, mm, and the days over which it is correlated */
  readonly atmosphere: number;
  readonly correlation?: number;
  readonly weightFunc?: WeightFunction;
  /** every seventh date is so many times as noisy, and counts less by what the scene shows of it */
  readonly noisy?: number;
}

/** Share of pixels whose velocity lies within 1 and 1.96 of its standard deviations of the truth. */
function coverage({ tau, trueLooks, atmosphere, correlation, weightFunc = 'var', noisy }: Scene) {
  const [numDate, numPixel, looks, velocity] = [98, 700, 40, 10];
  const scale = (-0.05546576 / (4 * Math.PI)) * 1000; // mm
  const dates = datesOf(numDate);
  const days = temporalBaselines(dates);
  const pairs = sequentialPairs(dates, 5);
  const place = new Map(dates.map((date, k) => [date, k]));
  const random = createRandom(17);
  const gaussian = createGaussian(random);
  const sample = createLookSampler(trueLooks, random);
  const drawn: LookSample = { phase: 0, coherence: 0 };
  const observed = new Float32Array(pairs.length * numPixel);
  const quality = new Float32Array(observed.length);
  const rho = correlation ? Math.exp(-12 / correlation) : 0;
  for (let p = 0; p < numPixel; p++) {
    let noise = gaussian();
    const phase = dates.map((_, k) => {
      if (k > 0) noise = rho * noise + Math.sqrt(1 - rho * rho) * gaussian();
      const own = noisy !== undefined && k % 7 === 3 ? noisy : 1;
      return ((velocity * days[k]) / 365.25 + atmosphere * own * noise) / scale;
    });
    pairs.forEach(({ date1, date2 }, i) => {
      const [a, b] = [place.get(date1)!, place.get(date2)!];
      sample(0.95 * Math.exp(-(days[b] - days[a]) / tau), drawn);
      observed[i * numPixel + p] = phase[b] - phase[a] + drawn.phase;
      quality[i * numPixel + p] = drawn.coherence;
    });
  }
  const inversion = { pairs, weightFunc, looks, scale };
  const series = prepareInversion(inversion).invert({ numPixel, observed, quality }).timeseries.slice();
  const model = { polynomial: 1 };
  const dateScales = noisy && estimateDateScales({ dates, model }, series).scales;
  const setup = { dates, model, ...(dateScales && { dateScales }) };
  const estimates = prepareTimeFunctionFit(setup)(series).get('velocity')!;
  const fit = factoriseTimeFunctions(setup);
  const full = prepareFullUncertainty({ inversion, looks, dates, ...fit });
  const { variances, misfit } = full({ numPixel, observed, quality }, series);
  const within = (factor: number) =>
    estimates.filter((v, p) => Math.abs(v - velocity) < factor * Math.sqrt(variances[numPixel + p])).length /
    numPixel;
  const s0Square = [...misfit].sort((a, b) => a - b)[numPixel >> 1] ** 2;
  return { one: within(1), two: within(1.96), s0Square };
}

// 700 pixels: the shares have standard deviations of 0.018 and 0.008 by themselves
const MARGIN = { one: 0.04, two: 0.018 };

test.each<Scene>([
  { tau: 50, trueLooks: 40, atmosphere: 0 },
  { tau: 50, trueLooks: 10, atmosphere: 0 },
  { tau: 200, trueLooks: 40, atmosphere: 5 },
  { tau: 200, trueLooks: 10, atmosphere: 1 },
  { tau: 50, trueLooks: 10, atmosphere: 1, weightFunc: 'no' },
  { tau: 200, trueLooks: 40, atmosphere: 2, noisy: 5 },
  { tau: 50, trueLooks: 10, atmosphere: 2, noisy: 5 },
])('intervals hold what they promise: %o', (scene) => {
  const { one, two, s0Square } = coverage(scene);
  expect(one).toBeGreaterThan(0.65 - MARGIN.one);
  expect(one).toBeLessThan(0.71 + MARGIN.one);
  expect(two).toBeGreaterThan(0.93 - MARGIN.two);
  expect(two).toBeLessThan(0.96 + MARGIN.two);
  if (scene.weightFunc === 'no') return;
  const [least, most] = scene.trueLooks === 10 ? [3, 7] : [0.8, 1.6];
  expect(s0Square).toBeGreaterThan(least);
  expect(s0Square).toBeLessThan(most);
});

test('noise that is correlated over 36 days is found and counted', () => {
  const { one, two } = coverage({ tau: 200, trueLooks: 40, atmosphere: 5, correlation: 36 });
  expect(one).toBeGreaterThan(0.6);
  expect(one).toBeLessThan(0.75);
  expect(two).toBeGreaterThan(0.9);
  expect(two).toBeLessThan(0.97);
});

test('elements of the inverse within the profile are those of the whole inverse', () => {
  const dates = datesOf(9);
  const pairs = [...sequentialPairs(dates, 2), { date1: dates[1], date2: dates[7] }];
  const structure = networkStructure(pairs);
  const { numUnknown: n, numEntry, first, second, coupling, diagonal, rowFirst, rowStart } = structure;
  const factor = new Float64Array(numEntry + 1);
  const dense = zeros(n, n);
  pairs.forEach((_, i) => {
    const weight = 1 + i;
    factor[diagonal[first[i]]] += weight;
    factor[diagonal[second[i]]] += weight;
    factor[coupling[i]] -= weight;
    const [a, b] = [first[i], second[i]];
    if (a < n) dense.data[a * n + a] += weight;
    if (b < n) dense.data[b * n + b] += weight;
    if (a < n && b < n) for (const at of [a * n + b, b * n + a]) dense.data[at] -= weight;
  });
  decompose(structure, factor, 1);
  const found = new Float64Array(numEntry + 1);
  inverseInProfile(structure, factor, found, 1);
  const { inverse } = pseudoInverse(dense, 1e-12);
  for (let row = 0; row < n; row++) {
    for (let column = rowFirst[row]; column <= row; column++) {
      const value = found[rowStart[row] + column - rowFirst[row]];
      expect(value).toBeCloseTo(inverse.data[row * n + column], 12);
    }
  }
});

test.each([
  { weightFunc: 'var', norm: 'L2' },
  { weightFunc: 'var', norm: 'L1' },
  { weightFunc: 'fim', norm: 'L1' },
  { weightFunc: 'no', norm: 'L2' },
] as const)('vectors give the bits of plain TypeScript: %o', (way) => {
  const dates = datesOf(17);
  const pairs = sequentialPairs(dates, 4);
  const numPixel = 83; // no multiple of the lanes
  const gaussian = createGaussian(createRandom(9));
  const random = createRandom(4);
  const observed = Float32Array.from({ length: pairs.length * numPixel }, () =>
    random() < 0.05 ? Number.NaN : gaussian() + (random() < 0.05 ? 6.2832 : 0),
  );
  const quality = Float32Array.from(observed, () => random());
  const inversion = { pairs, looks: 20, ...way } as const;
  const series = prepareInversion(inversion).invert({ numPixel, observed, quality }).timeseries.slice();
  const dateScales = dates.map((_, k) => 1 + (k % 3));
  const fit = factoriseTimeFunctions({ dates, model: { polynomial: 1, periodic: [1] }, dateScales });
  const [plain, fast] = [laplacianKernel, laplacianSimdKernel].map((kernel) =>
    prepareFullUncertainty({ inversion, looks: 20, dates, ...fit }, kernel)(
      { numPixel, observed: observed.slice(), quality },
      series,
    ),
  );
  expect(fast).toEqual(plain);
  expect(plain.variances.every((value) => value > 0)).toBe(true);
});

test('pixels in pieces or without data have the noise of their dates alone, and no s0', () => {
  const dates = datesOf(12);
  const pairs = sequentialPairs(dates, 2);
  const numPixel = 3;
  const gaussian = createGaussian(createRandom(5));
  const observed = Float32Array.from({ length: pairs.length * numPixel }, () => 1 + gaussian());
  const quality = new Float32Array(observed.length).fill(0.7);
  // pixel 1 lacks all pairs across the middle, pixel 2 all pairs
  pairs.forEach(({ date1, date2 }, i) => {
    if (date1 < dates[6] && date2 >= dates[6]) observed[i * numPixel + 1] = Number.NaN;
    observed[i * numPixel + 2] = Number.NaN;
  });
  const series = Float32Array.from({ length: dates.length * numPixel }, () => gaussian());
  const inversion = { pairs, weightFunc: 'var', looks: 20 } as const;
  const fit = factoriseTimeFunctions({ dates, model: { polynomial: 1 } });
  const { variances, misfit } = prepareFullUncertainty({ inversion, looks: 20, dates, ...fit })(
    { numPixel, observed, quality },
    series,
  );
  expect([...misfit].map((s0) => s0 > 0)).toEqual([true, false, false]);
  for (const pixel of [0, 1, 2]) expect(variances[numPixel + pixel]).toBeGreaterThan(0);
  const other = [...dates.slice(0, 11), '20180101'];
  const apart = factoriseTimeFunctions({ dates: other, model: { polynomial: 1 } });
  expect(() => prepareFullUncertainty({ inversion, dates: other, ...apart })).toThrow(NetworkError);
});
