import { createGaussian } from '../stats/gaussian.ts';
import type { Random } from '../stats/random.ts';
import { type ChangeSearch, CORRELATIONS } from './change-point.ts';

/** Series without any offset that are simulated for every correlation: to tell correlations apart, and to count alarms. */
const TO_TELL = 500;
const TO_COUNT = 4000;
/** Rounds of the expectation maximisation. */
const ROUNDS = 200;

/** What the search finds in noise. */
export interface ChangeNull {
  /** correlation as it is found between two levels [CORRELATIONS.length - 1] */
  readonly bounds: Float64Array;
  /** by true correlation: level that is found, largest t², candidate of each simulated series */
  readonly found: readonly {
    readonly level: Uint8Array;
    readonly statistic: Float64Array;
    readonly candidate: Uint16Array;
  }[];
}

/** t² of noise by level in descending order, and the probability of as much or more. */
export interface ChangeTail {
  readonly statistic: Float64Array;
  readonly probability: Float64Array;
}

/** Probabilities for the pixels of a scene. */
export interface ChangeOdds {
  /** share of the pixels by true correlation [CORRELATIONS.length] */
  readonly share: Float64Array;
  /** by level that is found */
  readonly tails: readonly ChangeTail[];
  /** of the candidates, for the most likely offset in noise; the sum is 1 */
  readonly places: Float64Array;
}

/**
 * Simulate the search in noise without offset, for these dates and functions and every correlation: what the maximum over
 * correlated candidates, with a correlation that is itself estimated, comes to by chance.
 */
export function simulateChangeNull(search: ChangeSearch, random: Random): ChangeNull {
  const gaussian = createGaussian(random);
  const series = new Float64Array(search.numDate);
  const draw = (phi: Float64Array) => {
    for (let i = 0; i < series.length; i++)
      series[i] = (i === 0 ? 0 : phi[i] * series[i - 1]) + Math.sqrt(1 - phi[i] ** 2) * gaussian();
    return series;
  };
  const middles = search.decay.map((phi) => {
    const values = Float64Array.from({ length: TO_TELL }, () => search.correlation(draw(phi))).sort();
    return values[TO_TELL >> 1];
  });
  const bounds = Float64Array.from(
    { length: middles.length - 1 },
    (_, j) => (middles[j] + middles[j + 1]) / 2,
  );
  const found = search.decay.map((phi) => {
    const level = new Uint8Array(TO_COUNT);
    const statistic = new Float64Array(TO_COUNT);
    const candidate = new Uint16Array(TO_COUNT);
    for (let n = 0; n < TO_COUNT; n++) {
      draw(phi);
      level[n] = levelOf(search.correlation(series), bounds);
      ({ statistic: statistic[n], candidate: candidate[n] } = search.search(series, level[n]));
    }
    return { level, statistic, candidate };
  });
  return { bounds, found };
}

/**
 * Level of a correlation as it is found.
 * @param bounds [CORRELATIONS.length - 1]
 */
export function levelOf(correlation: number, bounds: Float64Array): number {
  let level = 0;
  while (level < bounds.length && correlation > bounds[level]) level++;
  return level;
}

/**
 * Probabilities for a scene whose pixels were found at these levels. The correlation of one series is uncertain, that of a scene
 * less so: the shares of the true correlations are those that make the levels most likely (expectation maximisation), and the
 * simulated series of each count by them.
 *
 * @param counts pixels by level [CORRELATIONS.length]
 */
export function changeOdds(
  { found }: ChangeNull,
  counts: ArrayLike<number>,
  numCandidate: number,
): ChangeOdds {
  const size = CORRELATIONS.length;
  const likelihood = found.map(({ level }) => {
    const of = new Float64Array(size).fill(1e-9);
    for (const one of level) of[one] += 1 / level.length;
    return of;
  });
  let share = new Float64Array(size).fill(1 / size);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(size);
    for (let b = 0; b < size; b++) {
      const total = share.reduce((sum, value, j) => sum + value * likelihood[j][b], 0);
      for (let j = 0; j < size; j++) next[j] += (counts[b] * share[j] * likelihood[j][b]) / total;
    }
    const all = next.reduce((sum, value) => sum + value, 0);
    share = next.map((value) => value / all);
  }
  const places = new Float64Array(numCandidate).fill(1 / TO_COUNT);
  found.forEach(({ candidate }, j) => {
    for (const one of candidate) places[one] += share[j];
  });
  const sum = places.reduce((total, value) => total + value, 0);
  const tails = Array.from({ length: size }, (_, b) => tailOf(found, share, b));
  return { share, tails, places: places.map((value) => value / sum) };
}

function tailOf(found: ChangeNull['found'], share: Float64Array, level: number): ChangeTail {
  const series = found.flatMap((of, j) =>
    Array.from(of.statistic.keys())
      .filter((n) => of.level[n] === level)
      .map((n) => ({ statistic: of.statistic[n], weight: share[j] + 1e-9 })),
  );
  series.sort((a, b) => b.statistic - a.statistic);
  const total = series.reduce((sum, { weight }) => sum + weight, 0);
  const largest = series.reduce((most, { weight }) => Math.max(most, weight), 0);
  // the series itself counts as one of those of the null, so that no probability is 0
  let sum = largest;
  const probability = Float64Array.from(series, ({ weight }) => {
    sum += weight;
    return sum / (total + largest);
  });
  return { statistic: Float64Array.from(series, ({ statistic }) => statistic), probability };
}

/** Probability that noise without offset comes to such a t² or more. */
export function changeProbability({ statistic, probability }: ChangeTail, value: number): number {
  let [low, high] = [0, statistic.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (statistic[middle] >= value) low = middle + 1;
    else high = middle;
  }
  if (low > 0) return probability[low - 1];
  // above all: half of the first, which counts the series and the largest
  return statistic.length === 0 ? 1 : probability[0] / 2;
}
