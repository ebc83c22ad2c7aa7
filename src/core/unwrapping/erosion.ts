import type { Grid } from '../array.ts';

/**
 * Grey erosion of a label raster: each pixel takes the smallest label of the square window around it.
 *
 * Regions shrink by half the window where they meet background; where two regions touch, the lower label wins.
 * Beyond the raster's edge the window is cut off, which equals mirroring the raster there: a region does not
 * shrink along the edge. The square separates into a minimum along rows and one along columns.
 *
 * @param size side of the window in pixels, odd; 1 or less returns a copy
 */
export function erodeLabels(labels: Grid<Int32Array>, size: number): Grid<Int32Array> {
  const [length, width] = labels.shape;
  const half = Math.floor(size / 2);
  const source = labels.data;
  const rows = source.slice();
  if (half < 1) return { data: rows, shape: labels.shape };

  for (let y = 0; y < length; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      let low = source[start + x];
      const x1 = Math.min(width - 1, x + half);
      for (let k = Math.max(0, x - half); low > 0 && k <= x1; k++) low = Math.min(low, source[start + k]);
      rows[start + x] = low;
    }
  }
  const out = rows.slice();
  for (let y = 0; y < length; y++) {
    const y1 = Math.min(length - 1, y + half);
    for (let k = Math.max(0, y - half); k <= y1; k++) {
      if (k === y) continue;
      for (let x = 0, i = y * width, j = k * width; x < width; x++, i++, j++) {
        if (rows[j] < out[i]) out[i] = rows[j];
      }
    }
  }
  return { data: out, shape: labels.shape };
}
