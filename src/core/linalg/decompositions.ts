import { EigenvalueDecomposition, Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { fromRows, type Matrix, multiply, multiplyVector, toRows, transpose, zeros } from './matrix.ts';
import { thinQr } from './thin-qr.ts';

function toMl(a: Matrix): MlMatrix {
  return new MlMatrix(toRows(a));
}

export interface Svd {
  /** [rows, k] */ readonly u: Matrix;
  /** k values, largest first */ readonly s: Float64Array;
  /** [cols, k] */ readonly v: Matrix;
}

/**
 * Thin singular value decomposition a = u · diag(s) · vᵀ.
 *
 * @param a [rows, cols], without NaN
 * @returns u [rows, k], s [k] descending and v [cols, k], with k the smaller of rows and cols
 */
export function svd(a: Matrix): Svd {
  if (a.rows < a.cols) {
    const { u, s, v } = svd(transpose(a));
    return { u: v, s, v: u };
  }
  if (a.rows > 2 * a.cols) {
    // Columns of hundreds of dates but few unknowns: what is left to decompose is small.
    const { q, r } = thinQr(a);
    const { u, s, v } = svd(r);
    return { u: multiply(q, u), s, v };
  }
  const ml = new SingularValueDecomposition(toMl(a), { autoTranspose: false });
  return {
    u: fromRows(ml.leftSingularVectors.to2DArray()),
    s: Float64Array.from(ml.diagonal),
    v: fromRows(ml.rightSingularVectors.to2DArray()),
  };
}

/**
 * Moore-Penrose inverse; singular values below `rcond` times the largest count as zero.
 *
 * @param a [rows, cols], without NaN
 * @returns [a.cols, a.rows] and the rank that was kept
 */
export function pseudoInverse(a: Matrix, rcond = 1e-15): { inverse: Matrix; rank: number } {
  const { u, s, v } = svd(a);
  const cutoff = rcond * (s[0] ?? 0);
  const inverse = zeros(a.cols, a.rows);
  let rank = 0;
  for (let k = 0; k < s.length; k++) {
    if (!(s[k] > cutoff)) continue;
    rank++;
    for (let i = 0; i < a.cols; i++) {
      const scaled = v.data[i * v.cols + k] / s[k];
      if (scaled === 0) continue;
      for (let j = 0; j < a.rows; j++) inverse.data[i * a.rows + j] += scaled * u.data[j * u.cols + k];
    }
  }
  return { inverse, rank };
}

/**
 * Eigenvalues (ascending) and eigenvectors (columns) of a symmetric matrix.
 *
 * @param a [n, n], symmetric, without NaN
 * @returns values [n] ascending, vectors [n, n]: column k belongs to value k
 */
export function symmetricEigen(a: Matrix): { values: Float64Array; vectors: Matrix } {
  const eig = new EigenvalueDecomposition(toMl(a), { assumeSymmetric: true });
  return {
    values: Float64Array.from(eig.realEigenvalues),
    vectors: fromRows(eig.eigenvectorMatrix.to2DArray()),
  };
}

/**
 * Least-squares solution of a x = b with minimum norm, by the eigenvectors of the normal matrix: much faster than a
 * singular value decomposition when a has many more rows than columns, and exact enough when a is well conditioned
 * apart from directions it does not see at all (eigenvalues below 1e-10 of the largest count as zero).
 *
 * @param a [rows, cols], without NaN
 * @param b [rows]
 * @returns x [cols]
 */
export function minimumNormSolution(a: Matrix, b: ArrayLike<number>): Float64Array {
  const transposed = transpose(a);
  const { values, vectors } = symmetricEigen(multiply(transposed, a));
  const right = multiplyVector(transposed, b);
  const projected = multiplyVector(transpose(vectors), right);
  const cutoff = 1e-10 * (values.at(-1) ?? 0);
  return multiplyVector(
    vectors,
    projected.map((value, k) => (values[k] > cutoff ? value / values[k] : 0)),
  );
}
