import { expect, test } from 'vitest';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { bootstrapResamples } from './bootstrap.ts';
import { estimateDateScales } from './date-scales.ts';
import { prepareTimeFunctionFit, type TimeFunctionFitSetup } from './fit.ts';
import { acquisitionYears, type TimeFunctionModel } from './model.ts';

const NUM_PIXEL = 1500;
const dates = Array.from({ length: 40 }, (_, k) =>
  new Date(Date.UTC(2016, 0, 1 + 12 * k)).toISOString().slice(0, 10).replaceAll('-', ''),
);

/** 20 mm/year with noise of 5 mm times that of the date, part of which all pixels share as they do that of the reference pixel. */
function simulate(noise: readonly number[], seed: number): Float32Array {
  const gaussian = createGaussian(createRandom(seed));
  const years = acquisitionYears(dates);
  const series = new Float32Array(dates.length * NUM_PIXEL);
  dates.forEach((_, k) => {
    const shared = 0.3 * gaussian();
    for (let p = 0; p < NUM_PIXEL; p++)
      series[k * NUM_PIXEL + p] = 0.02 * years[k] + 0.005 * noise[k] * (gaussian() + shared);
  });
  return series;
}

/** Root mean square error of the velocity, and the share of pixels whose standard deviation holds it. */
function judge(setup: TimeFunctionFitSetup, series: Float32Array) {
  const fitted = prepareTimeFunctionFit(setup)(series);
  const errors = fitted.get('velocity')!.map((value) => value - 0.02);
  const std = fitted.get('velocityStd')!;
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / NUM_PIXEL);
  return { rms, held: errors.filter((error, p) => Math.abs(error) <= std[p]).length / NUM_PIXEL };
}

const MODELS: Record<string, TimeFunctionModel> = {
  'a line': { polynomial: 1 },
  'all functions': {
    polynomial: 1,
    periodic: [1],
    stepDate: ['20160815'],
    exp: [{ onset: '20160301', tau: [40] }],
    log: [{ onset: '20161101', tau: [60] }],
  },
};

test.each(Object.entries(MODELS))('dates five times as noisy are found and count less: %s', (_, model) => {
  const noise = dates.map((__, k) => ([4, 11, 19, 26, 33, 37].includes(k) ? 5 : 1));
  const series = simulate(noise, 3);
  const { scales, usual, numPixel } = estimateDateScales({ dates, model }, series);
  expect(numPixel).toBe(NUM_PIXEL);
  expect(usual / 0.005).toBeCloseTo(1, 1);
  noise.forEach((value, k) => {
    expect(scales[k] / value).toBeGreaterThan(0.75);
    expect(scales[k] / value).toBeLessThan(1.25);
  });
  const [alike, weighted] = [
    judge({ dates, model }, series),
    judge({ dates, model, dateScales: scales }, series),
  ];
  expect(weighted.rms / alike.rms).toBeLessThan(0.7);
  expect(weighted.held).toBeGreaterThan(0.62);
  expect(weighted.held).toBeLessThan(0.74);
});

test('a date that is drawn brings its weight along: the bootstrap of weighted dates holds what it promises', () => {
  const noise = dates.map((_, k) => (k % 7 === 3 ? 5 : 1));
  const series = simulate(noise, 8);
  const model = MODELS['a line'];
  const { scales } = estimateDateScales({ dates, model }, series);
  const resamples = bootstrapResamples(dates.length, 400, createRandom(2));
  const uncertainty = { kind: 'bootstrap', resamples } as const;
  const [alike, weighted] = [
    judge({ dates, model, uncertainty }, series),
    judge({ dates, model, uncertainty, dateScales: scales }, series),
  ];
  expect(weighted.rms / alike.rms).toBeLessThan(0.75);
  expect(weighted.held).toBeGreaterThan(0.62);
  expect(weighted.held).toBeLessThan(0.74);
});

test('dates that are alike keep their weights', () => {
  const noise = dates.map(() => 1);
  const model = MODELS['a line'];
  const series = simulate(noise, 5);
  const { scales } = estimateDateScales({ dates, model }, series);
  const ratio = judge({ dates, model, dateScales: scales }, series).rms / judge({ dates, model }, series).rms;
  expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
});

test('few dates, few pixels, and a perfect series tell nothing', () => {
  const model = MODELS['a line'];
  const few = dates.slice(0, 6);
  const series = simulate(
    dates.map(() => 1),
    7,
  );
  const alone = (scales: Float64Array) => expect(new Set(scales)).toEqual(new Set([1]));
  alone(estimateDateScales({ dates: few, model }, series.subarray(0, 6 * NUM_PIXEL)).scales);
  alone(estimateDateScales({ dates, model }, series.subarray(0, 40 * 20)).scales);
  alone(estimateDateScales({ dates, model }, new Float32Array(40 * 100)).scales);
});

test('the fit is that of weighted least squares', () => {
  const [four, d, scales] = [dates.slice(0, 4), [0, 3, 1, 7], [1, 2, 0.5, 4]];
  const years = acquisitionYears(four);
  const t = years.map((year) => year - years[0]);
  const mean = scales.reduce((sum, s) => sum + 1 / s ** 2, 0) / 4;
  const w = scales.map((s) => 1 / s ** 2 / mean);
  const sum = (term: (k: number) => number) => w.reduce((total, value, k) => total + value * term(k), 0);
  const [s0, s1, s2] = [sum(() => 1), sum((k) => t[k]), sum((k) => t[k] ** 2)];
  const determinant = s0 * s2 - s1 * s1;
  const slope = (s0 * sum((k) => t[k] * d[k]) - s1 * sum((k) => d[k])) / determinant;
  const offset = (sum((k) => d[k]) - slope * s1) / s0;
  const energy = sum((k) => (d[k] - offset - slope * t[k]) ** 2);
  const setup = { dates: four, model: { polynomial: 1 }, dateScales: scales };
  const got = (name: string, of = setup as TimeFunctionFitSetup, covariance?: Float32Array) =>
    prepareTimeFunctionFit(of)(Float32Array.from(d), covariance).get(name)![0];
  expect(got('velocity') / slope).toBeCloseTo(1, 6);
  expect(got('residue') / Math.sqrt(energy)).toBeCloseTo(1, 5);
  expect(got('velocityStd') / Math.sqrt((energy / 2) * (s0 / determinant))).toBeCloseTo(1, 5);
  // With the covariance that the weights are of, the standard deviation is that of the weights.
  const given = Float32Array.from(scales, (s) => s * s * mean);
  const std = got('velocityStd', { ...setup, uncertainty: { kind: 'covariance' } }, given);
  expect(std / Math.sqrt(s0 / determinant)).toBeCloseTo(1, 5);
});
