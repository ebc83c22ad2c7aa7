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
