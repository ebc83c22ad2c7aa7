import type { PointField, PointValues } from '../../io/points/point-table.ts';

/** A column whose values stand in a raster. */
export interface RasterColumn {
  readonly field: PointField;
  /** name of an input of the table; a plane of it, the first unless told */
  readonly input: string;
  readonly plane?: number;
  /** plane whose value is subtracted first */
  readonly minus?: number;
  /** from the unit of the file to that of the field */
  readonly scale?: number;
  /** needed by others, not written */
  readonly isHidden?: boolean;
}

/** Points whose raster columns are known, for columns that follow from them. */
export interface KnownPoints {
  /** number of points before these */
  readonly first: number;
  readonly count: number;
  /** degrees */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** of the image; -1 outside */
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** values of a raster column by the name of its field; undefined when the table has none of this name */
  of(name: string): Float32Array | undefined;
}

/** A column that follows from others. */
export interface DerivedColumn {
  readonly field: PointField;
  derive(points: KnownPoints): PointValues;
}

export type PointColumn = RasterColumn | DerivedColumn;

export function isRasterColumn(column: PointColumn): column is RasterColumn {
  return 'input' in column;
}

export function isWritten(column: PointColumn): boolean {
  return !(isRasterColumn(column) && column.isHidden === true);
}

/** A column with the same number everywhere; NaN: without any. */
export function constant(field: PointField, value: number): DerivedColumn {
  return { field, derive: ({ count }) => new Float32Array(count).fill(value) };
}

/** Running numbers of points, from 1, as eight hexadecimal digits. */
export function codes({ first, count }: KnownPoints): string[] {
  return Array.from({ length: count }, (_, i) => (first + i + 1).toString(16).padStart(8, '0'));
}

/** Row or column of points; none outside of the image. */
export function pixelNumbers(numbers: Int32Array): Float32Array {
  return Float32Array.from(numbers, (number) => (number < 0 ? Number.NaN : number));
}
