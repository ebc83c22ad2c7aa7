import { DAYS_PER_YEAR, formatDate, MS_PER_DAY, parseDate } from '../dates.ts';
import type { Random } from '../stats/random.ts';

/** Gaps of one, two, three and five repeat cycles after an acquisition, with their cumulative shares. */
const GAPS: readonly (readonly [cycles: number, upTo: number])[] = [
  [1, 0.45],
  [2, 0.8],
  [3, 0.95],
  [5, 1],
];

/**
 * Acquisition dates (YYYYMMDD) in multiples of the repeat cycle, with gaps.
 *
 * @throws {DateError} for a text that is no date
 */
export function acquisitionDates(first: string, numDate: number, random: Random, cycleDays = 12): string[] {
  let instant = parseDate(first);
  return Array.from({ length: numDate }, (_, i) => {
    if (i > 0) {
      const draw = random();
      const [cycles] = GAPS.find(([, upTo]) => draw < upTo) ?? GAPS[0];
      instant += cycles * cycleDays * MS_PER_DAY;
    }
    return formatDate(instant);
  });
}

/**
 * Years of 365.25 days since the first date.
 *
 * @returns [numDate], years
 * @throws {DateError} for a text that is no date
 */
export function yearsSinceFirst(dates: readonly string[]): Float64Array {
  const first = dates.length > 0 ? parseDate(dates[0]) : 0;
  return Float64Array.from(dates, (date) => (parseDate(date) - first) / MS_PER_DAY / DAYS_PER_YEAR);
}

/** Pairs of date indices, reference first, sorted. */
export type Pairs = readonly (readonly [reference: number, secondary: number])[];

/**
 * A network as processors make it: every date with its next two, most with the third, and a few spans of about a year
 * that bridge the seasons. It hangs together whatever is drawn.
 *
 * @param years since the first date, ascending [numDate]
 */
export function simulatedNetwork(years: ArrayLike<number>, random: Random): Pairs {
  const pairs: [number, number][] = [];
  const numDate = years.length;
  for (let i = 0; i < numDate; i++) {
    for (let step = 1; step <= 3 && i + step < numDate; step++) {
      if (step < 3 || random() < 0.75) pairs.push([i, i + step]);
    }
    const anniversary = Array.from({ length: numDate }, (_, j) => j).find(
      (j) => j > i + 3 && years[j] - years[i] > 0.95,
    );
    if (anniversary !== undefined && random() < 0.4) pairs.push([i, anniversary]);
  }
  return pairs;
}
