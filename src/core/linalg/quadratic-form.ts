import type { Matrix } from './matrix.ts';

/**
 * A symmetric matrix folded for {@link quadraticForm}: diagonal kept, upper triangle doubled, lower triangle zero.
 *
 * @param q [n, n], symmetric
 * @returns [n, n]
 */
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

/**
 * dᵀ Q d, two rows of the folded Q at a time.
 * @param folded Q after {@link foldSymmetric}, [n, n]
 * @param d [n + 1]: n values and a 0, so that rows pair up
 */
export function quadraticForm(folded: Float64Array, n: number, d: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < n; k += 2) {
    const upper = k * n;
    const lower = upper + n;
    let a = folded[upper + k] * d[k]; // the lower row has nothing below the diagonal
    let b = 0;
    for (let j = k + 1; j < n; j++) {
      a += folded[upper + j] * d[j];
      b += folded[lower + j] * d[j];
    }
    sum += a * d[k] + b * d[k + 1];
  }
  return sum;
}
