import type { Grid, Values } from '../array.ts';

/**
 * A raster of labels as runs, the stretches of equal label along its rows. Component maps are made of large patches:
 * a few runs stand for a row of a thousand pixels, and work on runs costs next to nothing beside one look at the pixels.
 *
 * Runs cover every row, background (0) included, so that a run ends where the next one begins.
 */
export interface LabelRuns {
  readonly shape: readonly [length: number, width: number];
  /** first run of every row, and the number of runs at the end [length + 1] */
  readonly row: Int32Array;
  /** raster index of the first pixel of every run, and the number of pixels at the end [runs + 1] */
  readonly start: Int32Array;
  /** [runs] */
  readonly label: Int32Array;
}

/**
 * Runs of equal value; NaN is 0, fractions are cut off.
 *
 * @param grid [length, width], whole numbers
 */
export function runsOf({ data, shape }: Grid<Values>): LabelRuns {
  const isWhole = !(data instanceof Float32Array || data instanceof Float64Array);
  return scanRuns(isWhole ? data : new Int32Array(data), shape);
}

function scanRuns(value: Values, shape: readonly [length: number, width: number]): LabelRuns {
  const [length, width] = shape;
  const builder = runBuilder(shape, 8 * length);
  for (let y = 0, i = 0; y < length; y++) {
    const endOfRow = i + width;
    while (i < endOfRow) {
      const v = value[i];
      builder.add(i, v);
      for (i++; i < endOfRow && value[i] === v; ) i++;
    }
    builder.endRow();
  }
  return builder.finish();
}

/** Collects runs in raster order; neighbours of equal label in a row become one. */
export function runBuilder(shape: readonly [length: number, width: number], expected: number) {
  const [length, width] = shape;
  const row = new Int32Array(length + 1);
  let start = new Int32Array(Math.max(16, expected));
  let label = new Int32Array(start.length);
  let num = 0;
  let y = 0;
  const grow = () => {
    const [oldStart, oldLabel] = [start, label];
    start = new Int32Array(2 * num);
    label = new Int32Array(2 * num);
    start.set(oldStart);
    label.set(oldLabel);
  };
  return {
    add(at: number, of: number): void {
      if (num > row[y] && label[num - 1] === of) return;
      if (num + 1 >= start.length) grow(); // one place is kept for the end
      start[num] = at;
      label[num++] = of;
    },
    endRow(): void {
      row[++y] = num;
    },
    finish(): LabelRuns {
      start[num] = length * width;
      return { shape, row, start: start.subarray(0, num + 1), label: label.subarray(0, num) };
    },
  };
}

/** The labels of a raster where a mask is not 0; 0 elsewhere. */
export function runsWithin(mask: LabelRuns, { shape, row, start, label }: LabelRuns): LabelRuns {
  const out = runBuilder(shape, label.length);
  for (let y = 0, m = 0; y < shape[0]; y++) {
    for (let k = row[y]; k < row[y + 1]; k++) {
      for (let x = start[k]; x < start[k + 1]; x = Math.min(start[k + 1], mask.start[m + 1])) {
        while (mask.start[m + 1] <= x) m++;
        out.add(x, mask.label[m] === 0 ? 0 : label[k]);
      }
    }
    out.endRow();
  }
  return out.finish();
}

/** Whether two rasters are the same. */
export function sameRuns(a: LabelRuns, b: LabelRuns): boolean {
  return sameValues(a.row, b.row) && sameValues(a.start, b.start) && sameValues(a.label, b.label);
}

function sameValues(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The raster, pixel by pixel.
 *
 * @returns [length, width], 0 where there is no run
 */
export function paintRuns({ shape, start, label }: LabelRuns): Grid<Int32Array> {
  const data = new Int32Array(shape[0] * shape[1]);
  for (let k = 0; k < label.length; k++) if (label[k] !== 0) data.fill(label[k], start[k], start[k + 1]);
  return { data, shape };
}
