import type { NetworkStructure } from './network-structure.ts';

/* Direct solution of symmetric systems stored as a skyline (Jennings 1966), of several pixels side by side. */

type Skyline = Pick<NetworkStructure, 'numUnknown' | 'rowFirst' | 'rowStart' | 'diagonal'>;

type Reals = Float64Array | Float32Array;

/** What rounds a product to the precision of an array: the sum it goes into rounds when it is stored. */
function roundingOf(values: Reals): (product: number) => number {
  return values instanceof Float32Array ? Math.fround : (product) => product;
}

/**
 * L D Lᵀ in the place of the matrix, with 1/D on the diagonal, row by row: only entries inside the profile are touched,
 * and they stay inside it. Arrays of single precision round every operation to it.
 * @param factor [numEntry + 1, lanes]
 */
export function decompose(
  { numUnknown, rowFirst, rowStart, diagonal }: Skyline,
  factor: Reals,
  lanes: number,
): void {
  const round = roundingOf(factor);
  for (let row = 0; row < numUnknown; row++) {
    const begin = rowFirst[row];
    const rowBase = rowStart[row] - begin; // entry of (row, column) is rowBase + column
    const d = diagonal[row] * lanes;
    for (let col = begin; col < row; col++) {
      const from = Math.max(begin, rowFirst[col]);
      const colBase = rowStart[col] - rowFirst[col];
      const target = (rowBase + col) * lanes;
      for (let k = from; k < col; k++)
        subtractProduct(factor, target, (rowBase + k) * lanes, (colBase + k) * lanes, lanes, round);
    }
    for (let col = begin; col < row; col++) {
      const e = (rowBase + col) * lanes;
      const inverse = diagonal[col] * lanes;
      for (let p = 0; p < lanes; p++) {
        const u = factor[e + p];
        const l = round(u * factor[inverse + p]);
        factor[d + p] -= round(u * l);
        factor[e + p] = l;
      }
    }
    for (let p = 0; p < lanes; p++) factor[d + p] = 1 / factor[d + p];
  }
}

function subtractProduct(
  values: Reals,
  target: number,
  a: number,
  b: number,
  lanes: number,
  round: (product: number) => number,
): void {
  for (let p = 0; p < lanes; p++) values[target + p] -= round(values[a + p] * values[b + p]);
}

/**
 * Solution from the factor of {@link decompose} in the place of the right side; 0 in the row after the unknowns.
 *
 * @param solution [numUnknown + 1, lanes]
 * @param factor [numEntry + 1, lanes]
 */
export function solveFactored(
  { numUnknown, rowFirst, rowStart, diagonal }: Skyline,
  factor: Reals,
  solution: Reals,
  lanes: number,
): void {
  const round = roundingOf(solution);
  solution.fill(0, numUnknown * lanes);
  for (let row = 0; row < numUnknown; row++) {
    const target = row * lanes;
    const rowBase = rowStart[row] - rowFirst[row];
    for (let col = rowFirst[row]; col < row; col++) {
      const l = (rowBase + col) * lanes;
      const source = col * lanes;
      for (let p = 0; p < lanes; p++) solution[target + p] -= round(factor[l + p] * solution[source + p]);
    }
  }
  for (let row = 0; row < numUnknown; row++) {
    const target = row * lanes;
    const d = diagonal[row] * lanes;
    for (let p = 0; p < lanes; p++) solution[target + p] *= factor[d + p];
  }
  for (let row = numUnknown - 1; row >= 0; row--) {
    const source = row * lanes;
    const rowBase = rowStart[row] - rowFirst[row];
    for (let col = rowFirst[row]; col < row; col++) {
      const l = (rowBase + col) * lanes;
      const target = col * lanes;
      for (let p = 0; p < lanes; p++) solution[target + p] -= round(factor[l + p] * solution[source + p]);
    }
  }
}
