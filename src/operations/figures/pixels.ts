import { type Box, type Grid, grid } from '../../core/array.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';

/** Which pixels of a raster are drawn: a window, and one of `step` x `step` pixels in it. */
export interface Sampling {
  readonly box: Box;
  readonly step: number;
}

const BAND_BYTES = 8 << 20;

/** Memory of the band that is read: one for all rasters, since each is thinned out before the next one comes. */
let band = new Uint8Array(0);

function bandMemory(bytes: number): Uint8Array {
  if (band.length < bytes) band = new Uint8Array(bytes);
  return band.subarray(0, bytes);
}

/** Rows and columns that remain of a window. */
export function sampledSize({ box, step }: Sampling): { length: number; width: number } {
  return {
    length: Math.max(1, Math.floor((box.y1 - box.y0) / step)),
    width: Math.max(1, Math.floor((box.x1 - box.x0) / step)),
  };
}

/** Position of a pixel of the file on the drawn raster, whole numbers at pixel centres. */
export function sampledPosition({ box, step }: Sampling, y: number, x: number): { y: number; x: number } {
  return { y: (y - box.y0 + 0.5) / step - 0.5, x: (x - box.x0 + 0.5) / step - 0.5 };
}

/**
 * Read what is drawn of one raster, and no more: rows between the drawn ones stay on disk, so that a cube of many
 * gigabytes costs as much as the picture made of it. Compressed data come in bands, as their chunks are.
 * @param reused the values stand in memory that the next raster is read into
 */
export function readPixels(
  file: H5Reader,
  dataset: string,
  plane: number | undefined,
  { box, step }: Sampling,
  reused = false,
): Grid {
  const info = file.datasets.get(dataset)!;
  const wide = box.x1 - box.x0;
  const size = sampledSize({ box, step });
  const read = (y0: number, rows: number, memory?: Uint8Array) =>
    file.read(
      dataset,
      {
        start: plane === undefined ? [y0, box.x0] : [plane, y0, box.x0],
        count: plane === undefined ? [rows, wide] : [1, rows, wide],
      },
      memory,
    ) as Exclude<ReturnType<H5Reader['read']>, string[]>;
  if (step === 1) {
    const rows = box.y1 - box.y0;
    const values = read(box.y0, rows, reused ? bandMemory(rows * wide * typeSize(info.type)) : undefined);
    const data = values instanceof Float32Array ? values : new Float32Array(values);
    return grid(data, box.y1 - box.y0, wide);
  }
  const out = new Float32Array(size.length * size.width);
  const first = Math.min(step >> 1, box.y1 - box.y0 - 1); // the pixel in the middle of each cell
  const firstColumn = Math.min(step >> 1, wide - 1);
  const rowsPerBand =
    info.compression === 'none' ? 1 : Math.max(1, Math.floor(BAND_BYTES / (4 * wide * step)));
  const bandRows = (Math.min(rowsPerBand, size.length) - 1) * step + 1;
  const memory = bandMemory(bandRows * wide * typeSize(info.type));
  for (let row = 0; row < size.length; row += rowsPerBand) {
    const rows = Math.min(rowsPerBand, size.length - row);
    const values = read(box.y0 + first + row * step, (rows - 1) * step + 1, memory);
    for (let r = 0; r < rows; r++) {
      const from = r * step * wide + firstColumn;
      const to = (row + r) * size.width;
      for (let x = 0; x < size.width; x++) out[to + x] = values[from + x * step];
    }
  }
  return grid(out, size.length, size.width);
}

/** One value of a raster. */
export function readValue(
  file: H5Reader,
  dataset: string,
  plane: number | undefined,
  { y, x }: { readonly y: number; readonly x: number },
): number {
  const box = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
  return readPixels(file, dataset, plane, { box, step: 1 }).data[0];
}
