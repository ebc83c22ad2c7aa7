import { expect, test } from 'vitest';
import { displacementAt } from '../simulation/deformation.ts';
import { addDelays } from '../simulation/delay-screens.ts';
import { simulateScene } from '../simulation/scene.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { prepareDemError } from './dem-error.ts';
import { demErrorPrior, shrinkDemError } from './dem-error-prior.ts';

/** Error of the DEM term of a simulated scene, without a correction 1: as estimated, and shrunk. */
function errorsOf(seed: number): [estimated: number, shrunk: number] {
  const scene = simulateScene({
    seed,
    length: 40,
    width: 50,
    numDate: seed % 3 === 0 ? 40 : 22,
    landscape: seed % 2 === 0 ? 'hills' : 'island',
    delay: { stratified: seed % 4 === 0 ? 0.03 : 0, turbulent: 0.003, ramp: 0 },
  });
  const { truth, geometry, bperp, dates } = scene;
  const numPixel = truth.demError.data.length;
  const land = Array.from({ length: numPixel }, (_, i) => i).filter((i) => truth.demError.data[i] !== 0);
  const reference = land[land.length >> 1];
  const gaussian = createGaussian(createRandom(seed));
  const scale = (i: number) =>
    1 / (geometry.slantRangeDistance.data[i] * Math.sin((geometry.incidenceAngle.data[i] * Math.PI) / 180));
  const planes = dates.map((_, d) => {
    const plane = new Float64Array(numPixel);
    addDelays(truth.delays, d, plane);
    displacementAt(truth.deformation, d, plane);
    return plane.map((value, i) => value + bperp[d] * scale(i) * truth.demError.data[i] + 0.002 * gaussian());
  });
  const timeseries = Float32Array.from({ length: dates.length * land.length }, (_, k) => {
    const [d, i] = [Math.floor(k / land.length), land[k % land.length]];
    return planes[d][i] - planes[d][reference] - planes[0][i] + planes[0][reference];
  });
  const setup = { dates, model: { polynomial: 2 }, bperp };
  const estimate = prepareDemError(setup)({
    timeseries,
    slantRange: Float32Array.from(land, (i) => geometry.slantRangeDistance.data[i]),
    incidenceAngle: Float32Array.from(land, (i) => geometry.incidenceAngle.data[i]),
  });
  const error = (dem: Float32Array) => {
    const of = (value: (n: number) => number) => land.reduce((sum, _, n) => sum + value(n) ** 2, 0);
    const true_ = (n: number) => truth.demError.data[land[n]] - truth.demError.data[reference];
    return Math.sqrt(of((n) => dem[n] - true_(n)) / of(true_));
  };
  const estimated = error(estimate.dem);
  shrinkDemError(demErrorPrior(setup, timeseries), timeseries, estimate);
  return [estimated, error(estimate.dem)];
}

test('shrunk DEM errors are never much worse than none, and better in many scenes', () => {
  const errors = Array.from({ length: 12 }, (_, n) => errorsOf(n + 1));
  for (const [, shrunk] of errors) expect(shrunk).toBeLessThan(1.05);
  expect(errors.filter(([, shrunk]) => shrunk < 0.99).length).toBeGreaterThanOrEqual(4);
  expect(errors.filter(([estimated]) => estimated > 1.05).length).toBeGreaterThanOrEqual(2); // as it was
});

const dates = Array.from(
  { length: 24 },
  (_, k) => `20${15 + Math.floor(k / 12)}${String((k % 12) + 1).padStart(2, '0')}07`,
);
const gaussian = createGaussian(createRandom(8));
const bperp = dates.map(() => 80 * gaussian());
const setup = { dates, model: { polynomial: 1 }, bperp };
const made = (w: number, noise: number) =>
  Float32Array.from({ length: dates.length * 900 }, (_, k) => {
    const [d, p] = [Math.floor(k / 900), k % 900];
    return bperp[d] * w * (p % 2 === 0 ? 1 : -1) + noise * gaussian();
  });

test('a DEM error without noise is kept whole, noise alone is not taken for one', () => {
  const clear = demErrorPrior(setup, made(2e-5, 0));
  expect(clear.kept).toBeCloseTo(1, 6);
  expect(clear.variance).toBeCloseTo(4e-10, 15);
  const noise = made(0, 0.004);
  const prior = demErrorPrior(setup, noise);
  expect(prior.kept).toBeLessThan(0.05);
  const estimate = prepareDemError(setup)({ timeseries: noise, slantRange: 8e5, incidenceAngle: 35 });
  const before = estimate.dem.slice();
  shrinkDemError({ ...prior, variance: 0 }, noise, estimate);
  expect(estimate.dem.every((value) => value === 0)).toBe(true);
  expect(before.some((value) => Math.abs(value) > 1)).toBe(true);
  expect([...estimate.corrected]).toEqual([...noise]);
});

test('half of an error as large as its noise is kept, and the series loses as much', () => {
  const [w, noise] = [2e-5, 0.006];
  const series = made(w, noise);
  const prior = demErrorPrior(setup, series);
  const mean = bperp.reduce((sum, b) => sum + b / 24, 0);
  const s2 = noise ** 2 / bperp.reduce((sum, b) => sum + (b - mean) ** 2, 0);
  expect(prior.kept).toBeCloseTo(w ** 2 / (w ** 2 + s2), 0.5);
  const estimate = prepareDemError(setup)({ timeseries: series, slantRange: 8e5, incidenceAngle: 35 });
  const whole = estimate.dem[3];
  shrinkDemError(prior, series, estimate);
  const scale = 1 / (8e5 * Math.sin((35 * Math.PI) / 180));
  expect(estimate.dem[3] / whole).toBeGreaterThan(0.1);
  expect(estimate.dem[3] / whole).toBeLessThan(1);
  expect(estimate.corrected[5 * 900 + 3]).toBeCloseTo(
    series[5 * 900 + 3] - bperp[5] * scale * estimate.dem[3],
    6,
  );
});
