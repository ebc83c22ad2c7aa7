import type { Grid, Values } from '../../array.ts';
import { ShapeError } from '../../errors.ts';
import type { BilinearTable } from './bilinear.ts';
import type { NearestTable } from './nearest.ts';

/** What a resampled raster holds where there is no source: NaN for floats, 0 for integers and masks. */
function defaultFill(values: Values): number {
  return values instanceof Float32Array || values instanceof Float64Array ? Number.NaN : 0;
}

/**
 * Move a raster through a table of nearest neighbours; type and values stay.
 *
 * @param source [length, width] of the table, any unit
 * @returns raster of the shape of the table; `fill` where nothing is near
 */
export function applyNearest<A extends Values>(
  source: Grid<A>,
  table: NearestTable,
  fill: number = defaultFill(source.data),
): Grid<A> {
  return nearestMovement<A>(table, fill)(source);
}

/**
 * {@link applyNearest} for one raster of a type after another; the result is overwritten by the next one.
 *
 * @param table of the places in the source
 * @returns source [length, width] to a raster of the shape of the table
 */
export function nearestMovement<A extends Values>(
  table: NearestTable,
  fill: number,
): (source: Grid<A>) => Grid<A> {
  const filled = filledStretches(table.data);
  let out: A | undefined;
  return (source) => {
    if (out === undefined) {
      out = emptyLike(source.data, table.data.length);
      out.fill(fill); // stands for good where there is no source
    }
    gather(source.data, table.data, filled, out);
    return { data: out, shape: table.shape };
  };
}

/** First and last (exclusive) place of every stretch of the table that has neighbours. */
function filledStretches(index: Int32Array): Int32Array {
  const ends: number[] = [];
  let isFilled = false;
  for (let k = 0; k < index.length; k++) {
    if (index[k] >= 0 === isFilled) continue;
    isFilled = !isFilled;
    ends.push(k);
  }
  if (isFilled) ends.push(index.length);
  return Int32Array.from(ends);
}

function gather(from: Values, index: Int32Array, filled: Int32Array, out: Values): void {
  for (let s = 0; s < filled.length; s += 2) {
    const end = filled[s + 1];
    for (let k = filled[s]; k < end; k++) out[k] = from[index[k]];
  }
}

/**
 * Interpolate a raster with bilinear weights, in double precision; NaN in one of the four pixels gives NaN.
 *
 * @param source [length, width] of the table, any unit; NaN = no data
 * @param out memory of the result, as many values as the table has
 * @returns raster of the shape of the table; `fill` where the table has no pixel
 * @throws {ShapeError} for a raster or memory of another size
 */
export function applyBilinear<A extends Values>(
  source: Grid<A>,
  table: BilinearTable,
  fill: number = defaultFill(source.data),
  out: A = emptyLike(source.data, table.index.length),
): Grid<A> {
  const [length, width] = source.shape;
  if (width !== table.sourceWidth || out.length !== table.index.length) {
    throw new ShapeError(`The raster is ${width} pixels wide, the table is for ${table.sourceWidth}.`);
  }
  const from = source.data;
  // A raster of one line or column has no next one: its weight is then unused.
  const right = width > 1 ? 1 : 0;
  const down = length > 1 ? width : 0;
  for (let k = 0; k < table.index.length; k++) {
    const a = table.index[k];
    if (a < 0) {
      out[k] = fill;
      continue;
    }
    const u = table.fx[k];
    const v = table.fy[k];
    const upper = from[a] * (1 - u) + from[a + right] * u;
    const lower = from[a + down] * (1 - u) + from[a + down + right] * u;
    out[k] = upper * (1 - v) + lower * v;
  }
  return { data: out, shape: table.shape };
}

function emptyLike<A extends Values>(values: A, length: number): A {
  const Type = values.constructor as new (n: number) => A;
  return new Type(length);
}
