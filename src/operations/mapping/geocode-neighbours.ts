import type { Context } from '../../core/context.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarFrame } from '../../core/geometry/resample/coordinate-source.ts';
import type { NearestTable } from '../../core/geometry/resample/nearest.ts';
import { type PointTree, treeBytes } from '../../core/geometry/resample/point-tree.ts';
import { type InputsOf, runBlocks } from '../engine.ts';

export interface NeighbourSearch {
  /** in memory that threads see, when there are several */
  readonly tree: PointTree;
  /** the map that is filled */
  readonly grid: MapGrid;
  /** radar image behind a lookup table, whose azimuth and range are then the inputs */
  readonly frame?: RadarFrame;
  readonly inputs?: InputsOf<'findNeighbours'>;
}

/** Memory for a tree that the threads of a context search. */
export function treeMemory({ workers }: Context): ArrayBufferConstructor | SharedArrayBufferConstructor {
  return workers > 1 ? SharedArrayBuffer : ArrayBuffer;
}

/** Search the tree for every map pixel, in the block engine's threads. */
export async function neighbours(search: NeighbourSearch, context: Context): Promise<NearestTable> {
  const { tree, grid, frame, inputs = {} } = search;
  const { length, width } = grid;
  const table = new Int32Array(new SharedArrayBuffer(4 * length * width));
  const bytes = treeBytes(tree) + table.byteLength;
  const hasRoom = bytes + 1.5 * context.workers * treeBytes(tree) <= context.maxMemory;
  if (bytes > context.maxMemory) {
    context.log.info(
      `the lookup table needs ${Math.ceil(bytes / 2 ** 20)} MB of memory while it is searched: neighbours are found in one tree of the whole scene`,
    );
  }
  await runBlocks(
    {
      label: 'neighbours',
      length,
      width,
      inputs,
      kernel: 'findNeighbours',
      args: { tree, grid, frame, table, hasRoom },
      // A search takes about as long as reading a hundred values: threads pay early.
      workspace: 400,
    },
    context,
  );
  return { data: table, shape: [length, width] };
}
