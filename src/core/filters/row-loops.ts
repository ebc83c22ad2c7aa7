/** What becomes of values on their way into sums: nothing, 0 for gaps, or 1 and 0 as marks of what is data or a gap. */
export const AS_IS = 0;
export const NOTHING_FOR_GAPS = 1;
export const MARKS = 2;
type Change = typeof AS_IS | typeof NOTHING_FOR_GAPS | typeof MARKS;

/** Sums along the rows at hand: of values, or of what tells where values lack. */
type Along = 'lines' | 'gapLines';
/** Sums over windows for the rows of a band. */
type Over = 'sums' | 'others';

/** Room for a band of rows and for those around it. */
export interface RowRoom {
  readonly width: number;
  /** rows of a band, and all those at hand: with those above and below it */
  readonly rows: number;
  readonly rowsAtHand: number;
  /** weights of one half of a symmetric sum, middle first */
  readonly half?: Float64Array;
  /** columns that sums along a row go through, those beyond its ends by the ones that stand for them */
  readonly columns?: Int32Array;
  /** widths that the lines of windows have: indices among `columns`, the end exclusive, for the first pixel */
  readonly boxes?: readonly (readonly [first: number, end: number])[];
  /** windows by their lines */
  readonly windows?: readonly (readonly WindowLine[])[];
}

export interface WindowLine {
  /** which of the rows around a pixel, the uppermost being 0 */
  readonly row: number;
  /** which of the widths */
  readonly box: number;
}

/** Loops over a band of rows and those around it, in memory of their own. */
export interface RowSums {
  readonly room: RowRoom;
  /** values [rowsAtHand, width] */
  readonly raster: Float32Array;
  /** [rowsAtHand]: 1 for rows with gaps */
  readonly flags: Uint8Array;
  /** [rowsAtHand, lineStride] */
  readonly lines: Float64Array;
  readonly gapLines: Float64Array;
  readonly lineStride: number;
  /** [rows, sumStride] */
  readonly sums: Float64Array;
  readonly sumStride: number;
  /** [rows, width] */
  readonly rounded: Float32Array;

  /** Symmetric sums along `count` rows from row `first` on, the values at the ends going on, or 0; gaps are NaN, and flagged; data are marked. */
  weighAcross(first: number, count: number, goesOn: boolean, change: Change, to: Along): void;
  /** Symmetric sums along columns of `rows` rows, with those around them. */
  weighDown(from: Along, to: Over, rows: number): void;
  /** sums become sums / (others / whole), NaN where the raster is, which begins with row `first` */
  divideByShares(first: number, whole: number, rows: number): void;

  /** Sums along rows up to each of `columns`; gaps are all values that are not finite, flagged when nothing is changed, and marked. */
  sumAlong(first: number, count: number, change: Change, to: Along): void;
  /** to = sums over a window / divisor */
  sumWindow(window: number, from: Along, to: Over, divisor: number, rows: number): void;
  /** sums become (sums - others) / numRing - others / numDisk */
  subtractDisks(numRing: number, numDisk: number, rows: number): void;
  /** sums become NaN where others are not 0 */
  blank(rows: number): void;

  /** rounded = sums, or the raster from row `first` on minus sums */
  round(rows: number, first?: number): void;
}
