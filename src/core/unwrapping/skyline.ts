import type { SparseColumns } from './sparse-columns.ts';

/**
 * Lower triangle of a symmetric matrix, of every row only what stands between its first nonzero column and the
 * diagonal (its envelope), row after row.
 *
 * Interferograms that share a triplet lie near each other in a stack sorted by date, so that the rows of a triplet
 * network's normal matrix are short, and elimination fills nothing in front of them: hundreds of interferograms fit
 * into the fastest cache.
 */
export interface Skyline {
  readonly n: number;
  /** first column of every row [n] */
  readonly first: Int32Array;
  /** where column 0 of every row would stand: entry (i, k) is `values[origin[i] + k]` for first[i] <= k <= i [n] */
  readonly origin: Int32Array;
  readonly values: Float64Array;
}

/** AᵀA of a sparse matrix. */
export function gramSkyline({ rows, cols, start, row, value }: SparseColumns): Skyline {
  // Walk from each entry to the others in its row, so that columns without a common row cost nothing.
  const inRow: [column: number, value: number][][] = Array.from({ length: rows }, () => []);
  for (let j = 0; j < cols; j++) {
    for (let k = start[j]; k < start[j + 1]; k++) inRow[row[k]].push([j, value[k]]);
  }
  const first = Int32Array.from({ length: cols }, (_, j) => j);
  for (const entries of inRow) for (const [j] of entries) first[j] = Math.min(first[j], entries[0][0]);

  const origin = new Int32Array(cols);
  let size = 0;
  for (let i = 0; i < cols; i++) {
    origin[i] = size - first[i];
    size += i - first[i] + 1;
  }
  const values = new Float64Array(size);
  for (const entries of inRow) {
    for (const [i, valueI] of entries) {
      for (const [j, valueJ] of entries) if (j <= i) values[origin[i] + j] += valueI * valueJ;
    }
  }
  return { n: cols, first, origin, values };
}

/**
 * Rows and columns of a matrix, in ascending order.
 *
 * @param chosen indices, ascending [numChosen]
 */
export function skylineOf(matrix: Skyline, chosen: Int32Array): Skyline {
  const n = chosen.length;
  const first = new Int32Array(n);
  const origin = new Int32Array(n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    // The envelope of a row begins at the first chosen column in it.
    let from = i;
    while (from > 0 && chosen[from - 1] >= matrix.first[chosen[i]]) from--;
    first[i] = from;
    origin[i] = size - from;
    size += i - from + 1;
  }
  const values = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const row = matrix.origin[chosen[i]];
    for (let k = first[i]; k <= i; k++) values[origin[i] + k] = matrix.values[row + chosen[k]];
  }
  return { n, first, origin, values };
}

/**
 * Product of a symmetric matrix and a vector, a · x.
 *
 * @param x [n]
 * @param out [n], overwritten
 */
export function skylineTimes(
  { n, first, origin, values }: Skyline,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const row = origin[i];
    const xi = x[i];
    let sum = values[row + i] * xi;
    for (let k = first[i]; k < i; k++) {
      const entry = values[row + k];
      sum += entry * x[k];
      out[k] += entry * xi;
    }
    out[i] = sum;
  }
}

/**
 * Factors L D Lᵀ of a matrix, in place: L with its unit diagonal left out, and 1/D on the diagonal. They have the same
 * envelope. Without square roots, and with one division a row, nothing waits for a slow operation.
 * @returns false when a pivot is not positive: the matrix is not positive definite
 */
export function factorInPlace({ n, first, origin, values }: Skyline): boolean {
  for (let i = 0; i < n; i++) {
    const rowI = origin[i];
    const firstI = first[i];
    // First L D along the row, for the inner products need it, then L.
    for (let j = firstI + 1; j < i; j++) {
      const rowJ = origin[j];
      const from = first[j] > firstI ? first[j] : firstI;
      let sum = values[rowI + j];
      for (let k = from; k < j; k++) sum -= values[rowI + k] * values[rowJ + k];
      values[rowI + j] = sum;
    }
    let pivot = values[rowI + i];
    for (let j = firstI; j < i; j++) {
      const scaled = values[rowI + j];
      const entry = scaled * values[origin[j] + j];
      values[rowI + j] = entry;
      pivot -= entry * scaled;
    }
    if (!(pivot > 0)) return false;
    values[rowI + i] = 1 / pivot;
  }
  return true;
}

/**
 * Solve L D Lᵀ x = b in place in `b`.
 *
 * @param b [n], afterwards x
 */
export function solveInPlace({ n, first, origin, values }: Skyline, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = origin[i];
    let sum = b[i];
    for (let k = first[i]; k < i; k++) sum -= values[row + k] * b[k];
    b[i] = sum;
  }
  for (let i = 0; i < n; i++) b[i] *= values[origin[i] + i];
  for (let i = n - 1; i >= 0; i--) {
    const row = origin[i];
    const value = b[i];
    for (let k = first[i]; k < i; k++) b[k] -= values[row + k] * value;
  }
}
