import { barrierPath } from './barrier-path.ts';
import { gramSkyline, type Skyline, skylineOf } from './skyline.ts';
import type { SparseColumns } from './sparse-columns.ts';

/** Solve for one right-hand side [rows]; the answer [cols] is overwritten by the next call. */
export type L1Solver = (y: ArrayLike<number>) => Float64Array;

/** Share of alpha from which on a gradient counts as if it had reached it. */
const NEAR_ALPHA = 0.9;

/**
 * Least squares regularised by the L1 norm (LASSO):
 *
 *     minimise  ||A x - y||_2^2 + alpha ||x||_1
 *
 * by an interior-point method ({@link barrierPath}) in the few unknowns that matter. Where the gradient
 * 2 Aᵀ (A x - y) of an unknown stays below alpha it is 0 in all minimisers, and may be left out: the path starts with
 * the unknowns of those equations whose right-hand side is not 0, and the others are looked at in the end
 * (Tibshirani et al. 2012, doi:10.1111/j.1467-9868.2011.01004.x). For a triplet network sorted by date the system is a
 * narrow band, so that a step costs unknowns * band^2.
 *
 * The minimiser need not be unique: pairs that only ever occur in the same triplet can share a cycle in any
 * proportion at the same cost. The path ends at the analytic centre of all minimisers; rounding it leaves a cycle
 * that no pair can be blamed for uncorrected, where a method that ends at a corner would pick a victim.
 *
 * @param accuracy of the unknowns
 * @returns a solver for right-hand sides of this matrix, with work arrays of its own
 */
export function l1Solver(matrix: SparseColumns, alpha: number, accuracy = 1e-8): L1Solver {
  const { rows, cols, start, row, value } = matrix;
  const gram = gramSkyline(matrix);
  const hessian: Skyline = { ...gram, values: gram.values.map((entry) => 2 * entry) };
  const follow = barrierPath(cols, alpha, accuracy);
  const x = new Float64Array(cols);
  const misfit = new Float64Array(rows); // A x - y
  const isFree = new Uint8Array(cols); // the others are 0

  /** 2 Aᵀ misfit of one unknown. */
  const gradient = (j: number): number => {
    let sum = 0;
    for (let k = start[j]; k < start[j + 1]; k++) sum += 2 * value[k] * misfit[row[k]];
    return sum;
  };

  const solveFree = (y: ArrayLike<number>): void => {
    const free = Int32Array.from(isFree.keys()).filter((j) => isFree[j] === 1);
    for (let i = 0; i < rows; i++) misfit[i] = -y[i];
    const linear = Float64Array.from(free, (j) => -gradient(j));
    const solution = follow(skylineOf(hessian, free), linear);
    for (let a = 0; a < free.length; a++) {
      const j = free[a];
      x[j] = solution[a];
      for (let k = start[j]; k < start[j + 1]; k++) misfit[row[k]] += value[k] * x[j];
    }
  };

  return (y) => {
    x.fill(0);
    let numFreed = 0;
    for (let j = 0; j < cols; j++) {
      isFree[j] = 0;
      for (let k = start[j]; k < start[j + 1]; k++) if (y[row[k]] !== 0) isFree[j] = 1;
      numFreed += isFree[j];
    }
    while (numFreed > 0) {
      solveFree(y);
      numFreed = 0;
      for (let j = 0; j < cols; j++) {
        if (isFree[j] === 1 || Math.abs(gradient(j)) < NEAR_ALPHA * alpha) continue;
        isFree[j] = 1;
        numFreed++;
      }
    }
    return x;
  };
}
