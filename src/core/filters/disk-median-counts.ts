import type { Grid } from '../array.ts';
import { rankOf } from './rank.ts';
import type { PartRoom, RasterPart } from './raster-part.ts';
import { diskWindow, type WindowRun } from './window-mean.ts';

/** Places that are counted together, as a power of two. */
const GROUP = 4;
/** Rows and columns of a tile, pixels: small enough for the counts to stay in the first cache. */
const TILE = { rows: 48, columns: 96 };

/**
 * Median over a disk around every pixel, the edges of the raster going on. A window moves along the rows and counts which
 * places of the sorted values it holds (Huang et al. 1979, doi:10.1109/TASSP.1979.1163188). Values are sorted by tiles.
 *
 * @param raster [length, width], any unit; NaN = no data, which neither counts nor gets a value; or its rows around a part
 * @param radius whole number of pixels
 * @param part rows wanted
 * @param out [rows * width], receives them, same unit; of an even number of values the upper one of the two in the middle
 */
export function countedDiskMedian(raster: Grid, radius: number, part: RasterPart, out: PartRoom): void {
  const { top, y0: first, y1: end } = part;
  const width = raster.shape[1];
  const window = diskWindow(radius);
  const rows = Math.max(TILE.rows, 4 * radius);
  const columns = Math.max(TILE.columns, 4 * radius);
  for (let y0 = first; y0 < end; y0 += rows) {
    for (let x0 = 0; x0 < width; x0 += columns) {
      const [y1, x1] = [Math.min(end, y0 + rows), Math.min(width, x0 + columns)];
      const tile = { y0: y0 - top, x0, y1: y1 - top, x1 };
      const to = out.subarray((y0 - first) * width, (y1 - first) * width);
      medianOfTile(raster, tile, radius, window, to);
    }
  }
}

function medianOfTile(
  raster: Grid,
  tile: Box,
  radius: number,
  window: readonly WindowRun[],
  out: PartRoom,
): void {
  const [length, width] = raster.shape;
  const top = Math.max(0, tile.y0 - radius);
  const left = Math.max(0, tile.x0 - radius);
  const bottom = Math.min(length, tile.y1 + radius);
  const right = Math.min(width, tile.x1 + radius);
  const across = right - left;
  const values = new Float32Array((bottom - top) * across);
  for (let y = top; y < bottom; y++)
    values.set(raster.data.subarray(y * width + left, y * width + right), (y - top) * across);
  for (let i = 0; i < values.length; i++) values[i] += 0; // zeros of both signs are one value
  const { order, rank } = rankOf(values);
  const column = Int32Array.from({ length: tile.x1 - tile.x0 + 2 * radius }, (_, i) =>
    clamped(tile.x0 + i - radius, left, right),
  );
  const counts: Counts = {
    each: new Uint32Array(order.length),
    groups: new Uint32Array((order.length >> GROUP) + 1),
  };
  const from = Int32Array.from(window, (run) => radius + run.from);
  const to = Int32Array.from(window, (run) => radius + run.to);
  const medians = new Int32Array(tile.x1 - tile.x0);
  for (let y = tile.y0; y < tile.y1; y++) {
    const rows = Int32Array.from(window, ({ dy }) => clamped(y + dy, top, bottom) * across);
    medianPlaces(rank, rows, column, from, to, counts, medians);
    const here = (y - top) * across + tile.x0 - left;
    const place = (y - tile.y0) * width + tile.x0;
    for (let x = 0; x < medians.length; x++)
      out[place + x] = rank[here + x] < 0 ? Number.NaN : values[order[medians[x]]];
  }
}

/** Rows or columns, the last one exclusive. */
interface Box {
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
}

/** How often each place of a sorted list is held, and places of a group together. */
interface Counts {
  readonly each: Uint32Array;
  readonly groups: Uint32Array;
}

/** `i` or the nearest of `first` to `end - 1`, counted from `first`. */
function clamped(i: number, first: number, end: number): number {
  return Math.min(Math.max(i, first), end - 1) - first;
}

/**
 * Move a window along a row: to[x] = place in the middle of those it holds there.
 * @param rank [rows, columns] places of the values, -1 for none
 * @param rows first pixel of the row in which each run of the window lies
 * @param column columns of the window's own count, from its leftmost one at x = 0 on
 * @param first first column of each run at x = 0  @param last its last one
 */
function medianPlaces(
  rank: Int32Array,
  rows: Int32Array,
  column: Int32Array,
  first: Int32Array,
  last: Int32Array,
  { each, groups }: Counts,
  to: Int32Array,
): void {
  each.fill(0);
  groups.fill(0);
  let total = 0;
  /** group in which the middle was last, and how many places before it are held */
  let group = 0;
  let before = 0;
  for (let r = 0; r < rows.length; r++) {
    for (let i = first[r]; i <= last[r]; i++) {
      const place = rank[rows[r] + column[i]];
      if (place < 0) continue;
      each[place]++;
      groups[place >> GROUP]++;
      total++;
    }
  }
  for (let x = 0; x < to.length; x++) {
    for (let r = 0; x > 0 && r < rows.length; r++) {
      const row = rows[r];
      const leaving = rank[row + column[first[r] + x - 1]];
      const coming = rank[row + column[last[r] + x]];
      if (leaving >= 0) {
        each[leaving]--;
        groups[leaving >> GROUP]--;
        if (leaving >> GROUP < group) before--;
        total--;
      }
      if (coming >= 0) {
        each[coming]++;
        groups[coming >> GROUP]++;
        if (coming >> GROUP < group) before++;
        total++;
      }
    }
    if (total === 0) continue; // nothing is held, and the pixel has no value
    const wanted = total >> 1;
    while (before > wanted) before -= groups[--group];
    while (before + groups[group] <= wanted) before += groups[group++];
    let seen = before;
    let place = group << GROUP;
    while (seen + each[place] <= wanted) seen += each[place++];
    to[x] = place;
  }
}
