import { type Grid, grid } from '../array.ts';
import { sobelSums } from './edges.ts';
import { gaussianMean } from './gaussian-mean.ts';

/** Smoothing before the slopes are taken, pixels. */
const SIGMA = 1;
/** Strength of Sobel's sums from which a ridge belongs to an edge, and from which it makes one. */
const WEAK = 0.1;
const STRONG = 0.2;

/**
 * Edges after Canny (1986): ridges of the slope of the smoothed raster that are strong somewhere and nowhere weak.
 *
 * @param raster [length, width], any unit; thresholds are in this unit
 * @returns same shape, 1 = edge; none within the outermost pixels nor near NaN
 */
export function cannyEdges(raster: Grid): Grid<Uint8Array> {
  const [length, width] = raster.shape;
  const smooth = gaussianMean(raster, SIGMA, 'none');
  const { down, across } = sobelSums(smooth);
  const strength = down.map((value, i) => Math.sqrt(value * value + across[i] * across[i]));
  const ridges = new Uint8Array(strength.length);
  const strong: number[] = [];
  for (let y = 1; y < length - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (!(strength[at] >= WEAK && isRidge(strength, at, width, down[at], across[at]))) continue;
      ridges[at] = 1;
      if (strength[at] >= STRONG) strong.push(at);
    }
  }
  return grid(connected(ridges, strong, width), length, width);
}

/** Whether no neighbour in the direction of the slope is stronger; the neighbours are interpolated between two pixels. */
function isRidge(strength: Float64Array, at: number, width: number, down: number, across: number): boolean {
  const isSteep = Math.abs(down) >= Math.abs(across);
  const sameSign = down * across >= 0;
  const straight = isSteep ? width : 1;
  const share = isSteep ? Math.abs(across / down) : Math.abs(down / across);
  const diagonal = sameSign ? width + 1 : isSteep ? width - 1 : 1 - width;
  const here = strength[at];
  const beyond = (sign: number) =>
    strength[at + sign * diagonal] * share + strength[at + sign * straight] * (1 - share);
  return beyond(1) <= here && beyond(-1) <= here;
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
