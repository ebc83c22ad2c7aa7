import { type Grid, grid } from '../array.ts';
import { type RasterPart, wholePart } from './raster-part.ts';
import { reflected } from './reflection.ts';

/**
 * Sobel's operator: differences over two pixels, smoothed across, of a raster that is mirrored at its edges.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param part rows wanted; all when left out
 * @returns sums of the weighted differences (weights 1 2 1: eight times the slope per pixel), two rasters of these rows
 */
export function sobelSums(
  raster: Grid<Float32Array | Float64Array>,
  { top, length, y0, y1 }: RasterPart = wholePart(raster),
): {
  readonly down: Float64Array;
  readonly across: Float64Array;
} {
  const width = raster.shape[1];
  const down = new Float64Array((y1 - y0) * width);
  const across = new Float64Array((y1 - y0) * width);
  const { data } = raster;
  for (let y = y0; y < y1; y++) {
    const to = (y - y0) * width;
    const here = (y - top) * width;
    const above = (reflected(y - 1, length) - top) * width;
    const below = (reflected(y + 1, length) - top) * width;
    for (let x = 0; x < width; x++) {
      const left = x === 0 ? 0 : x - 1;
      const right = x === width - 1 ? x : x + 1;
      const nw = data[above + left];
      const ne = data[above + right];
      const sw = data[below + left];
      const se = data[below + right];
      down[to + x] = sw + 2 * data[below + x] + se - (nw + 2 * data[above + x] + ne);
      across[to + x] = ne + 2 * data[here + right] + se - (nw + 2 * data[here + left] + sw);
    }
  }
  return { down, across };
}

/**
 * Strength of edges by Sobel's operator: root mean square of the differences over two pixels along both axes.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param part rows wanted; all when left out
 * @returns these rows [rows, width], unit of the raster
 */
export function sobelStrength(raster: Grid, part: RasterPart = wholePart(raster)): Grid {
  const { down, across } = sobelSums(raster, part);
  const strength = new Float32Array(down.length);
  // Differences over two pixels, smoothed with weights that add up to 1.
  for (let i = 0; i < strength.length; i++) strength[i] = Math.sqrt((down[i] ** 2 + across[i] ** 2) / 32);
  return grid(strength, part.y1 - part.y0, raster.shape[1]);
}

/**
 * Strength of edges by Roberts' cross: root mean square of the two diagonal differences to the next row and column, the
 * raster being mirrored at its edges.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param part rows wanted; all when left out
 * @returns these rows [rows, width], unit of the raster
 */
export function robertsStrength(raster: Grid, { top, length, y0, y1 }: RasterPart = wholePart(raster)): Grid {
  const { data, shape } = raster;
  const width = shape[1];
  const strength = new Float32Array((y1 - y0) * width);
  for (let y = y0; y < y1; y++) {
    const to = (y - y0) * width;
    const here = (y - top) * width;
    const below = (reflected(y + 1, length) - top) * width;
    for (let x = 0; x < width; x++) {
      const right = reflected(x + 1, width);
      const falling = data[below + right] - data[here + x];
      const rising = data[below + x] - data[here + right];
      strength[to + x] = Math.sqrt((falling * falling + rising * rising) / 2);
    }
  }
  return grid(strength, y1 - y0, width);
}
