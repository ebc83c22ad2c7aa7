import type { Grid, Values } from '../../array.ts';
import { ShapeError } from '../../errors.ts';
import type { BilinearTable } from './bilinear.ts';
import type { NearestTable } from './nearest.ts';

/** What a resampled raster holds where there is no source: NaN for floats, 0 for integers and masks. */
export function defaultFill(values: Values): number {
  return values instanceof Float32Array || values instanceof Float64Array ? Number.NaN : 0;
}

/**
 * Move a raster through a table of nearest neighbours; type and values stay.
 * @param out as long as the table; taken over and returned, so that the same memory serves many dates
 */
export function applyNearest<A extends Values>(
  source: Grid<A>,
  table: NearestTable,
  fill: number = defaultFill(source.data),
  out: A = emptyLike(source.data, table.data.length),
): Grid<A> {
  const from = source.data;
  const index = table.data;
  if (out.length !== index.length) {
    throw new ShapeError(`The output has ${out.length} pixels, the table ${index.length}.`);
  }
  for (let k = 0; k < index.length; k++) {
    const at = index[k];
    out[k] = at < 0 ? fill : from[at];
  }
  return { data: out, shape: table.shape };
}

/** Interpolate a raster with bilinear weights, in double precision; NaN in one of the four pixels gives NaN. */
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
