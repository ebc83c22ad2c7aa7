import { expect, test } from 'vitest';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { changeOdds, changeProbability, levelOf, simulateChangeNull } from './change-null.ts';
import { CORRELATIONS, prepareChangeSearch } from './change-point.ts';
import { acquisitionYears } from './model.ts';
import { dateBetween, independentCells, LAGS, sceneChanges } from './scene-changes.ts';

/** Every 12 days, with a gap of half a year. */
const DATES = Array.from({ length: 50 }, (_, k) =>
  new Date(Date.UTC(2018, 0, 1 + 12 * k + (k > 30 ? 180 : 0))).toISOString().slice(0, 10).replaceAll('-', ''),
);
const YEARS = acquisitionYears(DATES);
const search = prepareChangeSearch({ dates: DATES, model: { polynomial: 1, periodic: [1] } });
const simulated = simulateChangeNull(search, createRandom(0));
const gaussian = createGaussian(createRandom(77));

/** Displacement, m: velocity, season, noise of 4 mm with this correlation over 12 days, an offset. */
function pixel(rho: number, step = 0, first = 20): Float64Array {
  let noise = 0;
  return Float64Array.from(YEARS, (year, k) => {
    const phi = k === 0 ? 0 : rho ** (((year - YEARS[k - 1]) * 365.25) / 12);
    noise = phi * noise + Math.sqrt(1 - phi * phi) * gaussian();
    const motion = 0.03 * (year - 2018) + 0.01 * Math.sin(2 * Math.PI * year);
    return 0.1 + motion + 0.004 * noise + (k >= first ? step : 0);
  });
}

/** Each pixel's offset and its p-value in a scene of them all. */
function judge(pixels: readonly Float64Array[]) {
  const levels = pixels.map((series) => levelOf(search.correlation(series), simulated.bounds));
  const counts = CORRELATIONS.map((_, b) => levels.filter((level) => level === b).length);
  const { tails } = changeOdds(simulated, counts, search.candidates.length);
  return pixels.map((series, p) => {
    const found = search.search(series, levels[p]);
    return { ...found, pValue: changeProbability(tails[levels[p]], found.statistic) };
  });
}

test.each([0, 0.35, 0.7])('5 % of pixels without offset are false alarms, noise correlated by %d', (rho) => {
  const found = judge(Array.from({ length: 4000 }, () => pixel(rho)));
  const share = (level: number) => found.filter(({ pValue }) => pValue <= level).length / found.length;
  expect(share(0.05)).toBeGreaterThan(0.03);
  expect(share(0.05)).toBeLessThan(0.07);
  expect(share(0.01)).toBeLessThan(0.016);
});

test('5 % too where pixels are not alike', () => {
  const found = judge(Array.from({ length: 4000 }, (_, p) => pixel(p % 2 === 0 ? 0 : 0.7)));
  const share = found.filter(({ pValue }) => pValue <= 0.05).length / found.length;
  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.07);
});

test.each([0, 0.5])('an offset is found at its date with its size, noise correlated by %d', (rho) => {
  const found = judge(Array.from({ length: 500 }, () => pixel(rho, -0.03)));
  const right = found.filter(
    ({ candidate, pValue }) => search.candidates[candidate] === 20 && pValue <= 0.01,
  );
  expect(right.length / found.length).toBeGreaterThan(rho === 0 ? 0.98 : 0.85);
  const scores = right.map(({ step, stepStd }) => (step + 0.03) / stepStd);
  const within = scores.filter((score) => Math.abs(score) < 1).length / scores.length;
  expect(within).toBeGreaterThan(0.58);
  expect(within).toBeLessThan(0.78);
});

test('series with missing dates or without variation tell nothing', () => {
  const series = pixel(0);
  series[7] = Number.NaN;
  expect(search.correlation(series)).toBeNaN();
  expect(search.correlation(new Float64Array(50))).toBeNaN();
  expect(search.correlation(Float64Array.from(YEARS, (year) => Math.fround(1e-3 * (year - 2018))))).toBeNaN();
});

test('few dates are refused; an offset that the functions have is not tried again', () => {
  const of = (dates: string[], stepDate: string[] = []) =>
    prepareChangeSearch({ dates, model: { polynomial: 1, stepDate } });
  expect(() => of(DATES.slice(0, 7))).toThrow(
    /^7 dates are too few to look for an offset beside 2 parameters/,
  );
  expect(of(DATES.slice(0, 8)).candidates).toEqual([3, 4, 5]);
  expect(of(DATES.slice(0, 12), [DATES[5]]).candidates).toEqual([3, 4, 5, 7, 8, 9]);
});

test('a scene changed where more independent pixels did than by chance', () => {
  const places = new Float64Array(40).fill(1 / 40);
  const counts = new Float64Array(40).fill(2);
  counts[11] = 300;
  counts[12] = 150;
  counts[30] = 60;
  const dates = (numCell: number) =>
    sceneChanges(counts, 8000, numCell, places, 0.01).map(({ candidate }) => candidate);
  expect(dates(8000)).toEqual([11, 30]);
  expect(dates(100)).toEqual([11]);
  expect(dates(4)).toEqual([]);
  // all of a scene that is one cell
  expect(sceneChanges([0, 8000], 8000, 1, [0.5, 0.5], 0.01)[0].pValue).toBeCloseTo(0.01, 5);
});

test('independent pixels are counted by the correlation of their noise', () => {
  expect(
    independentCells(
      10_000,
      LAGS.map(() => 0.05),
    ),
  ).toBe(10_000);
  expect(
    independentCells(
      10_000,
      LAGS.map(() => 1),
    ),
  ).toBe(1);
  // integral of exp(-2 h / 10) over the plane: 2 pi 10² / 4
  const cells = independentCells(
    100_000,
    LAGS.map((lag) => Math.exp(-lag / 10)),
  );
  expect(100_000 / cells).toBeGreaterThan(140);
  expect(100_000 / cells).toBeLessThan(180);
});

test('the date between two acquisitions is after the one and before the other', () => {
  expect(dateBetween('20180101', '20180113', 3600)).toBe('20180107');
  expect(dateBetween('20180101', '20180102', 3600)).toBe('20180102');
  expect(dateBetween('20180101', '20180102', 0)).toBe('20180101');
  expect(dateBetween('20180101T0600', '20180101T1800', 0)).toBe('20180101T1200');
});
