import type { Attributes, DatasetInfo } from '../../io/hdf5/types.ts';
import { h5Attributes } from '../../io/products/like.ts';
import type { Product } from '../../io/products/product.ts';
import { datasetAttributes, unitOf } from '../masks/raster-slice.ts';

/**
 * Attributes of a product for a file on another grid, with what such files tell in any case: unit, no-data value, and the
 * type of their first raster.
 * @param isAlone the file gets no other raster: the unit is that of this one
 */
export function completedAttributes(
  product: Product,
  first: DatasetInfo | undefined,
  isAlone = false,
): Attributes {
  const { datasets, fileType } = product;
  const attributes = h5Attributes(product);
  const known = first && datasetAttributes({ attributes, datasets }, first.name);
  return {
    UNIT: unitOf(fileType) ?? first?.attributes['UNIT'] ?? '1',
    NO_DATA_VALUE: 'none',
    ...attributes,
    ...(known && { DATA_TYPE: known['DATA_TYPE'], ...(isAlone && known['UNIT'] && { UNIT: known['UNIT'] }) }),
  };
}
