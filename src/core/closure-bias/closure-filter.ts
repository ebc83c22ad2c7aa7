import { fastestLoops, type Half, type Loops, type LoopsMaker } from './closure-loops.ts';
import type { ClosureLoop } from './loops.ts';
import { gaussianWeights } from './phasor-filter.ts';

/** Rows above and below a pixel that its smoothed phase depends on. */
export const CLOSURE_HALO = 2;

/** Side and standard deviation of the filter, pixels. */
const ROWS = 2 * CLOSURE_HALO + 1;
const SIGMA = 1;

/** What a filter has room for. */
export interface ClosureRoom {
  /** interferograms */
  readonly numPlane: number;
  /** values of each, with the rows around those that are wanted */
  readonly numGiven: number;
  /** dates of the sums, and pixels */
  readonly numDate: number;
  readonly numPixel: number;
}

/**
 * Closure phases, smoothed as phasors over five by five pixels, and their sums over the dates. Beyond the edges of an image
 * there is nothing (0). In single precision: good to some 1e-6 rad.
 */
export class ClosureFilter {
  private readonly width: number;
  private readonly loops: Loops;
  private readonly room: ClosureRoom;
  private readonly count: number;
  private readonly rows: number;
  private readonly timeseriesAt: number;

  /** @param width of the rasters, pixels */
  constructor(width: number, room: ClosureRoom, make: LoopsMaker = fastestLoops) {
    const weights = gaussianWeights(ROWS, SIGMA);
    const half = [weights[2], weights[1], weights[0]].map(Math.fround) as unknown as Half;
    this.width = width;
    this.room = room;
    // Rows have room for two pixels beyond each edge, and are filled up to whole vectors.
    this.count = 4 * Math.ceil(width / 4);
    const phases = room.numPlane * room.numGiven;
    this.timeseriesAt = phases + 4;
    this.rows = this.timeseriesAt + room.numDate * room.numPixel + 8;
    const values = this.rows + (this.count + 8) * (5 + 2 * ROWS) + 8;
    this.loops = make({ values, sums: room.numPixel }, half);
  }

  has({ numPlane, numGiven, numDate, numPixel }: ClosureRoom): boolean {
    const { room } = this;
    const fits = numGiven <= room.numGiven && numPixel <= room.numPixel;
    return fits && numPlane === room.numPlane && numDate === room.numDate;
  }

  /** Where the interferograms are wanted, rad [numPlane, numGiven]. */
  phase(numGiven = this.room.numGiven): Float32Array {
    return this.loops.values.subarray(0, this.room.numPlane * numGiven);
  }

  /** The sums [numDate, numPixel], rad: zero as long as nothing is added. */
  timeseries(numPixel = this.room.numPixel): Float32Array {
    const at = this.timeseriesAt;
    return this.loops.values.subarray(at, at + this.room.numDate * numPixel);
  }

  begin(numPixel: number): void {
    this.loops.sums.fill(0);
    this.timeseries().fill(0, 0, numPixel);
  }

  /**
   * Smoothed closure phase of some rows, one after the other.
   * @param planes the long interferogram and the short ones
   * @param numRow rows of each that are given @param first row that is wanted @param end the one behind the last
   * @param visit gets the number of a row among those that are wanted, and the index of its first phase
   */
  smooth(
    planes: readonly number[],
    { numRow, first, end }: { readonly numRow: number; readonly first: number; readonly end: number },
    visit: (row: number, at: number) => void,
  ): void {
    const { width, count, loops } = this;
    const { values } = loops;
    // 0 and 1: phasors of a row; 2 and 3: their sums down the rows; then a row of nothing, and five smoothed rows of each part.
    const row = (k: number) => this.rows + 4 + k * (count + 8);
    const nothing = row(4);
    const kept = (part: number, y: number) => row(5 + part * ROWS + (y % ROWS));
    const around = (part: number, y: number) => (y < 0 || y >= numRow ? nothing : kept(part, y));
    for (let y = 0; y < Math.min(numRow, end + CLOSURE_HALO) + CLOSURE_HALO; y++) {
      if (y < numRow) {
        loops.closure(
          planes.map((k) => (k * numRow + y) * width),
          row(2),
          count,
        );
        loops.phasors(row(2), row(0), row(1), count);
        for (const part of [0, 1]) {
          const at = row(part);
          values.fill(0, at + width, at + count + 4); // beyond the edge
          loops.weigh([at - 2, at - 1, at, at + 1, at + 2], kept(part, y), count);
        }
      }
      const done = y - CLOSURE_HALO;
      if (done < first || done >= end) continue;
      for (const part of [0, 1]) {
        const rows = [-2, -1, 0, 1, 2].map((k) => around(part, done + k));
        loops.weigh(rows, row(2 + part), count);
      }
      loops.angles(row(2), row(3), row(0), count);
      visit(done - first, row(0));
    }
  }

  /** A smoothed phase that `smooth` tells of. */
  at(index: number): number {
    return this.loops.values[index];
  }

  /** How many phases of a row that `smooth` tells of differ from the one before by more than half a cycle. */
  jumps(at: number): number {
    return this.loops.jumps(at, this.width);
  }

  /** Add a row that `smooth` tells of, less its phase at the reference pixel, and note the sum over the divisor at some dates. */
  add(
    row: number,
    at: number,
    zero: number,
    dates: readonly number[],
    numPixel: number,
    divisor: number,
  ): void {
    const from = row * this.width;
    for (const k of dates) {
      const to = this.timeseriesAt + k * numPixel + from;
      this.loops.accumulate(at, zero, from, to, this.width, divisor);
    }
  }
}

/**
 * Smoothed closure phases of loops at one pixel, rad: those of `ClosureFilter`.
 *
 * @param phase [numPlane, rows, columns] of the pixels around it, as far as the image has them
 * @param place its place among them
 * @returns one per loop; NaN where a phase around the pixel is
 */
export function closuresAt(
  loops: readonly ClosureLoop[],
  phase: Float32Array,
  { rows, columns, y, x }: { rows: number; columns: number; y: number; x: number },
): number[] {
  const numGiven = rows * columns;
  const room = { numPlane: phase.length / numGiven, numGiven, numDate: 0, numPixel: 0 };
  const filter = new ClosureFilter(columns, room);
  filter.phase().set(phase);
  return loops.map(({ long, short }) => {
    let value = Number.NaN;
    filter.smooth([long, ...short], { numRow: rows, first: y, end: y + 1 }, (_row, at) => {
      value = filter.at(at + x);
    });
    return value;
  });
}
