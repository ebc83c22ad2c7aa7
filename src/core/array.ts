import { ShapeError } from './errors.ts';

/** Contiguous row-major values: the last axis varies fastest, `data.length` is the product of `shape`. */
export interface NdArray<S extends readonly number[], A = Float32Array> {
  readonly data: A;
  readonly shape: S;
}

/** One raster: [azimuth, range] in radar coordinates, [row, column] when geocoded. */
export type Grid<A = Float32Array> = NdArray<readonly [length: number, width: number], A>;

/** Rasters over dates or interferograms. */
export type Stack<A = Float32Array> = NdArray<readonly [n: number, length: number, width: number], A>;

/** Rows and columns of a raster. */
export interface RasterSize {
  readonly length: number;
  readonly width: number;
}

/** A window of a raster in pixels; `y1` and `x1` are exclusive. */
export interface Box {
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
}

/** Typed arrays that hold raster values. */
export type Values =
  | Float32Array
  | Float64Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Int8Array
  | Uint16Array;

/**
 * A raster over values that fill it, sharing their memory.
 *
 * @param data [length * width], row by row
 * @returns [length, width]
 * @throws {ShapeError} when they do not
 */
export function grid<A extends Values>(data: A, length: number, width: number): Grid<A> {
  if (data.length !== length * width) {
    throw new ShapeError(`${data.length} values do not fill a raster of ${length} x ${width}.`);
  }
  return { data, shape: [length, width] };
}

/**
 * Rasters over values that fill them, sharing their memory.
 *
 * @param data [n * length * width], raster after raster
 * @returns [n, length, width]
 * @throws {ShapeError} when they do not
 */
export function stack<A extends Values>(data: A, n: number, length: number, width: number): Stack<A> {
  if (data.length !== n * length * width) {
    throw new ShapeError(`${data.length} values do not fill a stack of ${n} x ${length} x ${width}.`);
  }
  return { data, shape: [n, length, width] };
}

/**
 * Plane `k` of a stack, sharing its memory.
 *
 * @param cube [n, length, width]
 * @returns [length, width]
 */
export function plane<A extends Values>(cube: Stack<A>, k: number): Grid<A> {
  const [, length, width] = cube.shape;
  const size = length * width;
  return { data: cube.data.subarray(k * size, (k + 1) * size) as A, shape: [length, width] };
}

/**
 * Window of a raster as a raster of its own.
 *
 * @param values [length, width]
 * @returns [y1 - y0, x1 - x0]
 */
export function crop({ data, shape: [, width] }: Grid, { y0, x0, y1, x1 }: Box): Grid {
  const out = new Float32Array((y1 - y0) * (x1 - x0));
  for (let y = y0; y < y1; y++) out.set(data.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
  return { data: out, shape: [y1 - y0, x1 - x0] };
}

/**
 * Check that two arrays have the same number of axes and the same size along each.
 *
 * @param a any shape, any values
 * @param b the other, likewise
 * @throws {ShapeError} when two arrays differ in any size
 */
export function assertSameShape(
  a: NdArray<readonly number[], unknown>,
  b: NdArray<readonly number[], unknown>,
): void {
  if (a.shape.length !== b.shape.length || a.shape.some((n, i) => n !== b.shape[i])) {
    throw new ShapeError(`Shapes differ: ${a.shape.join(' x ')} and ${b.shape.join(' x ')}.`);
  }
}
