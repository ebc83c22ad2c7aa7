import type { Grid } from '../array.ts';
import { medianInPlace } from '../stats/selection.ts';

/**
 * Median phase of one region near a pixel: over rows [y - radius, y + radius) and columns [x - radius, x + radius),
 * cut at the raster's edge, pixels of `label` only, NaN skipped.
 *
 * @param phase [length * width], rad
 * @param labels region numbers [length, width]
 * @returns rad; NaN when the window holds no such pixel
 */
export function windowMedian(
  phase: Float32Array,
  labels: Grid<Int32Array>,
  label: number,
  y: number,
  x: number,
  radius: number,
): number {
  const [length, width] = labels.shape;
  const y0 = Math.max(0, y - radius);
  const y1 = Math.min(length, y + radius);
  const x0 = Math.max(0, x - radius);
  const x1 = Math.min(width, x + radius);
  const values = new Float32Array(Math.max(0, y1 - y0) * Math.max(0, x1 - x0));
  let n = 0;
  for (let row = y0; row < y1; row++) {
    for (let i = row * width + x0; i < row * width + x1; i++) {
      if (labels.data[i] === label && !Number.isNaN(phase[i])) values[n++] = phase[i];
    }
  }
  if (n === 0) return Number.NaN;
  return medianInPlace(values.subarray(0, n));
}
