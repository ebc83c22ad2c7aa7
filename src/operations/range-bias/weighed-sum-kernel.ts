import type { BlockFunction } from '../../core/block.ts';
import { CHUNK, mapPixels } from '../../core/linalg/map-pixels.ts';

export interface WeighedSumArgs {
  /** one per plane */
  readonly weights: readonly number[];
}

/** values [planes, numPixel] to their weighed sum, which comes back as the rows of one raster; NaN where a value is NaN. */
export default function weighedSumKernel({
  weights,
}: WeighedSumArgs): BlockFunction<{ readonly values: Float32Array }> {
  const matrix = { rows: 1, cols: weights.length, data: Float64Array.from(weights) };
  const sums = new Float64Array(CHUNK);
  return ({ values }, { y0, y1, width, numPixel }) => {
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(width));
    rowSums.forEach((row, y) => {
      for (let x = 0; x < width; x += CHUNK) {
        const count = Math.min(CHUNK, width - x);
        mapPixels(matrix, values, numPixel, y * width + x, count, sums);
        row.set(sums.subarray(0, count), x);
      }
    });
    return { rowSums };
  };
}
