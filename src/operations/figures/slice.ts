import type { Context } from '../../core/context.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, type Product } from '../../io/products/product.ts';
import type { MapFigure } from '../../plot/index.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import type { Sampling } from './pixels.ts';
import { windowBox } from './place.ts';
import type { ViewRequest } from './request.ts';
import { openScene, usualStep } from './scene.ts';
import { mapOf } from './view.ts';

/** One raster as `view` would draw it, before it is drawn. */
export interface PreparedSlice {
  /** masked, relative to the reference, in the unit of the figure, wrapped: what the request says */
  readonly map: MapFigure;
  readonly product: Product;
  /** which pixels of the file these are */
  readonly sampling: Sampling;
  /** of the file and of the dataset */
  readonly attributes: Attributes;
  readonly refDate: string | undefined;
}

/**
 * Read and prepare the first raster that a request names, every pixel of it unless there are more than memory takes.
 * @throws {OptionError} when a name finds nothing, a mask or unit does not fit
 */
export async function prepareSlice(request: ViewRequest, context: Context): Promise<PreparedSlice> {
  return withProduct(request.file, async (file) => {
    const product = describeProduct(file);
    const box = windowBox(product, request.window ?? {});
    const multilook = request.multilook ?? (await usualStep(1, box, context.maxMemory));
    const all = await openScene(file, { ...request, multilook }, context);
    const [{ name, dataset }] = all.slices;
    const scene =
      all.slices.length === 1
        ? all
        : await openScene(
            file,
            { ...request, multilook, names: [name], indices: [], search: false },
            context,
          );
    return {
      map: await mapOf(scene),
      product,
      sampling: scene.sampling,
      attributes: datasetAttributes(file, dataset),
      refDate: scene.refDate,
    };
  });
}
