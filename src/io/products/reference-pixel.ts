import { assertArgument } from '../../core/arguments.ts';
import { ReferencePointError, ShapeError } from '../../core/errors.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { withProduct } from './open-product.ts';
import type { Product } from './product.ts';
import { locateSlice } from './slices.ts';

/** Row and column of a pixel, counted from 0. */
export interface Pixel {
  readonly y: number;
  readonly x: number;
}

/** What tells to which pixel a product is relative. */
export type Placed = Pick<Product, 'path' | 'attributes' | 'length' | 'width'>;

/** The pixel to which all values of a product are relative (REF_Y, REF_X); undefined when it has none. */
export function referencePixel(product: Placed): Pixel | undefined {
  assertArgument('referencePixel', 'product', product, { attributes: 'object' });
  const { attributes, length, width, path } = product;
  const [y, x] = ['REF_Y', 'REF_X'].map((key) => {
    const text = attributes[key]?.trim() ?? '';
    if (text === '' || text === 'None') return undefined;
    const value = Number(text);
    if (Number.isInteger(value)) return value;
    throw new ReferencePointError(
      `${path}: attribute ${key} is '${text}', not a whole number.`,
      'Choose a reference pixel with: mintsar reference_point.',
    );
  });
  if (y === undefined || x === undefined) return undefined;
  if (isInside({ y, x }, length, width)) return { y, x };
  throw new ReferencePointError(
    `The reference pixel y ${y}, x ${x} lies outside ${path} (${length} x ${width}).`,
    'Choose one inside with: mintsar reference_point.',
  );
}

/** The same where it is told or drawn: undefined for values relative to the mean of an area (REF_AREA), which is no pixel. */
export function pointReference(product: Product): Pixel | undefined {
  return product.attributes['REF_AREA'] === undefined ? referencePixel(product) : undefined;
}

/** @throws {ReferencePointError} when the product has no reference pixel */
export function requireReferencePixel(product: Product): Pixel {
  const pixel = referencePixel(product);
  if (pixel !== undefined) return pixel;
  throw new ReferencePointError(
    `${product.path} has no reference pixel (attributes REF_Y and REF_X).`,
    'Choose one with: mintsar reference_point.',
  );
}

/**
 * Values of a dataset at one pixel, one per plane; a slice such as `timeseries-20180104` has one.
 * @throws {FileError} when there is no such dataset or slice @throws {ShapeError} when the pixel lies outside
 */
export async function readPixel(path: string, dataset: string, pixel: Pixel): Promise<Float64Array> {
  return withProduct(path, (file) => pixelValues(file, dataset, pixel));
}

/** The same of an open file. */
export function pixelValues(file: H5Reader, dataset: string, pixel: Pixel): Float64Array {
  const { y, x } = pixel ?? { y: Number.NaN, x: Number.NaN };
  const found = file.datasets.has(dataset) ? { dataset } : locateSlice(file, dataset);
  const { shape } = file.datasets.get(found.dataset)!;
  const [length, width] = shape.slice(-2);
  if (!(shape.length >= 2 && isInside({ y, x }, length, width))) {
    throw new ShapeError(
      `Pixel y ${y}, x ${x} is none of ${file.path}:${dataset} (${shape.join(' x ')}).`,
      'Rows and columns count from 0.',
    );
  }
  const planes = shape.slice(0, -2);
  const slab =
    found.plane === undefined
      ? { start: [...planes.map(() => 0), y, x], count: [...planes, 1, 1] }
      : { start: [found.plane, y, x], count: [1, 1, 1] };
  return Float64Array.from(file.read(found.dataset, slab) as Float32Array);
}

/**
 * The reference pixel, if the dataset was made relative to it: exactly 0 in every plane, which is data there and no data
 * at any other pixel. Phase that is referenced by its attributes alone has some phase at the pixel.
 * @returns undefined when there is no reference pixel inside the product, or the dataset has other values there
 */
export async function writtenOrigin(product: Product, dataset: string): Promise<Pixel | undefined> {
  const { attributes, length, width } = product;
  const pixel = { y: Number(attributes['REF_Y'] ?? -1), x: Number(attributes['REF_X'] ?? -1) };
  if (!isInside(pixel, length, width)) return undefined;
  const values = await readPixel(product.path, dataset, pixel);
  return values.every((value) => value === 0) ? pixel : undefined;
}

function isInside({ y, x }: Pixel, length: number, width: number): boolean {
  return y >= 0 && x >= 0 && y < length && x < width;
}
