import { expect, test } from 'vitest';
import { explainPixel, indexRanges } from './explain-pixel.ts';
import { prepareInversion } from './inversion.ts';

const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
  [1, 3],
  [2, 3],
  [2, 4],
  [3, 4],
].map(([a, b]) => ({ date1: DATES[a], date2: DATES[b] }));
const TRUTH = [0, 0.4, 1.1, 1.5, 2.6];
const references = PAIRS.map((_, i) => 0.3 + 0.1 * i);
const quality = PAIRS.map((_, i) => 0.5 + 0.06 * i);
const ALL = PAIRS.map(() => 1);
/** Phase of a pixel; pair 4 has a cycle too many. */
const observed = PAIRS.map(({ date1, date2 }, i) =>
  Math.fround(
    TRUTH[DATES.indexOf(date2)] -
      TRUTH[DATES.indexOf(date1)] +
      references[i] +
      (i === 4 ? 2 * Math.PI : 0) +
      0.01 * Math.sin(7 * i),
  ),
);
const options = {
  pairs: PAIRS,
  kept: ALL,
  references,
  weightFunc: 'var',
  looks: 10,
  scale: -0.0044,
} as const;

test('a pixel is inverted to the bit as its map, and the pair with a cycle too many stands out', () => {
  const told = explainPixel({ observed, quality }, options);
  const { invert } = prepareInversion({ ...options, pairs: PAIRS });
  const map = invert({
    numPixel: 1,
    observed: Float32Array.from(observed),
    quality: Float32Array.from(quality),
  });
  expect(told.outcome).toBe('solved');
  expect(Array.from(told.timeseries)).toEqual(Array.from(map.timeseries));
  expect(told.temporalCoherence).toBe(map.inversionQuality[0]);
  expect([told.numUsed, told.rank, told.numUnknown, told.pieces]).toEqual([7, 4, 4, [DATES]]);
  const worst = [...told.pairs].sort((a, b) => Math.abs(b.residual) - Math.abs(a.residual))[0];
  expect(worst.pair).toBe(PAIRS[4]);
  expect(told.loops.filter(({ cycles }) => cycles !== 0).map(({ pairs, cycles }) => [pairs, cycles])).toEqual(
    [
      [[2, 4, 3], 1],
      [[4, 6, 5], 1],
    ],
  );
  expect(told.std![0]).toBe(0);
  expect(told.std!.subarray(1).every((std) => std > 0.0005 && std < 0.005)).toBe(true);

  const without = explainPixel(
    { observed, quality },
    { ...options, kept: ALL.map((_, i) => Number(i !== 4)) },
  );
  expect(without.pairs[4].use).toBe('dropped');
  expect(without.pairs[4].residual).toBeCloseTo(2 * Math.PI, 1);
  expect(without.temporalCoherence).toBeGreaterThan(0.999);
  expect(without.loops.every(({ cycles }) => cycles === 0)).toBe(true);
  expect(without.timeseries[4]).toBeCloseTo(-0.0044 * TRUTH[4], 4);
});

test('why a pixel has no series, or one in pieces, is told', () => {
  const tell = (change: object, stack: object = {}) =>
    explainPixel({ observed, quality, ...stack }, { ...options, ...change });
  expect(tell({ isOff: true })).toMatchObject({ outcome: 'off', numUsed: 0 });
  expect(tell({ isReference: true })).toMatchObject({ outcome: 'reference', temporalCoherence: 1, rank: 4 });
  expect(tell({}, { observed: observed.map(() => 0) })).toMatchObject({ outcome: 'empty', rank: 0 });
  const masked = tell({ mask: { rule: 'least', threshold: 0.7 } });
  expect(masked.pairs.map(({ use }) => use)).toEqual(
    quality.map((own) => (Math.fround(own) >= 0.7 ? 'used' : 'masked')),
  );
  expect(masked).toMatchObject({ outcome: 'sparse', sparseDates: [DATES[1]] });
  const gap = tell({ minRedundancy: 0, kept: [1, 0, 0, 0, 0, 1, 1] });
  expect(gap).toMatchObject({ outcome: 'solved', rank: 3, numUnknown: 4 });
  expect(gap.pieces).toEqual([
    [DATES[0], DATES[1]],
    [DATES[2], DATES[3], DATES[4]],
  ]);
});

test('indices are joined to ranges as templates write them', () => {
  expect(indexRanges([5, 1, 2, 3, 25, 3])).toBe('1:3,5,25');
  expect(indexRanges([])).toBe('');
});
