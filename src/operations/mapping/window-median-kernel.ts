import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { medianInPlace } from '../../core/stats/selection.ts';

export interface WindowMedianArgs {
  /** rows and columns of a window; a block comes with this many rows to each of its own */
  readonly window: number;
  /** of the map: windows at its edges are smaller */
  readonly length: number;
  readonly width: number;
  /** medians of all windows, row by row: shared memory */
  readonly medians: Float64Array;
}

/** Median of each window of a raster, of the values that are not NaN; written into the shared table. */
export default function windowMedianKernel({
  window,
  length,
  width,
  medians,
}: WindowMedianArgs): BlockFunction<{ readonly values: Values }> {
  const found = new Float32Array(window * window);
  return ({ values }, { y0, y1, width: windowsPerRow }) => {
    for (let row = y0; row < y1; row++) {
      const rows = Math.min(window, length - row * window);
      for (let column = 0; column < windowsPerRow; column++) {
        const x0 = column * window;
        const x1 = Math.min(width, x0 + window);
        let count = 0;
        for (let r = 0; r < rows; r++) {
          const from = ((row - y0) * window + r) * width;
          for (let x = x0; x < x1; x++)
            if (!Number.isNaN(values[from + x])) found[count++] = values[from + x];
        }
        medians[row * windowsPerRow + column] =
          count === 0 ? Number.NaN : medianInPlace(found.subarray(0, count));
      }
    }
    return {};
  };
}
