import type { Box, Values } from '../../core/array.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Runner } from '../../core/kernel.ts';
import { halveRaster } from '../../core/terrain/halve.ts';
import { encodeTile, TILE } from '../../io/geotiff/tile.ts';
import type { H5Reader, H5Type } from '../../io/hdf5/types.ts';
import { valuesToBytes } from '../../io/hdf5/values.ts';
import { openProduct } from '../../io/products/open-product.ts';
import { exportedValues, type ValueRules } from './value-rules.ts';

export interface CogArgs extends ValueRules {
  readonly values: BlockSource;
  readonly minus?: BlockSource;
  readonly mask?: BlockSource;
  /** how many resolutions the image has */
  readonly numLevel: number;
  /** how many of them an item makes tiles of; the next one is given back as values */
  readonly ownLevels: number;
}

/** The tiles of a window of the image in several resolutions. */
export interface CogPart {
  /** one after the other */
  readonly bytes: Uint8Array;
  readonly tiles: readonly {
    readonly level: number;
    /** of the tile, counted in tiles of its level */
    readonly row: number;
    readonly column: number;
    readonly size: number;
  }[];
  /** The window in the first resolution that it makes no tiles of. */
  readonly rest?: { readonly values: Values; readonly rows: number; readonly width: number };
}

/** Windows of a raster to compressed tiles, of the image and of its finest overviews. */
export default async function cogTilesKernel(args: CogArgs): Promise<Runner<Box, CogPart>> {
  const files = new Map<string, H5Reader>();
  for (const source of [args.values, args.minus, args.mask])
    if (source !== undefined && !files.has(source.path))
      files.set(source.path, await openProduct(source.path));
  const memory = new Map<string, Uint8Array>();
  const read = (name: 'values' | 'minus' | 'mask', { y0, x0, y1, x1 }: Box): Values | undefined => {
    const source = args[name];
    if (source === undefined) return undefined;
    const [rows, width] = [y1 - y0, x1 - x0];
    const plane = source.planes?.[0];
    const slab =
      plane === undefined
        ? { start: [y0, x0], count: [rows, width] }
        : { start: [plane, y0, x0], count: [1, rows, width] };
    const bytes = 8 * rows * width;
    if ((memory.get(name)?.length ?? 0) < bytes) memory.set(name, new Uint8Array(bytes));
    return files.get(source.path)!.read(source.dataset, slab, memory.get(name)) as Values;
  };
  return {
    run(box) {
      const own = exportedValues(read('values', box)!, args, {
        minus: read('minus', box),
        mask: read('mask', box),
      });
      return cut(ofType(own, args.type), box, args);
    },
    close() {
      for (const file of files.values()) file.close();
    },
  };
}

/** Numbers in the array of a type. */
function ofType(values: Values, type: H5Type): Values {
  const bytes = valuesToBytes(values, type);
  if (bytes.buffer === values.buffer) return values;
  const { buffer, byteOffset, length } = bytes;
  return type === 'f8'
    ? new Float64Array(buffer, byteOffset, length / 8)
    : new Float32Array(buffer, byteOffset, length / 4);
}

function cut(image: Values, box: Box, { numLevel, ownLevels }: CogArgs): CogPart {
  const parts: Uint8Array[] = [];
  const tiles: CogPart['tiles'][number][] = [];
  let [values, rows, width] = [image, box.y1 - box.y0, box.x1 - box.x0];
  for (let level = 0; level < Math.min(numLevel, ownLevels); level++) {
    if (level > 0) [values, rows, width] = [halved(values, rows, width), (rows + 1) >> 1, (width + 1) >> 1];
    const [firstRow, firstColumn] = [box.y0, box.x0].map((first) => first / (TILE << level));
    for (let y = 0; y < rows; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        const bytes = encodeTile(values, rows, width, y, x);
        parts.push(bytes);
        tiles.push({ level, row: firstRow + y / TILE, column: firstColumn + x / TILE, size: bytes.length });
      }
    }
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    bytes.set(part, at);
    return at + part.length;
  }, 0);
  if (numLevel <= ownLevels) return { bytes, tiles };
  const rest = { values: halved(values, rows, width), rows: (rows + 1) >> 1, width: (width + 1) >> 1 };
  return { bytes, tiles, rest };
}

/** Half the resolution: means of floats, of masks and labels the upper left one of four. */
export function halved(values: Values, rows: number, width: number): Values {
  if (values instanceof Float32Array || values instanceof Float64Array)
    return halveRaster(values, rows, width);
  const [outRows, outWidth] = [(rows + 1) >> 1, (width + 1) >> 1];
  const out = new (values.constructor as new (n: number) => Values)(outRows * outWidth);
  for (let y = 0; y < outRows; y++)
    for (let x = 0; x < outWidth; x++) out[y * outWidth + x] = values[2 * y * width + 2 * x];
  return out;
}
