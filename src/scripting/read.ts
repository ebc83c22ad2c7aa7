import { readTemplate as templateOf } from '../config/index.ts';
import { assertArgument } from '../core/arguments.ts';
import { type Box, type NdArray, stack } from '../core/array.ts';
import type { Context } from '../core/context.ts';
import { OptionError } from '../core/errors.ts';
import { multilookAttributes, subsetAttributes } from '../io/attributes/resized.ts';
import type { Attributes, H5Reader, H5Type } from '../io/hdf5/types.ts';
import { withProduct } from '../io/products/open-product.ts';
import { describeProduct, mainDataset } from '../io/products/product.ts';
import { type LocatedSlice, locateSlice, sliceNames as namesOfSlices } from '../io/products/slices.ts';
import { readPixels, sampledSize } from '../operations/figures/pixels.ts';
import { datasetAttributes } from '../operations/masks/raster-slice.ts';
import { type CallOptions, pathIn } from './call.ts';

export interface ReadOptions extends Pick<CallOptions, 'cwd'> {
  /**
   * A dataset, a slice (`unwrapPhase-20150101_20150113`, `timeseries-20180104`), a date alone, or several of them. The raster
   * that the file is about unless given: all dates of a time series.
   */
  readonly dataset?: string | readonly string[];
  /** Part of the image, in pixels: ends are exclusive. MintPy's [x0, y0, x1, y1] is understood too. */
  readonly box?: Box | readonly [x0: number, y0: number, x1: number, y1: number];
  /** Every so many columns and rows; the pixel in the middle of each cell. */
  readonly xstep?: number;
  readonly ystep?: number;
}

/** Values of a file and what is known about them. */
export interface ReadResult {
  /** [length, width] of one raster, [n, length, width] of several; float32, NaN = no data */
  readonly data: NdArray<readonly number[], Float32Array>;
  /** attributes of the file with those of the dataset, for what was read */
  readonly atr: Attributes;
  /** what was read: names of slices */
  readonly names: readonly string[];
  /** type of the values in the file */
  readonly dtype: H5Type;
}

/**
 * Read rasters of any file that commands take: HDF5 products, and rasters of processors with a sheet beside them.
 *
 *     const { data, atr } = await read('velocity.h5', { dataset: 'velocity' });
 *     const { data } = await read('timeseries.h5', { dataset: ['20180104', '20180116'], box: [10, 20, 60, 70] });
 *
 * @throws {FileError} when there is no such file or raster  @throws {OptionError} for a box outside
 */
export async function read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
  return withProduct(pathIn(options, path), (file) => {
    const product = describeProduct(file);
    const { length, width } = product;
    const box = boxOf(options.box, length, width, file.path);
    const { xstep = 1, ystep = 1 } = options;
    for (const step of [xstep, ystep]) {
      if (!(Number.isInteger(step) && step >= 1))
        throw new OptionError(`A step of ${step} pixels cannot be.`, 'Give a whole number of at least 1.');
    }
    const { slices, isStack } = slicesOf(file, options.dataset ?? mainDataset(product));
    const planes = slices.map(({ dataset, plane }) =>
      xstep === ystep
        ? readPixels(file, dataset, plane, { box, step: xstep })
        : thinned(file, { dataset, plane }, box, xstep, ystep),
    );
    const [rows, columns] = planes[0].shape;
    const shape = isStack ? [planes.length, rows, columns] : [rows, columns];
    const data = isStack
      ? stack(joined(planes.map(({ data }) => data)), planes.length, rows, columns)
      : planes[0];
    const [{ dataset }] = slices;
    return {
      data: { data: data.data, shape },
      atr: cutAttributes(datasetAttributes(file, dataset), product, box, { y: ystep, x: xstep }),
      names: slices.map(({ name }) => name),
      dtype: file.datasets.get(dataset)!.type,
    };
  });
}

/** Attributes for a part of an image, or for one of so many pixels: its grid and reference pixel go along. */
export function cutAttributes(
  attributes: Attributes,
  { length, width }: { readonly length: number; readonly width: number },
  box: Box,
  step: { readonly y: number; readonly x: number },
): Attributes {
  const whole = { ...attributes, LENGTH: String(length), WIDTH: String(width) };
  const isCut = box.y0 > 0 || box.x0 > 0 || box.y1 < length || box.x1 < width;
  const cut = isCut ? subsetAttributes(whole, box) : whole;
  return step.y > 1 || step.x > 1 ? multilookAttributes(cut, step) : cut;
}

interface NamedSlice extends LocatedSlice {
  readonly name: string;
}

function slicesOf(
  file: H5Reader,
  wanted: string | readonly string[],
): { slices: readonly NamedSlice[]; isStack: boolean } {
  const names = typeof wanted === 'string' ? [wanted] : wanted;
  const all = namesOfSlices(file);
  const slices = names.flatMap((name): NamedSlice[] => {
    const rank = file.datasets.get(name)?.shape.length;
    if (rank !== 3) return [{ name, ...locateSlice(file, name) }];
    return all
      .filter((slice) => slice.startsWith(`${name}-`))
      .map((slice) => ({ name: slice, ...locateSlice(file, slice) }));
  });
  return { slices, isStack: typeof wanted !== 'string' || slices.length !== 1 || slices[0].name !== wanted };
}

function boxOf(box: ReadOptions['box'], length: number, width: number, path: string): Box {
  if (box === undefined) return { y0: 0, x0: 0, y1: length, x1: width };
  const { y0, x0, y1, x1 } = 'y0' in box ? box : { x0: box[0], y0: box[1], x1: box[2], y1: box[3] };
  if (
    [y0, x0, y1, x1].every(Number.isInteger) &&
    y0 >= 0 &&
    x0 >= 0 &&
    y1 <= length &&
    x1 <= width &&
    y1 > y0 &&
    x1 > x0
  )
    return { y0, x0, y1, x1 };
  throw new OptionError(
    `Rows ${y0} to ${y1}, columns ${x0} to ${x1} are no part of ${path} (${length} x ${width}).`,
    'Give [x0, y0, x1, y1] or { y0, x0, y1, x1 } in pixels, ends exclusive.',
  );
}

/** Rows and columns in steps of their own. */
function thinned(file: H5Reader, { dataset, plane }: LocatedSlice, box: Box, xstep: number, ystep: number) {
  const rows = sampledSize({ box, step: ystep }).length;
  const columns = sampledSize({ box, step: xstep }).width;
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const y = Math.min(box.y1 - 1, box.y0 + row * ystep + (ystep >> 1));
    const line = readPixels(file, dataset, plane, { box: { ...box, y0: y, y1: y + 1 }, step: 1 }).data;
    for (let x = 0; x < columns; x++)
      out[row * columns + x] = line[Math.min(line.length - 1, x * xstep + (xstep >> 1))];
  }
  return { data: out, shape: [rows, columns] as const };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * The same block by block, for files larger than memory: bands of whole rows.
 *
 *     for await (const { data, box } of readBlocks('timeseries.h5', { maxMemory: 256e6 })) ...
 *
 * @param options maxMemory: bytes of a block; 256 MB unless given
 * @throws {FileError} when there is no such file or raster  @throws {OptionError} for a box outside
 */
export async function* readBlocks(
  path: string,
  options: ReadOptions & Partial<Pick<Context, 'maxMemory'>> = {},
): AsyncGenerator<ReadResult & { readonly box: Box }> {
  const file = pathIn(options, path);
  const { box, numSlice } = await withProduct(file, (open) => {
    const product = describeProduct(open);
    return {
      box: boxOf(options.box, product.length, product.width, file),
      numSlice: slicesOf(open, options.dataset ?? mainDataset(product)).slices.length,
    };
  });
  const bytesPerRow = 4 * (box.x1 - box.x0) * numSlice;
  const rows = Math.max(options.ystep ?? 1, Math.floor((options.maxMemory ?? 256e6) / bytesPerRow));
  for (let y0 = box.y0; y0 < box.y1; y0 += rows) {
    const part = { ...box, y0, y1: Math.min(box.y1, y0 + rows) };
    yield { ...(await read(file, { ...options, box: part })), box: part };
  }
}

/**
 * Attributes of a file, or of a dataset or slice with those of its file.
 * @throws {FileError} when there is no such file or dataset
 */
export async function readAttribute(
  path: string,
  dataset?: string,
  options: Pick<CallOptions, 'cwd'> = {},
): Promise<Attributes> {
  return withProduct(pathIn(options, path), (file) => {
    const product = describeProduct(file);
    const base = { ...product.attributes, LENGTH: String(product.length), WIDTH: String(product.width) };
    if (dataset === undefined) return { FILE_TYPE: product.fileType, ...base };
    const name = file.datasets.has(dataset) ? dataset : locateSlice(file, dataset).dataset;
    return { ...base, ...datasetAttributes(file, name) };
  });
}

/** Names of the datasets of a file. @throws {FileError} when it cannot be read */
export async function datasetNames(path: string, options: Pick<CallOptions, 'cwd'> = {}): Promise<string[]> {
  return withProduct(pathIn(options, path), (file) => [...file.datasets.keys()]);
}

/** Names under which single rasters of a file are known, as `view` and `read` take them. @throws {FileError} when it cannot be read */
export async function sliceNames(path: string, options: Pick<CallOptions, 'cwd'> = {}): Promise<string[]> {
  return withProduct(pathIn(options, path), (file) => namesOfSlices(file));
}

/**
 * Options of a template by key, as written: of a file, or of the text of one (several lines, or with a `=`).
 * @throws {FileError} when the file cannot be read
 */
export function readTemplate(
  fileOrText: string,
  options: Pick<CallOptions, 'cwd'> = {},
): Record<string, string> {
  assertArgument('readTemplate', 'arguments', { fileOrText }, { fileOrText: 'text' });
  const isText = /[\n=]/.test(fileOrText);
  const { entries } = templateOf(isText ? fileOrText : pathIn(options, fileOrText));
  return Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value]));
}
