import type { Grid } from '../array.ts';
import type { PartRoom, RasterPart } from './raster-part.ts';
import { reflected } from './reflection.ts';

/**
 * Sobel's operator along a row: sums of differences over two pixels (weights 1 2 1: eight times the slope per pixel), the row
 * being mirrored at its ends. Each value is read once, as the window moves.
 *
 * @param data rasters, any unit
 * @param above where the row above begins; `here` and `below`: the row itself and the next one
 * @param down receives the sums of differences between the next row and the one before, same unit, from `to` on
 * @param across receives those of columns
 */
export function sobelRow(
  data: Float32Array | Float64Array,
  above: number,
  here: number,
  below: number,
  width: number,
  down: Float64Array,
  across: Float64Array,
  to: number,
): void {
  let north = data[above];
  let centre = data[here];
  let south = data[below];
  let nw = north;
  let west = centre;
  let sw = south;
  for (let x = 0; x < width; x++) {
    const right = x === width - 1 ? x : x + 1;
    const ne = data[above + right];
    const east = data[here + right];
    const se = data[below + right];
    down[to + x] = sw + 2 * south + se - (nw + 2 * north + ne);
    across[to + x] = ne + 2 * east + se - (nw + 2 * west + sw);
    nw = north;
    west = centre;
    sw = south;
    north = ne;
    centre = east;
    south = se;
  }
}

/**
 * Strength of edges by Sobel's operator: root mean square of the differences over two pixels along both axes.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param part rows wanted
 * @param strength [rows, width], receives them, unit of the raster
 */
export function sobelStrength(raster: Grid, { top, length, y0, y1 }: RasterPart, strength: PartRoom): void {
  const width = raster.shape[1];
  const down = new Float64Array(width);
  const across = new Float64Array(width);
  for (let y = y0, to = 0; y < y1; y++, to += width) {
    const row = (at: number) => (reflected(at, length) - top) * width;
    sobelRow(raster.data, row(y - 1), row(y), row(y + 1), width, down, across, 0);
    // Differences over two pixels, smoothed with weights that add up to 1.
    for (let x = 0; x < width; x++) strength[to + x] = Math.sqrt((down[x] ** 2 + across[x] ** 2) / 32);
  }
}

/**
 * Strength of edges by Roberts' cross: root mean square of the two diagonal differences to the next row and column, the
 * raster being mirrored at its edges.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param part rows wanted
 * @param strength [rows, width], receives them, unit of the raster
 */
export function robertsStrength(raster: Grid, { top, length, y0, y1 }: RasterPart, strength: PartRoom): void {
  const { data, shape } = raster;
  const width = shape[1];
  for (let y = y0; y < y1; y++) {
    const to = (y - y0) * width;
    const here = (y - top) * width;
    const below = (reflected(y + 1, length) - top) * width;
    let middle = data[here];
    let south = data[below];
    for (let x = 0; x < width; x++) {
      const right = x === width - 1 ? x : x + 1;
      const east = data[here + right];
      const corner = data[below + right];
      const falling = corner - middle;
      const rising = south - east;
      strength[to + x] = Math.sqrt((falling * falling + rising * rising) / 2);
      middle = east;
      south = corner;
    }
  }
}
