import { inverseInProfile } from './inverse-band.ts';
import type { LaneGroup, SpreadSetup } from './lane-kernel.ts';
import type { NetworkStructure } from './network-structure.ts';
import { solveFactored } from './skyline.ts';

/**
 * What the spread of parameters p = gᵀ x is made of, for pixels side by side. With C = (Aᵀ W A)⁻¹, the response C g of a parameter,
 * r the residuals and h = w A C Aᵀ of each interferogram:
 *
 *     spread[0] = sum w r²,   spread[1 + p] = sum (w r)² / (1 - h) (A C g)²
 *     traces[t] = weighted sum of entries of C - sum over the parameters of taken_t · C g
 *
 * Of C no more is needed than what lies within the profile.
 *
 * @returns function of a group that is solved, of its observations [numIfgram, lanes] and of the least that 1 - h counts
 */
export function spreadKernel(
  structure: NetworkStructure,
  { numParameter, rightSides, taken, ...terms }: SpreadSetup,
  lanes: number,
): (group: LaneGroup, observed: Float32Array, leastRedundancy: number) => void {
  const { numIfgram, numUnknown, numEntry, first, second, diagonal, coupling } = structure;
  const numRow = numUnknown + 1;
  /** C within the profile; 0 at the reference date, and in the entry of what couples with it */
  const profile = new Float64Array((numEntry + 1) * lanes);
  const response = new Float64Array(numParameter * numRow * lanes);

  const parts = [
    [terms.ownEntries, terms.ownFactors],
    [terms.neighbourEntries, terms.neighbourFactors],
  ] as const;

  function respond(factor: Float64Array): void {
    for (let row = 0; row < numParameter * numRow; row++) {
      response.fill(rightSides[row], row * lanes, (row + 1) * lanes);
    }
    for (let j = 0; j < numParameter; j++) {
      const side = response.subarray(j * numRow * lanes, (j + 1) * numRow * lanes);
      solveFactored(structure, factor, side, lanes);
    }
  }

  function sumTraces(traces: Float64Array): void {
    traces.fill(0);
    parts.forEach(([entries, factors], t) => {
      const to = t * lanes;
      entries.forEach((entry, n) => {
        for (let p = 0; p < lanes; p++) traces[to + p] += factors[n] * profile[entry * lanes + p];
      });
      for (let row = 0; row < numParameter * numRow; row++) {
        const share = taken[2 * row + t];
        for (let p = 0; p < lanes; p++) traces[to + p] -= response[row * lanes + p] * share;
      }
    });
  }

  function sumSpread(
    { weight, solution, spread }: LaneGroup,
    observed: Float32Array,
    leastRedundancy: number,
  ): void {
    const size = numRow * lanes;
    spread.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const [w, a, b] = [i * lanes, first[i] * lanes, second[i] * lanes];
      const [da, db, c] = [diagonal[first[i]] * lanes, diagonal[second[i]] * lanes, coupling[i] * lanes];
      for (let p = 0; p < lanes; p++) {
        const value = weight[w + p];
        if (value === 0) continue;
        const rest = observed[w + p] - (solution[b + p] - solution[a + p]);
        const weighted = value * rest;
        spread[p] += weighted * rest;
        const left = 1 - value * (profile[da + p] + profile[db + p] - 2 * profile[c + p]);
        const own = (weighted * weighted) / (left > leastRedundancy ? left : leastRedundancy);
        for (let j = 0; j < numParameter; j++) {
          const pull = response[j * size + b + p] - response[j * size + a + p];
          spread[(1 + j) * lanes + p] += own * pull * pull;
        }
      }
    }
  }

  return (group, observed, leastRedundancy) => {
    inverseInProfile(structure, group.factor, profile, lanes);
    respond(group.factor);
    sumTraces(group.traces);
    sumSpread(group, observed, leastRedundancy);
  };
}
