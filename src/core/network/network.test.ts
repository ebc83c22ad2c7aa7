import { describe, expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { longDate, shortDate12 } from '../dates.ts';
import { toRows } from '../linalg/matrix.ts';
import { pairsWithinBaseline, pairsWithinTime } from './baseline-limits.ts';
import { coherenceMatrix } from './coherence-matrix.ts';
import {
  allPairs,
  centralDate,
  delaunayPairs,
  hierarchicalPairs,
  sequentialPairs,
  shortestPair,
  spanningTreePairs,
  starPairs,
} from './pair-selection.ts';
import { date12Of, datesOfPairs, type Pair, pairIndices, parsePair } from './pairs.ts';
import { criticalPerpBaseline } from './perpendicular-baseline.ts';
import { minimumSpanningTree } from './spanning-tree.ts';

// biome-ignore lint/suspicious/noExplicitAny: each case has its own arguments
type Input = any;

/** What each case of the reference is called here. */
const answers: [RegExp, (input: Input) => unknown][] = [
  [/^all_/, ({ date_list }) => allPairs(date_list)],
  [/^sequential/, ({ date_list, num_conn }) => sequentialPairs(date_list, num_conn)],
  [/^delaunay/, ({ date_list, pbase_list, norm }) => delaunayPairs(date_list, pbase_list, norm)],
  [/^mst_baseline/, ({ date_list, pbase_list }) => spanningTreePairs(date_list, pbase_list)],
  [
    /^star/,
    ({ date_list, pbase_list, m_date }) =>
      starPairs(date_list, m_date ?? (pbase_list && centralDate(date_list, pbase_list))),
  ],
  [
    /^hierarchical/,
    ({ date_list, pbase_list, temp_perp_list }) =>
      hierarchicalPairs(
        date_list.map(longDate),
        pbase_list,
        temp_perp_list.map(([tempMax, perpMax]: number[]) => ({ tempMax, perpMax })),
      ),
  ],
  [
    /^thresh_temporal/,
    ({ date12_list, btemp_max, btemp_min, keep_seasonal }) =>
      pairsWithinTime(date12_list.map(parsePair), {
        max: btemp_max,
        min: btemp_min,
        keepSeasonal: keep_seasonal,
      }),
  ],
  [
    /^thresh_perp/,
    ({ date12_list, date_list, pbase_list, pbase_max, pbase_min }) =>
      pairsWithinBaseline(date12_list.map(parsePair), date_list.map(longDate), pbase_list, {
        max: pbase_max,
        min: pbase_min,
      }),
  ],
  [
    /^mst_coherence/,
    ({ date12_list, coh_list }) => {
      const pairs = date12_list.map(parsePair);
      const dates = datesOfPairs(pairs);
      const weight = coh_list.map((value: number) => 1 / value);
      return minimumSpanningTree(dates.length, pairIndices(pairs, dates), weight).map((k) => pairs[k]);
    },
  ],
  [
    /^coh_matrix/,
    ({ date12_list, coh_list, diag_value, fill_triangle }) =>
      toRows(
        coherenceMatrix(date12_list.map(parsePair), coh_list, { diagonal: diag_value, fill: fill_triangle }),
      ),
  ],
  [/^ref_date/, ({ date_list, pbase_list }) => centralDate(date_list, pbase_list)],
  [
    /^ref_ifgram/,
    ({ date12_list, date_list, pbase_list, m_date }) => [
      shortestPair(date12_list.map(parsePair), date_list, pbase_list, m_date && longDate(m_date)),
    ],
  ],
  [
    /^date12_index/,
    ({ date12_list }) => {
      const pairs = date12_list.map(parsePair);
      const { first, second } = pairIndices(pairs, datesOfPairs(pairs));
      return Array.from(first, (k, i) => [k, second[i]]);
    },
  ],
];

describe('networks equal those of the reference', () => {
  const named = unitCases('network').filter(({ name }) => answers.some(([pattern]) => pattern.test(name)));
  test('most cases have an answer here', () => {
    expect(named.length).toBe(26);
  });
  for (const { name, input, expected, tolerance } of named) {
    test(name, () => {
      const got = answers.find(([pattern]) => pattern.test(name))![1](input);
      const isPairs = Array.isArray(got) && (got[0] as Pair).date1 !== undefined;
      if (!isPairs) return expectWithin(got, expected, tolerance);
      const text = (got as Pair[]).map((pair) => {
        const sample = Array.isArray(expected) ? expected[0] : expected;
        return sample.includes('-') ? shortDate12(date12Of(pair)) : date12Of(pair);
      });
      expect(Array.isArray(expected) ? text : text[0]).toEqual(expected);
    });
  }
});

test('critical baselines of four sensors at 30 degrees', () => {
  // slant range (m), carrier and chirp (Hz) of the sensors
  const sensors: Record<string, [number, number, number]> = {
    lt1: [725702, 1.26e9, 80e6],
    tsx: [634509, 9.65e9, 100e6],
    alos: [842663, 1.27e9, 28e6],
    jers: [688849, 1.275e9, 15e6],
  };
  for (const { name, input, expected, tolerance } of unitCases('network')) {
    if (!name.startsWith('critical_bperp')) continue;
    const [range, carrier, chirp] = sensors[input.sensor_name];
    const got = criticalPerpBaseline(299_792_458 / carrier, range, (input.inc_angle * Math.PI) / 180, chirp);
    expectWithin(got, expected, tolerance, name);
  }
});
