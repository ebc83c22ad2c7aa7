import { MemoryLayout, SimdModule } from '../simd-module.ts';
import {
  aroundFirsts,
  type CellMeans,
  cellsOf,
  cellWidth,
  type ImageRows,
  wrapOf,
} from './image-rows-plain.ts';
import { IMAGE_ROWS_SIMD } from './image-rows-simd-code.ts';

interface Exports {
  change(
    values: number,
    mask: number,
    n: number,
    noData: number,
    zeroIsNone: number,
    phase: number,
    offset: number,
    factor: number,
    first: number,
    cycle: number,
    perCycle: number,
  ): void;
  range(values: number, n: number, out: number): void;
  addColumns(values: number, stride: number, rows: number, width: number, sums: number, counts: number): void;
  findFirsts(values: number, stride: number, rows: number, cells: number, size: number, firsts: number): void;
  addAway(
    values: number,
    stride: number,
    rows: number,
    width: number,
    sums: number,
    counts: number,
    firsts: number,
    cycle: number,
  ): void;
  closeCells(sums: number, counts: number, cells: number, size: number, width: number, out: number): void;
}

const CODE = new SimdModule<Exports>(IMAGE_ROWS_SIMD);

/** Whether this machine has vector instructions. */
export function hasSimdImageRows(): boolean {
  return CODE.isSupported();
}

const byFour = (n: number) => 4 * Math.ceil(n / 4);

/**
 * In WebAssembly (assembly/image-rows.ts): the bits of `plainImageRows`.
 * @param width columns @param rows that are worked on at once
 * @returns see `imageRows`
 * @throws {NoLinearMemory} when the address space has no room for them
 */
export function simdImageRows(width: number, rows: number): ImageRows {
  const wide = byFour(width);
  const layout = new MemoryLayout();
  const valuesAt = layout.reserve(4 * width * rows + 16); // the last columns are read by fours
  const maskAt = layout.reserve(width * rows + 4);
  const rangeAt = layout.reserve(8);
  const sets = [0, 1].map(() => ({
    sums: layout.reserve(8 * wide),
    counts: layout.reserve(4 * wide),
    firsts: layout.reserve(8 * wide),
    means: layout.reserve(8 * width),
  }));
  const { code, memory } = CODE.start(layout);
  const all = new Float32Array(memory.buffer, valuesAt, width * rows + 4);
  const ends = new Float32Array(memory.buffer, rangeAt, 2);

  const cells = (k: 0 | 1, size: number, wrap?: readonly [number, number]): CellMeans => {
    const { sums, counts, firsts, means } = sets[k];
    const count = cellsOf(width, size);
    const across = cellWidth(width, size);
    const columns = byFour(count * across);
    const [, cycle] = wrapOf(wrap);
    const known = new Float64Array(memory.buffer, firsts, columns).fill(Number.NaN);
    const result = new Float64Array(memory.buffer, means, count);
    code.closeCells(sums, counts, 0, across, columns, means); // whatever was there before
    return {
      add(firstRow, number) {
        const at = valuesAt + 4 * width * firstRow;
        if (wrap) {
          code.findFirsts(at, 4 * width, number, count, across, firsts);
          code.addAway(at, 4 * width, number, columns, sums, counts, firsts, cycle);
        } else code.addColumns(at, 4 * width, number, columns, sums, counts);
      },
      close() {
        code.closeCells(sums, counts, count, across, columns, means);
        if (wrap) {
          aroundFirsts(result, known, wrap, across);
          known.fill(Number.NaN);
        }
        return result;
      },
    };
  };

  return {
    width,
    values: all.subarray(0, width * rows),
    mask: new Uint8Array(memory.buffer, maskAt, width * rows),
    change(n, { noData, phase, zeroIsNone, offset, factor, wrap }, isMasked) {
      const [low, cycle, perCycle] = wrapOf(wrap);
      const mask = isMasked ? maskAt : 0;
      code.change(
        ...([valuesAt, mask, byFour(n), noData, zeroIsNone ? 1 : 0] as const),
        ...([phase, offset, factor, low, cycle, perCycle] as const),
      );
    },
    range(n, known) {
      ends.set(known);
      all.fill(Number.NaN, n, byFour(n));
      code.range(valuesAt, byFour(n), rangeAt);
      return [ends[0] + 0, ends[1] + 0];
    },
    cells,
  };
}
