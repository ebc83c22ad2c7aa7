import type { Grid, Values } from '../core/array.ts';
import type { CellMeans, ImageRows } from '../core/filters/image-rows.ts';

/** Range of colours of a figure. */
export interface DisplayLimits {
  readonly vmin: number;
  readonly vmax: number;
  /** The few evenly spaced values a raster consists of (mask, counts), or its only one: it is drawn with one colour each. */
  readonly levels?: readonly number[];
}

/** Smallest and largest value that is neither NaN nor masked; NaN when there is none. */
export function dataRange(values: Grid<Values>, mask?: Grid<Values>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const { data } = values;
  const keep = mask?.data;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (keep !== undefined && keep[i] === 0) continue;
    if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}

/**
 * Limits that a raster asks for: its own range, snapped to ±π when both ends come within 0.1 rad of it.
 * At most 20 evenly spaced values become levels, with half a step of margin so that each owns an equal bin.
 */
export function displayLimits(values: Grid<Values>, mask?: Grid<Values>): DisplayLimits {
  return limitsOf(dataRange(values, mask), evenLevels(values, mask));
}

function limitsOf([low, high]: readonly [number, number], levels: number[] | undefined): DisplayLimits {
  if (Number.isNaN(low)) return NOTHING;
  if (levels !== undefined) {
    const half = (levels[1] - levels[0]) / 2;
    return { vmin: levels[0] - half, vmax: (levels.at(-1) as number) + half, levels };
  }
  return opened(snapToPi(low, high));
}

/**
 * Common limits of many panels, from averages of 10 x 10 pixels so that single outliers do not set the scale.
 * @param window pixels per average and axis; fewer for images that were thinned out
 */
export function commonLimits(
  panels: readonly Grid<Values>[],
  masks?: readonly (Grid<Values> | undefined)[],
  window = 10,
): DisplayLimits {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  panels.forEach((panel, k) => {
    const [panelLow, panelHigh] = dataRange(averaged(panel, masks?.[k], window));
    if (panelLow < low) low = panelLow;
    if (panelHigh > high) high = panelHigh;
  });
  if (!(low <= high)) return NOTHING;
  return opened(snapToPi(low, high));
}

/** What limits follow from, gathered from a raster as it is read, some rows at a time. */
export class ValueStatistics {
  #range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  readonly #seen = new Set<number>();
  readonly #rows: ImageRows;
  readonly #window: number;
  readonly #cells: CellMeans | undefined;
  readonly #averages: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  /**
   * @param rows where the rows of the raster are put; the first of their two sets of cells is used
   * @param window pixels per average and axis, for limits that many rasters have in common; none when 0
   */
  constructor(rows: ImageRows, window = 0) {
    this.#rows = rows;
    this.#window = window;
    if (window > 0) this.#cells = rows.cells(0, window);
  }

  /** Take in the rows that stand there: `count` of them, the first of which is row `y` of the raster. */
  add(count: number, y: number): void {
    const { width, values } = this.#rows;
    if (this.#seen.size <= 20) this.#see(values.subarray(0, count * width));
    this.#range = this.#rows.range(count * width, this.#range);
    if (this.#cells === undefined) return;
    for (let row = 0; row < count; ) {
      const more = Math.min(count - row, this.#window - ((y + row) % this.#window));
      this.#cells.add(row, more);
      row += more;
      if ((y + row) % this.#window === 0) this.#close(this.#cells.close());
    }
  }

  #see(data: Values): void {
    let last = Number.NaN;
    for (let i = 0; i < data.length && this.#seen.size <= 20; i++) {
      if (data[i] === last || Number.isNaN(data[i])) continue;
      last = data[i];
      this.#seen.add(last);
    }
  }

  #close(means: Float64Array): void {
    for (const mean of means) {
      if (mean < this.#averages[0]) this.#averages[0] = mean;
      if (mean > this.#averages[1]) this.#averages[1] = mean;
    }
  }

  /** As `dataRange`. */
  get range(): [number, number] {
    const [low, high] = this.#range;
    return low <= high ? [low, high] : [Number.NaN, Number.NaN];
  }

  /** As `displayLimits`. */
  get limits(): DisplayLimits {
    return limitsOf(this.range, this.#seen.size > 20 ? undefined : levelsOf(this.#seen));
  }

  /** Range of the averages, that of the values where no window is full. */
  get averages(): [number, number] {
    const [low, high] = this.#averages;
    return low <= high ? [low, high] : this.range;
  }
}

/** Limits that several rasters have in common, from the ranges of their averages. */
export function limitsOfAverages(ranges: readonly (readonly [number, number])[]): DisplayLimits {
  const finite = ranges.flat().filter((value) => !Number.isNaN(value));
  if (finite.length === 0) return NOTHING;
  return opened(snapToPi(Math.min(...finite), Math.max(...finite)));
}

function snapToPi(low: number, high: number): [number, number] {
  const near = Math.abs(low + Math.PI) < 0.1 && Math.abs(high - Math.PI) < 0.1;
  return near ? [-Math.PI, Math.PI] : [low, high];
}

/** Where there is no value there is none to be named on a colour bar. */
const NOTHING: DisplayLimits = { vmin: 0, vmax: 1, levels: [] };

/** A range of one value has one colour: its bar reaches to both sides of it and names no other value. */
function opened([low, high]: readonly [number, number]): DisplayLimits {
  if (high > low) return { vmin: low, vmax: high };
  const half = low === 0 ? 1 : Math.abs(low) * 0.05;
  return { vmin: low - half, vmax: low + half, levels: [low] };
}

function evenLevels(values: Grid<Values>, mask?: Grid<Values>): number[] | undefined {
  const seen = new Set<number>();
  const { data } = values;
  const keep = mask?.data;
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i]) || (keep !== undefined && keep[i] === 0)) continue;
    seen.add(data[i]);
    if (seen.size > 20) return undefined;
  }
  return levelsOf(seen);
}

/** Values that stand in even steps. */
function levelsOf(seen: ReadonlySet<number>): number[] | undefined {
  if (seen.size < 2) return undefined;
  const levels = [...seen].sort((a, b) => a - b);
  const step = (levels[levels.length - 1] - levels[0]) / (levels.length - 1);
  const even = levels.every((level, k) => Math.abs(level - levels[0] - k * step) < 1e-3 * step);
  return even ? levels : undefined;
}

function averaged(values: Grid<Values>, mask: Grid<Values> | undefined, step: number): Grid<Float32Array> {
  const [length, width] = values.shape;
  const rows = Math.max(1, Math.floor(length / step));
  const columns = Math.max(1, Math.floor(width / step));
  const sum = new Float64Array(rows * columns);
  const count = new Uint32Array(rows * columns);
  const high = Math.min(length, rows * step);
  const wide = Math.min(width, columns * step);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const i = y * width + x;
      const value = values.data[i];
      if (Number.isNaN(value) || (mask !== undefined && mask.data[i] === 0)) continue;
      const cell = Math.floor(y / step) * columns + Math.floor(x / step);
      sum[cell] += value;
      count[cell]++;
    }
  }
  const mean = Float32Array.from(sum, (total, cell) => (count[cell] > 0 ? total / count[cell] : Number.NaN));
  return { data: mean, shape: [rows, columns] };
}
