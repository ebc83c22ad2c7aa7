import type { Grid } from '../array.ts';
import { MemoryLayout, SimdModule } from '../simd-module.ts';
import { DISK_MEDIAN_SIMD } from './disk-median-simd-code.ts';
import type { RasterPart } from './raster-part.ts';
import { diskWindow } from './window-mean.ts';

interface Exports {
  diskMedian(
    values: number,
    stride: number,
    rows: number,
    groups: number,
    window: number,
    numWindow: number,
    leaving: number,
    coming: number,
    numEdge: number,
    hasGaps: number,
    to: number,
  ): void;
}

const CODE = new SimdModule<Exports>(DISK_MEDIAN_SIMD);

/** Rows and columns of a tile, pixels: with what lies around them they stay in the second cache. */
const TILE = { rows: 128, columns: 512 };
/** Pixels that are done side by side. */
const GROUP = 4;

/** Medians over a disk for the rows wanted of a raster [rows, width]. */
export type DiskMedian = (raster: Grid, part: RasterPart) => Float32Array;

/** Whether this machine has vector instructions. */
export function hasSimdDiskMedian(): boolean {
  return CODE.isSupported();
}

/**
 * In WebAssembly with vector instructions (assembly/disk-median.ts): the values of `countedDiskMedian`.
 *
 * @param radius whole number of pixels
 * @throws {NoLinearMemory} when the address space has no room for the tile
 */
export function simdDiskMedian(radius: number): DiskMedian {
  const across = TILE.columns + 2 * radius + GROUP;
  const stride = 4 * across;
  const { all, leaving, coming } = offsetsOf(radius, stride);
  const layout = new MemoryLayout();
  const lists = [all, leaving, coming].map((list) => ({ list, at: layout.reserve(4 * list.length) }));
  const from = layout.reserve(stride * (TILE.rows + 2 * radius));
  const to = layout.reserve(stride * TILE.rows);
  const { code, memory } = CODE.start(layout);
  for (const { list, at } of lists) new Int32Array(memory.buffer, at, list.length).set(list);
  const values = new Float32Array(memory.buffer, from, across * (TILE.rows + 2 * radius));
  const medians = new Float32Array(memory.buffer, to, across * TILE.rows);
  const middle = from + radius * (stride + 4);
  const [whole, gone, come] = lists.map(({ at }) => at);
  return (raster, part) => {
    const { y0, y1 } = part;
    const width = raster.shape[1];
    const out = new Float32Array((y1 - y0) * width);
    for (let top = y0; top < y1; top += TILE.rows) {
      const rows = Math.min(TILE.rows, y1 - top);
      for (let left = 0; left < width; left += TILE.columns) {
        const columns = Math.min(TILE.columns, width - left);
        const hasGaps = fill(values, across, raster, part, { top, left, rows, columns, radius });
        const groups = Math.ceil(columns / GROUP);
        code.diskMedian(
          ...([middle, stride, rows, groups, whole, all.length] as const),
          ...([gone, come, leaving.length, hasGaps ? 1 : 0, to] as const),
        );
        for (let y = 0; y < rows; y++)
          out.set(medians.subarray(y * across, y * across + columns), (top + y - y0) * width + left);
      }
    }
    return out;
  };
}

/** Bytes from a pixel to those of its window, and to those that leave it and come into it on the way to the next row. */
function offsetsOf(radius: number, stride: number) {
  const pixels = diskWindow(radius).flatMap(({ dy, from, to }) =>
    Array.from({ length: to - from + 1 }, (_, i) => ({ dy, dx: from + i })),
  );
  const isInside = (dy: number, dx: number) => dy * dy + dx * dx <= radius * radius;
  const bytes = (dy: number, dx: number) => dy * stride + 4 * dx;
  return {
    all: pixels.map(({ dy, dx }) => bytes(dy, dx)),
    leaving: pixels.filter(({ dy, dx }) => !isInside(dy - 1, dx)).map(({ dy, dx }) => bytes(dy - 1, dx)),
    coming: pixels.filter(({ dy, dx }) => !isInside(dy + 1, dx)).map(({ dy, dx }) => bytes(dy, dx)),
  };
}

interface Tile {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  readonly radius: number;
}

/** A tile and what lies around it, the edges of the raster going on. @returns whether some of it is NaN */
function fill(
  values: Float32Array,
  across: number,
  { data, shape: [, width] }: Grid,
  { top: first, length }: RasterPart,
  { top, left, rows, columns, radius }: Tile,
): boolean {
  const used = columns + 2 * radius + GROUP;
  let hasGaps = false;
  for (let y = 0; y < rows + 2 * radius; y++) {
    const row = (Math.min(Math.max(top + y - radius, 0), length - 1) - first) * width;
    const to = y * across;
    for (let x = 0; x < used; x++) {
      // Zeros of both signs are one value.
      const value = data[row + Math.min(Math.max(left + x - radius, 0), width - 1)] + 0;
      values[to + x] = value;
      if (Number.isNaN(value)) hasGaps = true;
    }
  }
  return hasGaps;
}
