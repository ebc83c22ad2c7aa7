import { MemoryLayout, SimdModule } from '../simd-module.ts';
import { AS_IS, type RowRoom, type RowSums } from './row-loops.ts';
import { ROW_SUMS_SIMD } from './row-sums-simd-code.ts';

/** Functions of assembly/row-sums.ts: addresses and counts. */
type Loop = (...numbers: number[]) => void;
type Exports = Record<
  | 'weighAcross'
  | 'weighDown'
  | 'divideByShares'
  | 'sumAlong'
  | 'sumWindow'
  | 'subtractDisks'
  | 'blank'
  | 'round',
  Loop
>;

const CODE = new SimdModule<Exports>(ROW_SUMS_SIMD);

/** Bytes of linear memory; rows that need more go without vectors. */
const MOST_BYTES = 2 ** 31;
/** Columns that go through the loops together. */
const GROUP = 8;

/** Whether this machine has vector instructions and the room. */
export function hasSimdRowSums(room: RowRoom): boolean {
  return layOut(room).layout.end < MOST_BYTES && CODE.isSupported();
}

/** Rows of an odd number of cache lines: else those of a column all want the same place in the cache. */
const oddLines = (values: number) => GROUP * (2 * Math.floor(Math.ceil(values / GROUP) / 2) + 1);

function layOut({ width, rows, rowsAtHand, half, columns, boxes = [], windows = [] }: RowRoom) {
  const layout = new MemoryLayout();
  const wide = GROUP * Math.ceil(width / GROUP);
  const reach = half === undefined ? 0 : half.length - 1;
  const numColumn = columns?.length ?? 0;
  const lineStride = oddLines(columns === undefined ? wide : numColumn - width + wide + GROUP);
  const sumStride = oddLines(wide);
  const slack = 64; // the last row is gone through by whole groups
  return {
    layout,
    lineStride,
    sumStride,
    raster: layout.reserve(4 * rowsAtHand * width + slack),
    flags: layout.reserve(rowsAtHand),
    lines: layout.reserve(8 * rowsAtHand * lineStride),
    gapLines: layout.reserve(8 * rowsAtHand * lineStride),
    sums: layout.reserve(8 * rows * sumStride),
    others: layout.reserve(8 * rows * sumStride),
    rounded: layout.reserve(4 * rows * width + slack),
    half: layout.reserve(8 * (reach + 1)),
    padded: layout.reserve(8 * (wide + 2 * reach) + slack),
    columns: layout.reserve(4 * numColumn),
    boxes: layout.reserve(8 * boxes.length),
    windows: windows.map(({ length }) => layout.reserve(4 * length)),
    strip: layout.reserve(8 * GROUP * rowsAtHand * boxes.length),
  };
}

/**
 * In WebAssembly with vector instructions (assembly/row-sums.ts): the bits of `plainRowSums`.
 * @throws {NoLinearMemory} when the address space has no room for it
 */
export function simdRowSums(room: RowRoom): RowSums {
  const { width, rows: most, rowsAtHand, boxes = [], windows = [] } = room;
  const { half = new Float64Array(1), columns = new Int32Array(0) } = room;
  const at = layOut(room);
  const { lineStride, sumStride } = at;
  const { code, memory } = CODE.start(at.layout);
  const { buffer } = memory;
  new Float64Array(buffer, at.half, half.length).set(half);
  new Int32Array(buffer, at.columns, columns.length).set(columns);
  new Int32Array(buffer, at.boxes, 2 * boxes.length).set(boxes.flat());
  windows.forEach((lines, k) => {
    const places = lines.map(({ row, box }) => row * boxes.length + box);
    new Int32Array(buffer, at.windows[k], lines.length).set(places);
  });
  const doubles = (from: number, count: number) => new Float64Array(buffer, from, count);
  const rasterAt = (row: number) => at.raster + 4 * row * width;
  const lineAt = (of: 'lines' | 'gapLines', row: number) => at[of] + 8 * row * lineStride;
  return {
    ...{ room, lineStride, sumStride },
    raster: new Float32Array(buffer, at.raster, rowsAtHand * width),
    flags: new Uint8Array(buffer, at.flags, rowsAtHand),
    lines: doubles(at.lines, rowsAtHand * lineStride),
    gapLines: doubles(at.gapLines, rowsAtHand * lineStride),
    sums: doubles(at.sums, most * sumStride),
    rounded: new Float32Array(buffer, at.rounded, most * width),

    weighAcross(first, count, goesOn, change, to) {
      code.weighAcross(
        ...[rasterAt(first), width, count, at.half, half.length, goesOn ? 1 : 0, change],
        ...[at.padded, lineAt(to, first), lineStride, at.flags + first],
      );
    },
    weighDown(from, to, rows) {
      const middle = lineAt(from, half.length - 1);
      code.weighDown(middle, lineStride, at.half, half.length, at[to], sumStride, width, rows);
    },
    divideByShares(first, whole, rows) {
      code.divideByShares(rasterAt(first), width, at.sums, at.others, sumStride, whole, rows);
    },
    sumAlong(first, count, change, to) {
      code.sumAlong(
        ...[rasterAt(first), width, count, at.columns, columns.length, change],
        ...[lineAt(to, first), lineStride, change === AS_IS ? at.flags + first : 0],
      );
    },
    sumWindow(window, from, to, divisor, rows) {
      code.sumWindow(
        ...[at[from], lineStride, rowsAtHand - most + rows, at.boxes, boxes.length],
        ...[at.windows[window], windows[window].length, divisor, at.strip, at[to], sumStride, width, rows],
      );
    },
    subtractDisks: (numRing, numDisk, rows) =>
      code.subtractDisks(at.sums, at.others, numRing, numDisk, rows * sumStride),
    blank: (rows) => code.blank(at.sums, at.others, rows * sumStride),
    round(rows, first) {
      const raster = first === undefined ? 0 : rasterAt(first);
      code.round(raster, at.sums, sumStride, at.rounded, width, rows);
    },
  };
}
