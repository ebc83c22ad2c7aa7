import type { Grid, Values } from '../../core/array.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarFrame } from '../../core/geometry/resample/coordinate-source.ts';
import { nearestRows } from '../../core/geometry/resample/nearest.ts';
import { nearestSearch, type SearchMaker, searchInPlace } from '../../core/geometry/resample/point-search.ts';
import type { PointTree } from '../../core/geometry/resample/point-tree.ts';
import { nearestTableRows } from '../../core/geometry/resample/table-tree.ts';

export interface GeocodeKernelArgs {
  /** radar pixels, in shared memory */
  readonly tree: PointTree;
  /** map that is filled, or all of the lookup table when there is a `frame` */
  readonly grid: MapGrid;
  /** radar image behind a lookup table of azimuth and range; the inputs are then its rows */
  readonly frame?: RadarFrame;
  /** whether there is memory for a copy of the tree in each thread, in which the search is faster */
  readonly hasRoom: boolean;
  /** where the neighbours go: shared memory for the whole map */
  readonly table: Int32Array;
}

/** rows of a lookup table, where there is one */
export interface LookupTableRows {
  readonly azimuth?: Values;
  readonly range?: Values;
}

/** Nearest radar pixel of every map pixel in a block of rows, written into the shared table. */
export default function geocodeKernel({
  tree,
  grid,
  frame,
  table,
  hasRoom,
}: GeocodeKernelArgs): BlockFunction<LookupTableRows> {
  const search = searchOf(tree, grid, frame, hasRoom ? nearestSearch : searchInPlace);
  return (inputs, block) => {
    search(inputs, block, table.subarray(block.y0 * block.width, block.y1 * block.width));
    return {};
  };
}

/** Made once for all blocks: an engine that meets a new function begins to optimize anew. */
function searchOf(tree: PointTree, grid: MapGrid, frame: RadarFrame | undefined, makeSearch: SearchMaker) {
  if (frame === undefined) {
    const rows = nearestRows(tree, grid, undefined, undefined, makeSearch);
    return (_: LookupTableRows, { y0, y1 }: RowBlock, memory: Int32Array) => rows(y0, y1, memory);
  }
  const rows = nearestTableRows(tree, frame, grid, undefined, makeSearch);
  return ({ azimuth, range }: LookupTableRows, block: RowBlock, memory: Int32Array) =>
    rows(raster(azimuth!, block), raster(range!, block), memory);
}

function raster<A>(data: A, { y0, y1, width }: RowBlock): Grid<A> {
  return { data, shape: [y1 - y0, width] };
}
