import type { NetworkStructure } from './network-structure.ts';

type Skyline = Pick<NetworkStructure, 'numUnknown' | 'rowFirst' | 'rowStart' | 'diagonal'>;

/**
 * Elements of the inverse of a matrix within its profile, from its factor L D Lᵀ (Takahashi et al. 1973; Erisman & Tinney 1975,
 * doi:10.1145/360680.360704): with Z the inverse and k running over the rows below i that reach column i,
 *
 *     Z_ij = -sum_k L_ki Z_kj  (j > i),   Z_ii = 1 / D_i - sum_k L_ki Z_ki
 *
 * All that is asked for lies within the profile, so this costs as much as the factorisation.
 *
 * @param factor of `decompose` [numEntry + 1, lanes]
 * @param out the inverse in the same entries [numEntry + 1, lanes]
 */
export function inverseInProfile(
  { numUnknown, rowFirst, rowStart, diagonal }: Skyline,
  factor: Float64Array,
  out: Float64Array,
  lanes: number,
): void {
  const entry = (row: number, column: number) => (rowStart[row] + column - rowFirst[row]) * lanes;
  const below = new Int32Array(numUnknown);
  const last = lastBelow({ numUnknown, rowFirst });
  for (let i = numUnknown - 1; i >= 0; i--) {
    let count = 0;
    for (let k = i + 1; k <= last[i]; k++) if (rowFirst[k] <= i) below[count++] = k;
    for (let n = count - 1; n >= 0; n--) {
      const j = below[n];
      const target = entry(j, i);
      for (let p = 0; p < lanes; p++) out[target + p] = 0;
      for (let m = 0; m < count; m++) {
        const k = below[m];
        const l = entry(k, i);
        const z = k >= j ? entry(k, j) : entry(j, k);
        for (let p = 0; p < lanes; p++) out[target + p] -= factor[l + p] * out[z + p];
      }
    }
    const d = diagonal[i] * lanes;
    for (let p = 0; p < lanes; p++) out[d + p] = factor[d + p];
    for (let n = 0; n < count; n++) {
      const l = entry(below[n], i);
      for (let p = 0; p < lanes; p++) out[d + p] -= factor[l + p] * out[l + p];
    }
  }
}

/**
 * The last row that reaches each column; the column itself where none below does.
 * @returns [numUnknown]
 */
export function lastBelow({ numUnknown, rowFirst }: Pick<Skyline, 'numUnknown' | 'rowFirst'>): Int32Array {
  const last = Int32Array.from({ length: numUnknown }, (_, i) => i);
  for (let k = 0; k < numUnknown; k++) for (let i = rowFirst[k]; i < k; i++) last[i] = k;
  return last;
}
