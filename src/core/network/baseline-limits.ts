import { temporalBaselines } from '../dates.ts';
import { type Pair, pairIndices } from './pairs.ts';

/**
 * Days between the acquisitions of each pair, negative when the later one comes first.
 *
 * @param pairs [numIfgram]
 * @returns [numIfgram], days
 * @throws {DateError} for a text that is no date
 */
export function pairTemporalBaselines(pairs: readonly Pair[]): Float64Array {
  return Float64Array.from(pairs, ({ date1, date2 }) => temporalBaselines([date1, date2])[1]);
}

/**
 * Pairs whose temporal baseline lies within the limits, both included.
 * @param keepSeasonal also keep pairs of exactly 330 or 360 days: the same season a year later
 */
export function pairsWithinTime(
  pairs: readonly Pair[],
  { min = 0, max, keepSeasonal = false }: { min?: number; max: number; keepSeasonal?: boolean },
): Pair[] {
  const days = pairTemporalBaselines(pairs);
  return pairs.filter((_, i) => {
    const span = Math.abs(days[i]);
    return (span >= min && span <= max) || (keepSeasonal && (span === 330 || span === 360));
  });
}

/**
 * Pairs whose perpendicular baseline lies within the limits in metres, both included.
 * @param bperp one value per date
 */
export function pairsWithinBaseline(
  pairs: readonly Pair[],
  dates: readonly string[],
  bperp: ArrayLike<number>,
  { min = 0, max }: { min?: number; max: number },
): Pair[] {
  const { first, second } = pairIndices(pairs, dates);
  return pairs.filter((_, i) => {
    const span = Math.abs(bperp[second[i]] - bperp[first[i]]);
    return span >= min && span <= max;
  });
}
