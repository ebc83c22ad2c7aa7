import type { BlockSource } from '../../core/block-io.ts';
import type { PointColumn } from './column.ts';
import type { Position } from './position.ts';

/** Everything that points are taken from: rasters of one image, and what becomes of them. */
export interface PointTable {
  readonly length: number;
  readonly width: number;
  readonly columns: readonly PointColumn[];
  /** rasters by the names that columns and positions use; the input `mask`, if there is one, tells which pixels count */
  readonly inputs: Readonly<Record<string, BlockSource>>;
  /** of geocoded images; others have the inputs `latitude` and `longitude` */
  readonly position?: Position;
}
