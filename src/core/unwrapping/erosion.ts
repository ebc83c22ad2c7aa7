import { type LabelRuns, runBuilder } from './label-runs.ts';

/**
 * Grey erosion of a label raster: each pixel takes the smallest label of the square window around it.
 *
 * Regions shrink by half the window where they meet background; where two regions touch, the lower label wins.
 * Beyond the raster's edge the window is cut off, which equals mirroring the raster there: a region does not
 * shrink along the edge. The square separates into a minimum along rows and one along columns.
 *
 * @param size side of the window in pixels, odd; 1 or less changes nothing
 */
export function erodeRuns(runs: LabelRuns, size: number): LabelRuns {
  const half = Math.floor(size / 2);
  return half < 1 ? runs : erodeColumns(erodeRows(runs, half), half);
}

/** Minimum over x - half ... x + half. It can change only where a run enters the window or leaves it. */
function erodeRows({ shape, row, start, label }: LabelRuns, half: number): LabelRuns {
  const out = runBuilder(shape, label.length);
  for (let y = 0; y < shape[0]; y++) {
    const last = row[y + 1] - 1;
    const endOfRow = start[last + 1];
    // Runs from `low` to `high` are in the window around x.
    let low = row[y];
    let high = low;
    for (let x = start[low]; x < endOfRow; ) {
      while (high < last && start[high + 1] - half <= x) high++;
      while (low < high && start[low + 1] + half <= x) low++;
      let least = label[low];
      for (let k = low + 1; k <= high; k++) if (label[k] < least) least = label[k];
      out.add(x, least);
      const leaves = low < high ? start[low + 1] + half : endOfRow;
      const enters = high < last ? start[high + 1] - half : endOfRow;
      x = Math.min(leaves, enters, endOfRow);
    }
    out.endRow();
  }
  return out.finish();
}

/** Minimum over y - half ... y + half. It can change only where a run begins in one of these rows. */
function erodeColumns({ shape, row, start, label }: LabelRuns, half: number): LabelRuns {
  const [length, width] = shape;
  const out = runBuilder(shape, label.length);
  const at = new Int32Array(2 * half + 1); // the run of each row of the window
  for (let y = 0; y < length; y++) {
    const top = Math.max(0, y - half);
    const num = Math.min(length - 1, y + half) - top + 1;
    for (let r = 0; r < num; r++) at[r] = row[top + r];
    for (let x = 0; x < width; ) {
      let least = label[at[0]];
      let next = width;
      for (let r = 0; r < num; r++) {
        const k = at[r];
        if (label[k] < least) least = label[k];
        const end = start[k + 1] - (top + r) * width;
        if (end < next) next = end;
      }
      out.add(y * width + x, least);
      for (let r = 0; r < num; r++) if (start[at[r] + 1] - (top + r) * width === next) at[r]++;
      x = next;
    }
    out.endRow();
  }
  return out.finish();
}
