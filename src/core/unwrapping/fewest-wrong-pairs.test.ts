import { expect, test } from 'vitest';
import { formatDate } from '../dates.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { datesOfPairs, type Pair, pairIndices } from '../network/pairs.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { roundHalfEven } from '../stats/rounding.ts';
import { closureClasses } from './closure-classes.ts';
import { cyclePosterior } from './cycle-posterior.ts';
import { closureSolver, fewestWrongPairs } from './fewest-wrong-pairs.ts';
import { l1Solver } from './l1-least-squares.ts';
import { networkTriplets } from './network-triplets.ts';
import { negativeTripletMatrix } from './sparse-columns.ts';

const day = (k: number) => formatDate(Date.UTC(2015, 0, 1 + 12 * k));
const datesOf = (num: number) => Array.from({ length: num }, (_, k) => day(k));

function networkOf(pairs: readonly Pair[]) {
  const triplets = networkTriplets(pairs);
  const dates = pairIndices(pairs, datesOfPairs(pairs));
  const classes = closureClasses(triplets, dates);
  const closures = (errors: ArrayLike<number>) =>
    Float64Array.from({ length: triplets.shape[0] }, (_, t) => {
      const [p12, p23, p13] = triplets.data.subarray(3 * t, 3 * t + 3);
      return errors[p12] + errors[p23] - errors[p13];
    });
  const solve = closureSolver(triplets, dates);
  const lasso = l1Solver(negativeTripletMatrix(triplets, pairs.length), 0.01, 1e-6);
  return { triplets, dates, classes, closures, solve, lasso };
}

/** Errors of one or two cycles, up or down, in a share of the pairs. */
function drawErrors(num: number, rate: number, seed: number): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from({ length: num }, () => {
    const [isOff, size, sign] = [random() < rate, random() < 0.5 ? 1 : 2, random() < 0.5 ? -1 : 1];
    return isOff ? size * sign : 0;
  });
}

const differing = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).filter((value, k) => value !== b[k]).length;

// 98 dates as in Yunjun et al. (2019); shares of wrong pairs that are left, of which LASSO leaves two to ten times as many
test.each([
  { numConn: 3, rate: 0.2, most: 0.045 },
  { numConn: 3, rate: 0.3, most: 0.12 },
  { numConn: 5, rate: 0.2, most: 0.003 },
  { numConn: 5, rate: 0.3, most: 0.012 },
  { numConn: 5, rate: 0.5, most: 0.15 },
  { numConn: 10, rate: 0.3, most: 0 },
])('$numConn connections, $rate of the pairs wrong: at most $most are left', ({ numConn, rate, most }) => {
  const pairs = sequentialPairs(datesOf(98), numConn);
  const { closures, solve, lasso } = networkOf(pairs);
  const seeds = numConn === 10 ? 2 : 20;
  let [wrong, expected, wrongOfLasso] = [0, 0, 0];
  for (let seed = 1001; seed <= 1000 + seeds; seed++) {
    const truth = drawErrors(pairs.length, rate, seed);
    const answer = solve(closures(truth));
    wrong += differing(answer.errors, truth);
    expected += answer.expectedWrong;
    const negative = closures(truth).map((n) => -n);
    if (numConn < 10) wrongOfLasso += differing(Int32Array.from(lasso(negative), roundHalfEven), truth);
  }
  const all = seeds * pairs.length;
  expect(wrong / all).toBeLessThanOrEqual(most);
  if (numConn < 10) expect(wrong).toBeLessThan(0.85 * wrongOfLasso);
  // the answer knows how much of it is wrong
  expect(Math.abs(expected - wrong)).toBeLessThan(0.3 * wrong + 8);
});

test('with all states kept the answer is that of trying everything', () => {
  const pairs = sequentialPairs(datesOf(5), 3);
  const { classes } = networkOf(pairs);
  expect(classes).toHaveLength(1);
  const [members] = classes;
  const cycles = Int32Array.from([0, 1, 0, 0, -1, 0, 1, 0, 0].slice(0, members.pairs.length));
  const { errors, certainty } = cyclePosterior(members, { beam: 5000, passes: 1 })(cycles);
  const odds = (n: number) =>
    [1, 0.04 / 0.86, 0.02 / 0.86][Math.abs(n)] ?? (0.01 / 0.86) * 0.5 ** (Math.abs(n) - 2);
  const sums = members.pairs.map(() => 0) as unknown as Int32Array;
  const marginal = Array.from(sums, () => new Map<number, number>());
  const range = [-3, -2, -1, 0, 1, 2, 3];
  for (const k1 of range) {
    for (const k2 of range) {
      for (const k3 of range) {
        for (const k4 of range) {
          const k = [0, k1, k2, k3, k4];
          const n = Array.from(cycles, (value, e) => value - (k[members.second[e]] - k[members.first[e]]));
          const p = n.reduce((product, value) => product * odds(value), 1);
          n.forEach((value, e) => {
            marginal[e].set(value, (marginal[e].get(value) ?? 0) + p);
          });
        }
      }
    }
  }
  marginal.forEach((of, e) => {
    const sum = [...of.values()].reduce((a, b) => a + b);
    const [best, p] = [...of].reduce((a, b) => (b[1] > a[1] ? b : a));
    expect(errors[e]).toBe(best);
    expect(certainty[e]).toBeCloseTo(p / sum, 2);
  });
});

test('a strip of pairs over a year is judged by itself, and pairs of no triplet are left alone', () => {
  const dates = datesOf(40);
  const near = sequentialPairs(dates.slice(0, 39), 2);
  const far = [0, 1, 2].flatMap((k) => [
    { date1: day(k), date2: day(k + 30) },
    { date1: day(k), date2: day(k + 31) },
  ]);
  const lone = { date1: day(38), date2: day(39) };
  const pairs = [...near, ...far, lone];
  const { classes, closures, solve } = networkOf(pairs);
  expect(classes.map((members) => members.pairs.length)).toEqual([near.length, far.length]);
  const truth = new Int32Array(pairs.length);
  truth[10] = 1;
  truth[near.length + 3] = -2;
  expect([...solve(closures(truth)).errors]).toEqual([...truth]);
});

test('all samples of a region decide, and those that had no say judge', () => {
  const pairs = sequentialPairs(datesOf(30), 5);
  const { triplets, dates } = networkOf(pairs);
  const estimate = fewestWrongPairs(triplets, dates);
  const numSample = 40;
  const truth = drawErrors(pairs.length, 0.1, 5);
  const random = createRandom(6);
  const gaussian = createGaussian(random);
  const refPhase = Float32Array.from(pairs, () => 3 * gaussian());
  const phaseOf = (isOff: (sample: number) => boolean) =>
    Float32Array.from({ length: pairs.length * numSample }, (_, i) => {
      const [k, s] = [Math.floor(i / numSample), i % numSample];
      return refPhase[k] + 0.7 * gaussian() + (isOff(s) ? 2 * Math.PI * truth[k] : 0);
    });
  const shape = [pairs.length, numSample] as const;
  const all = estimate({ data: phaseOf(() => true), shape }, refPhase);
  expect([...all.cycles]).toEqual([...truth].map((n) => (n === 0 ? 0 : -n)));
  expect(all.unclosedAfter).toBeLessThan(0.1 * all.unclosedBefore);
  // what half of the samples ask for would open the triplets of the others
  const half = estimate({ data: phaseOf((s) => s % 2 === 0), shape }, refPhase);
  expect([...half.cycles].every((n) => n === 0)).toBe(true);
  expect(half.unclosedAfter).toBe(half.unclosedBefore);
  const none = estimate({ data: new Float32Array(pairs.length * numSample), shape }, refPhase);
  expect([...none.cycles].every((n) => n === 0)).toBe(true);
  expect(none.unclosedBefore).toBeNaN();
});
