import { type Grid, grid } from '../array.ts';

/**
 * Pixels no farther than `radius` from a centre, all in pixels.
 *
 * @param y0 row of the image that is the first of the mask
 * @returns [length, width], 1 inside
 */
export function circleMask(
  length: number,
  width: number,
  y: number,
  x: number,
  radius: number,
  y0 = 0,
): Grid<Uint8Array> {
  const data = new Uint8Array(length * width);
  const top = Math.max(y0, Math.ceil(y - radius));
  const bottom = Math.min(y0 + length - 1, Math.floor(y + radius));
  for (let row = top; row <= bottom; row++) {
    for (let column = 0; column < width; column++) {
      if ((row - y) ** 2 + (column - x) ** 2 <= radius * radius) data[(row - y0) * width + column] = 1;
    }
  }
  return grid(data, length, width);
}

/**
 * Pixels inside a polygon or on its outline: every row is cut at its centre line, and ends halfway between two pixels
 * go to the inner one.
 *
 * @param vertices [x, y] in pixels; the last connects to the first
 * @param y0 row of the image that is the first of the mask
 * @returns [length, width], 1 inside
 */
export function polygonMask(
  length: number,
  width: number,
  vertices: readonly (readonly [x: number, y: number])[],
  y0 = 0,
): Grid<Uint8Array> {
  const data = new Uint8Array(length * width);
  const edges = vertices.map((from, i) => [from, vertices[(i + 1) % vertices.length]] as const);
  const fill = (row: number, left: number, right: number) => {
    const first = Math.max(0, Math.floor(left + 0.5));
    const last = Math.min(width - 1, Math.ceil(right - 0.5));
    if (first <= last) data.fill(1, (row - y0) * width + first, (row - y0) * width + last + 1);
  };
  for (let row = y0; row < y0 + length; row++) {
    // A corner on the row belongs to the edges below it in one pass and to those above in the other.
    for (const includesLower of [true, false]) {
      const crossings: number[] = [];
      for (const [[xa, ya], [xb, yb]] of edges) {
        const low = Math.min(ya, yb);
        const high = Math.max(ya, yb);
        const crosses = includesLower ? low <= row && row < high : low < row && row <= high;
        if (crosses) crossings.push(xa + ((row - ya) / (yb - ya)) * (xb - xa));
        else if (low === high && low === row) fill(row, Math.min(xa, xb), Math.max(xa, xb));
      }
      crossings.sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) fill(row, crossings[i], crossings[i + 1]);
    }
  }
  return grid(data, length, width);
}
