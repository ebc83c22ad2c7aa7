import type { Box, Values } from '../../core/array.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Runner } from '../../core/kernel.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { openProduct } from '../../io/products/open-product.ts';
import { chunkPacker } from '../../io/zarr/chunk-packer.ts';
import { type ChunkLayout, ChunkWriter } from '../../io/zarr/chunk-writer.ts';
import type { ZarrFormat, ZarrPacking } from '../../io/zarr/metadata.ts';
import { product } from '../../io/zarr/packer.ts';
import { halved } from './cog-tiles-kernel.ts';
import { exportedValues, type ValueRules } from './value-rules.ts';

/** An array of a store and its folder. */
export interface ArrayPlace {
  readonly folder: string;
  readonly array: ChunkLayout;
}

export interface ZarrChunksArgs extends ValueRules {
  readonly planes: readonly { readonly values: BlockSource; readonly minus?: BlockSource }[];
  readonly mask?: BlockSource;
  /** the finest resolution first; those that are made of a window alone */
  readonly levels: readonly ArrayPlace[];
  /** the same series with all dates of a pixel together; items then are windows of all planes */
  readonly series?: ArrayPlace;
  readonly format: ZarrFormat;
  readonly packing?: ZarrPacking;
  /** values of a window, at most: of one plane, or of all for a series */
  readonly windowValues: number;
  /** whether the next resolution is wanted back */
  readonly tellsRest: boolean;
}

/** A window of some planes, or of all of them. */
export interface ZarrWindow {
  readonly planes?: { readonly first: number; readonly end: number };
  readonly box: Box;
}

/** The window in the first resolution that it makes no chunks of, of one plane. */
export interface CoarseWindow {
  readonly values: Values;
  readonly rows: number;
  readonly width: number;
}

/** Windows of rasters to compressed chunks, of several resolutions; or of a series to chunks of whole series. */
export default function zarrChunksKernel(args: ZarrChunksArgs): Runner<ZarrWindow, CoarseWindow[]> {
  const files = new Map<string, H5Reader>();
  const { type, planes, mask, levels, series, format } = args;
  const arrays = series === undefined ? levels : [series];
  const largest = Math.max(...arrays.map(({ array }) => product(array.chunks)));
  const packer = chunkPacker(args.packing, typeSize(type) * args.windowValues, typeSize(type) * largest);
  const writers = arrays.map(({ folder, array }) => new ChunkWriter(folder, array, format, packer));

  /** @param memory where the values may be put */
  const read = async (
    { path, dataset, planes }: BlockSource,
    { y0, x0, y1, x1 }: Box,
    memory?: Uint8Array,
  ): Promise<Values> => {
    const file = files.get(path) ?? (await openProduct(path));
    files.set(path, file);
    const rank = file.datasets.get(dataset)!.shape.length;
    const slab =
      rank === 2
        ? { start: [y0, x0], count: [y1 - y0, x1 - x0] }
        : { start: [planes![0], y0, x0], count: [1, y1 - y0, x1 - x0] };
    return file.read(dataset, slab, memory) as Values;
  };
  const valuesOf = async (plane: number, box: Box, memory?: Uint8Array): Promise<Values> => {
    const { values, minus } = planes[plane];
    return exportedValues(await read(values, box, memory), args, {
      minus: minus && (await read(minus, box)),
      mask: mask && (await read(mask, box)),
    });
  };

  async function writeLevels(plane: number, box: Box): Promise<CoarseWindow> {
    let values = await valuesOf(plane, box, packer.room);
    let [rows, width] = [box.y1 - box.y0, box.x1 - box.x0];
    for (const [level, { array }] of levels.entries()) {
      const isSeries = array.shape.length === 3;
      const first = [box.y0, box.x0].map((start) => start / (array.chunks.at(-1)! << level));
      const slab = {
        values,
        shape: isSeries ? [1, rows, width] : [rows, width],
        firstChunk: isSeries ? [plane, ...first] : first,
      };
      await writers[level].write(slab);
      if (level === levels.length - 1 && !args.tellsRest) break;
      [values, rows, width] = [halved(values, rows, width), (rows + 1) >> 1, (width + 1) >> 1];
    }
    return { values, rows, width };
  }

  async function writeSeries({ chunks }: ChunkLayout, box: Box): Promise<void> {
    const [rows, width] = [box.y1 - box.y0, box.x1 - box.x0];
    const pixels = rows * width;
    let all: Values | undefined;
    for (let k = 0; k < planes.length; k++) {
      const bytes = pixels * typeSize(type);
      const one = await valuesOf(k, box, packer.room?.subarray(k * bytes, (k + 1) * bytes));
      all ??= placeFor(one, planes.length * pixels, packer.room);
      const isThere = one.buffer === all.buffer && one.byteOffset === all.byteOffset + k * bytes;
      if (!isThere) all.set(one, k * pixels);
    }
    const [side] = chunks.slice(-1);
    await writers[0].write({
      values: all!,
      shape: [planes.length, rows, width],
      firstChunk: [0, box.y0 / side, box.x0 / side],
    });
  }

  return {
    async run({ planes: some, box }) {
      const rest: CoarseWindow[] = [];
      if (series !== undefined) await writeSeries(series.array, box);
      else for (let k = some!.first; k < some!.end; k++) rest.push(await writeLevels(k, box));
      return args.tellsRest ? rest : [];
    },
    close() {
      for (const writer of writers) writer.close();
      for (const file of files.values()) file.close();
    },
  };
}

/** An array like another one, in the memory of the packer where that has room. */
function placeFor(one: Values, length: number, room: Uint8Array | undefined): Values {
  const Type = one.constructor as new (
    from: number | ArrayBufferLike,
    at?: number,
    length?: number,
  ) => Values;
  return room !== undefined && room.length >= length * one.BYTES_PER_ELEMENT
    ? new Type(room.buffer, room.byteOffset, length)
    : new Type(length);
}
