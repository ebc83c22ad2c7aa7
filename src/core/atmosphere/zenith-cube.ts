import { assertArgument } from '../arguments.ts';
import { ShapeError } from '../errors.ts';
import { cubicCoefficients } from '../geometry/resample/cubic-spline.ts';

/** Zenith delay at one time over equally spaced places and levels of height. */
export interface ZenithCube {
  /** degrees, [rows], in either direction */
  readonly latitudes: ArrayLike<number>;
  /** degrees, [columns], rising; they go on beyond 180 */
  readonly longitudes: ArrayLike<number>;
  /** m, [levels], rising */
  readonly heights: ArrayLike<number>;
  /** m, [levels, rows, columns] */
  readonly delay: Float32Array;
}

/** One axis of places: where its first node is, and how far the next. */
export interface NodeAxis {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** A cube as cubic B-splines in the horizontal, one per level: ready for any number of pixels. */
export interface ZenithSpline {
  readonly latitude: NodeAxis;
  readonly longitude: NodeAxis;
  /** m, at least two, rising */
  readonly heights: Float64Array;
  /** [rows + 3, columns + 3, levels], m: one node more before the first and two behind the last, in shared memory where there is any */
  readonly coefficients: Float64Array;
}

/** Nodes of a spline that lie outside of its axis, before and behind. */
export const NODES_BEFORE = 1;
const NODES_BEHIND = 2;

/**
 * Levels around a range of heights: from the last one not above its lowest to the first one not below its highest, and the
 * outermost ones where it reaches beyond.
 *
 * @param levels m, rising or falling @param lowest m @param highest m
 * @returns first level, and the one behind the last
 */
export function heightLevels(levels: ArrayLike<number>, lowest: number, highest: number): [number, number] {
  const n = levels.length;
  if (n > 1 && levels[0] > levels[n - 1]) {
    const [first, end] = heightLevels(Array.from(levels).reverse(), lowest, highest);
    return [n - end, n - first];
  }
  let [first, end] = [0, n];
  while (first + 1 < n && levels[first + 1] <= lowest) first++;
  while (end - 1 > first && levels[end - 2] >= highest) end--;
  return [first, end];
}

/**
 * Prepare a cube for places between its nodes: cubic B-splines through the nodes of every level, mirrored at the edges
 * (Unser 1999, doi:10.1109/79.799930).
 *
 * @throws {ShapeError} when axes and delays do not fit
 */
export function zenithSpline(cube: ZenithCube): ZenithSpline {
  assertArgument('zenithSpline', 'cube', cube, { delay: 'list' });
  const { latitudes, longitudes, heights, delay } = cube;
  const [rows, columns, levels] = [latitudes.length, longitudes.length, heights.length];
  if (rows * columns * levels !== delay.length || delay.length === 0)
    throw new ShapeError(`${delay.length} delays do not fit ${levels} x ${rows} x ${columns} nodes.`);
  const [height, width] = [rows + NODES_BEFORE + NODES_BEHIND, columns + NODES_BEFORE + NODES_BEHIND];
  const depth = Math.max(2, levels); // a single level counts twice, so that there is always one above
  const coefficients = sharedDoubles(height * width * depth);
  for (let k = 0; k < depth; k++) {
    const level = Math.min(k, levels - 1);
    const data = delay.subarray(level * rows * columns, (level + 1) * rows * columns);
    const { data: spline } = cubicCoefficients({ data, shape: [rows, columns] });
    for (let y = 0; y < height; y++) {
      const row = mirrored(y - NODES_BEFORE, rows) * columns;
      for (let x = 0; x < width; x++)
        coefficients[(y * width + x) * depth + k] = spline[row + mirrored(x - NODES_BEFORE, columns)];
    }
  }
  return {
    latitude: axisOf(latitudes),
    longitude: axisOf(longitudes),
    heights: Float64Array.from(levels > 1 ? Array.from(heights) : [heights[0], heights[0] + 1]),
    coefficients,
  };
}

function axisOf(nodes: ArrayLike<number>): NodeAxis {
  const count = nodes.length;
  return { first: nodes[0], step: count > 1 ? (nodes[count - 1] - nodes[0]) / (count - 1) : 1, count };
}

function mirrored(k: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const m = ((k % period) + period) % period;
  return m < n ? m : period - m;
}

function sharedDoubles(length: number): Float64Array {
  const bytes = 8 * length;
  return new Float64Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes),
  );
}
