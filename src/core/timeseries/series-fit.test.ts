import { expect, test } from 'vitest';
import { parseDate } from '../dates.ts';
import { prepareTimeFunctionFit } from './fit.ts';
import { curveInstants, fitSeries } from './series-fit.ts';

const DATES = [
  '20180104',
  '20180218',
  '20180404',
  '20180519',
  '20180703',
  '20180817',
  '20181001',
  '20181115',
];
const NOISY = [0.1, 1.3, 2.2, 2.9, 7.4, 8.1, 9.2, 9.9];

test('a straight line has the textbook standard deviations, along the curve too', () => {
  const dates = ['20200101', '20210101', '20220101', '20230101'];
  const { parameters, at, rms } = fitSeries(dates, [1, 2, 4, 5], { polynomial: 1 }, 'cm');
  // Years are 366, 365 and 365 days of 365.25.
  expect(parameters).toHaveLength(1);
  expect(parameters[0]).toMatchObject({ name: 'velocity', unit: 'cm/year' });
  expect(parameters[0].value).toBeCloseTo(1.4, 2);
  expect(parameters[0].std).toBeCloseTo(Math.sqrt(0.1 / 5), 2);
  expect(rms).toBeCloseTo(Math.sqrt(0.2 / 4), 2);
  // Variance of the line: sigma^2 (1/n + (t - mean)^2 / S), with sigma^2 = 0.1, n = 4, S = 5.
  const { values, std } = at([parseDate('20200101'), parseDate('20210702')]);
  expect(values[0]).toBeCloseTo(0.9, 2);
  expect(std[0]).toBeCloseTo(Math.sqrt(0.1 * (1 / 4 + 1.5 ** 2 / 5)), 2);
  expect(std[1]).toBeCloseTo(Math.sqrt(0.1 / 4), 3);
});

test('parameters are those of the fit to whole rasters', () => {
  const model = { polynomial: 1, periodic: [1], stepDate: ['20180610'] };
  const { parameters } = fitSeries(DATES, NOISY, model, 'm');
  const rasters = prepareTimeFunctionFit({ dates: DATES, model })(Float32Array.from(NOISY));
  for (const { name, value, std } of parameters) {
    expect(value).toBeCloseTo((rasters.get(name) as Float32Array)[0], 4);
    if (std !== undefined) expect(std).toBeCloseTo((rasters.get(`${name}Std`) as Float32Array)[0], 4);
  }
  expect(parameters.map(({ name }) => name)).toEqual([
    'velocity',
    'annualAmplitude',
    'annualPhase',
    'step20180610',
  ]);
});

test('dates without a value do not count', () => {
  const gap = [...NOISY];
  gap[3] = Number.NaN;
  const left = DATES.filter((_, k) => k !== 3);
  const rest = NOISY.filter((_, k) => k !== 3);
  const [a] = fitSeries(DATES, gap, { polynomial: 1 }, 'm').parameters;
  const [b] = fitSeries(left, rest, { polynomial: 1 }, 'm').parameters;
  expect(a).toEqual(b);
});

test('the curve jumps at a step and nowhere else', () => {
  const model = { polynomial: 0, stepDate: ['20180610'] };
  const fit = fitSeries(DATES, [0, 0, 0, 0, 5, 5, 5, 5], model, 'm');
  const { instants, values } = fit.at(curveInstants(DATES, model));
  const jumps = instants.flatMap((t, k) => (k > 0 && values[k] - values[k - 1] > 1 ? [t] : []));
  expect(jumps).toEqual([parseDate('20180610') + 60_000]);
  expect(instants[0]).toBe(parseDate(DATES[0]));
});
