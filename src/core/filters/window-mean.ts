import { reflected } from './reflection.ts';
import { type BandWork, bandRows, goDown, goOn, type Smoother } from './row-bands.ts';
import { AS_IS, MARKS, NOTHING_FOR_GAPS, type RowSums } from './row-loops.ts';
import { keptRowSums } from './row-sums.ts';

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
 * Prepare a mean over a window around every pixel, the raster being mirrored at its edges. Sums run along the rows, so that
 * the work grows with the height of the window, not with its area. Double precision; NaN where the window holds a value that
 * is not finite.
 *
 * @param window offsets of its pixels
 */
export function prepareWindowMean(window: readonly WindowRun[]): Smoother {
  const numPixel = pixelsOf(window);
  return prepareWindows([window], window, (loops, rows) => {
    loops.sumWindow(0, 'lines', 'sums', numPixel, rows);
  });
}

/**
 * Prepare the mean over the ring around a disk minus the mean over the disk, as {@link prepareWindowMean} has means. What is
 * within the ring is added up with it and taken away again: a disk has fewer lines than a ring, and of fewer widths.
 *
 * @param inner radius of the disk, pixels  @param outer radius of the ring, pixels
 */
export function prepareRingMinusDisk(inner: number, outer: number): Smoother {
  const whole = diskWindow(outer);
  const disk = diskWindow(inner);
  const numDisk = pixelsOf(disk);
  const numRing = pixelsOf(whole) - numDisk;
  return prepareWindows([whole, disk], whole, (loops, rows) => {
    loops.sumWindow(0, 'lines', 'sums', 1, rows);
    loops.sumWindow(1, 'lines', 'others', 1, rows);
    loops.subtractDisks(numRing, numDisk, rows);
  });
}

function pixelsOf(window: readonly WindowRun[]): number {
  return window.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** @param whole the first of the windows, which holds the others */
function prepareWindows(
  windows: readonly (readonly WindowRun[])[],
  whole: readonly WindowRun[],
  sum: (loops: RowSums, rows: number) => void,
): Smoother {
  const reach = whole.reduce((most, { from, to }) => Math.max(most, -from, to), 0);
  const above = -whole.reduce((least, { dy }) => Math.min(least, dy), 0);
  const below = whole.reduce((most, { dy }) => Math.max(most, dy), 0);
  const widths = [...new Set(windows.flat().map(({ from, to }) => `${from} ${to}`))];
  const boxes = widths.map((text) => {
    const [from, to] = text.split(' ').map(Number);
    return [reach + from, reach + to + 1] as const;
  });
  const linesOf = (window: readonly WindowRun[]) =>
    window.map(({ dy, from, to }) => ({ row: above + dy, box: widths.indexOf(`${from} ${to}`) }));
  const loopsFor = keptRowSums((width) => {
    const rows = bandRows(width, above + below);
    const columns = Int32Array.from({ length: width + 2 * reach }, (_, x) => reflected(x - reach, width));
    return { width, rows, rowsAtHand: rows + above + below, columns, boxes, windows: windows.map(linesOf) };
  });
  return (raster, part, use) => {
    const loops = loopsFor(raster.shape[1]);
    const { length } = part;
    const hasGap = (first: number, count: number) => loops.flags.subarray(first, first + count).includes(1);
    const band: BandWork = {
      above,
      below,
      enter(first, count) {
        loops.sumAlong(first, count, AS_IS, 'lines');
        if (hasGap(first, count)) loops.sumAlong(first, count, NOTHING_FOR_GAPS, 'lines');
      },
      standIn: (row) => reflected(row, length),
      work(y, rows, { first, count }) {
        sum(loops, rows);
        if (hasGap(first, count)) {
          loops.sumAlong(first, count, MARKS, 'gapLines');
          goOn(loops.gapLines, loops, band, y, length);
          loops.sumWindow(0, 'gapLines', 'others', 1, rows);
          loops.blank(rows);
        }
        use(loops, y, rows, above);
      },
    };
    goDown(raster, part, loops, band);
  };
}
