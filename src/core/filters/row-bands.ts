import type { Grid } from '../array.ts';
import type { RasterPart } from './raster-part.ts';
import type { RowSums } from './row-loops.ts';

/** Told of smoothed rows `y` to `y + rows`: sums, and the raster from row `first` of those at hand on. */
type UseRows = (loops: RowSums, y: number, rows: number, first: number) => void;

/** Smooths the rows of a part band by band, in double precision. */
export type Smoother = (raster: Grid, part: RasterPart, use: UseRows) => void;

/** Bytes of sums along rows that are worked on at once: they stay in the second cache. */
const BAND_BYTES = 384 << 10;

/**
 * Rows of a band: as many as stay in the cache, and so many that those around it are few beside it.
 * @param around rows above and below it that are needed
 */
export function bandRows(width: number, around: number): number {
  return Math.max(16, around >> 2, Math.floor(BAND_BYTES / (8 * width)) - around);
}

/** What is done to a band of rows; rows count from the first one at hand. */
export interface BandWork {
  /** rows that are needed above those wanted, and below */
  readonly above: number;
  readonly below: number;
  /** sums along rows that have come */
  enter(first: number, count: number): void;
  /** the row of the raster that stands for one beyond its edge; undefined: there is nothing */
  standIn(row: number): number | undefined;
  /** rows `y` to `y + rows` of the raster; those inside the raster are at hand from `first` on, `count` of them */
  work(y: number, rows: number, atHand: { readonly first: number; readonly count: number }): void;
}

/**
 * Rows beyond the edges of the raster get the sums along those that stand for them.
 *
 * @param to [rowsAtHand, lineStride], any unit
 * @param y the first row of the band  @param length rows of the raster
 */
export function goOn(
  to: Float64Array,
  { lineStride, room: { rowsAtHand } }: RowSums,
  { standIn, above }: Pick<BandWork, 'standIn' | 'above'>,
  y: number,
  length: number,
): void {
  for (let r = 0; r < rowsAtHand; r++) {
    const row = y - above + r;
    if (row >= 0 && row < length) continue;
    const other = standIn(row);
    const at = r * lineStride;
    if (other === undefined) to.fill(0, at, at + lineStride);
    else {
      const from = (other - (y - above)) * lineStride;
      if (from >= 0 && from < to.length) to.copyWithin(at, from, from + lineStride);
    }
  }
}

/**
 * Go down a part of a raster band by band, with the rows around each.
 *
 * @param raster [length, width], or its rows around the part
 */
export function goDown(raster: Grid, part: RasterPart, loops: RowSums, band: BandWork): void {
  const { top, length, y0, y1 } = part;
  const { width, rows: most } = loops.room;
  const { above, below } = band;
  loops.flags.fill(0);
  let next = Math.max(0, y0 - above);
  for (let y = y0; y < y1; y += most) {
    const rows = Math.min(most, y1 - y);
    const first = y - above;
    if (y > y0) {
      loops.raster.copyWithin(0, most * width);
      loops.lines.copyWithin(0, most * loops.lineStride);
      loops.flags.copyWithin(0, most);
    }
    const end = Math.min(length, y + rows + below);
    if (end > next) {
      loops.raster.set(
        raster.data.subarray((next - top) * width, (end - top) * width),
        (next - first) * width,
      );
      band.enter(next - first, end - next);
      next = end;
    }
    goOn(loops.lines, loops, band, y, length);
    const from = Math.max(0, first);
    band.work(y, rows, { first: from - first, count: end - from });
  }
}
