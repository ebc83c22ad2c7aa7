import type { Grid } from '../array.ts';
import { withHalo } from '../block.ts';

/** Rows of a raster that are wanted, when only they and those around them are at hand. */
export interface RasterPart {
  /** the row of the raster that is the first at hand */
  readonly top: number;
  /** rows of the whole raster */
  readonly length: number;
  /** first row that is wanted */
  readonly y0: number;
  /** end of those wanted, exclusive */
  readonly y1: number;
}

/** Memory for the rows that are wanted. */
export type PartRoom = Float32Array | Uint8Array;

/**
 * All of a raster.
 * @param raster [length, width], any unit
 */
export function wholePart({ shape: [length] }: Grid<unknown>): RasterPart {
  return { top: 0, length, y0: 0, y1: length };
}

/**
 * Rows of a raster that came with `halo` rows around them, as far as the raster has them.
 * @param wanted first and last row, the last one exclusive
 * @param length rows of the whole raster
 */
export function partWithHalo(
  { y0, y1 }: Pick<RasterPart, 'y0' | 'y1'>,
  halo: number,
  length: number,
): RasterPart {
  return { top: withHalo({ y0, y1 }, halo, length).y0, length, y0, y1 };
}
