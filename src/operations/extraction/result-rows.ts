import { spansAt } from '../../core/geometry/region.ts';
import type { ExtractArgs } from './raster-job.ts';

/** Clears rows of the result where the area or the mask end; see `keepRows`. */
export type KeepRows = (
  values: Float32Array | Int16Array,
  y0: number,
  outside: number,
  masked?: number,
) => void;

/** What stands outside of the area and where the mask is 0. */
export function rowKeeper({ grid, region, mask }: ExtractArgs): KeepRows {
  const keep = mask && new Uint8Array(mask.memory);
  const { width } = grid;
  return (values, y0, outside, masked = outside) => {
    const rows = values.length / width;
    for (let r = 0; r < rows; r++) {
      const row = values.subarray(r * width, (r + 1) * width);
      let done = 0;
      for (const [from, to] of spansAt(region, grid.yFirst + (y0 + r + 0.5) * grid.yStep)) {
        // Pixels whose centre lies inside.
        const [first, last] = [from, to].map((x) => (x - grid.xFirst) / grid.xStep - 0.5);
        const start = Math.max(done, Math.min(width, Math.ceil(first - SLACK)));
        row.fill(outside, done, start);
        done = Math.max(start, Math.min(width, Math.floor(last + SLACK) + 1));
      }
      row.fill(outside, done);
      if (keep === undefined) continue;
      const at = (y0 + r) * width;
      for (let x = 0; x < width; x++) if (keep[at + x] === 0 && row[x] !== outside) row[x] = masked;
    }
  };
}

/** Share of a pixel that a centre may lie outside: corners of footprints are rounded. */
const SLACK = 1e-3;

/** Files tell missing values as 0. @returns how many pixels have one */
export function zeroMissing(values: Float32Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] - values[i] === 0) {
      if (values[i] !== 0) count++;
    } else values[i] = 0;
  }
  return count;
}
