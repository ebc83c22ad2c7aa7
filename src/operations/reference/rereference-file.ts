import type { Context } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { isRaster, makeLike } from '../../io/products/like.ts';
import { mainDataset, type Product, source } from '../../io/products/product.ts';
import { type Pixel, readPixel, writtenOrigin } from '../../io/products/reference-pixel.ts';
import { runBlocks } from '../engine.ts';

/**
 * Write a product with its values relative to another pixel; the other rasters are copied. Of a stack that is the
 * unwrapped phase, in which 0 is no data and stays 0 but at the old reference pixel.
 *
 * @param outfile may be the product itself: it is replaced once the new file is complete
 * @param attributes those of the new file
 * @param means what is subtracted instead of the pixel's values, for the main dataset: the means of an area
 * @throws {ReferencePointError} when the pixel has no value
 */
export async function rereferenceFile(
  product: Product,
  outfile: string,
  pixel: Pixel,
  attributes: Attributes,
  context: Context,
  means?: Float64Array,
): Promise<void> {
  const { path, length, width, fileType } = product;
  const isStack = fileType === 'ifgramStack';
  const rasters = [...product.datasets.values()].filter((info) => isRaster(product, info));
  const moved = isStack
    ? rasters.map(({ name }) => name).filter((name) => name.startsWith('unwrapPhase'))
    : [mainDataset(product)];
  const shifts: Record<string, Float64Array> = {};
  const origins: Record<string, Pixel> = {};
  for (const name of moved) {
    shifts[name] = means ?? (await readPixel(path, name, pixel));
    const origin = isStack ? await writtenOrigin(product, name) : undefined;
    if (origin !== undefined) origins[name] = origin;
    const gap = shifts[name].findIndex(Number.isNaN);
    if (gap < 0) continue;
    const where = shifts[name].length > 1 ? ` in raster ${gap + 1} of ${shifts[name].length}` : '';
    throw new ReferencePointError(
      `Reference point y ${pixel.y}, x ${pixel.x} has no ${name}${where} of ${path}.`,
      'Choose a pixel with a value everywhere.',
    );
  }
  await makeLike(outfile, product, { attributes }, context, async (out) => {
    await runBlocks(
      {
        label: 'reference',
        length,
        width,
        inputs: Object.fromEntries(rasters.map(({ name }) => [name, source(path, name)])),
        outputs: Object.fromEntries(rasters.map(({ name }) => [name, out.sink(name)])),
        kernel: 'shiftValues',
        args: { shifts, zeroIsNoData: isStack, origins },
      },
      context,
    );
  });
}
