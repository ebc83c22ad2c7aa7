import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { MultilookMethod } from '../../core/terrain/multilook.ts';
import { multilookAttributes } from '../../io/attributes/resized.ts';
import { makeLike, rastersOf } from '../../io/products/like.ts';
import { type Product, readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { completedAttributes } from './completed-attributes.ts';

type YX = { readonly y: number; readonly x: number };

/** How dense offsets are measured: looks are then the steps between them. */
export type OffsetGrid =
  | {
      /** half widths of the search, pixels */
      readonly search?: YX;
      /** widths of what is correlated */
      readonly correlation?: YX;
      /** pixels left out at every edge */
      readonly margin?: number;
    }
  | {
      /** a file of offsets, which has the rows and columns wanted */
      readonly file: string;
    };

export interface MultilookRequest {
  readonly file: string;
  readonly outfile: string;
  /** rows and columns to one */
  readonly looks: YX;
  readonly method?: MultilookMethod;
  /** only the middle of the image, where offsets of this grid are */
  readonly offsets?: OffsetGrid;
}

/**
 * Reduce the resolution of every raster of a file: `mintsar multilook`. Rows and columns beyond the last full window are
 * dropped. Labels of connected components take the nearest pixel whatever the method: there is nothing between them. The mean
 * of raw complex values is that of the phasors.
 *
 * @throws {OptionError} when both looks are 1, or the image has no full window
 */
export async function multilookFile(request: MultilookRequest, context: Context): Promise<void> {
  assertRequest('multilookFile', request, context, ['file', 'outfile']);
  const { file, outfile, looks, method = 'mean', offsets } = request;
  if (!(Number.isInteger(looks.y) && Number.isInteger(looks.x) && looks.y >= 1 && looks.x >= 1))
    throw new OptionError(
      `Looks of ${looks.y} x ${looks.x} are not possible.`,
      'Give positive whole numbers.',
    );
  if (looks.y === 1 && looks.x === 1)
    throw new OptionError(
      'One row and one column to one change nothing.',
      'Give looks above 1: -y for rows, -x for columns.',
    );
  const product = await readProduct(file);
  const { window, size } = await reduced(product, looks, offsets);
  const rasters = rastersOf(product);
  const own = completedAttributes(product, rasters[0]);
  const attributes = multilookAttributes(own, looks, offsets && window);
  context.log.info(`${method} of ${looks.y} x ${looks.x} pixels: ${size.length} x ${size.width}`);
  const isCoherent = isComplex(product) && method !== 'nearest';
  if (isCoherent && method === 'median')
    throw new OptionError(`${file} is complex: its phase has no median.`, 'Choose -m mean or -m nearest.');
  await makeLike(outfile, product, { attributes, size }, context, async ({ sink }) => {
    if (isCoherent) {
      const part = (name: string) => ({ ...source(file, name), window, rowsPerRow: looks.y });
      await runBlocks(
        {
          label: 'multilooking',
          ...size,
          inputs: { magnitude: part('magnitude'), phase: part('phase') },
          outputs: { magnitude: sink('magnitude'), phase: sink('phase') },
          kernel: 'multilookComplex',
          args: { looks },
        },
        context,
      );
      return;
    }
    for (const { name, type, shape } of rasters) {
      const planes = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      await runBlocks(
        {
          label: `multilooking ${name}`,
          ...size,
          inputs: { values: { ...source(file, name), window, rowsPerRow: looks.y } },
          outputs: { values: sink(name) },
          kernel: 'multilook',
          args: { looks, method: methodOf(name, method), planes, isMask: type === 'bool' },
        },
        context,
      );
    }
  });
}

/** A raw raster of complex values, whose parts are read as two rasters. */
function isComplex({ isRaw, datasets, fileType, attributes }: Product): boolean {
  if (!isRaw || datasets.size !== 2 || !datasets.has('magnitude') || !datasets.has('phase')) return false;
  return (
    /^\.(?:int|amp|r?slc)$/i.test(fileType) || /complex|^ci?float|^c\d/i.test(attributes['DATA_TYPE'] ?? '')
  );
}

function methodOf(dataset: string, method: MultilookMethod): MultilookMethod {
  return /connectComponent|conncomp/i.test(dataset) ? 'nearest' : method;
}

async function reduced(
  product: Product,
  looks: YX,
  offsets: OffsetGrid | undefined,
): Promise<{ window: Box; size: { length: number; width: number } }> {
  const { path, length, width } = product;
  const size =
    offsets === undefined
      ? { length: Math.floor(length / looks.y), width: Math.floor(width / looks.x) }
      : await sizeOfOffsets(product, looks, offsets);
  const [rows, columns] = [size.length * looks.y, size.width * looks.x];
  if (!(rows > 0 && columns > 0 && rows <= length && columns <= width)) {
    throw new OptionError(
      `${path} has ${length} x ${width} pixels, too few for ${offsets === undefined ? 'a window' : `${size.length} x ${size.width} windows`} of ${looks.y} x ${looks.x}.`,
      offsets === undefined ? 'Give fewer looks.' : 'Give the windows with which the offsets were measured.',
    );
  }
  const y0 = offsets === undefined ? 0 : Math.floor((length - rows) / 2);
  const x0 = offsets === undefined ? 0 : Math.floor((width - columns) / 2);
  return { window: { y0, x0, y1: y0 + rows, x1: x0 + columns }, size };
}

async function sizeOfOffsets({ length, width }: Product, looks: YX, offsets: OffsetGrid) {
  if ('file' in offsets) {
    const { length, width } = await readProduct(offsets.file);
    return { length, width };
  }
  const { search = { y: 0, x: 0 }, correlation = { y: 0, x: 0 }, margin = 0 } = offsets;
  const count = (size: number, half: number, window: number, step: number) =>
    Math.floor((size - 2 * margin - 2 * half - window) / step) + 1;
  return {
    length: count(length, search.y, correlation.y, looks.y),
    width: count(width, search.x, correlation.x, looks.x),
  };
}
