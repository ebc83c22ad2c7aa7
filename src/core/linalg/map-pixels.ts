import type { Matrix } from './matrix.ts';

/** Pixels that kernels take at a time: small enough for the first cache, long enough to forget the loop overhead. */
export const CHUNK = 1024;

/**
 * Apply one matrix to a run of pixels of a band-major block:
 *
 *     out[row · CHUNK + i] = sum_k a[row, k] · block[k, start + i],   0 <= i < count
 *
 * Columns whose weights are all zero are never read, so no-data there does no harm. Four bands go through one sweep:
 * sums stay in registers, and their order does not depend on how the pixels were split.
 *
 * @param a [numRow, numBand]
 * @param block [numBand, numPixel]
 * @param out at least numRow · CHUNK long
 */
export function mapPixels(
  a: Matrix,
  block: Float32Array | Float64Array,
  numPixel: number,
  start: number,
  count: number,
  out: Float64Array,
): void {
  const { rows, cols, data } = a;
  for (let row = 0; row < rows; row++) {
    const to = row * CHUNK;
    out.fill(0, to, to + count);
    const weights = row * cols;
    let k = 0;
    for (; k + 3 < cols; k += 4) {
      const w0 = data[weights + k];
      const w1 = data[weights + k + 1];
      const w2 = data[weights + k + 2];
      const w3 = data[weights + k + 3];
      if (w0 === 0 || w1 === 0 || w2 === 0 || w3 === 0) {
        for (let j = k; j < k + 4; j++)
          addBand(data[weights + j], block, j * numPixel + start, count, out, to);
        continue;
      }
      const b0 = k * numPixel + start;
      const b1 = b0 + numPixel;
      const b2 = b1 + numPixel;
      const b3 = b2 + numPixel;
      for (let i = 0; i < count; i++) {
        out[to + i] += w0 * block[b0 + i] + w1 * block[b1 + i] + w2 * block[b2 + i] + w3 * block[b3 + i];
      }
    }
    for (; k < cols; k++) addBand(data[weights + k], block, k * numPixel + start, count, out, to);
  }
}

function addBand(
  weight: number,
  block: Float32Array | Float64Array,
  from: number,
  count: number,
  out: Float64Array,
  to: number,
): void {
  if (weight === 0) return;
  for (let i = 0; i < count; i++) out[to + i] += weight * block[from + i];
}

/**
 * Subtract what parameters predict at one band: rest[i] = rest[i] - sum_p g[p] · parameters[p · CHUNK + i]. Four
 * parameters go through one sweep.
 * @param design [numBand, numParameter]; `band` chooses its row
 */
export function subtractPrediction(
  design: Matrix,
  band: number,
  parameters: Float64Array,
  count: number,
  rest: Float64Array,
): void {
  const { cols, data } = design;
  const g = band * cols;
  for (let p = 0; p < cols; p += 4) {
    const left = cols - p;
    const g0 = data[g + p];
    const g1 = left > 1 ? data[g + p + 1] : 0;
    const g2 = left > 2 ? data[g + p + 2] : 0;
    const g3 = left > 3 ? data[g + p + 3] : 0;
    // Rows beyond the last parameter are never read: they repeat the first with weight zero.
    const p0 = p * CHUNK;
    const p1 = left > 1 ? p0 + CHUNK : p0;
    const p2 = left > 2 ? p0 + 2 * CHUNK : p0;
    const p3 = left > 3 ? p0 + 3 * CHUNK : p0;
    if (left > 2) {
      for (let i = 0; i < count; i++) {
        rest[i] -=
          g0 * parameters[p0 + i] +
          g1 * parameters[p1 + i] +
          g2 * parameters[p2 + i] +
          g3 * parameters[p3 + i];
      }
    } else {
      for (let i = 0; i < count; i++) rest[i] -= g0 * parameters[p0 + i] + g1 * parameters[p1 + i];
    }
  }
}
