import { type Grid, grid } from '../../core/array.ts';
import { type ImageRows, imageRows } from '../../core/filters/image-rows.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { type DisplayLimits, dataRange, ValueStatistics } from '../../plot/limits.ts';
import { readPixels, type Sampling, sampledSize } from './pixels.ts';
import { changeRows, type ValueChanges } from './values.ts';

/** A raster as it is drawn: as many pixels as the page shows, and what is known of all that were read. */
export interface DrawnRaster {
  readonly values: Grid;
  readonly range: readonly [number, number];
  readonly limits: DisplayLimits;
  /** range of averages, for limits that many rasters have in common */
  readonly averages: readonly [number, number];
}

/** Pixels that are read before the next come: they stay in the processor's cache. */
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
  const rows = imageRows(read.width);
  const statistics = window === undefined ? undefined : new ValueStatistics(rows, window);
  const drawing = drawingOf(rows, read, size, changes.wrap);
  // Chunks of compressed data would be unpacked once for every band.
  const isPlain = file.datasets.get(dataset)!.compression === 'none';
  const perBand = isPlain ? Math.max(1, Math.floor(BAND_PIXELS / (read.width * step))) : read.length;
  const atOnce = rows.values.length / read.width;
  for (let y = 0; y < read.length; y += perBand) {
    const end = Math.min(read.length, y + perBand);
    const y1 = end === read.length ? box.y1 : box.y0 + end * step;
    const part = { box: { ...box, y0: box.y0 + y * step, y1 }, step };
    const band = readPixels(file, dataset, plane, part, true).data;
    for (let row = y; row < end; row += atOnce) {
      const count = Math.min(atOnce, end - row);
      rows.values.set(band.subarray((row - y) * read.width, (row - y + count) * read.width));
      changeRows(rows, count, changes, row * read.width);
      statistics?.add(count, row);
      drawing.add(count, row);
    }
  }
  const { image } = drawing;
  if (statistics === undefined) {
    const range = dataRange(image);
    return { values: image, range, limits: { vmin: range[0], vmax: range[1] }, averages: range };
  }
  const { range, limits, averages } = statistics;
  return { values: image, range, limits, averages };
}

/** A raster that is filled with the means of rows, which come some at a time. */
function drawingOf(
  rows: ImageRows,
  read: { readonly length: number; readonly width: number },
  size: number,
  wrap: readonly [number, number] | undefined,
) {
  const deep = Math.min(size, read.length);
  const length = Math.max(1, Math.floor(read.length / size));
  const width = Math.max(1, Math.floor(read.width / size));
  const image = grid(new Float32Array(length * width), length, width);
  const cells = size > 1 ? rows.cells(1, size, wrap) : undefined;
  const add = (count: number, y: number): void => {
    if (cells === undefined) {
      image.data.set(rows.values.subarray(0, count * read.width), y * width);
      return;
    }
    const last = Math.min(count, length * deep - y); // what is left over of the last rows is not drawn
    for (let row = 0; row < last; ) {
      const more = Math.min(last - row, deep - ((y + row) % deep));
      cells.add(row, more);
      row += more;
      if ((y + row) % deep === 0) image.data.set(cells.close(), ((y + row) / deep - 1) * width);
    }
  };
  return { image, add };
}
