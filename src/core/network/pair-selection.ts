import { temporalBaselines } from '../dates.ts';
import { NetworkError, ShapeError } from '../errors.ts';
import { delaunayEdges } from './delaunay.ts';
import type { Pair } from './pairs.ts';
import { minimumSpanningTree } from './spanning-tree.ts';

/** Every pair of acquisitions, earlier date first. @param dates in time order */
export function allPairs(dates: readonly string[]): Pair[] {
  return sequentialPairs(dates, dates.length);
}

/** Each acquisition with its next `numConn` ones. @param dates in time order */
export function sequentialPairs(dates: readonly string[], numConn: number): Pair[] {
  return dates.flatMap((date1, k) =>
    dates.slice(k + 1, k + 1 + numConn).map((date2): Pair => ({ date1, date2 })),
  );
}

/** All acquisitions with one of them. @param center by default {@link centralDate}, or the middle one without baselines */
export function starPairs(
  dates: readonly string[],
  center: string = dates[Math.floor(dates.length / 2)],
): Pair[] {
  return dates
    .filter((date) => date !== center)
    .map((date) => (date < center ? { date1: date, date2: center } : { date1: center, date2: date }));
}

/**
 * Metres of perpendicular baseline that weigh as much as one day: the spread of the baselines over that of the times.
 */
function metresPerDay(dates: readonly string[], bperp: ArrayLike<number>): number {
  return spread(Array.from(bperp)) / spread(Array.from(temporalBaselines(dates)));
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/**
 * Pairs along the Delaunay triangulation of the time-baseline plane.
 *
 * @param scaled bring days to metres first
 * @param bperp perpendicular baseline of every date [numDate], m
 * @throws {DateError} for a text that is no date
 * @throws {ShapeError} when there are more or fewer baselines than dates
 */
export function delaunayPairs(dates: readonly string[], bperp: ArrayLike<number>, scaled = true): Pair[] {
  assertOneEach(dates, bperp);
  const scale = scaled ? metresPerDay(dates, bperp) : 1;
  const time = temporalBaselines(dates).map((days) => days * scale);
  return delaunayEdges(time, bperp).map(([i, j]) => ({ date1: dates[i], date2: dates[j] }));
}

/**
 * The tree that connects all acquisitions with the shortest steps in the scaled time-baseline plane.
 *
 * @param bperp perpendicular baseline of every date [numDate], m
 * @throws {DateError} for a text that is no date
 * @throws {ShapeError} when there are more or fewer baselines than dates
 */
export function spanningTreePairs(dates: readonly string[], bperp: ArrayLike<number>): Pair[] {
  assertOneEach(dates, bperp);
  const scale = metresPerDay(dates, bperp);
  const time = temporalBaselines(dates);
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0; i < dates.length; i++) {
    for (let j = i + 1; j < dates.length; j++) {
      first.push(i);
      second.push(j);
    }
  }
  const weight = first.map((i, k) =>
    Math.hypot((time[second[k]] - time[i]) * scale, bperp[second[k]] - bperp[i]),
  );
  const edges = { first: Int32Array.from(first), second: Int32Array.from(second) };
  return minimumSpanningTree(dates.length, edges, weight).map((k) => ({
    date1: dates[first[k]],
    date2: dates[second[k]],
  }));
}

/** Limits of one level of {@link hierarchicalPairs}: days and metres. */
export interface BaselineLimits {
  readonly tempMax: number;
  readonly perpMax: number;
}

/**
 * Pairs within the limits of at least one level: short baselines may wait long, long ones may not.
 *
 * @param bperp perpendicular baseline of every date [numDate], m
 * @throws {DateError} for a text that is no date
 * @throws {ShapeError} when there are more or fewer baselines than dates
 */
export function hierarchicalPairs(
  dates: readonly string[],
  bperp: ArrayLike<number>,
  levels: readonly BaselineLimits[],
): Pair[] {
  assertOneEach(dates, bperp);
  const position = new Map(dates.map((date, k) => [date, k]));
  const time = temporalBaselines(dates);
  return allPairs(dates).filter(({ date1, date2 }) => {
    const i = position.get(date1)!;
    const j = position.get(date2)!;
    const perp = Math.abs(bperp[j] - bperp[i]);
    return levels.some(({ tempMax, perpMax }) => time[j] - time[i] <= tempMax && perp <= perpMax);
  });
}

/**
 * The acquisition nearest to all others: smallest sum of temporal (scaled to metres) and perpendicular distances.
 *
 * @param bperp perpendicular baseline of every date [numDate], m
 * @throws {NetworkError} when there is no date
 */
export function centralDate(dates: readonly string[], bperp: ArrayLike<number>): string {
  assertOneEach(dates, bperp);
  if (dates.length === 0) throw new NetworkError('No acquisitions to choose from.');
  const scale = dates.length > 1 ? metresPerDay(dates, bperp) : 1;
  const time = temporalBaselines(dates);
  const cost = dates.map((_, i) =>
    dates.reduce(
      (sum, _date, j) => sum + Math.abs(time[j] - time[i]) * scale + Math.abs(bperp[j] - bperp[i]),
      0,
    ),
  );
  return dates[cost.indexOf(Math.min(...cost))];
}

/**
 * The pair with the smallest sum of temporal (scaled to metres) and perpendicular baseline.
 *
 * @param fromDate only pairs that start from this date
 * @param bperp perpendicular baseline of every date [numDate], m
 * @throws {NetworkError} when no pair is left
 */
export function shortestPair(
  pairs: readonly Pair[],
  dates: readonly string[],
  bperp: ArrayLike<number>,
  fromDate?: string,
): Pair {
  assertOneEach(dates, bperp);
  const position = new Map(dates.map((date, k) => [date, k]));
  const scale = metresPerDay(dates, bperp);
  const time = temporalBaselines(dates);
  let best: Pair | undefined;
  let bestCost = Infinity;
  for (const pair of pairs) {
    if (fromDate !== undefined && pair.date1 !== fromDate) continue;
    const i = position.get(pair.date1) ?? -1;
    const j = position.get(pair.date2) ?? -1;
    const cost = Math.abs(time[j] - time[i]) * scale + Math.abs(bperp[j] - bperp[i]);
    if (cost < bestCost) {
      best = pair;
      bestCost = cost;
    }
  }
  if (best === undefined) throw new NetworkError(`No pair starts from ${fromDate ?? 'these dates'}.`);
  return best;
}

function assertOneEach(dates: readonly string[], bperp: ArrayLike<number>): void {
  if (dates.length !== bperp.length) {
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${dates.length} acquisitions.`);
  }
}
