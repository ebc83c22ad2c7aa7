import { damaged, notRead } from './section.ts';

/** The fields of a GRIB file that weather on pressure levels is made of. */
export type GribQuantity = 'geopotential' | 'geopotentialHeight' | 'temperature' | 'humidity';

/** Rows and columns as they lie in a message. */
export interface GribGrid {
  readonly columns: number;
  readonly rows: number;
  /** degrees: centre of the first and of the last value */
  readonly first: { readonly latitude: number; readonly longitude: number };
  readonly last: { readonly latitude: number; readonly longitude: number };
  /** flag table 3.4: bits 1 westward, 2 northward, 3 columns first, 4 every other row backwards */
  readonly scanning: number;
}

/** One field of a GRIB file: what it is, and how to get its values. */
export interface GribField {
  /** undefined: something else */
  readonly quantity: GribQuantity | undefined;
  /** Pa; undefined unless it lies on a level of equal pressure */
  readonly pressure: number | undefined;
  /** YYYYMMDD */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  /** where its message lies in the file */
  readonly address: number;
  readonly size: number;
  /** undefined: not on latitudes and longitudes */
  readonly grid: GribGrid | undefined;
  /**
   * Values in the order of the file, or a run of them; NaN where there is none.
   * @throws {FileError} when the packing is not read, or damaged
   */
  readonly values: (run?: GribRun) => Float64Array;
}

/** Values from one on, in the order of the file: to unpack no more than is wanted. */
export interface GribRun {
  readonly first: number;
  readonly count: number;
}

/** The run of all values. */
export function partOf(values: Float64Array, run: GribRun | undefined): Float64Array {
  return run === undefined ? values : values.subarray(run.first, run.first + run.count);
}

/** More values than any field of the globe has: 0.05 degrees. */
const MOST_VALUES = 7200 * 3601;

/** @throws {FileError} when a grid cannot be what it says */
export function assertGrid(file: string, { columns, rows }: GribGrid): number {
  const count = columns * rows;
  if (columns >= 1 && rows >= 1 && count <= MOST_VALUES) return count;
  throw damaged(file, `its grid has ${columns} columns and ${rows} rows`);
}

/** Degrees of rows and columns, both ascending. */
export function gridAxes(grid: GribGrid): { latitudes: Float64Array; longitudes: Float64Array } {
  const { columns, rows, first, last, scanning } = grid;
  const isWestward = (scanning & 0x80) !== 0;
  const [west, end] = isWestward ? [last.longitude, first.longitude] : [first.longitude, last.longitude];
  const east = end < west ? end + 360 : end;
  const [south, north] = [first.latitude, last.latitude].sort((a, b) => a - b);
  return { latitudes: evenly(south, north, rows), longitudes: evenly(west, east, columns) };
}

function evenly(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) =>
    k === count - 1 ? to : from + (k * (to - from)) / (count - 1),
  );
}

/**
 * Values of a field from south to north and west to east, row by row: the rows from `y0` to `y1`, counted from the south.
 * @throws {FileError} for odd orders
 */
export function northUp(
  file: string,
  grid: GribGrid,
  values: GribField['values'],
  [y0, y1]: RowRange = [0, grid.rows],
): Float64Array {
  const { columns, rows, scanning } = grid;
  if ((scanning & 0x0f) !== 0) throw notRead(file, `scanning mode ${scanning}`);
  const [isWestward, isNorthward, byColumns] = [0x80, 0x40, 0x20].map((bit) => (scanning & bit) !== 0);
  const alternates = (scanning & 0x10) !== 0;
  const out = new Float64Array((y1 - y0) * columns);
  if (!isWestward && !byColumns && !alternates) {
    const first = columns * (isNorthward ? y0 : rows - y1);
    const run = values({ first, count: out.length });
    if (isNorthward) return run;
    for (let y = 0; y < y1 - y0; y++)
      out.set(run.subarray(y * columns, (y + 1) * columns), (y1 - y0 - 1 - y) * columns);
    return out;
  }
  const all = values();
  for (let n = 0; n < all.length; n++) {
    const inner = byColumns ? rows : columns;
    const line = Math.floor(n / inner);
    const along = alternates && line % 2 === 1 ? inner - 1 - (n % inner) : n % inner;
    const [j, i] = byColumns ? [along, line] : [line, along];
    const y = isNorthward ? j : rows - 1 - j;
    if (y >= y0 && y < y1) out[(y - y0) * columns + (isWestward ? columns - 1 - i : i)] = all[n];
  }
  return out;
}

/** Rows from the first to the one before the end. */
type RowRange = readonly [first: number, end: number];
