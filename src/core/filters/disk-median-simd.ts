import type { Grid } from '../array.ts';
import { MemoryLayout, SimdModule } from '../simd-module.ts';
import { DISK_MEDIAN_SIMD } from './disk-median-simd-code.ts';
import type { PartRoom, RasterPart } from './raster-part.ts';

interface Exports {
  diskMedian(
    values: number,
    middle: number,
    stride: number,
    rows: number,
    columns: number,
    lines: number,
    numLine: number,
    masks: number,
    numValue: number,
    windowSize: number,
    room: number,
    to: number,
  ): void;
}

const CODE = new SimdModule<Exports>(DISK_MEDIAN_SIMD);

/** Rows and columns of a tile, pixels: with what lies around them they stay in the second cache. */
const TILE = { rows: 64, columns: 512 };
/** Rows and columns of a block of pixels that are done together. */
const BLOCK = 8;
/** Bytes that the kernel needs for each value of a block, and for every block. */
const ROOM = { value: 20, block: 2128 };

/** Medians over a disk for the rows wanted of a raster [rows, width]. */
export type DiskMedian = (raster: Grid, part: RasterPart, out: PartRoom) => void;

/** Largest radius: half of the window is counted in a byte. */
const MOST_RADIUS = 12;

/** Whether this machine has vector instructions, and the kernel counts windows of a radius. */
export function hasSimdDiskMedian(radius: number): boolean {
  return radius <= MOST_RADIUS && CODE.isSupported();
}

/**
 * In WebAssembly with vector instructions (assembly/disk-median.ts): the values of `countedDiskMedian`.
 *
 * @param radius whole number of pixels, up to 12
 * @throws {NoLinearMemory} when the address space has no room for the tile
 */
export function simdDiskMedian(radius: number): DiskMedian {
  const across = TILE.columns + 2 * radius + BLOCK;
  const stride = 4 * across;
  const { lines, masks, numValue, windowSize } = valuesOfBlock(radius, stride);
  const layout = new MemoryLayout();
  const linesAt = layout.reserve(4 * lines.length);
  const masksAt = layout.reserve(masks.length);
  const room = layout.reserve(ROOM.value * numValue + ROOM.block);
  const from = layout.reserve(stride * (TILE.rows + 2 * radius + 1));
  const to = layout.reserve(stride * TILE.rows);
  const { code, memory } = CODE.start(layout);
  new Int32Array(memory.buffer, linesAt, lines.length).set(lines);
  new Uint8Array(memory.buffer, masksAt, masks.length).set(masks);
  const values = new Float32Array(memory.buffer, from, across * (TILE.rows + 2 * radius));
  const medians = new Float32Array(memory.buffer, to, across * TILE.rows);
  const middle = radius * (stride + 4);
  return (raster, part, out) => {
    const { y0, y1 } = part;
    const width = raster.shape[1];
    for (let top = y0; top < y1; top += TILE.rows) {
      const rows = Math.min(TILE.rows, y1 - top);
      const down = Math.ceil(rows / BLOCK);
      for (let left = 0; left < width; left += TILE.columns) {
        const columns = Math.min(TILE.columns, width - left);
        const groups = Math.ceil(columns / BLOCK);
        fill(values, across, raster, part, {
          top,
          left,
          rows: BLOCK * down,
          columns: BLOCK * groups,
          radius,
        });
        code.diskMedian(
          ...([from, middle, stride, down, groups, linesAt, lines.length / 2] as const),
          ...([masksAt, numValue, windowSize, room, to] as const),
        );
        for (let y = 0; y < rows; y++)
          out.set(medians.subarray(y * across, y * across + columns), (top + y - y0) * width + left);
      }
    }
  };
}

/**
 * The values in the windows of a block: runs of them (bytes from the upper left corner, count), and for each value 64 bytes that
 * say which pixels have it in their windows.
 */
function valuesOfBlock(radius: number, stride: number) {
  const lines: number[] = [];
  const masks: number[] = [];
  const isInside = (dy: number, dx: number) => dy * dy + dx * dx <= radius * radius;
  const pixels = Array.from({ length: BLOCK ** 2 }, (_, i) => [Math.floor(i / BLOCK), i % BLOCK]);
  for (let y = -radius; y < BLOCK + radius; y++) {
    const dy = Math.max(0, -y, y - BLOCK + 1); // to the nearest row of the block
    const reach = Math.floor(Math.sqrt(radius * radius - dy * dy));
    lines.push((y + radius) * stride + 4 * (radius - reach), BLOCK + 2 * reach);
    for (let x = -reach; x < BLOCK + reach; x++)
      for (const [py, px] of pixels) masks.push(isInside(y - py, x - px) ? 1 : 0);
  }
  const ofFirst = masks.filter((_, i) => i % BLOCK ** 2 === 0);
  return {
    lines,
    masks,
    numValue: ofFirst.length,
    windowSize: ofFirst.reduce((sum, isHeld) => sum + isHeld, 0),
  };
}

interface Tile {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  readonly radius: number;
}

/** A tile and what lies around it, the edges of the raster going on. */
function fill(
  values: Float32Array,
  across: number,
  { data, shape: [, width] }: Grid,
  { top: first, length }: RasterPart,
  { top, left, rows, columns, radius }: Tile,
): void {
  const used = columns + 2 * radius;
  const before = Math.max(0, radius - left);
  const x0 = left - radius + before;
  const x1 = Math.min(width, left + columns + radius);
  for (let y = 0; y < rows + 2 * radius; y++) {
    const row = (Math.min(Math.max(top + y - radius, 0), length - 1) - first) * width;
    const to = y * across;
    values.fill(data[row], to, to + before);
    values.set(data.subarray(row + x0, row + x1), to + before);
    values.fill(data[row + width - 1], to + before + x1 - x0, to + used);
  }
}
