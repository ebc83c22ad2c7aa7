import { NetworkError } from '../errors.ts';
import { dateIntervals, networkReferenceDate } from '../network/design-matrix.ts';
import { join } from '../network/disjoint-sets.ts';
import { datesOfPairs, type Pair, pairIndices } from '../network/pairs.ts';
import { labelPieces } from './pieces.ts';

/**
 * What the inversions of all pixels of a network have in common, as flat integer arrays that a kernel in any
 * language can walk.
 *
 * The unknowns are the phases of all dates but the reference date, in time order. The normal matrix
 * Aᵀ W A is then a weighted graph Laplacian with its entries near the diagonal; each row of its lower triangle
 * is stored from the first column that is not zero to the diagonal (skyline, Jennings 1966), rows one after
 * another. The factor of an LDLᵀ decomposition fits in the same entries.
 *
 * Row `numUnknown` of every array of unknowns and entry `numEntry` of the matrix belong to the reference date:
 * what is written there counts for nothing, which spares the loops a question per interferogram.
 */
export interface NetworkStructure {
  readonly dates: readonly string[];
  /** position of the reference date */ readonly reference: number;
  readonly numIfgram: number;
  readonly numDate: number;
  readonly numUnknown: number;
  /** stored entries of the lower triangle */ readonly numEntry: number;
  /** [numDate] row of each date among the unknowns */ readonly unknown: Int32Array;
  /** [numIfgram] row of date1 */ readonly first: Int32Array;
  /** [numIfgram] row of date2 */ readonly second: Int32Array;
  /** [numIfgram] entry that couples the two dates */ readonly coupling: Int32Array;
  /** [numUnknown] first stored column */ readonly rowFirst: Int32Array;
  /** [numUnknown + 1] entry of that column; the diagonal is the last entry before the next row */
  readonly rowStart: Int32Array;
  /** [numUnknown + 1] entry of the diagonal */ readonly diagonal: Int32Array;
  /** [numDate - 1] years between neighbouring dates */ readonly interval: Float64Array;
  /** [numUnknown + 1] pieces of the whole network, see {@link labelPieces} */ readonly piece: Int32Array;
  readonly numPiece: number;
  /** [numIfgram] 255 for interferograms that connect all dates: a pixel that has them is in one piece for sure; else 0 */
  readonly spanning: Uint8Array;
  /** fewest interferograms of a date other than the reference date */ readonly leastOfDates: number;
}

/**
 * Analyse a network once, for the inversion of any number of pixels.
 * @throws {NetworkError} for an empty network, and for a reference date that is not one of its dates
 */
export function networkStructure(
  pairs: readonly Pair[],
  referenceDate: string = networkReferenceDate(pairs),
): NetworkStructure {
  const dates = datesOfPairs(pairs);
  const reference = dates.indexOf(referenceDate);
  if (reference < 0) {
    throw new NetworkError(
      `Reference date ${referenceDate} is not one of the ${dates.length} acquisitions of the network.`,
      'Choose another date with mintpy.reference.date.',
    );
  }
  const numUnknown = dates.length - 1;
  const unknown = Int32Array.from(dates, (_, k) =>
    k === reference ? numUnknown : k > reference ? k - 1 : k,
  );
  const indices = pairIndices(pairs, dates);
  const first = indices.first.map((date) => unknown[date]);
  const second = indices.second.map((date) => unknown[date]);

  const rowFirst = Int32Array.from({ length: numUnknown }, (_, row) => row);
  for (let i = 0; i < pairs.length; i++) {
    const row = Math.max(first[i], second[i]);
    if (row < numUnknown) rowFirst[row] = Math.min(rowFirst[row], first[i], second[i]);
  }
  const rowStart = new Int32Array(numUnknown + 1);
  for (let row = 0; row < numUnknown; row++) rowStart[row + 1] = rowStart[row] + row - rowFirst[row] + 1;
  const numEntry = rowStart[numUnknown];
  const diagonal = Int32Array.from(rowStart, (_, row) =>
    row === numUnknown ? numEntry : rowStart[row + 1] - 1,
  );
  const coupling = first.map((a, i) => {
    const row = Math.max(a, second[i]);
    return row === numUnknown ? numEntry : rowStart[row] + Math.min(a, second[i]) - rowFirst[row];
  });

  const piece = new Int32Array(numUnknown + 1);
  const numPiece = labelPieces(first, second, new Float64Array(pairs.length).fill(1), 0, 1, piece);
  return {
    dates,
    reference,
    numIfgram: pairs.length,
    numDate: dates.length,
    numUnknown,
    numEntry,
    unknown,
    first,
    second,
    coupling,
    rowFirst,
    rowStart,
    diagonal,
    interval: dateIntervals(dates),
    piece,
    numPiece,
    spanning: spanningPairs(first, second, numUnknown),
    leastOfDates: leastOfDates(first, second, numUnknown),
  };
}

/** A spanning tree of short interferograms (a forest where the network is in pieces). */
function spanningPairs(first: Int32Array, second: Int32Array, numUnknown: number): Uint8Array {
  const span = first.map((a, i) => Math.abs(a - second[i]));
  const order = Int32Array.from(first, (_, i) => i).sort((i, j) => span[i] - span[j] || i - j);
  const root = Int32Array.from({ length: numUnknown + 1 }, (_, k) => k);
  const spanning = new Uint8Array(first.length);
  for (const i of order) if (join(root, first[i], second[i])) spanning[i] = 255;
  return spanning;
}

function leastOfDates(first: Int32Array, second: Int32Array, numUnknown: number): number {
  const counts = new Int32Array(numUnknown + 1);
  for (let i = 0; i < first.length; i++) {
    counts[first[i]]++;
    counts[second[i]]++;
  }
  return counts.subarray(0, numUnknown).reduce((least, n) => Math.min(least, n), Infinity);
}
