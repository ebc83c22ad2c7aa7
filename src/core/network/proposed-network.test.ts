import { expect, test } from 'vitest';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { type DecorrelationModel, expectedCoherence } from './decorrelation-model.ts';
import { allPairs, sequentialPairs } from './pair-selection.ts';
import { date12Of, type Pair, parsePair } from './pairs.ts';
import { proposeNetwork } from './proposed-network.ts';
import { forecastVelocity, turbulentDelay } from './velocity-forecast.ts';

const DATES = [
  '20200101',
  '20200113',
  '20200206',
  '20200218',
  '20200406',
  '20200512',
  '20200816',
  '20201220',
];
const MODEL: DecorrelationModel = { thermal: 0.97, persistent: 0.3, memory: 40, criticalBaseline: 5000 };
const baselineOf = (date: string) => 40 * Math.sin(Number(date));
const baselines = (pairs: readonly Pair[]) =>
  pairs.map(({ date1, date2 }) => baselineOf(date2) - baselineOf(date1));
const days = (span: number) => span;
const chosen = (
  pairs: readonly Pair[],
  limits: Parameters<typeof proposeNetwork>[2],
  bperp: readonly number[] = baselines(pairs),
) => {
  const network = proposeNetwork(pairs, bperp, limits, days);
  const names = network.chosen.map(({ pair, reason }) => `${date12Of(pairs[pair])} ${reason}`);
  return { names, missing: network.missing.map(date12Of) };
};
const pairsOf = (names: string) => names.split(' ').map(parsePair);

test('pairs of short baselines make the network; where they leave dates apart, the shortest others join them', () => {
  const pairs = pairsOf(
    '20200101_20200113 20200113_20200125 20200125_20200601 20200113_20200601 20200601_20200613',
  );
  expect(chosen(pairs, { maxDays: 24, maxBperp: 1000 })).toEqual({
    names: [
      '20200101_20200113 short',
      '20200113_20200125 short',
      '20200125_20200601 bridge',
      '20200601_20200613 short',
    ],
    missing: [],
  });
  const bperp = [10, -400, 5, 5, Number.NaN];
  expect(chosen(pairs, { maxDays: 24, maxBperp: 200 }, bperp).names).toEqual([
    '20200101_20200113 short',
    '20200113_20200125 bridge',
    '20200125_20200601 bridge',
    '20200601_20200613 short',
  ]);
});

test('seasons are bridged by the pair of each date that is nearest to one year', () => {
  const pairs = pairsOf(
    '20200101_20200113 20200101_20201220 20200101_20210101 20200113_20210301 20201220_20210101',
  );
  expect(chosen(pairs, { maxDays: 24, bridgeSeasons: true }).names).toEqual([
    '20200101_20200113 short',
    '20200101_20210101 year',
    '20200113_20210301 bridge',
    '20201220_20210101 short',
  ]);
});

test('what no pair connects is told as the shortest pairs that are missing', () => {
  const pairs = pairsOf('20200101_20200113 20200301_20200313 20200601_20200613');
  expect(chosen(pairs, { maxDays: 24 })).toMatchObject({
    missing: ['20200113_20200301', '20200313_20200601'],
  });
});

/** Lower triangle of the Cholesky factor of a small matrix. */
function cholesky(a: readonly (readonly number[])[]): number[][] {
  const factor = a.map(() => new Array<number>(a.length).fill(0));
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i][j];
      for (let k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(sum) : sum / factor[j][j];
    }
  return factor;
}

/** Spread of velocities of simulated multilooked pixels: correlated echoes, phases of pairs, inversion, line. rad/yr */
function simulated(pairs: readonly Pair[], looks: number, trials: number): number {
  const time = DATES.map(
    (date) => Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / 86_400_000,
  );
  const n = DATES.length;
  const gamma = DATES.map((a, i) =>
    DATES.map((b, j) =>
      i === j ? 1 : expectedCoherence(MODEL, time[j] - time[i], baselineOf(b) - baselineOf(a)),
    ),
  );
  const factor = cholesky(gamma);
  const gaussian = createGaussian(createRandom(4));
  const ends = pairs.map(({ date1, date2 }) => [DATES.indexOf(date1), DATES.indexOf(date2)] as const);
  const weights = ends.map(([i, j]) => gamma[i][j] ** 2 / (1 - gamma[i][j] ** 2));
  // Normal equations of all dates but the first, then the slope over all.
  const normal = Array.from({ length: n - 1 }, () => new Array<number>(n - 1).fill(0));
  ends.forEach(([i, j], e) => {
    for (const [a, b, sign] of [
      [i, i, 1],
      [j, j, 1],
      [i, j, -1],
      [j, i, -1],
    ])
      if (a > 0 && b > 0) normal[a - 1][b - 1] += sign * weights[e];
  });
  const root = cholesky(normal);
  const mean = time.reduce((sum, t) => sum + t, 0) / n;
  const spread = time.reduce((sum, t) => sum + (t - mean) ** 2, 0);
  let squares = 0;
  for (let trial = 0; trial < trials; trial++) {
    const re = ends.map(() => 0);
    const im = ends.map(() => 0);
    for (let look = 0; look < looks; look++) {
      const white = DATES.map(() => [gaussian(), gaussian()]);
      const z = factor.map((row) => [
        row.reduce((sum, f, k) => sum + f * white[k][0], 0),
        row.reduce((sum, f, k) => sum + f * white[k][1], 0),
      ]);
      ends.forEach(([i, j], e) => {
        re[e] += z[j][0] * z[i][0] + z[j][1] * z[i][1];
        im[e] += z[j][1] * z[i][0] - z[j][0] * z[i][1];
      });
    }
    const right = new Array<number>(n - 1).fill(0);
    ends.forEach(([i, j], e) => {
      const phase = weights[e] * Math.atan2(im[e], re[e]);
      if (i > 0) right[i - 1] -= phase;
      if (j > 0) right[j - 1] += phase;
    });
    for (let a = 0; a < n - 1; a++) {
      for (let k = 0; k < a; k++) right[a] -= root[a][k] * right[k];
      right[a] /= root[a][a];
    }
    for (let a = n - 2; a >= 0; a--) {
      for (let k = a + 1; k < n - 1; k++) right[a] -= root[k][a] * right[k];
      right[a] /= root[a][a];
    }
    const slope = right.reduce((sum, phase, a) => sum + (phase * (time[a + 1] - mean)) / spread, 0);
    squares += (slope * 365.25) ** 2;
  }
  return Math.sqrt(squares / trials);
}

test.each([
  ['a chain', sequentialPairs(DATES, 1)],
  ['three neighbours', sequentialPairs(DATES, 3)],
  ['all pairs', allPairs(DATES)],
])('the velocity of simulated pixels scatters as foreseen: %s', (_, pairs) => {
  const wavelength = 4 * Math.PI; // one radian is one metre
  const { decorrelation } = forecastVelocity(pairs, baselines(pairs), {
    model: MODEL,
    looks: 100,
    wavelength,
  });
  const ratio = simulated(pairs, 100, 400) / decorrelation;
  expect(ratio).toBeGreaterThan(0.93);
  expect(ratio).toBeLessThan(1.07);
});

test('independent delays of three dates over two years', () => {
  const pairs = pairsOf('20200101_20210101 20210101_20220101');
  const { perDelay } = forecastVelocity(pairs, [0, 0], { model: MODEL, looks: 50, wavelength: 0.056 });
  expect(perDelay).toBeCloseTo(1 / Math.sqrt(2), 2);
  expect(turbulentDelay(50, 0)).toBeCloseTo(0.0125, 6);
  const options = { model: MODEL, looks: 50, wavelength: 0.056 };
  expect(() => forecastVelocity(pairs.slice(1), [0], options)).toThrow(/no velocity/);
  const apart = pairsOf('20200101_20210101 20220101_20230101');
  expect(() => forecastVelocity(apart, [0, 0], options)).toThrow(/in 2 pieces give no velocity/);
});
