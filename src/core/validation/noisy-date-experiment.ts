import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { selectDates } from '../stats/residual-rms.ts';
import { acquisitionYears } from '../timeseries/model.ts';
import { DATES_OF_PAPER, type ExperimentRow } from './experiment.ts';

const VELOCITY = 0.02;
/** Noise of dates, m: of all, and of those with a storm. */
const NOISE = 0.005;
const STORM = 0.05;
const STORMS = [11, 30, 31, 58, 77, 90];
const NUM_PIXEL = 400;

/**
 * E10: dates with much noise are found by the root mean square of their residual, and what leaving them out does for the velocity
 * (Yunjun et al. 2019, figure 12).
 */
export function noisyDateExperiment(seed: number): ExperimentRow[] {
  const gaussian = createGaussian(createRandom(seed));
  const decimal = acquisitionYears(DATES_OF_PAPER);
  const years = decimal.map((year) => year - decimal[0]);
  const series = Array.from(years, (year, k) =>
    Float64Array.from(
      { length: NUM_PIXEL },
      () => VELOCITY * year + (STORMS.includes(k) ? STORM : NOISE) * gaussian(),
    ),
  );
  const fitOf = (dates: readonly number[]) => {
    const mean = dates.reduce((sum, k) => sum + years[k], 0) / dates.length;
    const spread = dates.reduce((sum, k) => sum + (years[k] - mean) ** 2, 0);
    return Float64Array.from({ length: NUM_PIXEL }, (_, p) => {
      return dates.reduce((sum, k) => sum + ((years[k] - mean) / spread) * series[k][p], 0);
    });
  };
  const errorOf = (velocity: Float64Array) =>
    Math.sqrt(velocity.reduce((sum, v) => sum + (v - VELOCITY) ** 2, 0) / NUM_PIXEL);
  const all = Array.from(years.keys());
  const raw = fitOf(all);
  const offset = raw.map((v, p) =>
    all.reduce((sum, k) => sum + (series[k][p] - v * years[k]) / all.length, 0),
  );
  const rms = Float64Array.from(all, (k) =>
    Math.sqrt(series[k].reduce((sum, d, p) => sum + (d - offset[p] - raw[p] * years[k]) ** 2, 0) / NUM_PIXEL),
  );
  const { excluded } = selectDates(rms, 3);
  const wrong = all.filter((k) => STORMS.includes(k) !== excluded.includes(k)).length;
  const kept = errorOf(fitOf(all.filter((k) => !excluded.includes(k))));
  const ideal = errorOf(fitOf(all.filter((k) => !STORMS.includes(k))));
  const row = { experiment: 'E10', published: 'figure 12', isDistance: true } as const;
  return [
    {
      ...row,
      what: 'dates taken for noisy that are not, or the other way round',
      unit: '',
      expected: 0,
      ours: wrong,
      limit: 0,
    },
    {
      ...row,
      what: 'error of the velocity without the noisy dates, beside that of the quiet dates',
      unit: 'mm/year',
      expected: 1000 * ideal,
      ours: 1000 * kept,
      limit: 0.05,
    },
    {
      ...row,
      what: 'error of the velocity without the noisy dates, as a share of that with them',
      unit: '',
      expected: undefined,
      ours: kept / errorOf(raw),
      limit: 0.6,
      isDistance: false,
    },
  ];
}
