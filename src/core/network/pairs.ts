import { longDate, splitDate12 } from '../dates.ts';
import { NetworkError } from '../errors.ts';

/** An interferogram by its two acquisitions, YYYYMMDD[THHMM]; phase is `date2` minus `date1`. */
export interface Pair {
  readonly date1: string;
  readonly date2: string;
}

/** The pair named by `20200101_20200113` or `200101-200113`; two-digit years are widened. */
export function parsePair(date12: string): Pair {
  const [date1, date2] = splitDate12(date12);
  return { date1: longDate(date1), date2: longDate(date2) };
}

/** `20200101_20200113`, the spelling of files and options. */
export function date12Of(pair: Pair): string {
  return `${pair.date1}_${pair.date2}`;
}

/** Every acquisition used by the pairs, in time order, each once. */
export function datesOfPairs(pairs: readonly Pair[]): string[] {
  const dates = new Set<string>();
  for (const { date1, date2 } of pairs) dates.add(date1).add(date2);
  return [...dates].sort();
}

/** Edges of the network as positions in a list of dates: `first[i]` is date1 of pair i, `second[i]` its date2. */
export interface PairIndices {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * Positions of the pairs' dates.
 * @throws {NetworkError} when a date is not in the list
 */
export function pairIndices(pairs: readonly Pair[], dates: readonly string[]): PairIndices {
  const position = new Map(dates.map((date, k) => [date, k]));
  const first = new Int32Array(pairs.length);
  const second = new Int32Array(pairs.length);
  pairs.forEach((pair, i) => {
    const a = position.get(pair.date1);
    const b = position.get(pair.date2);
    if (a === undefined || b === undefined || a === b) {
      throw new NetworkError(
        `Pair ${date12Of(pair)} does not connect two of the ${dates.length} acquisitions.`,
        'Check the date list of the stack.',
      );
    }
    first[i] = a;
    second[i] = b;
  });
  return { first, second };
}
