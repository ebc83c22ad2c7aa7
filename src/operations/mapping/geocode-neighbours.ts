import type { Context } from '../../core/context.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarFrame } from '../../core/geometry/resample/coordinate-source.ts';
import type { NearestTable } from '../../core/geometry/resample/nearest.ts';
import type { Coordinates, PointTree } from '../../core/geometry/resample/point-tree.ts';
import { type InputsOf, runBlocks } from '../engine.ts';

export interface NeighbourSearch {
  readonly tree: PointTree;
  /** the map that is filled */
  readonly grid: MapGrid;
  /** radar image behind a lookup table, whose azimuth and range are then the inputs */
  readonly frame?: RadarFrame;
  readonly inputs?: InputsOf<'findNeighbours'>;
}

/** Search the tree for every map pixel, in the block engine's threads. */
export async function neighbours(search: NeighbourSearch, context: Context): Promise<NearestTable> {
  const { tree, grid, frame, inputs = {} } = search;
  const { length, width } = grid;
  const isThreaded = context.workers > 1;
  const table = new Int32Array(new SharedArrayBuffer(4 * length * width));
  await runBlocks(
    {
      label: 'neighbours',
      length,
      width,
      inputs,
      kernel: 'findNeighbours',
      args: { tree: isThreaded ? sharedTree(tree) : tree, grid, frame, table },
      // A search takes about as long as reading a hundred values: threads pay early.
      workspace: 400,
    },
    context,
  );
  return { data: table, shape: [length, width] };
}

/** The tree in memory that threads can see without a copy each. */
function sharedTree(tree: PointTree): PointTree {
  return {
    xyz: coordinates(tree.xyz),
    index: new Int32Array(shared(tree.index)),
    axis: new Int8Array(shared(tree.axis)),
    cut: coordinates(tree.cut),
    low: coordinates(tree.low),
    high: coordinates(tree.high),
    right: new Int32Array(shared(tree.right)),
    first: new Int32Array(shared(tree.first)),
    end: new Int32Array(shared(tree.end)),
    box: tree.box,
    depth: tree.depth,
  };
}

function coordinates(values: Coordinates): Coordinates {
  return values instanceof Float32Array ? new Float32Array(shared(values)) : new Float64Array(shared(values));
}

function shared(values: Coordinates | Int32Array | Int8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(values.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return buffer;
}
