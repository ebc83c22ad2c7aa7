import type { H5Reader } from '../hdf5/types.ts';
import { fileTypeOf } from './file-type.ts';
import { describeIfgramStack, type IfgramStack } from './ifgram-stack.ts';
import { withProduct } from './open-product.ts';
import { describeProduct, type Product } from './product.ts';
import { describeTimeseries, type Timeseries } from './timeseries.ts';

/** A product of any type: a stack has `date12`, a time series `dates`. */
export type TypedProduct = IfgramStack | Timeseries | Product;

/** What a file holds, with pairs or dates where it is a stack or a series, in one look at it. */
export function readTypedProduct(path: string): Promise<TypedProduct> {
  return withProduct(path, describeTypedProduct);
}

function describeTypedProduct(file: H5Reader): TypedProduct {
  const type = fileTypeOf(file);
  if (type === 'ifgramStack') return describeIfgramStack(file);
  return type === 'timeseries' ? describeTimeseries(file) : describeProduct(file);
}

export function isStack(product: TypedProduct): product is IfgramStack {
  return 'date12' in product;
}

export function isSeries(product: TypedProduct): product is Timeseries {
  return 'dates' in product;
}
