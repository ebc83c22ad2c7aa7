import { DAYS_PER_YEAR, temporalBaselines } from '../dates.ts';
import { NetworkError } from '../errors.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import { datesOfPairs, type Pair, pairIndices } from './pairs.ts';

/**
 * The date whose phase is zero by definition: the first acquisition, or the common first date of a network in
 * which every pair starts from the same acquisition.
 * @throws {NetworkError} for an empty network
 */
export function networkReferenceDate(pairs: readonly Pair[]): string {
  if (pairs.length === 0) {
    throw new NetworkError(
      'The network has no interferograms.',
      'Keep at least one pair; see mintsar modify_network --reset.',
    );
  }
  const { date1 } = pairs[0];
  return pairs.every((pair) => pair.date1 === date1) ? date1 : datesOfPairs(pairs)[0];
}

/**
 * Design matrix of the phase form, A x = y: -1 at date1 and +1 at date2 of each pair (Berardino et al. 2002,
 * doi:10.1109/TGRS.2002.803792).
 *
 * @param refDate date whose column is left out; by default {@link networkReferenceDate}; 'no' keeps every column
 * @returns [numIfgram, numDate - 1], or [numIfgram, numDate] for 'no'
 * @throws {NetworkError} when refDate is no acquisition of the network
 */
export function phaseDesignMatrix(
  pairs: readonly Pair[],
  refDate: string = networkReferenceDate(pairs),
): Matrix {
  const dates = datesOfPairs(pairs);
  const reference = refDate === 'no' ? dates.length : dates.indexOf(refDate);
  if (reference < 0) {
    throw new NetworkError(
      `Reference date ${refDate} is not one of the ${dates.length} acquisitions.`,
      `Choose one between ${dates[0]} and ${dates[dates.length - 1]}.`,
    );
  }
  const { first, second } = pairIndices(pairs, dates);
  const A = zeros(pairs.length, refDate === 'no' ? dates.length : dates.length - 1);
  const put = (row: number, date: number, value: number) => {
    if (date !== reference) A.data[row * A.cols + (date > reference ? date - 1 : date)] = value;
  };
  for (let i = 0; i < pairs.length; i++) {
    put(i, first[i], -1);
    put(i, second[i], 1);
  }
  return A;
}

/**
 * Design matrix of the velocity form, B v = y: the length in years of every interval between neighbouring dates
 * that the pair spans, negative for a pair stored with its later date first (Berardino et al. 2002, eq. 16).
 * @returns [numIfgram, numDate - 1]
 */
export function velocityDesignMatrix(pairs: readonly Pair[]): Matrix {
  const dates = datesOfPairs(pairs);
  const { first, second } = pairIndices(pairs, dates);
  const interval = dateIntervals(dates);
  const B = zeros(pairs.length, dates.length - 1);
  for (let i = 0; i < pairs.length; i++) {
    const sign = second[i] > first[i] ? 1 : -1;
    const end = Math.max(first[i], second[i]);
    for (let k = Math.min(first[i], second[i]); k < end; k++) B.data[i * B.cols + k] = sign * interval[k];
  }
  return B;
}

/**
 * Years between neighbouring dates: elapsed days / 365.25.
 *
 * @returns [numDate - 1], years
 * @throws {DateError} for a text that is no date
 */
export function dateIntervals(dates: readonly string[]): Float64Array {
  const days = temporalBaselines(dates);
  return Float64Array.from({ length: dates.length - 1 }, (_, k) => (days[k + 1] - days[k]) / DAYS_PER_YEAR);
}
