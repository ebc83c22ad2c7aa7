import { type Grid, grid } from '../array.ts';
import { sobelRow } from './edges.ts';
import { gaussianMean } from './gaussian-mean.ts';
import { reflected } from './reflection.ts';
import { type RowSumsMaker, rowSums } from './row-sums.ts';

/** Smoothing before the slopes are taken, pixels. */
const SIGMA = 1;
/** Strength of Sobel's sums from which a ridge belongs to an edge, and from which it makes one. */
const WEAK = 0.1;
const STRONG = 0.2;

/**
 * Edges after Canny (1986): ridges of the slope of the smoothed raster that are strong somewhere and nowhere weak.
 *
 * @param raster [length, width], any unit; thresholds are in this unit
 * @param rows gives the loops over rows
 * @returns same shape, 1 = edge; none within the outermost pixels nor near NaN
 */
export function cannyEdges(raster: Grid, rows: RowSumsMaker = rowSums): Grid<Uint8Array> {
  const [length, width] = raster.shape;
  const smooth = gaussianMean(raster, SIGMA, 'none', rows).data;
  // Three rows at a time, which stay in the cache.
  const down = new Float64Array(3 * width);
  const across = new Float64Array(3 * width);
  const strength = new Float64Array(3 * width);
  const enter = (y: number) => {
    const row = (at: number) => reflected(at, length) * width;
    const to = (y % 3) * width;
    sobelRow(smooth, row(y - 1), row(y), row(y + 1), width, down, across, to);
    for (let i = to; i < to + width; i++) strength[i] = Math.sqrt(down[i] * down[i] + across[i] * across[i]);
  };
  const ridges = new Uint8Array(length * width);
  const strong: number[] = [];
  for (let y = 0; y < Math.min(2, length); y++) enter(y);
  for (let y = 1; y < length - 1; y++) {
    enter(y + 1);
    const [north, here, south] = [y - 1, y, y + 1].map((row) => (row % 3) * width);
    for (let x = 1; x < width - 1; x++) {
      const middle = strength[here + x];
      if (!(middle >= WEAK && isRidge(strength, north, here, south, x, down[here + x], across[here + x])))
        continue;
      ridges[y * width + x] = 1;
      if (middle >= STRONG) strong.push(y * width + x);
    }
  }
  return grid(connected(ridges, strong, width), length, width);
}

/**
 * Whether no neighbour in the direction of the slope is stronger; the neighbours are interpolated between two pixels.
 * @param north where the row above begins; `here` and `south`: this row and the one below
 */
function isRidge(
  strength: Float64Array,
  north: number,
  here: number,
  south: number,
  x: number,
  down: number,
  across: number,
): boolean {
  const middle = strength[here + x];
  const sameSign = down * across >= 0;
  if (Math.abs(down) >= Math.abs(across)) {
    const side = sameSign ? 1 : -1;
    const share = Math.abs(across / down);
    return (
      strength[south + x + side] * share + strength[south + x] * (1 - share) <= middle &&
      strength[north + x - side] * share + strength[north + x] * (1 - share) <= middle
    );
  }
  const [east, west] = sameSign ? [south, north] : [north, south];
  const share = Math.abs(down / across);
  return (
    strength[east + x + 1] * share + strength[here + x + 1] * (1 - share) <= middle &&
    strength[west + x - 1] * share + strength[here + x - 1] * (1 - share) <= middle
  );
}

/** Ridges that touch, at a side or a corner, one of the strong ones or a ridge that does. */
function connected(ridges: Uint8Array, strong: readonly number[], width: number): Uint8Array {
  const edges = new Uint8Array(ridges.length);
  const queue = [...strong];
  for (const at of queue) edges[at] = 1;
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const step of around) {
      const at = next + step; // ridges keep a pixel's distance from the frame
      if (ridges[at] === 0 || edges[at] === 1) continue;
      edges[at] = 1;
      queue.push(at);
    }
  }
  return edges;
}
