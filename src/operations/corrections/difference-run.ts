import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { type Product, type ProductWriter, source } from '../../io/products/product.ts';
import { type Pixel, type Placed, readPixel, referencePixel } from '../../io/products/reference-pixel.ts';
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

/**
 * The reference pixel of `first`, when values of `other` there are to be subtracted: it is not that of both. Where both are
 * relative to the mean of an area it is none: the pixel that is nearest to it carries its own noise.
 */
export function pixelToRelateTo(first: Placed, other: Placed): Pixel | undefined {
  const pixel = referencePixel(first);
  const own = referencePixel(other);
  const isSame = own?.y === pixel?.y && own?.x === pixel?.x;
  const areas = [first, other].filter(hasArea).length;
  return areas === 2 || (isSame && areas === 0) ? undefined : pixel;
}

/** Values of `other` at that pixel; undefined where there is none. */
export async function valuesAtReferenceOf(
  first: Product,
  other: Product,
  dataset: string,
): Promise<Float64Array | undefined> {
  const pixel = pixelToRelateTo(first, other);
  if (pixel === undefined) return undefined;
  const values = await readPixel(other.path, dataset, pixel);
  if (!values.includes(Number.NaN)) return values;
  throw new ReferencePointError(
    `${other.path} has no value at the reference pixel y ${pixel.y}, x ${pixel.x} of ${first.path}.`,
    'Choose a reference pixel where both have data.',
  );
}

const hasArea = ({ attributes }: Placed) => attributes['REF_AREA'] !== undefined;

/**
 * Attributes of a difference of velocities by what they are relative to: an area stays one when all are relative to it.
 * What else is done about references is told.
 */
export function differenceReference(
  first: Product,
  others: readonly Product[],
  log: Context['log'],
): Attributes {
  const { REF_AREA: area, ...rest } = first.attributes;
  const { REF_Y: y, REF_X: x } = rest;
  const where = `y ${y}, x ${x}`;
  for (const other of others) {
    const { attributes, path } = other;
    const sameArea =
      attributes['REF_AREA'] === area && attributes['REF_Y'] === y && attributes['REF_X'] === x;
    if (hasArea(first) && hasArea(other)) {
      if (!sameArea)
        log.warn(
          `${first.path} and ${path} are relative to the means of two areas: the difference holds theirs`,
        );
    } else if (hasArea(first) || hasArea(other)) {
      log.warn(
        `${hasArea(first) ? first.path : path} is relative to the mean of an area, ${hasArea(first) ? path : first.path} is not: ${path} is made relative to ${where}; reference_point --method area brings both to one area`,
      );
    } else if (y !== undefined && (attributes['REF_Y'] !== y || attributes['REF_X'] !== x)) {
      log.info(`${path} brought to the reference pixel of ${first.path}, ${where}`);
    }
  }
  const keepsArea = others.every(({ attributes }) => attributes['REF_AREA'] === area);
  return keepsArea ? first.attributes : rest;
}
