import { type Grid, grid } from '../array.ts';
import { rankOf } from './rank.ts';
import { diskWindow, type WindowRun } from './window-mean.ts';

/** Places that are counted together in the two coarse levels, as powers of two. */
const FINE = 6;
const COARSE = 12;

/**
 * Median over a disk around every pixel, the edges of the raster going on. A window moves along the rows and counts which
 * places of the sorted raster it holds (Huang et al. 1979, doi:10.1109/TASSP.1979.1163188), in three levels.
 *
 * @param raster [length, width], any unit; NaN = no data, which neither counts nor gets a value
 * @param radius whole number of pixels
 * @returns same shape and unit; of an even number of values the upper one of the two in the middle
 */
export function diskMedian(raster: Grid, radius: number): Grid {
  const { data, shape } = raster;
  const [length, width] = shape;
  const { order, rank } = rankOf(data);
  const window = diskWindow(radius);
  const counts = new RankCounts(order.length);
  const out = new Float32Array(data.length);
  const rowAt = (row: number) => Math.min(Math.max(row, 0), length - 1) * width;
  for (let y = 0; y < length; y++) {
    const rows = Int32Array.from(window, ({ dy }) => rowAt(y + dy));
    forWindow(window, rows, 0, width, rank, counts, 1);
    for (let x = 0; x < width; x++) {
      if (x > 0) step(window, rows, x, width, rank, counts);
      const at = y * width + x;
      out[at] = rank[at] < 0 ? Number.NaN : data[order[counts.middle()]];
    }
    forWindow(window, rows, width - 1, width, rank, counts, -1);
  }
  return grid(out, length, width);
}

function clamped(x: number, width: number): number {
  return x < 0 ? 0 : x >= width ? width - 1 : x;
}

/** Count all pixels of the window around column x, or take them away. */
function forWindow(
  window: readonly WindowRun[],
  rows: Int32Array,
  x: number,
  width: number,
  rank: Int32Array,
  counts: RankCounts,
  sign: 1 | -1,
): void {
  for (let n = 0; n < window.length; n++)
    for (let dx = window[n].from; dx <= window[n].to; dx++)
      counts.add(rank[rows[n] + clamped(x + dx, width)], sign);
}

/** Move the window from column x - 1 to x. */
function step(
  window: readonly WindowRun[],
  rows: Int32Array,
  x: number,
  width: number,
  rank: Int32Array,
  counts: RankCounts,
): void {
  for (let n = 0; n < window.length; n++) {
    counts.add(rank[rows[n] + clamped(x - 1 + window[n].from, width)], -1);
    counts.add(rank[rows[n] + clamped(x + window[n].to, width)], 1);
  }
}

/** How often each place of a sorted list is held, with the number of all, and the place in the middle. */
class RankCounts {
  readonly #each: Uint16Array | Uint32Array;
  readonly #fine: Uint32Array;
  readonly #coarse: Uint32Array;
  #total = 0;
  /** coarse group in which the middle was last, and how many places before it are held */
  #group = 0;
  #before = 0;

  constructor(size: number) {
    this.#each = new Uint16Array(size);
    this.#fine = new Uint32Array((size >> FINE) + 1);
    this.#coarse = new Uint32Array((size >> COARSE) + 1);
  }

  add(place: number, sign: 1 | -1): void {
    if (place < 0) return;
    this.#each[place] += sign;
    this.#fine[place >> FINE] += sign;
    const group = place >> COARSE;
    this.#coarse[group] += sign;
    if (group < this.#group) this.#before += sign;
    this.#total += sign;
  }

  /** The place that total >> 1 of those that are held do not exceed. */
  middle(): number {
    const wanted = this.#total >> 1;
    while (this.#before > wanted) this.#before -= this.#coarse[--this.#group];
    while (this.#before + this.#coarse[this.#group] <= wanted) this.#before += this.#coarse[this.#group++];
    let seen = this.#before;
    let fine = this.#group << (COARSE - FINE);
    while (seen + this.#fine[fine] <= wanted) seen += this.#fine[fine++];
    let place = fine << FINE;
    while (seen + this.#each[place] <= wanted) seen += this.#each[place++];
    return place;
  }
}
