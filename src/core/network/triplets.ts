import { type Matrix, zeros } from '../linalg/matrix.ts';
import { datesOfPairs, type Pair, pairIndices } from './pairs.ts';

/** Three pairs that close a loop d1 < d2 < d3, as positions in the list of pairs. */
export interface Triplet {
  readonly ifgram12: number;
  readonly ifgram23: number;
  readonly ifgram13: number;
}

/**
 * All closed loops of three interferograms, ordered by their dates. Pairs stored with the later date first
 * never belong to one.
 */
export function triplets(pairs: readonly Pair[]): Triplet[] {
  const dates = datesOfPairs(pairs);
  const { first, second } = pairIndices(pairs, dates);
  const later: Map<number, number>[] = dates.map(() => new Map());
  for (let i = 0; i < pairs.length; i++) if (first[i] < second[i]) later[first[i]].set(second[i], i);
  const byDate = (a: [number, number], b: [number, number]) => a[0] - b[0];
  const found: Triplet[] = [];
  for (let d1 = 0; d1 < dates.length; d1++) {
    const from1 = [...later[d1]].sort(byDate);
    for (const [d2, ifgram12] of from1) {
      for (const [d3, ifgram13] of from1) {
        const ifgram23 = d3 > d2 ? later[d2].get(d3) : undefined;
        if (ifgram23 !== undefined) found.push({ ifgram12, ifgram23, ifgram13 });
      }
    }
  }
  return found;
}

/**
 * Matrix C of the closure phase C y: +1 for pairs 12 and 23, -1 for pair 13 of each triplet
 * (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 * @returns [numTriplet, numIfgram]; no rows when nothing closes
 */
export function tripletMatrix(pairs: readonly Pair[]): Matrix {
  const loops = triplets(pairs);
  const C = zeros(loops.length, pairs.length);
  loops.forEach(({ ifgram12, ifgram23, ifgram13 }, row) => {
    C.data[row * C.cols + ifgram12] = 1;
    C.data[row * C.cols + ifgram23] = 1;
    C.data[row * C.cols + ifgram13] = -1;
  });
  return C;
}
