import { findRoot, join } from '../network/disjoint-sets.ts';

/**
 * Pieces into which the observed interferograms of one pixel divide its dates.
 *
 * @param first @param second ends of the interferograms [numIfgram], rows of unknowns
 * @param weight [numIfgram, lanes], 0 where not observed
 * @param lane the pixel's column in `weight`
 * @param piece out [numDate]: one root per row, equal for rows of the same piece; the last row is the reference date
 * @returns number of pieces
 */
export function labelPieces(
  first: Int32Array,
  second: Int32Array,
  weight: Float64Array,
  lane: number,
  lanes: number,
  piece: Int32Array,
): number {
  const numNode = piece.length;
  for (let k = 0; k < numNode; k++) piece[k] = k;
  let left = numNode;
  for (let i = 0; i < first.length && left > 1; i++) {
    if (weight[i * lanes + lane] !== 0 && join(piece, first[i], second[i])) left--;
  }
  if (left > 1) for (let k = 0; k < numNode; k++) piece[k] = findRoot(piece, k);
  else piece.fill(0);
  return left;
}

/**
 * Fix the last date of every piece that does not contain the reference date, by a unit added to its diagonal: the
 * normal matrix becomes regular, that date's phase comes out as zero, and differences within the piece are
 * untouched because the equations of a piece sum to zero.
 *
 * @param matrix [numEntry + 1, lanes], this lane of it is changed
 * @param diagonal entry of each date's diagonal [numDate - 1]
 * @param piece of every date, the reference date last [numDate]
 */
export function groundPieces(
  piece: Int32Array,
  matrix: Float64Array,
  diagonal: Int32Array,
  lane: number,
  lanes: number,
): void {
  const reference = piece.length - 1;
  for (let k = 0; k < reference; k++) {
    let isLast = piece[k] !== piece[reference];
    for (let later = k + 1; isLast && later < reference; later++) isLast = piece[later] !== piece[k];
    if (isLast) matrix[diagonal[k] * lanes + lane]++;
  }
}

/** Scratch of {@link placePieces} for networks of up to `numDate` dates. */
export interface PieceScratch {
  readonly number: Int32Array;
  readonly offset: Float64Array;
  readonly count: Float64Array;
  readonly matrix: Float64Array;
}

/** Scratch for networks of up to `numDate` dates, made once for many pixels. */
export function pieceScratch(numDate: number): PieceScratch {
  return {
    number: new Int32Array(numDate),
    offset: new Float64Array(numDate),
    count: new Float64Array(numDate),
    matrix: new Float64Array(numDate * numDate),
  };
}

/**
 * Shift each piece of a network so that the phase history has minimum norm.
 *
 * The observations fix phases within pieces only. What an SVD returns is the solution of minimum norm; it differs
 * from any other by one offset per piece, the reference date's piece staying in place:
 * - minimum-norm phase: every piece gets mean zero;
 * - minimum-norm velocity: the offsets minimise sum_k ((x[k+1] - x[k]) / interval[k])^2, a system of as many
 *   equations as there are pieces, less one.
 *
 * @param phase [numDate] phases of one pixel in time order; changed
 * @param pieceOfDate [numDate] label of each date's piece
 * @param reference position of the reference date
 * @param interval [numDate - 1] years between dates, or undefined for minimum-norm phase
 */
export function placePieces(
  phase: Float64Array,
  pieceOfDate: Int32Array,
  reference: number,
  interval: Float64Array | undefined,
  scratch: PieceScratch,
): void {
  const numDate = phase.length;
  const { number, offset, count } = scratch;
  // Number the pieces 0.. in order of appearance, the reference's last so that its equation can be left out.
  let numPiece = 0;
  for (let k = 0; k < numDate; k++) {
    if (pieceOfDate[k] === pieceOfDate[reference]) continue;
    let same = 0;
    while (pieceOfDate[same] !== pieceOfDate[k]) same++;
    number[k] = same === k ? numPiece++ : number[same];
  }
  for (let k = 0; k < numDate; k++) if (pieceOfDate[k] === pieceOfDate[reference]) number[k] = numPiece;

  offset.fill(0);
  if (interval) solveVelocityOffsets(phase, interval, numPiece, scratch);
  else {
    count.fill(0);
    for (let k = 0; k < numDate; k++) {
      offset[number[k]] -= phase[k];
      count[number[k]]++;
    }
    for (let p = 0; p < numPiece; p++) offset[p] /= count[p];
    offset[numPiece] = 0;
  }
  for (let k = 0; k < numDate; k++) phase[k] += offset[number[k]];
}

/** Normal equations of the offsets, a Laplacian over pieces, by dense Cholesky: few unknowns. */
function solveVelocityOffsets(
  phase: Float64Array,
  interval: Float64Array,
  n: number,
  { number, offset, matrix }: PieceScratch,
): void {
  matrix.fill(0, 0, n * n);
  for (let k = 0; k < interval.length; k++) {
    const a = number[k];
    const b = number[k + 1];
    if (a === b) continue;
    const stiffness = 1 / (interval[k] * interval[k]);
    const pull = stiffness * (phase[k + 1] - phase[k]);
    if (a < n) {
      matrix[a * n + a] += stiffness;
      offset[a] += pull;
    }
    if (b < n) {
      matrix[b * n + b] += stiffness;
      offset[b] -= pull;
    }
    if (a < n && b < n) {
      matrix[a * n + b] -= stiffness;
      matrix[b * n + a] -= stiffness;
    }
  }
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = matrix[j * n + i];
      for (let k = 0; k < i; k++) sum -= matrix[j * n + k] * matrix[i * n + k];
      matrix[j * n + i] = i === j ? Math.sqrt(sum) : sum / matrix[i * n + i];
    }
  }
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) offset[j] -= matrix[j * n + k] * offset[k];
    offset[j] /= matrix[j * n + j];
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) offset[j] -= matrix[k * n + j] * offset[k];
    offset[j] /= matrix[j * n + j];
  }
  offset[n] = 0;
}
