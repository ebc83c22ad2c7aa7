import type { Matrix } from './matrix.ts';

/**
 * Thin QR decomposition a = q · r of a matrix with at least as many rows as columns, by Householder reflections
 * (Golub &
 * Van Loan 2013, section 5.2): q orthonormal [rows, cols], r upper triangular [cols, cols]. Columns may depend on
 * each
 * other; r then has zeros (to rounding) on its diagonal.
 *
 * @param a [rows, cols], rows at least cols, without NaN
 * @returns q [rows, cols] and r [cols, cols]
 */
export function thinQr(a: Matrix): { readonly q: Matrix; readonly r: Matrix } {
  const { rows, cols } = a;
  const r = { rows: cols, cols, data: new Float64Array(cols * cols) };
  // Columns one after the other; below its diagonal, column k keeps the unit vector of its reflection.
  const end = rows * cols;
  const work = new Float64Array(end + rows); // room for a column of q at the end
  for (let k = 0; k < cols; k++) {
    for (let i = 0; i < rows; i++) work[k * rows + i] = a.data[i * cols + k];
  }
  for (let k = 0; k < cols; k++) {
    for (let j = 0; j < k; j++) {
      reflect(work, j * rows, k * rows, j, rows);
      r.data[j * cols + k] = work[k * rows + j];
    }
    r.data[k * cols + k] = makeReflection(work, k * rows, k, rows);
  }
  const q = { rows, cols, data: new Float64Array(rows * cols) };
  for (let k = 0; k < cols; k++) {
    work.fill(0, end);
    work[end + k] = 1;
    for (let j = k; j >= 0; j--) reflect(work, j * rows, end, j, rows);
    for (let i = 0; i < rows; i++) q.data[i * cols + k] = work[end + i];
  }
  return { q, r };
}

/**
 * Turn the entries of a column from `first` on into the unit vector v of the reflection 1 - 2 v vᵀ that leaves only its
 * first entry. @returns that entry
 */
function makeReflection(work: Float64Array, column: number, first: number, rows: number): number {
  let square = 0;
  for (let i = first; i < rows; i++) square += work[column + i] ** 2;
  const head = work[column + first];
  const entry = head > 0 ? -Math.sqrt(square) : Math.sqrt(square); // away from the head: nothing cancels
  work[column + first] = head - entry;
  const length = Math.sqrt(2 * entry * (entry - head));
  const scale = length > 0 ? 1 / length : 0; // nothing to reflect in a column of zeros
  for (let i = first; i < rows; i++) work[column + i] *= scale;
  return entry;
}

/** x = x - 2 v (v · x) for the entries from `first` on of the columns v and x. */
function reflect(work: Float64Array, v: number, x: number, first: number, rows: number): void {
  let product = 0;
  for (let i = first; i < rows; i++) product += work[v + i] * work[x + i];
  for (let i = first; i < rows; i++) work[x + i] -= 2 * product * work[v + i];
}
