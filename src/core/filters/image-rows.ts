import { fastest } from '../simd-module.ts';
import { type ImageRows, plainImageRows } from './image-rows-plain.ts';
import { hasSimdImageRows, simdImageRows } from './image-rows-simd.ts';

export type { CellMeans, ImageRows, RowChange } from './image-rows-plain.ts';

/** Values that are worked on at once: they stay in the second cache. */
const BAND_VALUES = 1 << 17;

let last: ImageRows | undefined;

/**
 * Memory for rows of a width, of at least one row: the last one's again when it is as wide.
 * @param width columns
 */
export function imageRows(width: number): ImageRows {
  if (last?.width === width) return last;
  last = fastest(
    hasSimdImageRows(),
    () => simdImageRows(width, numRow(width)),
    () => plainImageRows(width, numRow(width)),
  );
  return last;
}

const numRow = (width: number) => Math.max(1, Math.floor(BAND_VALUES / width));
