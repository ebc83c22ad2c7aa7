import { PANEL, type PlacedMatrix, type Sums } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import type { Pair } from '../network/pairs.ts';
import { type NetworkStructure, networkStructure } from './network-structure.ts';
import { makeRelative } from './observation-mask.ts';
import { assertBlock, type ObservationBlock, type WeightSource, weightingOf } from './observations.ts';
import { labelPieces } from './pieces.ts';
import type { Weighting } from './weights.ts';

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
 * gives pieces mean zero, P = Pi L^-1 Aᵀ; Pi L^-1 is worked out once for all pixels of a block that miss the same
 * observations, and these pixels go through the products side by side.
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
  const { numIfgram, numDate, numUnknown: n } = structure;
  const { sums, matrices, project } = bandPanels({
    bands: {},
    sums: { spread: n + 1, covariance: n },
    matrices: { solver: zeros(n, n) },
  });
  const variance = new Float64Array(numIfgram * PANEL);
  const spread = { ...sums.spread, rows: n }; // the row beyond belongs to the reference date and counts for nothing
  const dateOf = Int32Array.from({ length: n }, (_, row) => structure.unknown.indexOf(row));

  return ({ numPixel, observed, quality, isOff }) => {
    assertBlock({ numPixel, observed, quality }, numIfgram, true);
    if (options.references) {
      makeRelative(observed, numPixel, options.references, isOff, options.observation ?? 'phase');
    }
    const out = new Float32Array(numDate * numDate * numPixel);
    for (const { mask, pixels } of pixelsByMask(observed, numIfgram, numPixel)) {
      if (leastObservations(structure, mask) < minRedundancy) continue;
      const solver = minimumNormSolver(structure, mask);
      matrices.solver.data.set(solver.data);
      for (let start = 0; start < pixels.length; start += PANEL) {
        const panel = pixels.subarray(start, start + PANEL);
        gatherVariances(quality!, numPixel, panel, weigh, variance);
        for (let r = 0; r < n; r++) {
          spreadOfRow(structure, mask, solver, r, variance, panel.length, sums.spread);
          // C is symmetric: columns from the diagonal on.
          project(rowsFrom(matrices.solver, r), spread, sums.covariance, panel.length);
          for (let c = r; c < n; c++) {
            const [row, col] = [dateOf[r], dateOf[c]];
            scatter(sums.covariance, c - r, square, panel, out, (row * numDate + col) * numPixel);
            if (c > r) scatter(sums.covariance, c - r, square, panel, out, (col * numDate + row) * numPixel);
          }
        }
      }
    }
    return out;
  };
}

/** Pixels that miss the same observations; mask 1 = observed. */
function pixelsByMask(
  observed: Float32Array,
  numIfgram: number,
  numPixel: number,
): { mask: Float64Array; pixels: Int32Array }[] {
  const missing: string[] = new Array(numPixel).fill('');
  for (let i = 0; i < numIfgram; i++) {
    const from = i * numPixel;
    for (let p = 0; p < numPixel; p++) if (Number.isNaN(observed[from + p])) missing[p] += `${i} `;
  }
  const groups = new Map<string, number[]>();
  missing.forEach((key, p) => {
    const group = groups.get(key);
    if (group) group.push(p);
    else groups.set(key, [p]);
  });
  return Array.from(groups.values(), (pixels) => ({
    mask: Float64Array.from({ length: numIfgram }, (_, i) =>
      Number.isNaN(observed[i * numPixel + pixels[0]]) ? 0 : 1,
    ),
    pixels: Int32Array.from(pixels),
  }));
}

/** sigma² of the observations of some pixels, [numIfgram, pixels.length]. */
function gatherVariances(
  quality: Float32Array,
  numPixel: number,
  pixels: Int32Array,
  weigh: Weighting,
  out: Float64Array,
): void {
  const count = pixels.length;
  const numIfgram = quality.length / numPixel;
  const values = out.subarray(0, numIfgram * count);
  for (let i = 0; i < numIfgram; i++) {
    for (let p = 0; p < count; p++) values[i * count + p] = quality[i * numPixel + pixels[p]];
  }
  weigh(values);
  for (let k = 0; k < values.length; k++) values[k] = 1 / values[k];
}

/** Row r of solver · Aᵀ diag(variance) A for a panel of pixels, one interferogram at a time. */
function spreadOfRow(
  { numUnknown: n, first, second }: NetworkStructure,
  mask: Float64Array,
  solver: Matrix,
  r: number,
  variance: Float64Array,
  count: number,
  { values }: Sums,
): void {
  for (let row = 0; row <= n; row++) values.fill(0, row * PANEL, row * PANEL + count);
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const [a, b] = [first[i], second[i]];
    const factor = (b < n ? solver.data[r * n + b] : 0) - (a < n ? solver.data[r * n + a] : 0);
    const from = i * count;
    for (let p = 0; p < count; p++) {
      const value = factor * variance[from + p];
      values[b * PANEL + p] += value;
      values[a * PANEL + p] -= value;
    }
  }
}

function rowsFrom(a: PlacedMatrix, row: number): PlacedMatrix {
  const skipped = row * a.cols;
  return { rows: a.rows - row, cols: a.cols, data: a.data.subarray(skipped), at: a.at + 8 * skipped };
}

function scatter(
  { values }: Sums,
  row: number,
  factor: number,
  pixels: Int32Array,
  out: Float32Array,
  to: number,
): void {
  for (let p = 0; p < pixels.length; p++) out[to + pixels[p]] = factor * values[row * PANEL + p];
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
