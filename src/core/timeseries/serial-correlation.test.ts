import { expect, test } from 'vitest';
import { formatDate } from '../dates.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { prepareTimeFunctionFit, type TimeFunctionFitSetup } from './fit.ts';
import { serialCorrelation } from './serial-correlation.ts';

/** Acquisitions every 12 days, of which some are missing. */
const datesOf = (num: number, isThere = (_k: number) => true) =>
  Array.from({ length: 2 * num }, (_, k) => k)
    .filter(isThere)
    .slice(0, num)
    .map((k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));

interface Noise {
  readonly setup: TimeFunctionFitSetup;
  readonly numPixel: number;
  /** correlation of dates 12 days apart */
  readonly phi: number;
  readonly seed: number;
  /** one series for all pixels */
  readonly isCommon?: boolean;
}

/** Autoregressive noise of dates about a velocity of 0, mm. */
function simulated({ setup, numPixel, phi, seed, isCommon }: Noise): Float32Array {
  const gaussian = createGaussian(createRandom(seed));
  const days = setup.dates.map(
    (date) => Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6)) / 864e5,
  );
  const out = new Float32Array(days.length * numPixel);
  for (let p = 0; p < numPixel; p++) {
    let value = gaussian();
    days.forEach((day, k) => {
      const rho = k === 0 ? 0 : phi ** ((day - days[k - 1]) / 12);
      value = k === 0 ? value : rho * value + Math.sqrt(1 - rho * rho) * gaussian();
      out[k * numPixel + p] = isCommon && p > 0 ? out[k * numPixel] * (1 + p) : value;
    });
  }
  return out;
}

/** Scatter of the velocities over the root mean square of what the residue makes of it. */
function truth(setup: TimeFunctionFitSetup, series: Float32Array): number {
  const estimates = prepareTimeFunctionFit(setup)(series);
  const squares = (name: string) => estimates.get(name)!.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares('velocity') / squares('velocityStd'));
}

const uneven = (k: number) => k % 5 !== 2 && !(k > 30 && k < 37);

test.each([
  ['correlated noise', 98, 0.3, { polynomial: 1 }, undefined],
  ['correlated noise', 98, 0.6, { polynomial: 1 }, undefined],
  ['correlated noise', 98, 0.8, { polynomial: 1 }, undefined],
  ['correlated noise at uneven dates', 60, 0.6, { polynomial: 1 }, uneven],
  ['correlated noise beside a season', 60, 0.5, { polynomial: 1, periodic: [1, 0.5] }, undefined],
  ['correlated noise of few dates', 24, 0.5, { polynomial: 1 }, undefined],
])(
  '%s (%i dates, %f) makes standard deviations as much too small as it is told',
  (_, num, phi, model, isThere) => {
    const setup = { dates: datesOf(num, isThere), model };
    const series = simulated({ setup, numPixel: 400, phi, seed: 4 });
    const { factor, isShown, correlation, numPixel } = serialCorrelation(setup, series)!;
    expect(numPixel).toBe(400);
    expect(isShown).toBe(true);
    const scatter = truth(setup, simulated({ setup, numPixel: 4000, phi, seed: 5 }));
    expect(scatter).toBeGreaterThan(1.25);
    expect(Math.abs(factor / scatter - 1)).toBeLessThan(0.15);
    if (isThere !== undefined) return;
    expect(Math.abs(correlation - phi)).toBeLessThan(0.08);
    if (num === 98) expect(Math.abs(factor / Math.sqrt((1 + phi) / (1 - phi)) - 1)).toBeLessThan(0.15);
  },
);

test('white noise is not told, whether pixels are alike or not', () => {
  const setup = { dates: datesOf(40), model: { polynomial: 1 } };
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const own = serialCorrelation(setup, simulated({ setup, numPixel: 100, phi: 0, seed }))!;
    expect(own.factor).toBeLessThan(1.1);
    const common = serialCorrelation(
      setup,
      simulated({ setup, numPixel: 30, phi: 0, seed, isCommon: true }),
    )!;
    if (common.isShown) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(3); // one in forty is beyond two standard deviations
});

test('a scene of one series is told by as much correlation as one series shows', () => {
  const setup = { dates: datesOf(98), model: { polynomial: 1 } };
  const series = simulated({ setup, numPixel: 30, phi: 0.7, seed: 2, isCommon: true });
  expect(serialCorrelation(setup, series)!.isShown).toBe(true);
});

test('nothing is said of few dates or pixels, pixels without data, or a fit without velocity', () => {
  const setup = { dates: datesOf(12), model: { polynomial: 1 } };
  const series = simulated({ setup, numPixel: 25, phi: 0.5, seed: 1 });
  expect(serialCorrelation(setup, series)!.numPixel).toBe(25);
  for (let k = 0; k < 12; k++) series[k * 25] = 0;
  series[5 * 25 + 1] = Number.NaN;
  expect(serialCorrelation(setup, series)!.numPixel).toBe(23);
  expect(serialCorrelation({ ...setup, model: { polynomial: 0 } }, series)).toBeUndefined();
  expect(serialCorrelation(setup, series.subarray(0, 12 * 10))).toBeUndefined();
  const short = { ...setup, dates: setup.dates.slice(0, 9) };
  expect(serialCorrelation(short, series.subarray(0, 9 * 25))).toBeUndefined();
});
