import { type Grid, grid } from '../../core/array.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { type DisplayLimits, dataRange, ValueStatistics } from '../../plot/limits.ts';
import { readPixels, type Sampling, sampledSize } from './pixels.ts';
import { changeValues, type ValueChanges } from './values.ts';

/** A raster as it is drawn: as many pixels as the page shows, and what is known of all that were read. */
export interface DrawnRaster {
  readonly values: Grid;
  readonly range: readonly [number, number];
  readonly limits: DisplayLimits;
  /** range of averages, for limits that many rasters have in common */
  readonly averages: readonly [number, number];
}

/** Pixels that are read, changed and averaged before the next come: they stay in the processor's cache. */
const BAND_PIXELS = 1 << 17;

/**
 * Read one raster and make it as small as the page needs: each drawn pixel is the mean of `size` x `size` read ones that hold
 * data. Values of a cycle are averaged around the first of them, so that fringes stay fringes.
 * @param window pixels per average and axis for common limits, 0 for none; undefined when limits are known
 */
export function readDrawn(
  file: H5Reader,
  { dataset, plane }: { readonly dataset: string; readonly plane: number | undefined },
  {
    sampling,
    size,
    window,
  }: { readonly sampling: Sampling; readonly size: number; readonly window: number | undefined },
  changes: ValueChanges,
): DrawnRaster {
  const { box, step } = sampling;
  const read = sampledSize(sampling);
  const statistics = window === undefined ? undefined : new ValueStatistics(read.width, window);
  const length = Math.max(1, Math.floor(read.length / size));
  const width = Math.max(1, Math.floor(read.width / size));
  const image = grid(new Float32Array(length * width), length, width);
  // Chunks of compressed data would be unpacked once for every band.
  const isPlain = file.datasets.get(dataset)!.compression === 'none';
  const rows = isPlain
    ? size * Math.max(1, Math.floor(BAND_PIXELS / (size * read.width * step)))
    : read.length;
  for (let y = 0; y < read.length; y += rows) {
    const end = Math.min(read.length, y + rows);
    const y1 = end === read.length ? box.y1 : box.y0 + end * step;
    const part = { box: { ...box, y0: box.y0 + y * step, y1 }, step };
    const band = readPixels(file, dataset, plane, part, true);
    changeValues(band, changes, y * read.width);
    statistics?.add(band.data, y);
    if (size === 1) image.data.set(band.data, y * width);
    else if (changes.wrap) averageInCycle(band, y / size, size, image, changes.wrap);
    else average(band, y / size, size, image);
  }
  if (statistics === undefined) {
    const range = dataRange(image);
    return { values: image, range, limits: { vmin: range[0], vmax: range[1] }, averages: range };
  }
  const { range, limits, averages } = statistics;
  return { values: image, range, limits, averages };
}

/** Means of `size` x `size` pixels that hold data, into the rows from `row` on. */
function average(band: Grid, row: number, size: number, out: Grid): void {
  const [rows, wide] = band.shape;
  const [length, width] = out.shape;
  const { data } = band;
  const deep = Math.min(size, rows);
  const broad = Math.min(size, wide);
  for (let y = 0, to = row * width; y + deep <= rows && to < length * width; y += size, to += width) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let count = 0;
      for (let from = y * wide + x * size, r = 0; r < deep; r++, from += wide) {
        for (let i = from; i < from + broad; i++) {
          const value = data[i];
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      out.data[to + x] = sum / count;
    }
  }
}

/** The same of values in a cycle, taken around the first of each: they differ from it by half a cycle at most. */
function averageInCycle(
  band: Grid,
  row: number,
  size: number,
  out: Grid,
  [low, high]: readonly [number, number],
): void {
  const [rows, wide] = band.shape;
  const [length, width] = out.shape;
  const { data } = band;
  const deep = Math.min(size, rows);
  const broad = Math.min(size, wide);
  const cycle = high - low;
  const half = cycle / 2;
  for (let y = 0, to = row * width; y + deep <= rows && to < length * width; y += size, to += width) {
    for (let x = 0; x < width; x++) {
      let first = Number.NaN;
      let sum = 0;
      let count = 0;
      for (let from = y * wide + x * size, r = 0; r < deep; r++, from += wide) {
        for (let i = from; i < from + broad; i++) {
          const value = data[i];
          if (Number.isNaN(value)) continue;
          if (count++ === 0) first = value;
          const away = value - first;
          sum += away > half ? away - cycle : away < -half ? away + cycle : away;
        }
      }
      const mean = first + sum / count;
      out.data[to + x] = mean < low ? mean + cycle : mean >= high ? mean - cycle : mean;
    }
  }
}
