import type { Context } from '../../core/context.ts';
import type { H5Type } from '../../io/hdf5/types.ts';
import { assertSameSize, makeLike, rastersOf } from '../../io/products/like.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { BlankArgs } from './blank-kernel.ts';

export interface BlankRequest extends BlankArgs {
  readonly file: string;
  /** pixels of 0, and without data, are blanked */
  readonly mask: string;
  readonly outfile: string;
}

/**
 * Blank the pixels of a file that a mask leaves out: `mintsar mask`. Every raster is written anew; whole numbers become
 * float32 when the fill is NaN.
 * @throws {ShapeError} when file and mask differ in size
 */
export async function blankByMask(request: BlankRequest, context: Context): Promise<void> {
  assertRequest('blankByMask', request, context, ['file', 'mask', 'outfile']);
  const { file, mask, outfile, fill, min, max, y, x } = request;
  const product = await readProduct(file);
  const masking = await readProduct(mask);
  assertSameSize(product, masking);
  const { length, width, attributes } = product;
  const typeOf = (own: H5Type): H5Type => (Number.isNaN(fill) && own !== 'f8' ? 'f4' : own);
  await makeLike(outfile, product, { attributes, typeOf }, context, async (target) => {
    for (const { name } of rastersOf(product)) {
      await runBlocks(
        {
          label: `masking ${name}`,
          length,
          width,
          inputs: { values: source(file, name), mask: source(mask, mainDataset(masking)) },
          outputs: { values: target.sink(name) },
          kernel: 'blank',
          args: { fill, min, max, y, x },
        },
        context,
      );
    }
  });
}
