import type { MapGrid } from './map-grid.ts';

/** Values on a coarse grid in three dimensions: height, map y, map x. */
export interface HeightCube {
  /** [heights, ys, xs] */
  readonly values: ArrayLike<number>;
  /** of the layers, m, rising or falling */
  readonly heights: ArrayLike<number>;
  /** of the rows, rising or falling, in the unit of the map */
  readonly ys: ArrayLike<number>;
  /** of the columns */
  readonly xs: ArrayLike<number>;
}

/** The node below a coordinate, and how far it is from there to the next; -1 where it lies on no axis. */
interface Place {
  readonly node: number;
  readonly fraction: number;
}

const NOWHERE: Place = { node: -1, fraction: 0 };

function placeOn(axis: ArrayLike<number>, value: number): Place {
  const last = axis.length - 1;
  const rises = axis[last] >= axis[0];
  const from = rises ? axis[0] : axis[last];
  const to = rises ? axis[last] : axis[0];
  if (!(value >= from && value <= to) || last < 0) return NOWHERE;
  if (last === 0) return { node: 0, fraction: 0 };
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rises ? value >= axis[middle] : value <= axis[middle]) low = middle;
    else high = middle;
  }
  return { node: low, fraction: (value - axis[low]) / (axis[high] - axis[low]) };
}

/**
 * Values of a cube on a map whose pixels have a height: linear between the eight nodes around a pixel's centre. NaN where a
 * pixel lies outside of the cube or has no height, and beside nodes without a value.
 *
 * @param cube what is interpolated
 * @param grid of the pixels
 * @param heights of the pixels, m, [grid.length, grid.width]
 * @returns [grid.length, grid.width]
 */
export function sampleCube(cube: HeightCube, grid: MapGrid, heights: ArrayLike<number>): Float32Array {
  const { values } = cube;
  const width = cube.xs.length;
  const plane = cube.ys.length * width;
  const [down, right, up] = [cube.ys.length, width, cube.heights.length].map((n, k) =>
    n > 1 ? [width, 1, plane][k] : 0,
  );
  const out = new Float32Array(grid.length * grid.width).fill(Number.NaN);
  const columnNode = new Int32Array(grid.width);
  const columnFraction = new Float64Array(grid.width);
  const toColumn = new Int32Array(grid.width);
  for (let x = 0; x < grid.width; x++) {
    const column = placeOn(cube.xs, grid.xFirst + (x + 0.5) * grid.xStep);
    columnNode[x] = column.node;
    columnFraction[x] = column.fraction;
    toColumn[x] = step(column, width, right);
  }
  const levels = Float64Array.from(cube.heights);
  const lastLevel = levels.length - 1;
  const sense = levels[lastLevel] >= levels[0] ? 1 : -1;
  const lowest = Math.min(levels[0], levels[lastLevel]);
  const highest = Math.max(levels[0], levels[lastLevel]);
  let level = 0; // neighbours have similar heights: the search goes on from the last one
  for (let y = 0; y < grid.length; y++) {
    const row = placeOn(cube.ys, grid.yFirst + (y + 0.5) * grid.yStep);
    if (row.node < 0) continue;
    const toRow = step(row, cube.ys.length, down);
    for (let x = 0, p = y * grid.width; x < grid.width; x++, p++) {
      const height = heights[p];
      if (columnNode[x] < 0 || !(height >= lowest && height <= highest)) continue;
      while (level < lastLevel - 1 && sense * (height - levels[level + 1]) >= 0) level++;
      while (level > 0 && sense * (height - levels[level]) < 0) level--;
      const isTop = level === lastLevel;
      const fraction = isTop ? 0 : (height - levels[level]) / (levels[level + 1] - levels[level]);
      const at = level * plane + row.node * width + columnNode[x];
      const lower = bilinear(values, at, toRow, toColumn[x], row.fraction, columnFraction[x]);
      const upper = bilinear(
        values,
        at + (isTop ? 0 : up),
        toRow,
        toColumn[x],
        row.fraction,
        columnFraction[x],
      );
      out[p] = lower + fraction * (upper - lower);
    }
  }
  return out;
}

/** To the next node, where there is one. */
function step({ node }: Place, count: number, stride: number): number {
  return node + 1 < count ? stride : 0;
}

function bilinear(
  values: ArrayLike<number>,
  at: number,
  down: number,
  right: number,
  fy: number,
  fx: number,
): number {
  const top = values[at] + fx * (values[at + right] - values[at]);
  const bottom = values[at + down] + fx * (values[at + down + right] - values[at + down]);
  return top + fy * (bottom - top);
}
