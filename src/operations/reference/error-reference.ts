import type { Context } from '../../core/context.ts';
import type { ErrorReference } from '../../core/stats/rereferenced-errors.ts';
import { noiseOfAttributes } from '../../io/attributes/noise.ts';
import type { Product } from '../../io/products/product.ts';
import { type Pixel, readPixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { pixelSpacing } from '../profiles/transect.ts';

/**
 * How standard deviations of a product become relative to another pixel: with what the noise of both has in common where the product
 * tells it (`timeseries2velocity --uq full`) and is relative to a pixel, else as independent errors. Which is told.
 *
 * @param name dataset of standard deviations
 */
export async function errorReference(
  product: Product,
  name: string,
  to: Pixel,
  { log }: Pick<Context, 'log'>,
): Promise<ErrorReference> {
  const from = referencePixel(product);
  const [added] = await readPixel(product.path, name, to);
  const noise = noiseOfAttributes(product.attributes);
  const spacing = pixelSpacing(product);
  const isOfArea = product.attributes['REF_AREA'] !== undefined;
  const space = noise && spacing && !isOfArea ? { noise, spacing } : undefined;
  const way =
    space !== undefined
      ? 'with the noise that near places have in common'
      : noise === undefined
        ? 'as independent errors: a velocity of --uq full tells what near places have in common'
        : isOfArea
          ? 'as independent errors, as they are relative to an area'
          : 'as independent errors, as the size of pixels is not known';
  log.info(`${name} of ${product.path} relative to y ${to.y}, x ${to.x}, ${way}`);
  return { added, from, to, space };
}
