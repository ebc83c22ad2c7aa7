import type { Context } from '../../core/context.ts';
import { FileError, ReferencePointError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { isRaster, makeLike } from '../../io/products/like.ts';
import { mainDataset, type Product, source } from '../../io/products/product.ts';
import { type Pixel, readPixel, writtenOrigin } from '../../io/products/reference-pixel.ts';
import { runBlocks } from '../engine.ts';
import { errorReference } from './error-reference.ts';
import type { ShiftValuesArgs } from './shift-values-kernel.ts';

/**
 * Write a product with its values relative to another pixel; the other rasters are copied. Of a stack that is the
 * unwrapped phase, in which 0 is no data and stays 0 but at the old reference pixel.
 *
 * @param outfile may be the product itself: it is replaced once the new file is complete
 * @param attributes those of the new file
 * @param how.means what is subtracted instead of the pixel's values, for the main dataset: the means of an area
 * @param how.withStd standard deviations too, 0 at the pixel: see `rereferenceErrors`
 * @throws {ReferencePointError} when the pixel has no value
 * @throws {FileError} when the product has no standard deviations that could be changed
 */
export async function rereferenceFile(
  product: Product,
  outfile: string,
  pixel: Pixel,
  attributes: Attributes,
  context: Context,
  { means, withStd = false }: { readonly means?: Float64Array; readonly withStd?: boolean } = {},
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
  const std = withStd ? await stdArgs(product, pixel, context) : undefined;
  await makeLike(outfile, product, { attributes }, context, async (out) => {
    await runBlocks(
      {
        label: 'reference',
        length,
        width,
        inputs: Object.fromEntries(rasters.map(({ name }) => [name, source(path, name)])),
        outputs: Object.fromEntries(rasters.map(({ name }) => [name, out.sink(name)])),
        kernel: 'shiftValues',
        args: { shifts, zeroIsNoData: isStack, origins, std },
      },
      context,
    );
  });
}

/** @throws {FileError} without standard deviations @throws {ReferencePointError} when the pixel has none */
async function stdArgs(product: Product, to: Pixel, context: Context): Promise<ShiftValuesArgs['std']> {
  const main = mainDataset(product);
  const name = `${main}Std`;
  if (!product.datasets.has(name) || product.datasets.get(main)!.shape.length !== 2) {
    throw new FileError(
      `${product.path} has no standard deviations of ${main} (${name}).`,
      'Leave --std out, or name a velocity as timeseries2velocity writes it.',
    );
  }
  const reference = await errorReference(product, name, to, context);
  const { added, from } = reference;
  if (!(added > 0) && !(from?.y === to.y && from.x === to.x)) {
    throw new ReferencePointError(
      `Reference point y ${to.y}, x ${to.x} has no ${name} in ${product.path}.`,
      'Choose a pixel with a standard deviation, or leave --std out.',
    );
  }
  return { name, reference };
}
