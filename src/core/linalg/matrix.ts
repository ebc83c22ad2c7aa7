import { EigenvalueDecomposition, Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { ShapeError } from '../errors.ts';
import { thinQr } from './thin-qr.ts';

/** Small dense matrix, row-major doubles: design matrices and normal matrices, never rasters. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols) };
}

export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const out = zeros(rows.length, cols);
  rows.forEach((row, i) => {
    if (row.length !== cols)
      throw new ShapeError(`Row ${i} has ${row.length} columns, the first has ${cols}.`);
    out.data.set(row, i * cols);
  });
  return out;
}

export function toRows(a: Matrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols)));
}

/** Matrices of the same width one below the other; none make a matrix of no rows. */
export function stackRows(parts: readonly Matrix[]): Matrix {
  const cols = parts[0]?.cols ?? 0;
  const out = zeros(
    parts.reduce((rows, part) => rows + part.rows, 0),
    cols,
  );
  let at = 0;
  for (const { data } of parts) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}

export function transpose(a: Matrix): Matrix {
  const out = zeros(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) out.data[j * a.rows + i] = a.data[i * a.cols + j];
  }
  return out;
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows)
    throw new ShapeError(`Cannot multiply ${a.rows} x ${a.cols} by ${b.rows} x ${b.cols}.`);
  const out = zeros(a.rows, b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      const value = a.data[i * a.cols + k];
      if (value === 0) continue;
      for (let j = 0; j < b.cols; j++) out.data[i * b.cols + j] += value * b.data[k * b.cols + j];
    }
  }
  return out;
}

/** a · x for a vector x of length `a.cols`. */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let j = 0; j < a.cols; j++) sum += a.data[i * a.cols + j] * x[j];
    out[i] = sum;
  }
  return out;
}

function toMl(a: Matrix): MlMatrix {
  return new MlMatrix(toRows(a));
}

export interface Svd {
  /** [rows, k] */ readonly u: Matrix;
  /** k values, largest first */ readonly s: Float64Array;
  /** [cols, k] */ readonly v: Matrix;
}

/** Thin singular value decomposition a = u · diag(s) · vᵀ. */
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

/** Eigenvalues (ascending) and eigenvectors (columns) of a symmetric matrix. */
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
