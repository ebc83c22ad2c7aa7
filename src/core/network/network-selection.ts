import { dateMatcher, isAfter, isBefore } from '../date-selection.ts';
import { longDate } from '../dates.ts';
import { NetworkError, OptionError, ShapeError } from '../errors.ts';
import { pairTemporalBaselines } from './baseline-limits.ts';
import { sequentialPairs } from './pair-selection.ts';
import { date12Of, datesOfPairs, type Pair, pairIndices, parsePair } from './pairs.ts';
import { minimumSpanningTree } from './spanning-tree.ts';

/** Why a pair leaves the network: the name of the option that says so. */
export type DropReason =
  | 'referenceFile'
  | 'tempBaseMax'
  | 'perpBaseMax'
  | 'connNumMax'
  | 'excludeIfgIndex'
  | 'excludeDate12'
  | 'excludeDate'
  | 'startDate'
  | 'endDate'
  | 'coherenceBased'
  | 'areaRatioBased';

/** A threshold on a quality of each pair, with the option to keep a spanning tree whatever its quality. */
export interface QualityCriterion {
  /** one value per pair, 0 to 1; NaN never drops */
  readonly value: ArrayLike<number>;
  /** pairs below it go */
  readonly min: number;
  /** keep the pairs of the tree with the least sum of 1/quality; true by default */
  readonly keepMinSpanTree?: boolean;
}

/** The criteria of `modify_network`; those left out are not active. */
export interface NetworkCriteria {
  /** pairs to keep, all others go */
  readonly referencePairs?: readonly Pair[];
  /** days, times of day included */
  readonly tempBaseMax?: number;
  /** metres; needs `perpBaseline` */
  readonly perpBaseMax?: number;
  /** perpendicular baseline of each pair, m */
  readonly perpBaseline?: ArrayLike<number>;
  /** number of later neighbours of each date */
  readonly connNumMax?: number;
  /** zero-based positions */
  readonly excludeIfgIndex?: readonly number[];
  /** date12 in any spelling */
  readonly excludeDate12?: readonly string[];
  readonly excludeDate?: readonly string[];
  /** YYYYMMDD or YYMMDD, with THHMM or for the whole day */
  readonly startDate?: string;
  readonly endDate?: string;
  /** spatial mean coherence */
  readonly coherence?: QualityCriterion;
  /** fraction of coherent pixels */
  readonly areaRatio?: QualityCriterion;
}

/**
 * Which pairs leave the network, and why: the union of all active criteria (Yunjun et al. 2019,
 * doi:10.1016/j.cageo.2019.104331).
 *
 * The spanning tree of a quality criterion grows on the pairs that all criteria before it have left, in the
 * order of {@link DropReason}.
 *
 * @param pairs all pairs of the stack
 * @returns reasons by position of the pair; pairs not in the map stay
 * @throws {NetworkError} when no pair is left
 * @throws {OptionError} for positions outside the stack and for a missing perpBaseline
 * @throws {ShapeError} when a list does not have one value per pair
 */
export function pairsToDrop(pairs: readonly Pair[], criteria: NetworkCriteria): Map<number, DropReason[]> {
  const dropped = new Map<number, DropReason[]>();
  const drop = (reason: DropReason, isOut: (pair: Pair, i: number) => boolean) => {
    pairs.forEach((pair, i) => {
      if (isOut(pair, i)) dropped.set(i, [...(dropped.get(i) ?? []), reason]);
    });
  };

  const { referencePairs, tempBaseMax, perpBaseMax, connNumMax, coherence, areaRatio } = criteria;
  if (referencePairs) {
    const isKept = pairMatcher(referencePairs);
    drop('referenceFile', (pair) => !isKept(pair));
  }
  if (tempBaseMax !== undefined) {
    const days = pairTemporalBaselines(pairs);
    drop('tempBaseMax', (_, i) => Math.abs(days[i]) > tempBaseMax);
  }
  if (perpBaseMax !== undefined) {
    const bperp = criteria.perpBaseline;
    if (!bperp) throw new OptionError('perpBaseMax needs the perpendicular baselines of the pairs.');
    assertOnePerPair(bperp, pairs);
    drop('perpBaseMax', (_, i) => Math.abs(bperp[i]) > perpBaseMax);
  }
  if (connNumMax !== undefined) {
    const isKept = pairMatcher(sequentialPairs(datesOfPairs(pairs), connNumMax));
    drop('connNumMax', (pair) => !isKept(pair));
  }
  if (criteria.excludeIfgIndex) {
    const out = new Set(criteria.excludeIfgIndex); // positions beyond the last pair name nothing
    for (const index of out) {
      if (!Number.isInteger(index) || index < 0) {
        throw new OptionError(
          `excludeIfgIndex ${index} is not a position in a list of pairs.`,
          `Use positions from 0 to ${pairs.length - 1}.`,
        );
      }
    }
    drop('excludeIfgIndex', (_, i) => out.has(i));
  }
  if (criteria.excludeDate12) {
    drop('excludeDate12', pairMatcher(criteria.excludeDate12.map(parsePair)));
  }
  if (criteria.excludeDate) {
    const isOut = dateMatcher(criteria.excludeDate.map(longDate));
    drop('excludeDate', ({ date1, date2 }) => isOut(date1) || isOut(date2));
  }
  const { startDate, endDate } = criteria;
  if (startDate !== undefined) {
    const start = longDate(startDate);
    drop('startDate', ({ date1, date2 }) => isBefore(date1, start) || isBefore(date2, start));
  }
  if (endDate !== undefined) {
    const end = longDate(endDate);
    drop('endDate', ({ date1, date2 }) => isAfter(date1, end) || isAfter(date2, end));
  }
  for (const [reason, quality] of [
    ['coherenceBased', coherence],
    ['areaRatioBased', areaRatio],
  ] as const) {
    if (!quality) continue;
    assertOnePerPair(quality.value, pairs);
    const tree = quality.keepMinSpanTree === false ? new Set() : bestTree(pairs, quality.value, dropped);
    drop(reason, (_, i) => quality.value[i] < quality.min && !tree.has(i));
  }

  if (pairs.length > 0 && dropped.size === pairs.length) {
    throw new NetworkError(
      `All ${pairs.length} interferograms would be dropped.`,
      'Relax the rules, by flags or the options mintpy.network.*: larger baselines, a lower coherence or area ratio, or fewer exclusions.',
    );
  }
  return dropped;
}

/**
 * Positions of `3`, `5:8` (both ends included) and plain numbers.
 *
 * @returns positions, as listed
 * @throws {OptionError} for other text
 */
export function ifgramIndices(items: readonly (string | number)[]): number[] {
  return items.flatMap((item) => {
    const [, from, to] = /^\s*(\d+)\s*(?::\s*(\d+)\s*)?$/.exec(String(item)) ?? [];
    if (from === undefined) {
      throw new OptionError(`'${item}' is not a position or a range of them.`, 'Write 3 or 5:8.');
    }
    const last = Number(to ?? from);
    return Array.from({ length: Math.max(0, last - Number(from) + 1) }, (_, k) => Number(from) + k);
  });
}

/** The spanning tree that maximises quality among the pairs still in the network. */
function bestTree(
  pairs: readonly Pair[],
  quality: ArrayLike<number>,
  dropped: ReadonlyMap<number, unknown>,
): Set<number> {
  const left = pairs.map((_, i) => i).filter((i) => !dropped.has(i));
  const kept = left.map((i) => pairs[i]);
  const dates = datesOfPairs(kept);
  const weight = left.map((i) => 1 / quality[i]);
  return new Set(minimumSpanningTree(dates.length, pairIndices(kept, dates), weight).map((k) => left[k]));
}

/** Tells whether a pair is in a list; a pair without times of day stands for all between its days. */
function pairMatcher(list: readonly Pair[]): (pair: Pair) => boolean {
  const names = new Set(list.map(date12Of));
  return ({ date1, date2 }) =>
    names.has(date12Of({ date1, date2 })) || names.has(`${date1.slice(0, 8)}_${date2.slice(0, 8)}`);
}

function assertOnePerPair(values: ArrayLike<number>, pairs: readonly Pair[]): void {
  if (values.length !== pairs.length)
    throw new ShapeError(`${values.length} values for ${pairs.length} pairs.`);
}
