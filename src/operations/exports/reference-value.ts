import { OptionError } from '../../core/errors.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import { type Pixel, pixelValues, referencePixel } from '../../io/products/reference-pixel.ts';
import type { ChosenRaster } from './chosen-rasters.ts';

/** A reference point of the user's choice. */
export type ChosenReference = Pixel | { readonly lat: number; readonly lon: number };

/**
 * The pixel that an export is made relative to: the one asked for; for the phase of a stack, which is kept as it was
 * unwrapped, its reference pixel; else none.
 * @throws {OptionError} for a pixel outside, and a place without a map
 */
export async function exportReference(
  product: Product,
  raster: ChosenRaster,
  reference: ChosenReference | undefined,
): Promise<Pixel | undefined> {
  if (reference === undefined) {
    const isPhase = product.fileType === 'ifgramStack' && raster.dataset.startsWith('unwrapPhase');
    return isPhase ? referencePixel(product) : undefined;
  }
  if (!('lat' in reference)) {
    const { y, x } = reference;
    if (y >= 0 && x >= 0 && y < product.length && x < product.width) return reference;
    throw new OptionError(
      `The reference pixel y ${y}, x ${x} lies outside ${product.path} (${product.length} x ${product.width}).`,
      'Choose one inside.',
    );
  }
  if (product.facts.isGeocoded) return pixelOfPlace(product, reference);
  throw new OptionError(
    `${product.path} is in radar coordinates: a place by latitude and longitude needs a map.`,
    'Give the pixel, or the geocoded file.',
  );
}

/** The value of a raster there. @throws {OptionError} for a pixel without one, which would make all of them no data */
export async function valueAt({ values, minus }: ChosenRaster, pixel: Pixel): Promise<number> {
  const at = (one: typeof values) =>
    withProduct(one.path, (file) => {
      const all = pixelValues(file, one.dataset, pixel);
      return one.planes === undefined ? all[0] : all[one.planes[0]];
    });
  const value = (await at(values)) - (minus ? await at(minus) : 0);
  if (Number.isFinite(value)) return value;
  throw new OptionError(
    `The reference pixel y ${pixel.y}, x ${pixel.x} has no value in ${values.path}.`,
    'Choose another one.',
  );
}
