import { NetworkError } from '../errors.ts';

/** An interferogram over n acquisitions and the n short ones of the same span, as indices of pairs. */
export interface ClosureLoop {
  readonly long: number;
  /** from date to date */
  readonly short: readonly number[];
}

/**
 * Loops of connection n: interferograms from each date to the n-th after it, against those between all dates in between.
 *
 * @param dates acquisitions in order
 * @param date12 pairs, `date_date`
 * @returns one per first date; undefined where an interferogram lacks
 */
export function closureLoops(
  dates: readonly string[],
  date12: readonly string[],
  connection: number,
): (ClosureLoop | undefined)[] {
  const index = new Map(date12.map((pair, k) => [pair, k]));
  const of = (i: number, j: number) => index.get(`${dates[i]}_${dates[j]}`);
  return Array.from({ length: Math.max(0, dates.length - connection) }, (_, i) => {
    const long = of(i, i + connection);
    const short = Array.from({ length: connection }, (_u, k) => of(i + k, i + k + 1));
    const found = short.filter((pair) => pair !== undefined);
    return long === undefined || found.length < connection ? undefined : { long, short: found };
  });
}

/** The loops, all of which must be there. @throws {NetworkError} naming how many lack */
export function completeLoops(
  dates: readonly string[],
  date12: readonly string[],
  connection: number,
): ClosureLoop[] {
  const loops = closureLoops(dates, date12, connection);
  const complete = loops.filter((loop) => loop !== undefined);
  if (complete.length === loops.length && loops.length > 0) return complete;
  throw new NetworkError(
    `Of ${loops.length} closure phases of connection ${connection} only ${complete.length} have all their interferograms.`,
    'Load the whole sequential network up to this connection, or choose smaller levels with --nl and --bw.',
  );
}

/** Interferograms of a network in which every date is connected to the next `bandwidth` ones. */
export function bandwidthPairs(numDate: number, bandwidth: number): number {
  return (bandwidth * (2 * numDate - bandwidth - 1)) / 2;
}

/** Mean span of the interferograms of one connection. @param days of the dates, in order @returns days */
export function meanSpan(days: readonly number[], connection: number): number {
  const count = days.length - connection;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += days[i + connection] - days[i];
  return sum / count;
}

/**
 * Mean span of the interferograms of all connections up to a bandwidth, days.
 *
 * @param days of the dates, in order
 */
export function meanSpanWithin(days: readonly number[], bandwidth: number): number {
  let sum = 0;
  for (let n = 1; n <= bandwidth; n++) sum += meanSpan(days, n) * (days.length - n);
  return sum / bandwidthPairs(days.length, bandwidth);
}

/**
 * The connection whose interferograms span as long as those of the whole network do on average.
 *
 * @param days of the dates, in order
 */
export function equivalentConnection(days: readonly number[], bandwidth: number): number {
  const wanted = meanSpanWithin(days, bandwidth);
  const distance = (n: number) => Math.abs(meanSpan(days, n) - wanted);
  let best = 1;
  for (let n = 2; n <= bandwidth; n++) if (distance(n) < distance(best)) best = n;
  return best;
}
