import type { Grid } from '../array.ts';
import { sobelRow } from './edges.ts';
import { prepareGaussianMean } from './gaussian-mean.ts';
import type { PartRoom, RasterPart } from './raster-part.ts';

/** Smoothing before the slopes are taken, pixels. */
const SIGMA = 1;
/** Strength of Sobel's sums from which a ridge belongs to an edge, and from which it makes one. */
const WEAK = 0.1;
const STRONG = 0.2;

/**
 * Prepare edges after Canny (1986): ridges of the slope of the smoothed raster that are strong somewhere and nowhere weak.
 *
 * @returns function of a whole raster [length, width], any unit, in which the thresholds are, that marks edges [length, width]
 *   with 1; there are none within the outermost pixels nor near NaN
 */
export function prepareCannyEdges(): (raster: Grid, part: RasterPart, edges: PartRoom) => void {
  const smoothedRows = prepareGaussianMean(SIGMA);
  return (raster, part, edges) => {
    const [length, width] = raster.shape;
    // Three rows at a time, which stay in the cache; beyond the edges the first and the last go on.
    const smooth = new Float64Array(3 * width);
    const [down, across, strength] = [0, 1, 2].map(() => new Float64Array(3 * width));
    const ridges = new Uint8Array(length * width);
    const strong: number[] = [];
    const slotOf = (y: number) => (Math.min(Math.max(y, 0), length - 1) % 3) * width;
    const slopes = (y: number) => {
      const to = slotOf(y);
      sobelRow(smooth, slotOf(y - 1), to, slotOf(y + 1), width, down, across, to);
      for (let i = to; i < to + width; i++)
        strength[i] = Math.sqrt(down[i] * down[i] + across[i] * across[i]);
      if (y >= 2) ridge(y - 1);
    };
    const ridge = (y: number) => {
      const [north, here, south] = [y - 1, y, y + 1].map(slotOf);
      for (let x = 1; x < width - 1; x++) {
        const middle = strength[here + x];
        if (!(middle >= WEAK && isRidge(strength, north, here, south, x, down[here + x], across[here + x])))
          continue;
        ridges[y * width + x] = 1;
        if (middle >= STRONG) strong.push(y * width + x);
      }
    };
    smoothedRows(raster, part, ({ sums, sumStride }, first, rows) => {
      for (let r = 0; r < rows; r++) {
        const y = first + r;
        smooth.set(sums.subarray(r * sumStride, r * sumStride + width), slotOf(y));
        if (y > 0) slopes(y - 1);
      }
    });
    slopes(length - 1);
    edges.fill(0);
    connect(ridges, strong, width, edges);
  };
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

/** Mark ridges that touch, at a side or a corner, one of the strong ones or a ridge that does. */
function connect(ridges: Uint8Array, strong: readonly number[], width: number, edges: PartRoom): void {
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
}
