import { factorInPlace, type Skyline, skylineTimes, solveInPlace } from './skyline.ts';

/** How far products may be from the barrier, relatively, before it is lowered again and at the end. */
const NEAR_PATH = 0.9;
const ON_PATH = 1e-3;
const MAX_STEPS = 200;

/**
 * Minimise x'Hx/2 - b'x + alpha ||x||_1; the answer is overwritten by the next call.
 * @param hessian H, symmetric, positive semidefinite
 * @param linear b
 */
export type FollowPath = (hessian: Skyline, linear: Float64Array) => Float64Array;

/**
 * A primal-dual interior-point method (Wright 1997, doi:10.1137/1.9781611971453). With x = p - q, p and q >= 0, and
 * the gradient g = H x - b, the optimum is the end, barrier -> 0, of the path
 *
 *     w = alpha + g,  v = alpha - g,  p w = q v = barrier.
 *
 * Each Newton step solves (H + D) dx = c with a positive diagonal D. The path ends at the analytic centre of all
 * minimisers.
 *
 * @param size the most unknowns that will come
 * @param accuracy how far the answer may be from the end of the path; its square root where a gradient is alpha and the
 *   unknown 0 nevertheless
 */
export function barrierPath(size: number, alpha: number, accuracy: number): FollowPath {
  const finalBarrier = accuracy * alpha; // p is barrier / w away, and w below 2 alpha
  const [x, gradient, dx, change] = [0, 0, 0, 0].map(() => new Float64Array(size));
  const [p, q, w, v] = [0, 0, 0, 0].map(() => new Float64Array(size));
  const [dp, dq, dw, dv] = [0, 0, 0, 0].map(() => new Float64Array(size));

  const newtonDirection = (hessian: Skyline, factor: Skyline, barrier: number): boolean => {
    const { n } = hessian;
    factor.values.set(hessian.values);
    for (let j = 0; j < n; j++) {
      const g = gradient[j];
      const bw = barrier / w[j] - p[j];
      const bv = barrier / v[j] - q[j];
      const pw = p[j] / w[j];
      const qv = q[j] / v[j];
      const inverse = 1 / (pw + qv);
      factor.values[factor.origin[j] + j] += inverse;
      dx[j] = (bw - pw * (alpha + g - w[j]) - (bv - qv * (alpha - g - v[j]))) * inverse;
      // What remains of dp and dq once dw and dv are known.
      dp[j] = bw;
      dq[j] = bv;
      dw[j] = pw;
      dv[j] = qv;
    }
    if (!factorInPlace(factor)) return false;
    solveInPlace(factor, dx);
    skylineTimes(hessian, dx, change);
    for (let j = 0; j < n; j++) {
      const toW = alpha + gradient[j] - w[j] + change[j];
      const toV = alpha - gradient[j] - v[j] - change[j];
      dp[j] -= dw[j] * toW;
      dq[j] -= dv[j] * toV;
      dw[j] = toW;
      dv[j] = toV;
    }
    return true;
  };

  /** Longest step, at most 1, that keeps everything positive. */
  const stepLength = (n: number): number => {
    let steepest = 0.95;
    for (let j = 0; j < n; j++) {
      steepest = Math.max(steepest, -dp[j] / p[j], -dq[j] / q[j], -dw[j] / w[j], -dv[j] / v[j]);
    }
    return 0.95 / steepest;
  };

  /** @returns largest relative distance of the products p w and q v from the barrier */
  const advance = (n: number, length: number, barrier: number): number => {
    let worst = 0;
    for (let j = 0; j < n; j++) {
      p[j] += length * dp[j];
      q[j] += length * dq[j];
      w[j] += length * dw[j];
      v[j] += length * dv[j];
      x[j] = p[j] - q[j];
      gradient[j] += length * change[j];
      worst = Math.max(worst, Math.abs(p[j] * w[j] - barrier), Math.abs(q[j] * v[j] - barrier));
    }
    return worst / barrier;
  };

  return (hessian, linear) => {
    const { n } = hessian;
    const factor: Skyline = { ...hessian, values: new Float64Array(hessian.values.length) };
    for (let j = 0; j < n; j++) {
      x[j] = 0;
      gradient[j] = -linear[j];
      p[j] = q[j] = 1;
      w[j] = v[j] = alpha;
    }
    let barrier = alpha;
    let distance = 0;
    let feasible = false; // w and v belong to x: true after the first full step
    for (let step = 0; step < MAX_STEPS; step++) {
      if (barrier <= finalBarrier && distance < ON_PATH && feasible) break;
      if (distance < NEAR_PATH && feasible) {
        barrier = Math.max(finalBarrier, barrier * 0.05);
      }
      if (!newtonDirection(hessian, factor, barrier)) break;
      const length = stepLength(n);
      feasible ||= length === 1;
      distance = advance(n, length, barrier);
    }
    return x.subarray(0, n);
  };
}
