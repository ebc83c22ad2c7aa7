import { ShapeError } from '../errors.ts';

/** Small dense matrix, row-major doubles: design matrices and normal matrices, never rasters. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/**
 * A matrix of zeros.
 *
 * @returns [rows, cols]
 */
export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols) };
}

/**
 * A matrix from its rows.
 *
 * @param rows of the same length
 * @returns [rows, cols]
 * @throws {ShapeError} when rows differ in length
 */
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

/**
 * The rows of a matrix as plain arrays.
 *
 * @param a [rows, cols]
 * @returns rows of cols numbers
 */
export function toRows(a: Matrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols)));
}

/**
 * Matrices of the same width one below the other; none make a matrix of no rows.
 *
 * @param parts [rows of each, cols]
 * @returns [rows of all, cols]
 */
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

/**
 * Rows and columns exchanged.
 *
 * @param a [rows, cols]
 * @returns [cols, rows]
 */
export function transpose(a: Matrix): Matrix {
  const out = zeros(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) out.data[j * a.rows + i] = a.data[i * a.cols + j];
  }
  return out;
}

/**
 * diag(factors) · a
 *
 * @param a [rows, cols]
 * @param factors [rows]
 * @returns [rows, cols]
 */
export function scaledRows(a: Matrix, factors: ArrayLike<number>): Matrix {
  return { ...a, data: a.data.map((value, i) => value * factors[Math.floor(i / a.cols)]) };
}

/**
 * a · diag(factors)
 *
 * @param a [rows, cols]
 * @param factors [cols]
 * @returns [rows, cols]
 */
export function scaledColumns(a: Matrix, factors: ArrayLike<number>): Matrix {
  return { ...a, data: a.data.map((value, i) => value * factors[i % a.cols]) };
}

/**
 * Matrix product a · b.
 *
 * @param a [n, k]
 * @param b [k, m]
 * @returns [n, m]
 * @throws {ShapeError} when their inner sizes differ
 */
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

/**
 * Product of a matrix and a vector, a · x.
 *
 * @param a [rows, cols]
 * @param x [cols]
 * @returns [rows]
 */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let j = 0; j < a.cols; j++) sum += a.data[i * a.cols + j] * x[j];
    out[i] = sum;
  }
  return out;
}
