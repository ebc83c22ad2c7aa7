/**
 * First nonzero column of every row of a symmetric matrix (its envelope) [n].
 *
 * Interferograms that share a triplet lie near each other in a stack sorted by date, so that the rows of a triplet
 * network's normal matrix are short, and elimination fills nothing in front of them.
 */
export function envelope(a: Float64Array, n: number): Int32Array {
  const first = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let j = 0;
    while (j < i && a[i * n + j] === 0) j++;
    first[i] = j;
  }
  return first;
}

/**
 * Cholesky factor L of a symmetric matrix, in place in the lower triangle (row-major, `n` columns).
 * @param first envelope of the matrix, which is that of L too
 * @returns false when a pivot falls below `tolerance` times the diagonal entry it came from: not positive definite
 */
export function choleskyInPlace(a: Float64Array, n: number, first: Int32Array, tolerance = 1e-10): boolean {
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    let pivot = a[rowI + i];
    const scale = pivot;
    for (let j = first[i]; j < i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j];
      for (let k = Math.max(first[i], first[j]); k < j; k++) sum -= a[rowI + k] * a[rowJ + k];
      const entry = sum / a[rowJ + j];
      a[rowI + j] = entry;
      pivot -= entry * entry;
    }
    if (!(pivot > tolerance * scale)) return false;
    a[rowI + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Solve L Lᵀ x = b in place in `b`. */
export function choleskySolveInPlace(
  factor: Float64Array,
  n: number,
  first: Int32Array,
  b: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = first[i]; k < i; k++) sum -= factor[i * n + k] * b[k];
    b[i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = b[i] / factor[i * n + i];
    b[i] = value;
    for (let k = first[i]; k < i; k++) b[k] -= factor[i * n + k] * value;
  }
}

/** a · x for a symmetric matrix given by the lower triangle inside its envelope. */
export function symmetricTimes(
  a: Float64Array,
  n: number,
  first: Int32Array,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    let sum = a[i * n + i] * x[i];
    for (let k = first[i]; k < i; k++) {
      sum += a[i * n + k] * x[k];
      out[k] += a[i * n + k] * x[i];
    }
    out[i] = sum;
  }
}
