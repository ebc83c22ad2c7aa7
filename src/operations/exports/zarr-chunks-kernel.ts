import type { Box, Values } from '../../core/array.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Runner } from '../../core/kernel.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { openProduct } from '../../io/products/open-product.ts';
import { writeChunks } from '../../io/zarr/chunk-writer.ts';
import type { ZarrFormat, ZarrPacking } from '../../io/zarr/metadata.ts';
import { halved } from './cog-tiles-kernel.ts';
import { exportedValues, type ValueRules } from './value-rules.ts';

export interface ZarrChunksArgs extends ValueRules {
  readonly planes: readonly { readonly values: BlockSource; readonly minus?: BlockSource }[];
  readonly mask?: BlockSource;
  /** folders of the array, the finest resolution first; of those that are made of a window alone */
  readonly folders: readonly string[];
  /** pixels along the sides of a chunk */
  readonly side: number;
  /** whether the array has a dimension of planes */
  readonly isSeries: boolean;
  /** folder of the same series with all dates of a pixel together; items then are windows of all planes */
  readonly seriesFolder?: string;
  readonly format: ZarrFormat;
  readonly packing?: ZarrPacking;
  /** whether the next resolution is wanted back */
  readonly tellsRest: boolean;
}

/** A window of one plane, or of all of them. */
export interface ZarrWindow {
  readonly plane?: number;
  readonly box: Box;
}

/** The window in the first resolution that it makes no chunks of. */
export interface CoarseWindow {
  readonly values: Values;
  readonly rows: number;
  readonly width: number;
}

/** Windows of rasters to compressed chunks, of several resolutions; or of a series to chunks of whole series. */
export default function zarrChunksKernel(args: ZarrChunksArgs): Runner<ZarrWindow, CoarseWindow | undefined> {
  const files = new Map<string, H5Reader>();
  const read = async ({ path, dataset, planes }: BlockSource, { y0, x0, y1, x1 }: Box): Promise<Values> => {
    const file = files.get(path) ?? (await openProduct(path));
    files.set(path, file);
    const rank = file.datasets.get(dataset)!.shape.length;
    const slab =
      rank === 2
        ? { start: [y0, x0], count: [y1 - y0, x1 - x0] }
        : { start: [planes![0], y0, x0], count: [1, y1 - y0, x1 - x0] };
    return file.read(dataset, slab) as Values;
  };
  const values = async (plane: number, box: Box): Promise<Values> => {
    const { values: source, minus } = args.planes[plane];
    return exportedValues(await read(source, box), args, {
      minus: minus && (await read(minus, box)),
      mask: args.mask && (await read(args.mask, box)),
    });
  };
  return {
    async run({ plane, box }) {
      if (plane === undefined) await writeSeries(args, box, values);
      else return writeLevels(args, plane, box, await values(plane, box));
      return undefined;
    },
    close() {
      for (const file of files.values()) file.close();
    },
  };
}

async function writeLevels(
  { folders, side, isSeries, type, format, packing, tellsRest }: ZarrChunksArgs,
  plane: number,
  box: Box,
  image: Values,
): Promise<CoarseWindow | undefined> {
  let [values, rows, width] = [image, box.y1 - box.y0, box.x1 - box.x0];
  for (const [level, folder] of folders.entries()) {
    const first = [box.y0, box.x0].map((start) => start / (side << level));
    const slab = {
      values,
      shape: isSeries ? [1, rows, width] : [rows, width],
      firstChunk: isSeries ? [plane, ...first] : first,
    };
    await writeChunks(folder, slab, isSeries ? [1, side, side] : [side, side], type, format, packing);
    const isLast = level === folders.length - 1;
    if (isLast && !tellsRest) break;
    [values, rows, width] = [halved(values, rows, width), (rows + 1) >> 1, (width + 1) >> 1];
  }
  return tellsRest ? { values, rows, width } : undefined;
}

async function writeSeries(
  { planes, seriesFolder, side, type, format, packing }: ZarrChunksArgs,
  box: Box,
  read: (plane: number, box: Box) => Promise<Values>,
): Promise<void> {
  const [rows, width] = [box.y1 - box.y0, box.x1 - box.x0];
  let all: Values | undefined;
  for (let k = 0; k < planes.length; k++) {
    const one = await read(k, box);
    all ??= new (one.constructor as new (n: number) => Values)(planes.length * one.length);
    all.set(one, k * one.length);
  }
  await writeChunks(
    seriesFolder!,
    { values: all!, shape: [planes.length, rows, width], firstChunk: [0, box.y0 / side, box.x0 / side] },
    [planes.length, side, side],
    type,
    format,
    packing,
  );
}
