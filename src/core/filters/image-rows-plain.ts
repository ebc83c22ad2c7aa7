/** How values change one by one, in this order. */
export interface RowChange {
  /** This value is no data; NaN when there is none such. */
  readonly noData: number;
  /** Subtracted where the value is not 0. */
  readonly phase: number;
  /** What is 0 then is no data. */
  readonly zeroIsNone: boolean;
  /** Subtracted. */
  readonly offset: number;
  readonly factor: number;
  /** Interval into which values are wrapped. */
  readonly wrap?: readonly [low: number, high: number];
}

/** Means of cells of `size` x `size` values, of rows that come some at a time. */
export interface CellMeans {
  /** Add some rows of the {@link ImageRows}. */
  add(firstRow: number, rows: number): void;
  /**
   * Means of the rows since the last call.
   * @returns [cells] of a row, NaN where no value holds data; overwritten by the next ones
   */
  close(): Float64Array;
}

/** Rows of a raster on their way to a figure: changed, looked at and averaged while they are in the processor's cache. */
export interface ImageRows {
  readonly width: number;
  /** [rows, width] values that are worked on, any unit; NaN = no data */
  readonly values: Float32Array;
  /** as many, 0 = left out */
  readonly mask: Uint8Array;
  /** Change the first n values. @param isMasked whether those whose mask is 0 become NaN */
  change(n: number, how: RowChange, isMasked: boolean): void;
  /** Least and greatest finite value among the first n and two that are known. */
  range(n: number, known: readonly [number, number]): [number, number];
  /**
   * Means of cells, in place of those of the same number before.
   * @param k 0 or 1: so many may be formed at once
   * @param cycle values in it are averaged around the first one of their cell, so that fringes stay fringes
   */
  cells(k: 0 | 1, size: number, cycle?: readonly [low: number, high: number]): CellMeans;
}

/** {@link ImageRows} in plain TypeScript. */
export function plainImageRows(width: number, rows: number): ImageRows {
  const values = new Float32Array(width * rows);
  const mask = new Uint8Array(values.length);
  return {
    width,
    values,
    mask,
    change(n, { noData, phase, zeroIsNone, offset, factor, wrap }, isMasked) {
      const [low, cycle, perCycle] = wrapOf(wrap);
      for (let i = 0; i < n; i++) {
        let value = values[i] === noData ? Number.NaN : values[i];
        if (value !== 0) value -= phase;
        if ((zeroIsNone && value === 0) || (isMasked && mask[i] === 0)) value = Number.NaN;
        value = (value - offset) * factor;
        if (cycle > 0) value -= cycle * Math.floor((value - low) * perCycle);
        values[i] = value;
      }
    },
    range(n, [low, high]) {
      for (let i = 0; i < n; i++) {
        const value = values[i];
        if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
        if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
      }
      return [low + 0, high + 0]; // one zero
    },
    cells: (_, size, cycle) => plainCells(values, width, size, cycle),
  };
}

function plainCells(
  values: Float32Array,
  width: number,
  size: number,
  wrap?: readonly [number, number],
): CellMeans {
  const count = cellsOf(width, size);
  const wide = cellWidth(width, size);
  const [, cycle] = wrapOf(wrap);
  const sums = new Float64Array(count * wide);
  const counts = new Int32Array(count * wide);
  const firsts = new Float64Array(count).fill(wrap ? Number.NaN : 0);
  const means = new Float64Array(count);
  return {
    add(firstRow, rows) {
      for (let y = firstRow; y < firstRow + rows; y++) {
        for (let cell = 0, x = 0; cell < count; cell++) {
          for (; x < (cell + 1) * wide; x++) {
            const value = values[y * width + x];
            if (Number.isNaN(value)) continue;
            if (Number.isNaN(firsts[cell])) firsts[cell] = value;
            const away = value - firsts[cell];
            counts[x]++;
            sums[x] += !wrap
              ? value
              : away > cycle / 2
                ? away - cycle
                : away < -cycle / 2
                  ? away + cycle
                  : away;
          }
        }
      }
    },
    close() {
      for (let cell = 0, x = 0; cell < count; cell++) {
        let sum = 0;
        let number = 0;
        for (; x < (cell + 1) * wide; x++) {
          sum += sums[x];
          number += counts[x];
        }
        means[cell] = sum / number;
      }
      sums.fill(0);
      counts.fill(0);
      if (wrap) {
        aroundFirsts(means, firsts, wrap);
        firsts.fill(Number.NaN);
      }
      return means;
    },
  };
}

/** Low end, length and its inverse: a division takes longer than all else. Length 0 where nothing is wrapped. */
export function wrapOf(wrap: readonly [number, number] | undefined): [number, number, number] {
  return wrap ? [wrap[0], wrap[1] - wrap[0], 1 / (wrap[1] - wrap[0])] : [0, 0, 0];
}

/** Cells across a row: one, of all there is, where it is narrower. */
export function cellsOf(width: number, size: number): number {
  return Math.max(1, Math.floor(width / size));
}

/** Columns of a cell. */
export function cellWidth(width: number, size: number): number {
  return Math.min(width, size);
}

/**
 * Add the firsts to the means of what is away from them, within the cycle again.
 * @param means [cells], unit of the values, changed @param firsts one every `stride` numbers, same unit
 */
export function aroundFirsts(
  means: Float64Array,
  firsts: Float64Array,
  [low, high]: readonly [number, number],
  stride = 1,
): void {
  for (let cell = 0; cell < means.length; cell++) {
    const mean = firsts[cell * stride] + means[cell];
    means[cell] = mean < low ? mean + (high - low) : mean >= high ? mean - (high - low) : mean;
  }
}
