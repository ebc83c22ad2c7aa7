import { expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { AS_IS, MARKS, NOTHING_FOR_GAPS, type RowSums } from './row-loops.ts';
import { plainRowSums } from './row-sums-plain.ts';
import { simdRowSums } from './row-sums-simd.ts';

const random = createRandom(7);
const around = 4;

it.each([1, 3, 8, 21])(
  'sums over rows have the same bits with and without vector instructions: %i columns',
  (width) => {
    const gaussian = { width, rows: 6, rowsAtHand: 6 + around, half: Float64Array.of(0.4, 0.2, 0.1) };
    const values = rasterOf(width, 6 + around, Number.NaN);
    const [plain, simd] = [plainRowSums(gaussian), simdRowSums(gaussian)].map((loops) => {
      loops.raster.set(values);
      loops.weighAcross(0, 10, true, NOTHING_FOR_GAPS, 'lines');
      loops.weighAcross(2, 5, false, MARKS, 'gapLines');
      loops.weighDown('lines', 'sums', 5);
      loops.weighDown('gapLines', 'others', 5);
      const weighed = rowsOf(loops, 5);
      loops.divideByShares(2, 0.75, 5);
      loops.round(5, 2);
      return { weighed, divided: rowsOf(loops, 5), flags: [...loops.flags], rounded: roundedOf(loops, 5) };
    });
    expect(simd).toEqual(plain);
    const at = 2 * width; // the first row of the band
    if (width === 21) {
      const row = (r: number) => sum3((x) => (Number.isNaN(values[r * 21 + x]) ? 0 : values[r * 21 + x]), 10);
      expect(plain.weighed[0][10]).toBeCloseTo(sum3(row, 2), 14);
      expect(plain.flags.includes(1)).toBe(true);
      expect(plain.rounded[10]).toBeCloseTo(values[at + 10] - plain.divided[0][10], 6);
    }
  },
);

it.each([1, 3, 8, 21])('sums over windows have the same bits as well: %i columns', (width) => {
  const columns = Int32Array.from({ length: width + 4 }, (_, x) => Math.min(Math.max(x - 2, 0), width - 1));
  const line = (row: number, box: number) => ({ row, box });
  const window = {
    ...{ width, rows: 6, rowsAtHand: 6 + around, columns },
    boxes: [
      [1, 4],
      [0, 5],
    ] as const, // three and five columns
    windows: [[line(1, 0), line(2, 1), line(3, 0)], [line(2, 0)]],
  };
  for (const gap of [Number.NaN, Infinity]) {
    const values = rasterOf(width, 6 + around, gap);
    const [plain, simd] = [plainRowSums(window), simdRowSums(window)].map((loops) => {
      loops.raster.set(values);
      loops.sumAlong(0, 10, AS_IS, 'lines');
      const flags = [...loops.flags];
      loops.sumAlong(0, 10, NOTHING_FOR_GAPS, 'lines');
      loops.sumAlong(0, 10, MARKS, 'gapLines');
      loops.sumWindow(0, 'lines', 'sums', 11, 6);
      const mean = rowsOf(loops, 6);
      loops.sumWindow(1, 'lines', 'others', 1, 6);
      loops.subtractDisks(8, 3, 6);
      const ring = rowsOf(loops, 6);
      loops.sumWindow(0, 'gapLines', 'others', 1, 6);
      loops.blank(6);
      loops.round(6);
      return { flags, mean, ring, blanked: rowsOf(loops, 6), rounded: roundedOf(loops, 6) };
    });
    expect(simd).toEqual(plain);
    expect(plain.blanked.flat().some(Number.isNaN)).toBe(true);
    if (width < 21) continue;
    const finite = values.map((value) => (Number.isFinite(value) ? value : 0));
    let sum = 0;
    for (const [row, from, to] of [
      [1, 9, 11],
      [2, 8, 12],
      [3, 9, 11],
    ])
      for (let x = from; x <= to; x++) sum += finite[row * 21 + x];
    expect(plain.mean[0][10]).toBeCloseTo(sum / 11, 14);
  }
});

function sum3(value: (at: number) => number, at: number): number {
  return 0.4 * value(at) + 0.2 * (value(at - 1) + value(at + 1)) + 0.1 * (value(at - 2) + value(at + 2));
}

function rasterOf(width: number, rows: number, gap: number): Float32Array {
  return Float32Array.from({ length: width * rows }, (_, i) => (i % 41 === 7 ? gap : random() - 0.5));
}

function rowsOf({ sums, sumStride, room: { width } }: RowSums, rows: number): number[][] {
  return Array.from({ length: rows }, (_, r) => [...sums.subarray(r * sumStride, r * sumStride + width)]);
}

function roundedOf({ rounded, room: { width } }: RowSums, rows: number): number[] {
  return [...rounded.subarray(0, rows * width)];
}
