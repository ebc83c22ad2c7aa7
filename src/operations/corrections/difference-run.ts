import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import { type Product, type ProductWriter, source } from '../../io/products/product.ts';
import { readPixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { runBlocks } from '../engine.ts';
import type { DifferenceArgs } from './difference-kernel.ts';

/** Run the kernel over one dataset of the first file. */
export async function difference(
  product: ProductWriter,
  { path, length, width }: Product,
  dataset: string,
  others: readonly BlockSource[],
  args: DifferenceArgs,
  context: Context,
): Promise<void> {
  await runBlocks(
    {
      label: 'difference',
      length,
      width,
      inputs: {
        first: source(path, dataset),
        ...Object.fromEntries(others.map((other, n) => [`other${n}`, other])),
      },
      outputs: { difference: product.sink(dataset) },
      kernel: 'subtract',
      args,
    },
    context,
  );
}

/** Values of `other` at the reference pixel of `first`, when it is not the reference pixel of both. */
export async function valuesAtReferenceOf(
  first: Product,
  other: Product,
  dataset: string,
): Promise<Float64Array | undefined> {
  const pixel = referencePixel(first);
  const own = referencePixel(other);
  if (pixel === undefined || (own?.y === pixel.y && own.x === pixel.x)) return undefined;
  const values = await readPixel(other.path, dataset, pixel);
  if (!values.includes(Number.NaN)) return values;
  throw new ReferencePointError(
    `${other.path} has no value at the reference pixel y ${pixel.y}, x ${pixel.x} of ${first.path}.`,
    'Choose a reference pixel where both have data.',
  );
}
