import type { NetworkStructure } from './network-structure.ts';

/* The normal matrices of pixels side by side, in the precision of the arrays: their sums round when they are stored. */

type Reals = Float64Array | Float32Array;

/**
 * Fewest observations among the dates other than the reference date, of every lane, by the weights that are not 0.
 * @param dateCount scratch [numUnknown + 1, lanes]
 */
export function countDates(
  { numUnknown, first, second }: NetworkStructure,
  { weight, least }: { readonly weight: Reals; readonly least: Reals },
  lanes: number,
  dateCount: Reals,
): void {
  dateCount.fill(0);
  for (let i = 0; i < first.length; i++) {
    for (let p = 0; p < lanes; p++) {
      const one = weight[i * lanes + p] === 0 ? 0 : 1;
      dateCount[first[i] * lanes + p] += one;
      dateCount[second[i] * lanes + p] += one;
    }
  }
  least.fill(Number.MAX_VALUE);
  for (let row = 0; row < numUnknown; row++) {
    for (let p = 0; p < lanes; p++) least[p] = Math.min(least[p], dateCount[row * lanes + p]);
  }
}

/**
 * Normal matrix Aᵀ W A of every lane.
 * @param group its weights [numIfgram, lanes] and the matrix [numEntry + 1, lanes]
 */
export function assemble(
  { numIfgram, first, second, coupling, diagonal }: NetworkStructure,
  { weight, factor }: { readonly weight: Reals; readonly factor: Reals },
  lanes: number,
): void {
  factor.fill(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = i * lanes;
    const a = diagonal[first[i]] * lanes;
    const b = diagonal[second[i]] * lanes;
    const c = coupling[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const value = weight[w + p];
      factor[a + p] += value;
      factor[b + p] += value;
      factor[c + p] -= value;
    }
  }
}

/** The range of 1/D of every lane, from the factor [numEntry + 1, lanes]. */
export function findPivots(
  { numUnknown, diagonal }: NetworkStructure,
  {
    factor,
    smallestPivot,
    largestPivot,
  }: { readonly factor: Reals; readonly smallestPivot: Reals; readonly largestPivot: Reals },
  lanes: number,
): void {
  smallestPivot.fill(Infinity);
  largestPivot.fill(0);
  for (let row = 0; row < numUnknown; row++) {
    for (let p = 0; p < lanes; p++) {
      const inverse = factor[diagonal[row] * lanes + p];
      if (inverse < smallestPivot[p]) smallestPivot[p] = inverse;
      if (inverse > largestPivot[p]) largestPivot[p] = inverse;
    }
  }
}
