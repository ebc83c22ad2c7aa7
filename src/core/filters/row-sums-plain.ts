import { AS_IS, MARKS, NOTHING_FOR_GAPS, type RowRoom, type RowSums } from './row-loops.ts';

/** The loops in plain TypeScript: for machines without vector instructions, and the judge of the vector kernels. */
export function plainRowSums(room: RowRoom): RowSums {
  const { width, rows: most, rowsAtHand } = room;
  const { half = new Float64Array(1), columns = new Int32Array(0), boxes = [], windows = [] } = room;
  const reach = half.length - 1;
  const lineStride = Math.max(width, columns.length + 1);
  const along = {
    lines: new Float64Array(rowsAtHand * lineStride),
    gapLines: new Float64Array(rowsAtHand * lineStride),
  };
  const over = { sums: new Float64Array(most * width), others: new Float64Array(most * width) };
  const raster = new Float32Array(rowsAtHand * width);
  const rounded = new Float32Array(most * width);
  const flags = new Uint8Array(rowsAtHand);
  const padded = new Float64Array(width + 2 * reach);
  const { sums, others } = over;
  return {
    ...{ room, raster, flags, lineStride, sums, sumStride: width, rounded },
    ...along,

    weighAcross(first, count, goesOn, change, to) {
      for (let r = first; r < first + count; r++) {
        let hasGap = 0;
        for (let x = 0; x < width; x++) {
          const value = raster[r * width + x];
          const isGap = Number.isNaN(value);
          if (isGap) hasGap = 1;
          padded[reach + x] = change === AS_IS ? value : isGap ? 0 : change === NOTHING_FOR_GAPS ? value : 1;
        }
        padded.fill(goesOn ? padded[reach] : 0, 0, reach);
        padded.fill(goesOn ? padded[reach + width - 1] : 0, reach + width);
        flags[r] = hasGap;
        weigh(padded, reach, 1, along[to], r * lineStride);
      }
    },
    weighDown(from, to, rows) {
      for (let r = 0; r < rows; r++)
        weigh(along[from], (r + reach) * lineStride, lineStride, over[to], r * width);
    },
    divideByShares(first, whole, rows) {
      for (let i = 0; i < rows * width; i++)
        sums[i] = Number.isNaN(raster[first * width + i]) ? Number.NaN : sums[i] / (others[i] / whole);
    },

    sumAlong(first, count, change, to) {
      for (let r = first; r < first + count; r++) {
        let sum = 0;
        along[to][r * lineStride] = 0;
        for (let x = 0; x < columns.length; x++) {
          const value = raster[r * width + columns[x]];
          if (change === AS_IS) sum += value;
          else if (Number.isFinite(value)) sum += change === MARKS ? 0 : value;
          else if (change === MARKS) sum += 1;
          along[to][r * lineStride + x + 1] = sum;
        }
        if (change === AS_IS) flags[r] = Number.isFinite(sum) ? 0 : 1;
      }
    },
    sumWindow(window, from, to, divisor, rows) {
      for (let r = 0; r < rows; r++)
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (const { row, box } of windows[window]) {
            const at = (r + row) * lineStride + x;
            const [begin, end] = boxes[box];
            sum += along[from][at + end] - along[from][at + begin];
          }
          over[to][r * width + x] = sum / divisor;
        }
    },
    subtractDisks(numRing, numDisk, rows) {
      for (let i = 0; i < rows * width; i++) sums[i] = (sums[i] - others[i]) / numRing - others[i] / numDisk;
    },
    blank(rows) {
      for (let i = 0; i < rows * width; i++) if (others[i] !== 0) sums[i] = Number.NaN;
    },

    round(rows, first) {
      for (let i = 0; i < rows * width; i++)
        rounded[i] = first === undefined ? sums[i] : raster[first * width + i] - sums[i];
    },
  };

  /** to[at + x] = half[0] · from[middle + x] + sum_k half[k] · (from[middle - k · step + x] + from[middle + k · step + x]) */
  function weigh(from: Float64Array, middle: number, step: number, to: Float64Array, at: number): void {
    for (let x = 0; x < width; x++) {
      let sum = half[0] * from[middle + x];
      for (let k = 1; k <= reach; k++)
        sum += half[k] * (from[middle - k * step + x] + from[middle + k * step + x]);
      to[at + x] = sum;
    }
  }
}
