import type { Matrix } from '../linalg/matrix.ts';
import type { Triplets } from './closure.ts';

/** Sparse matrix by columns: the entries of column j are `start[j]` ... `start[j + 1] - 1`. */
export interface SparseColumns {
  readonly rows: number;
  readonly cols: number;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly value: Float64Array;
}

/** A closed list of (row, column, value); entries of one column keep their order. */
function fromEntries(
  rows: number,
  cols: number,
  entries: readonly (readonly [row: number, col: number, value: number])[],
): SparseColumns {
  const start = new Int32Array(cols + 1);
  for (const [, col] of entries) start[col + 1]++;
  for (let j = 0; j < cols; j++) start[j + 1] += start[j];
  const next = start.slice();
  const row = new Int32Array(entries.length);
  const value = new Float64Array(entries.length);
  for (const [r, col, v] of entries) {
    row[next[col]] = r;
    value[next[col]++] = v;
  }
  return { rows, cols, start, row, value };
}

/**
 * A matrix without its zeros.
 *
 * @param dense [rows, cols]
 */
export function sparseColumns(dense: Matrix): SparseColumns {
  const entries: [number, number, number][] = [];
  for (let i = 0; i < dense.rows; i++) {
    for (let j = 0; j < dense.cols; j++) {
      const v = dense.data[i * dense.cols + j];
      if (v !== 0) entries.push([i, j, v]);
    }
  }
  return fromEntries(dense.rows, dense.cols, entries);
}

/** -C, which takes the whole cycles U to be added to each interferogram to the closures n they cancel: -C U = n. */
export function negativeTripletMatrix(triplets: Triplets, numIfgram: number): SparseColumns {
  const [numTriplet] = triplets.shape;
  const entries: [number, number, number][] = [];
  for (let t = 0; t < numTriplet; t++) {
    const [p12, p23, p13] = triplets.data.subarray(3 * t, 3 * t + 3);
    entries.push([t, p12, -1], [t, p23, -1], [t, p13, 1]);
  }
  return fromEntries(numTriplet, numIfgram, entries);
}
