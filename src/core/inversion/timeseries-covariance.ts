import { type Matrix, zeros } from '../linalg/matrix.ts';
import type { Pair } from '../network/pairs.ts';
import { type NetworkStructure, networkStructure } from './network-structure.ts';
import { makeRelative } from './observation-mask.ts';
import { assertBlock, type ObservationBlock, type WeightSource, weightingOf } from './observations.ts';
import { labelPieces } from './pieces.ts';

export interface CovarianceOptions extends WeightSource {
  readonly pairs: readonly Pair[];
  /** date of zero variance, usually that of the whole time series */
  readonly refDate: string;
  /** see InversionOptions */
  readonly minRedundancy?: number;
  /** output per unit of observation; its square multiplies the covariance */
  readonly scale?: number;
  /** see InversionOptions */
  readonly references?: ArrayLike<number>;
}

/**
 * Covariance of the inverted time series of each pixel, from the variance of its observations:
 *
 *     C = P diag(sigma^2) Pᵀ,   P = pseudo-inverse of A without the reference date
 *
 * (unweighted inversion; sigma^2 = 1 / weight). With the grounded Laplacian L = Aᵀ A and the projection Pi that
 * gives pieces mean zero, P = Pi L^-1 Aᵀ; Pi L^-1 is worked out once for neighbouring pixels that miss the same
 * observations.
 *
 * @returns function of a block that gives [numDate, numDate, numPixel]; rows and columns of the reference date are
 * 0, and so is all of a pixel that has too few observations
 * @throws {NetworkError} when refDate is not in the network
 */
export function prepareCovariance(options: CovarianceOptions): (block: ObservationBlock) => Float32Array {
  const structure = networkStructure(options.pairs, options.refDate);
  const weigh = weightingOf({ ...options, weightFunc: 'var' })!;
  const minRedundancy = options.minRedundancy ?? 1;
  const square = (options.scale ?? 1) ** 2;
  const { numIfgram, numDate, numUnknown: n, first, second, unknown } = structure;

  const mask = new Float64Array(numIfgram);
  const maskOfSolver = new Float64Array(numIfgram).fill(-1);
  let solver = zeros(n, n);
  const weight = new Float64Array(numIfgram);

  return ({ numPixel, observed, quality, isOff }) => {
    assertBlock({ numPixel, observed, quality }, numIfgram, true);
    if (options.references) {
      makeRelative(observed, numPixel, options.references, isOff, options.observation ?? 'phase');
    }
    const out = new Float32Array(numDate * numDate * numPixel);
    for (let pixel = 0; pixel < numPixel; pixel++) {
      for (let i = 0; i < numIfgram; i++) {
        const value = observed[i * numPixel + pixel];
        mask[i] = Number.isNaN(value) ? 0 : 1;
        weight[i] = quality![i * numPixel + pixel];
      }
      if (leastObservations(structure, mask) < minRedundancy) continue;
      weigh(weight);
      if (mask.some((flag, i) => flag !== maskOfSolver[i])) {
        solver = minimumNormSolver(structure, mask);
        maskOfSolver.set(mask);
      }
      const spread = zeros(n, n);
      for (let i = 0; i < numIfgram; i++) {
        if (mask[i] === 1) addColumnDifference(solver, first[i], second[i], 1 / weight[i], spread);
      }
      for (let r = 0; r < numDate; r++) {
        const row = unknown[r];
        for (let c = 0; c < numDate; c++) {
          const col = unknown[c];
          if (row === n || col === n) continue;
          let sum = 0;
          for (let k = 0; k < n; k++) sum += spread.data[row * n + k] * solver.data[col * n + k];
          out[(r * numDate + c) * numPixel + pixel] = sum * square;
        }
      }
    }
    return out;
  };
}

/** Columns of solver · Aᵀ diag(variance) A, one interferogram at a time. */
function addColumnDifference(solver: Matrix, a: number, b: number, variance: number, spread: Matrix): void {
  const n = solver.cols;
  for (let r = 0; r < n; r++) {
    const row = r * n;
    const value = variance * ((b < n ? solver.data[row + b] : 0) - (a < n ? solver.data[row + a] : 0));
    if (b < n) spread.data[row + b] += value;
    if (a < n) spread.data[row + a] -= value;
  }
}

function leastObservations({ numUnknown, first, second }: NetworkStructure, mask: Float64Array): number {
  const count = new Int32Array(numUnknown + 1);
  for (let i = 0; i < mask.length; i++) {
    count[first[i]] += mask[i];
    count[second[i]] += mask[i];
  }
  return count.subarray(0, numUnknown).reduce((least, value) => Math.min(least, value), Infinity);
}

/** Pi L^-1 for the observed interferograms, [numUnknown, numUnknown]. */
function minimumNormSolver({ numUnknown: n, first, second }: NetworkStructure, mask: Float64Array): Matrix {
  const piece = new Int32Array(n + 1);
  labelPieces(first, second, mask, 0, 1, piece);
  const L = zeros(n, n);
  for (let i = 0; i < mask.length; i++) {
    const a = first[i];
    const b = second[i];
    if (a < n) L.data[a * n + a] += mask[i];
    if (b < n) L.data[b * n + b] += mask[i];
    if (a < n && b < n) {
      L.data[a * n + b] -= mask[i];
      L.data[b * n + a] -= mask[i];
    }
  }
  for (let k = 0; k < n; k++) {
    // One date of each piece away from the reference is held, as in groundPieces.
    if (piece[k] !== piece[n] && piece.lastIndexOf(piece[k]) === k) L.data[k * n + k] += 1;
  }
  const inverse = invertPositiveDefinite(L);
  for (let k = 0; k < n; k++) {
    if (piece[k] === piece[n] || piece.indexOf(piece[k]) !== k) continue;
    const members = Array.from({ length: n }, (_, m) => m).filter((m) => piece[m] === piece[k]);
    for (let c = 0; c < n; c++) {
      const mean = members.reduce((sum, m) => sum + inverse.data[m * n + c], 0) / members.length;
      for (const m of members) inverse.data[m * n + c] -= mean;
    }
  }
  return inverse;
}

/** Inverse of a symmetric positive definite matrix by Gauss-Jordan elimination, pivots on the diagonal. */
function invertPositiveDefinite(a: Matrix): Matrix {
  const n = a.rows;
  const data = a.data.slice();
  for (let k = 0; k < n; k++) {
    const pivot = 1 / data[k * n + k];
    data[k * n + k] = 1;
    for (let c = 0; c < n; c++) data[k * n + c] *= pivot;
    for (let r = 0; r < n; r++) {
      if (r === k) continue;
      const factor = data[r * n + k];
      data[r * n + k] = 0;
      for (let c = 0; c < n; c++) data[r * n + c] -= factor * data[k * n + c];
    }
  }
  return { rows: n, cols: n, data };
}
