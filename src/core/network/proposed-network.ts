import { DAYS_PER_YEAR, temporalBaselines } from '../dates.ts';
import { ShapeError } from '../errors.ts';
import { pairTemporalBaselines } from './baseline-limits.ts';
import { disjointSets, findRoot, join } from './disjoint-sets.ts';
import { allPairs } from './pair-selection.ts';
import { datesOfPairs, type Pair, pairIndices } from './pairs.ts';
import { minimumSpanningTree } from './spanning-tree.ts';

/** Which pairs of those there are make a network of small baselines. */
export interface NetworkLimits {
  /** days */
  readonly maxDays?: number;
  /** m */
  readonly maxBperp?: number;
  /** also, of every date, the pair that is nearest to one year */
  readonly bridgeSeasons?: boolean;
}

/** Why a pair is in the network: its baselines are short, it is one year, or nothing else connects its dates. */
export type PairReason = 'short' | 'year' | 'bridge';

export interface ProposedNetwork {
  /** positions of the chosen pairs, ascending, and why each was */
  readonly chosen: readonly { readonly pair: number; readonly reason: PairReason }[];
  /** pairs that are not there and would connect the pieces that are left; empty when all dates are connected */
  readonly missing: readonly Pair[];
}

/** Days by which the span of a pair may differ from a year. */
const YEAR_TOLERANCE = 30;

/**
 * A connected network of the pairs there are: those of short baselines, on demand one pair of each date that spans a year,
 * and where dates are apart still, of all other pairs the tree that costs least.
 *
 * @param pairs [numIfgram]
 * @param bperp of every pair, m; NaN = not known, which no limit excludes
 * @param cost of a pair of these days and metres as a bridge, ascending with both
 * @throws {ShapeError} when pairs and baselines differ in number
 */
export function proposeNetwork(
  pairs: readonly Pair[],
  bperp: ArrayLike<number>,
  { maxDays = Infinity, maxBperp = Infinity, bridgeSeasons = false }: NetworkLimits,
  cost: (days: number, bperp: number) => number,
): ProposedNetwork {
  if (bperp.length !== pairs.length)
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${pairs.length} pairs.`);
  const dates = datesOfPairs(pairs);
  const edges = pairIndices(pairs, dates);
  const days = pairTemporalBaselines(pairs).map(Math.abs);
  const isNear = (i: number) => !(Math.abs(bperp[i]) > maxBperp);
  const reasons = new Map<number, PairReason>();
  pairs.forEach((_, i) => {
    if (days[i] <= maxDays && isNear(i)) reasons.set(i, 'short');
  });
  if (bridgeSeasons)
    for (const i of yearPairs(edges.first, days, isNear)) if (!reasons.has(i)) reasons.set(i, 'year');

  // The chosen pairs cost nothing: the tree takes others only where these leave dates apart.
  const weight = pairs.map((_, i) => (reasons.has(i) ? -1 : cost(days[i], bperp[i] || 0)));
  for (const i of minimumSpanningTree(dates.length, edges, weight))
    if (!reasons.has(i)) reasons.set(i, 'bridge');
  const chosen = [...reasons].map(([pair, reason]) => ({ pair, reason })).sort((a, b) => a.pair - b.pair);
  return { chosen, missing: missingPairs(dates, edges, cost) };
}

/** Of every first date the pair that is nearest to one year. */
function yearPairs(first: Int32Array, days: Float64Array, isNear: (i: number) => boolean): number[] {
  const best = new Map<number, number>();
  const away = (i: number) => Math.abs(days[i] - DAYS_PER_YEAR);
  for (let i = 0; i < first.length; i++) {
    if (away(i) > YEAR_TOLERANCE || !isNear(i)) continue;
    const known = best.get(first[i]);
    if (known === undefined || away(i) < away(known)) best.set(first[i], i);
  }
  return [...best.values()];
}

/** The cheapest pairs of dates that join what no pair there is joins. */
function missingPairs(
  dates: readonly string[],
  { first, second }: { readonly first: Int32Array; readonly second: Int32Array },
  cost: (days: number, bperp: number) => number,
): Pair[] {
  const { parent } = disjointSets(dates.length);
  first.forEach((a, i) => {
    join(parent, a, second[i]);
  });
  if (dates.every((_, k) => findRoot(parent, k) === 0)) return [];
  const position = new Map(dates.map((date, k) => [date, k]));
  const time = temporalBaselines(dates);
  const all = allPairs(dates)
    .map((pair) => ({ pair, a: position.get(pair.date1)!, b: position.get(pair.date2)! }))
    .filter(({ a, b }) => findRoot(parent, a) !== findRoot(parent, b));
  const costs = all.map(({ a, b }) => cost(time[b] - time[a], 0));
  const order = all.map((_, i) => i).sort((i, j) => costs[i] - costs[j] || i - j);
  return order.filter((i) => join(parent, all[i].a, all[i].b)).map((i) => all[i].pair);
}
