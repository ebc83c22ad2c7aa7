import type { RasterSize } from '../array.ts';
import { NUM_CURVE, NUM_ROW_SUM, type RampRows, strideOf } from './ramp-rows.ts';
import { scaledIndices } from './scaled-indices.ts';

/** The loops in plain TypeScript: for machines without vector instructions, and the judge of the vector loops. */
export function plainRampRows({ length, width }: RasterSize): RampRows {
  const u = scaledIndices(width);
  const sums = new Float64Array(length * NUM_ROW_SUM);
  return {
    sum(raster, { keep, step }) {
      for (let y = step >> 1; y < length; y += step) {
        sumRow(raster, y * width, u, keep, y * strideOf(width), sums, y * NUM_ROW_SUM);
      }
      return sums;
    },
    subtract(raster, curves, ignoreZero) {
      for (let y = 0; y < length; y++) {
        const at = y * NUM_CURVE;
        subtractAlongRow(raster, y * width, u, curves[at], curves[at + 1], curves[at + 2], ignoreZero);
      }
    },
  };
}

/**
 * The sums of the row that begins at `row`, over the samples that `keep` has from `kept` on; they go to `sums[to]`.
 *
 * @param raster [length, width], any unit
 * @param u scaled index of every column [width]
 * @param keep [width] from `kept` on, 0 = leave out
 * @param sums a row of them, of length NUM_ROW_SUM, is overwritten
 */
export function sumRow(
  raster: Float32Array,
  row: number,
  u: Float64Array,
  keep: Int8Array,
  kept: number,
  sums: Float64Array,
  to: number,
): void {
  sums.fill(0, to, to + NUM_ROW_SUM);
  for (let first = 0; first < 2; first++) {
    let l0 = 0; // lane 0 or 1
    let l1 = 0;
    let l2 = 0;
    let h0 = 0; // lane 2 or 3
    let h1 = 0;
    let h2 = 0;
    let numZero = 0;
    for (let x = first; x < u.length; x += 4) {
      if (keep[kept + x] !== 0) {
        const d = raster[row + x];
        const du = d * u[x];
        l0 += d;
        l1 += du;
        l2 += du * u[x];
        if (d === 0) numZero++;
      }
      if (keep[kept + x + 2] !== 0) {
        const d = raster[row + x + 2];
        const du = d * u[x + 2];
        h0 += d;
        h1 += du;
        h2 += du * u[x + 2];
        if (d === 0) numZero++;
      }
    }
    sums[to] += l0 + h0;
    sums[to + 1] += l1 + h1;
    sums[to + 2] += l2 + h2;
    if (numZero > 0) sums[to + 3] = 1;
  }
}

/**
 * Subtract c0 + c1 u + c2 u² from the row that begins at `row`.
 *
 * @param block [length, width], changed in place
 * @param u scaled index of every column [width]
 */
export function subtractAlongRow(
  block: Float32Array,
  row: number,
  u: Float64Array,
  c0: number,
  c1: number,
  c2: number,
  ignoreZero: boolean,
): void {
  for (let x = 0; x < u.length; x++) {
    const value = block[row + x];
    const u1 = u[x];
    if (!(ignoreZero && value === 0)) block[row + x] = value - (c0 + u1 * (c1 + u1 * c2));
  }
}
