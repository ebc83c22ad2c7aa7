import type { Matrix } from './matrix.ts';

/** A symmetric matrix folded for {@link quadraticForms}: diagonal kept, upper triangle doubled, lower triangle zero. */
export function foldSymmetric(q: Matrix): Matrix {
  const n = q.cols;
  return {
    ...q,
    data: q.data.map((value, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      return row === column ? value : row < column ? 2 * value : 0;
    }),
  };
}

/** Pixels that go through a matrix together. */
const GROUP = 4;

/**
 * Quadratic forms of a run of pixels of a band-major block: out[i] = dᵀ Q d for the bands d of pixel start + i.
 *
 * Four pixels at a time are laid side by side in double precision, and two rows of Q are taken together: eight sums stay
 * in registers for every six numbers read. A pixel's sums do not depend on its neighbours, hence not on how the
 * pixels were split.
 *
 * @param folded Q after {@link foldSymmetric} [numBand, numBand]
 * @param block [numBand, numPixel]
 * @param out at least `count` long
 */
export function quadraticForms(
  { cols: numBand, data: q }: Matrix,
  block: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  out: Float64Array,
): void {
  const d = new Float64Array(GROUP * (numBand + 1)); // one band of zeros more, so that rows pair up
  const sums = new Float64Array(GROUP);
  for (let i = 0; i < count; i += GROUP) {
    const inGroup = Math.min(GROUP, count - i);
    for (let k = 0, from = start + i; k < numBand; k++, from += numPixel) {
      for (let n = 0; n < inGroup; n++) d[GROUP * k + n] = block[from + n];
    }
    sums.fill(0);
    for (let k = 0; k < numBand; k += 2) addRowPair(q, numBand, k, d, sums);
    for (let n = 0; n < inGroup; n++) out[i + n] = sums[n];
  }
}

/** sums[n] += d[k] (row k of Q · d) + d[k + 1] (row k + 1 of Q · d), bands of pixel n */
function addRowPair(q: Float64Array, numBand: number, k: number, d: Float64Array, sums: Float64Array): void {
  const upper = k * numBand;
  const lower = upper + numBand;
  const at = GROUP * k;
  const corner = q[upper + k]; // the lower row has nothing below the diagonal
  let a0 = corner * d[at];
  let a1 = corner * d[at + 1];
  let a2 = corner * d[at + 2];
  let a3 = corner * d[at + 3];
  let [b0, b1, b2, b3] = [0, 0, 0, 0];
  for (let j = k + 1, from = at + GROUP; j < numBand; j++, from += GROUP) {
    const a = q[upper + j];
    const b = q[lower + j];
    const d0 = d[from];
    const d1 = d[from + 1];
    const d2 = d[from + 2];
    const d3 = d[from + 3];
    a0 += a * d0;
    a1 += a * d1;
    a2 += a * d2;
    a3 += a * d3;
    b0 += b * d0;
    b1 += b * d1;
    b2 += b * d2;
    b3 += b * d3;
  }
  sums[0] += a0 * d[at] + b0 * d[at + 4];
  sums[1] += a1 * d[at + 1] + b1 * d[at + 5];
  sums[2] += a2 * d[at + 2] + b2 * d[at + 6];
  sums[3] += a3 * d[at + 3] + b3 * d[at + 7];
}
