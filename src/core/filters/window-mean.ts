import { type Grid, grid } from '../array.ts';
import { type RasterPart, wholePart } from './raster-part.ts';
import { reflected } from './reflection.ts';
import { type RowSumsMaker, rowSums } from './row-sums.ts';

/** Part of a window that lies in one row: offsets from the pixel in the middle, ends included. */
export interface WindowRun {
  readonly dy: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A square of `size` x `size` pixels; with an even size the pixel is the first of the two in the middle.
 * @param size whole number above 0
 */
export function squareWindow(size: number): WindowRun[] {
  const to = size >> 1;
  const from = to - size + 1;
  return Array.from({ length: size }, (_, k) => ({ dy: from + k, from, to }));
}

/**
 * Pixels no farther than `radius` from the middle, and farther than `hole` where that is given.
 * @param radius pixels  @param hole pixels
 */
export function diskWindow(radius: number, hole?: number): WindowRun[] {
  const reach = Math.floor(radius);
  const halfWidth = (r: number, dy: number) =>
    Math.abs(dy) <= r ? Math.floor(Math.sqrt(r * r - dy * dy)) : -1;
  return Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach).flatMap((dy): WindowRun[] => {
    const outer = halfWidth(radius, dy);
    const inner = hole === undefined ? -1 : halfWidth(hole, dy);
    if (inner < 0) return [{ dy, from: -outer, to: outer }];
    if (inner >= outer) return [];
    return [
      { dy, from: -outer, to: -inner - 1 },
      { dy, from: inner + 1, to: outer },
    ];
  });
}

/**
 * Mean over a window around every pixel, the raster being mirrored at its edges. Sums run along the rows, so that the
 * work grows with the height of the window, not with its area.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param window offsets of its pixels
 * @param rows gives the loops over rows
 * @param part rows wanted; all when left out
 * @returns these rows [rows, width], same unit, in double precision; NaN where the window holds a value that is not finite
 */
export function windowMean(
  raster: Grid,
  window: readonly WindowRun[],
  rows: RowSumsMaker = rowSums,
  { top: first, length, y0, y1 }: RasterPart = wholePart(raster),
): Grid<Float64Array> {
  const width = raster.shape[1];
  const reach = window.reduce((most, { from, to }) => Math.max(most, -from, to), 0);
  const top = window.reduce((least, { dy }) => Math.min(least, dy), 0);
  const bottom = window.reduce((most, { dy }) => Math.max(most, dy), 0);
  const numRow = bottom - top + 1;
  const numPixel = window.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const stride = width + 2 * reach + 1;
  const columns = Int32Array.from({ length: width + 2 * reach }, (_, x) => reflected(x - reach, width));
  const loops = rows({ values: numRow * stride + width, half: 1, places: 2 * window.length });
  const { values: sums, places } = loops;
  const line = numRow * stride;
  const gaps = hasGaps(raster.data) ? new Int32Array(numRow * stride) : undefined;
  const slot = (row: number) => ((row % numRow) + numRow) % numRow;
  const enter = (row: number) =>
    runningSums(
      raster.data,
      (reflected(row, length) - first) * width,
      columns,
      slot(row) * stride,
      sums,
      gaps,
    );
  const out = new Float64Array((y1 - y0) * width);
  for (let row = y0 + top; row < y0 + bottom; row++) enter(row);
  for (let y = y0; y < y1; y++) {
    enter(y + bottom);
    window.forEach(({ dy, from, to }, r) => {
      const at = slot(y + dy) * stride + reach;
      places[2 * r] = at + from;
      places[2 * r + 1] = at + to + 1;
    });
    loops.averageRuns(window.length, numPixel, line, width);
    const to = (y - y0) * width;
    out.set(sums.subarray(line, line + width), to);
    if (gaps === undefined) continue;
    const means = out.subarray(to, to + width);
    for (let r = 0; r < window.length; r++) blankRun(means, gaps, places[2 * r], places[2 * r + 1]);
  }
  return grid(out, y1 - y0, width);
}

function hasGaps(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return true;
  return false;
}

/** Sums of a mirrored row up to each of its pixels, and how many of them are not finite, which count as 0. */
function runningSums(
  data: Float32Array,
  row: number,
  columns: Int32Array,
  to: number,
  sums: Float64Array,
  gaps: Int32Array | undefined,
): void {
  let sum = 0;
  sums[to] = 0; // of whatever raster went before
  if (gaps === undefined) {
    for (let x = 0; x < columns.length; x++) {
      sum += data[row + columns[x]];
      sums[to + x + 1] = sum;
    }
    return;
  }
  let count = 0;
  for (let x = 0; x < columns.length; x++) {
    const value = data[row + columns[x]];
    if (Number.isFinite(value)) sum += value;
    else count++;
    sums[to + x + 1] = sum;
    gaps[to + x + 1] = count;
  }
}

function blankRun(line: Float64Array, gaps: Int32Array, from: number, to: number): void {
  for (let x = 0; x < line.length; x++) if (gaps[to + x] !== gaps[from + x]) line[x] = Number.NaN;
}
