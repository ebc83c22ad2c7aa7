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
  const rows = labels.data.slice();
  if (half < 1) return { data: rows, shape: labels.shape };
  spreadAlongRows(labels.data, rows, length, width, half);
  const out = rows.slice();
  spreadAlongColumns(rows, out, length, width, half);
  return { data: out, shape: labels.shape };
}

// Along a line the minimum of a window only differs from its centre when a change of labels is near: the lower label of
// each change spreads over the next `half` pixels of the other side. Changes are few, so a line costs one comparison a
// pixel whatever the window.

function spreadAlongRows(
  from: Int32Array,
  to: Int32Array,
  length: number,
  width: number,
  half: number,
): void {
  for (let y = 0; y < length; y++) {
    const first = y * width;
    const last = first + width - 1;
    for (let i = first; i < last; i++) {
      const left = from[i];
      const right = from[i + 1];
      if (left < right) lower(to, left, i + 1, Math.min(half, last - i), 1);
      else if (right < left) lower(to, right, i, Math.min(half, i - first + 1), -1);
    }
  }
}

function spreadAlongColumns(
  from: Int32Array,
  to: Int32Array,
  length: number,
  width: number,
  half: number,
): void {
  for (let y = 0; y + 1 < length; y++) {
    const down = Math.min(half, length - 1 - y);
    const up = Math.min(half, y + 1);
    for (let i = y * width, below = i + width, end = below; i < end; i++, below++) {
      const above = from[i];
      const under = from[below];
      if (above < under) lower(to, above, below, down, width);
      else if (under < above) lower(to, under, i, up, -width);
    }
  }
}

/** Let `label` win over higher ones at `count` places from `at` on. */
function lower(out: Int32Array, label: number, at: number, count: number, step: number): void {
  for (let n = 0, i = at; n < count; n++, i += step) if (out[i] > label) out[i] = label;
}
