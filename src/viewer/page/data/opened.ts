import type { PatchChoice } from './messages.ts';
import type { Patch, Product, Statistics, Window } from './product.ts';
import { Reduction } from './reduce.ts';
import { reliefOf } from './relief.ts';
import { statisticsOf } from './statistics.ts';

/** Values read at a time: bounds the memory beside the result. */
const BAND_VALUES = 4 << 20;

/** A part of a plane with statistics when these were asked for. */
export type ReadPatch = Patch & { readonly statistics?: Statistics };

/** A file the page reads from: what a reader of any format offers. */
export interface OpenProduct {
  readonly product: Product;
  /** Part of a plane, `step` pixels to one. */
  patch(dataset: string, plane: number, choice: PatchChoice, signal?: AbortSignal): Promise<ReadPatch>;
  /** Values of a pixel in all planes, as they stand in the file. */
  series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>>;
  /** A part of all planes [numPlane, rows, columns], as it stands in the file, where that is faster than plane by plane; good until the next one. */
  cube?(dataset: string, box: Box): Promise<Float32Array>;
}

/** A part of a raster in full. */
export type Box = Omit<Window, 'step'>;

/** Reads `rows` rows of `columns` values from a place of a raster; `every` (1) is the distance from each to the next one. */
export type ReadRows = (
  y: number,
  x: number,
  rows: number,
  columns: number,
  every?: number,
) => Promise<ArrayLike<number>>;

/** Rows that are apart, read one by one. */
export function rowByRow(read: ReadRows): ReadRows {
  return async (y, x, rows, columns, every = 1) => {
    if (every === 1) return read(y, x, rows, columns);
    const each = Array.from({ length: rows }, (_, k) => read(y + k * every, x, 1, columns));
    const out = new Float32Array(rows * columns);
    for (const [k, row] of (await Promise.all(each)).entries()) out.set(row, k * columns);
    return out;
  };
}

/**
 * The patch of a window, of rows that are read band by band.
 * @param scale pixels of the raster to one along the sides of what `read` reads, which is coarser where a file has such copies; a
 *   divisor of the step
 */
export async function reducedPatch(read: ReadRows, choice: PatchChoice, scale = 1): Promise<ReadPatch> {
  const { window, noData } = choice;
  const own: Window = {
    y0: Math.floor(window.y0 / scale),
    x0: Math.floor(window.x0 / scale),
    y1: Math.ceil(window.y1 / scale),
    x1: Math.ceil(window.x1 / scale),
    step: window.step / scale,
  };
  const width = own.x1 - own.x0;
  const reduction = new Reduction(own, choice);
  if (choice.isSparse) {
    const middle = own.step >> 1;
    // The last row may be of a cell that is cut.
    const rows = reduction.rows - Number(own.y0 + (reduction.rows - 1) * own.step + middle >= own.y1);
    const values = asFloats(await read(own.y0 + middle, own.x0, rows, width, own.step), noData);
    for (let k = 0; k < reduction.rows; k++) {
      const row = Math.min(k, rows - 1) * width;
      reduction.add(values.subarray(row, row + width), own.y0 + k * own.step);
    }
    return patchOf(reduction, choice);
  }
  const band = Math.max(1, Math.floor(BAND_VALUES / width / own.step)) * own.step;
  for (let y = own.y0; y < own.y1; y += band)
    reduction.add(asFloats(await read(y, own.x0, Math.min(band, own.y1 - y), width), noData), y);
  return patchOf(reduction, choice);
}

function patchOf(reduction: Reduction, choice: PatchChoice): ReadPatch {
  const { window, zeroIsEmpty, wantsStatistics } = choice;
  const data = reduction.finish();
  const { rows, columns } = reduction;
  if (choice.relief) return { window, rows, columns, data: reliefOf(data, rows, columns, choice.relief) };
  const statistics = wantsStatistics ? statisticsOf(data, zeroIsEmpty) : undefined;
  return { window, rows, columns, data, ...(statistics && { statistics }) };
}

function asFloats(values: ArrayLike<number>, noData: number | undefined): Float32Array {
  const out = values instanceof Float32Array ? values : Float32Array.from(values);
  if (noData !== undefined && !Number.isNaN(noData)) {
    const empty = Math.fround(noData);
    for (let i = 0; i < out.length; i++) if (out[i] === empty) out[i] = Number.NaN;
  }
  return out;
}
