import { choleskyInPlace, choleskySolveInPlace, envelope, symmetricTimes } from './cholesky.ts';
import { gramMatrix, type SparseColumns } from './sparse-columns.ts';

/** Solve for one right-hand side [rows]; the answer [cols] is overwritten by the next call. */
export type L1Solver = (y: ArrayLike<number>) => Float64Array;

/** Barrier at the end of the path; entries of the answer are this over alpha away from their limit. */
const FINAL_BARRIER = 1e-9;
/** How far products may be from the barrier, relatively, before it is lowered again and at the end. */
const NEAR_PATH = 0.9;
const ON_PATH = 1e-3;
const MAX_STEPS = 200;

/**
 * Least squares regularised by the L1 norm (LASSO):
 *
 *     minimise  ||A x - y||_2^2 + alpha ||x||_1
 *
 * by a primal-dual interior-point method (Wright 1997, doi:10.1137/1.9781611971453). With x = p - q, p and q >= 0, and
 * the gradient g = 2 Aᵀ (A x - y), the optimum is the end, barrier -> 0, of the path
 *
 *     w = alpha + g,  v = alpha - g,  p w = q v = barrier.
 *
 * Each Newton step solves (2 AᵀA + D) dx = c with a positive diagonal D. For a triplet network sorted by date this
 * matrix is a narrow band, so that a step costs cols * band^2 instead of cols^3.
 *
 * The minimiser need not be unique: pairs that only ever occur in the same triplet can share a cycle in any
 * proportion at the same cost. The path ends at the analytic centre of all minimisers; rounding it leaves a cycle
 * that no pair can be blamed for uncorrected, where a method that ends at a corner would pick a victim.
 *
 * @returns a solver for right-hand sides of this matrix, with work arrays of its own
 */
export function l1Solver(matrix: SparseColumns, alpha: number): L1Solver {
  const { cols: n, start, row, value } = matrix;
  const every = Array.from({ length: n }, (_, j) => j);
  const hessian = gramMatrix(matrix, every).map((entry) => 2 * entry);
  const first = envelope(hessian, n);
  const factor = new Float64Array(n * n);
  const [x, linear, gradient, dx] = [0, 0, 0, 0].map(() => new Float64Array(n));
  const [p, q, w, v] = [0, 0, 0, 0].map(() => new Float64Array(n));
  const [dp, dq, dw, dv] = [0, 0, 0, 0].map(() => new Float64Array(n));

  /** Largest relative distance of the products p w and q v from the barrier. */
  const distanceFromPath = (barrier: number): number => {
    let worst = 0;
    for (let j = 0; j < n; j++) {
      worst = Math.max(worst, Math.abs(p[j] * w[j] - barrier), Math.abs(q[j] * v[j] - barrier));
    }
    return worst / barrier;
  };

  const newtonDirection = (barrier: number): boolean => {
    symmetricTimes(hessian, n, first, x, gradient);
    for (let j = 0; j < n; j++) {
      const g = gradient[j] - linear[j];
      gradient[j] = g;
      const pw = p[j] / w[j];
      const qv = q[j] / v[j];
      for (let k = first[j]; k <= j; k++) factor[j * n + k] = hessian[j * n + k];
      factor[j * n + j] += 1 / (pw + qv);
      const c =
        barrier / w[j] - p[j] - pw * (alpha + g - w[j]) - (barrier / v[j] - q[j] - qv * (alpha - g - v[j]));
      dx[j] = c / (pw + qv);
    }
    if (!choleskyInPlace(factor, n, first, 0)) return false;
    choleskySolveInPlace(factor, n, first, dx);
    symmetricTimes(hessian, n, first, dx, dw);
    for (let j = 0; j < n; j++) {
      dv[j] = alpha - gradient[j] - v[j] - dw[j];
      dw[j] += alpha + gradient[j] - w[j];
      dp[j] = barrier / w[j] - p[j] - (p[j] / w[j]) * dw[j];
      dq[j] = barrier / v[j] - q[j] - (q[j] / v[j]) * dv[j];
    }
    return true;
  };

  /** Longest step, at most 1, that keeps everything positive. */
  const stepLength = (): number => {
    let length = 1;
    for (let j = 0; j < n; j++) {
      if (dp[j] < 0) length = Math.min(length, (-0.95 * p[j]) / dp[j]);
      if (dq[j] < 0) length = Math.min(length, (-0.95 * q[j]) / dq[j]);
      if (dw[j] < 0) length = Math.min(length, (-0.95 * w[j]) / dw[j]);
      if (dv[j] < 0) length = Math.min(length, (-0.95 * v[j]) / dv[j]);
    }
    return length;
  };

  return (y) => {
    linear.fill(0);
    for (let j = 0; j < n; j++) {
      for (let k = start[j]; k < start[j + 1]; k++) linear[j] += 2 * value[k] * y[row[k]];
    }
    x.fill(0);
    p.fill(1);
    q.fill(1);
    w.fill(alpha);
    v.fill(alpha);
    let barrier = alpha;
    let feasible = false; // w and v belong to x: true after the first full step
    for (let step = 0; step < MAX_STEPS; step++) {
      const distance = distanceFromPath(barrier);
      if (barrier <= FINAL_BARRIER && distance < ON_PATH && feasible) break;
      if (distance < NEAR_PATH && feasible) barrier = Math.max(FINAL_BARRIER, barrier * 0.05);
      if (!newtonDirection(barrier)) break;
      const length = stepLength();
      feasible ||= length === 1;
      for (let j = 0; j < n; j++) {
        p[j] += length * dp[j];
        q[j] += length * dq[j];
        w[j] += length * dw[j];
        v[j] += length * dv[j];
        x[j] = p[j] - q[j];
      }
    }
    return x;
  };
}
