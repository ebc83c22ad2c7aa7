import type { Box } from '../../core/array.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { H5Type } from '../../io/hdf5/types.ts';
import type { ChunkLayout } from '../../io/zarr/chunk-writer.ts';

/* How the rasters of a store are cut: into chunks, into files of many of these, and into windows that threads make them of. */

/** Pixels along the sides of the chunks of maps. */
const SIDE = 512;
/** Resolutions that threads make of their windows; coarser ones, a hundredth of the work, are made in the end. */
const OWN_LEVELS = 3;
/** Uncompressed bytes of a chunk with all dates of its pixels, about: of one with a file of its own, and of one of many in a file. */
const SERIES_CHUNK = 1 << 20;
const SHARED_SERIES_CHUNK = 256 << 10;
/** Uncompressed bytes of the chunks that share a file, at most: servers that know no ranges send all of it. */
const SHARD = 16 << 20;
/** Bytes of all dates that a thread reads at a time: rows as long as may be. */
const SERIES_WINDOW = 128 << 20;
/** Bytes of the coarse resolutions that are kept until all windows of their planes are there. */
const COARSE = 64 << 20;

/** A raster of a store. */
export interface RasterExtent {
  readonly type: H5Type;
  readonly planes: number;
  readonly length: number;
  readonly width: number;
}

/** How a raster and its coarser resolutions are kept. */
export interface LevelsLayout {
  /** the finest first */
  readonly levels: readonly ChunkLayout[];
  /** how many of them threads make of their windows */
  readonly own: number;
  /** pixels along the sides of a window */
  readonly side: number;
  /** planes that a thread works through with a window */
  readonly planes: number;
}

/** How many resolutions there are down to one chunk. */
export function numLevels(length: number, width: number): number {
  let levels = 1;
  for (let longest = Math.max(length, width); longest > SIDE; longest = Math.ceil(longest / 2)) levels++;
  return levels;
}

/** @param isSharded whether many chunks share a file @param numLevel resolutions */
export function levelsLayout(
  { type, planes, length, width }: RasterExtent,
  numLevel: number,
  isSharded: boolean,
): LevelsLayout {
  const itemSize = typeSize(type);
  const longest = Math.max(length, width);
  const chunk = isSharded && longest < SIDE ? powerOfTwo(longest) : SIDE;
  const own = Math.min(numLevel, OWN_LEVELS);
  const side = chunk << (own - 1);
  const isSeries = planes > 1;
  const planesIn = (bytes: number, most: number) =>
    Math.min(most, 2 ** Math.max(0, Math.floor(Math.log2(SHARD / bytes))));
  const pixels = Math.ceil(length / 2 ** own) * Math.ceil(width / 2 ** own);
  const mostCoarse = 2 ** Math.max(0, Math.floor(Math.log2(COARSE / (itemSize * pixels))));
  const together = isSharded
    ? planesIn(itemSize * chunk * chunk, Math.min(powerOfTwo(planes), numLevel > own ? mostCoarse : planes))
    : 1;
  const levels = Array.from({ length: numLevel }, (_, level): ChunkLayout => {
    const [rows, columns] = [length, width].map((n) => Math.ceil(n / 2 ** level));
    // Files of the finest resolutions hold a window of them, of the others the whole.
    const [shardRows, shardColumns] =
      level < own ? [side >> level, side >> level] : [rows, columns].map((n) => chunk * Math.ceil(n / chunk));
    const shardPlanes = planesIn(itemSize * shardRows * shardColumns, together);
    return {
      type,
      shape: isSeries ? [planes, rows, columns] : [rows, columns],
      chunks: isSeries ? [1, chunk, chunk] : [chunk, chunk],
      ...(isSharded && {
        shards: isSeries ? [shardPlanes, shardRows, shardColumns] : [shardRows, shardColumns],
      }),
    };
  });
  return { levels, own, side, planes: together };
}

/** How a series is kept with all dates of a pixel together, and rows and columns of the windows that it is made of. */
export function seriesLayout(
  { type, planes, length, width }: RasterExtent,
  isSharded: boolean,
): { readonly array: ChunkLayout; readonly window: readonly [rows: number, columns: number] } {
  const pixel = typeSize(type) * planes;
  const pixels = (isSharded ? SHARED_SERIES_CHUNK : SERIES_CHUNK) / pixel;
  const side = Math.min(128, Math.max(8, 2 ** Math.round(Math.log2(Math.sqrt(pixels)))));
  const array = { type, shape: [planes, length, width], chunks: [planes, side, side] };
  const rows = isSharded ? Math.max(side, 64) : side;
  // Of chunks beside each other: as many as a file may hold, and as many files as a window may.
  const beside = (bytes: number, unit: number) =>
    unit * Math.max(1, Math.min(Math.floor(bytes / (pixel * rows * unit)), Math.ceil(width / unit)));
  const shard = isSharded ? beside(2 * SHARD, side) : side;
  const window = [rows, beside(SERIES_WINDOW, shard)] as const;
  return { array: isSharded ? { ...array, shards: [planes, rows, shard] } : array, window };
}

function powerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

/** Windows that cover a raster, row by row. */
export function windows(length: number, width: number, rows: number, columns = rows): Box[] {
  const boxes: Box[] = [];
  for (let y0 = 0; y0 < length; y0 += rows) {
    for (let x0 = 0; x0 < width; x0 += columns)
      boxes.push({ y0, x0, y1: Math.min(y0 + rows, length), x1: Math.min(x0 + columns, width) });
  }
  return boxes;
}
