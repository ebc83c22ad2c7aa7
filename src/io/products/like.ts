import type { RasterSize } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { OptionError, ShapeError } from '../../core/errors.ts';
import type { Attributes, DatasetInfo, DatasetSpec, H5Type, H5Values } from '../hdf5/types.ts';
import { withProduct } from './open-product.ts';
import { mainDataset, makeProduct, type Product, type ProductWriter } from './product.ts';

/** Whether a dataset fills the rows and columns of its product; dates, baselines and flags do not. */
export function isRaster({ length, width }: Product, { shape }: Pick<DatasetInfo, 'shape'>): boolean {
  return shape.length >= 2 && shape.at(-2) === length && shape.at(-1) === width;
}

/** The datasets of a product that fill its rows and columns, in its order. */
export function rastersOf(product: Product): DatasetInfo[] {
  return [...product.datasets.values()].filter((info) => isRaster(product, info));
}

/** What sheets of raw rasters tell about size and order of the bytes, ISCE's in lower case. */
const BYTE_LAYOUT = new Set(
  'BANDS INTERLEAVE BYTE_ORDER byte_order scheme number_bands bands data_type access_mode length width'.split(
    ' ',
  ),
);

/** Attributes of a product as HDF5 keeps them: of a raw raster without how its bytes lie, and of the type of its raster. */
export function h5Attributes(product: Product): Attributes {
  if (!product.isRaw) return product.attributes;
  const kept = Object.entries(product.attributes).filter(([key]) => !BYTE_LAYOUT.has(key));
  return { ...Object.fromEntries(kept), FILE_TYPE: mainDataset(product) };
}

/**
 * Make a product with the layout of another: the same rasters, uncompressed and to be filled, and a copy of everything
 * else in it (dates, baselines, flags).
 *
 * @param rasters keep only those of these names; all when left out
 * @param size rows and columns of the rasters, where they are others
 * @param values of other datasets, by name, in place of those that would be copied
 * @param noteOf attributes that a raster gets besides its own, from its name
 * @param typeOf type of a raster from its own and its name; the same when left out
 * @throws {OptionError} when a raw raster is to be written under a name that is not one of HDF5
 */
export async function makeLike(
  path: string,
  like: Product,
  {
    attributes = h5Attributes(like),
    rasters,
    size = like,
    values = {},
    noteOf = () => ({}),
    typeOf = (own) => own,
  }: {
    readonly attributes?: Attributes;
    readonly rasters?: readonly string[];
    readonly size?: RasterSize;
    readonly values?: Readonly<Record<string, H5Values>>;
    readonly noteOf?: (name: string) => Attributes;
    readonly typeOf?: (own: H5Type, name: string) => H5Type;
  },
  context: Pick<Context, 'provenance' | 'log' | 'held'>,
  fill: (product: ProductWriter) => Promise<void>,
): Promise<void> {
  if (like.isRaw && !/\.(?:h5|he5|hdf5)$/i.test(path))
    throw new OptionError(`${path}: HDF5 is written, whatever is read.`, 'Give a name that ends in .h5.');
  const kept = [...like.datasets.values()].filter(
    (info) => !isRaster(like, info) || rasters === undefined || rasters.includes(info.name),
  );
  const copied = kept.filter((info) => !isRaster(like, info));
  const datasets = kept.map((info): DatasetSpec => {
    const other: DatasetSpec = { ...info, compression: 'none' };
    if (!isRaster(like, info)) return other;
    const shape = [...info.shape.slice(0, -2), size.length, size.width];
    const noted = { ...info.attributes, ...noteOf(info.name) };
    return { ...other, type: typeOf(info.type, info.name), shape, attributes: noted };
  });
  await makeProduct(path, { attributes, datasets }, context, async (product) => {
    await withProduct(like.path, (file) => {
      for (const { name } of copied) product.writer.write(name, values[name] ?? file.read(name));
    });
    await fill(product);
  });
}

/** @throws {ShapeError} when two products do not have the same rows and columns */
export function assertSameSize(a: Product, b: Product): void {
  if (a.length === b.length && a.width === b.width) return;
  throw new ShapeError(
    `${b.path} has ${b.length} x ${b.width} pixels, ${a.path} has ${a.length} x ${a.width}.`,
    'Use files of the same run: nothing is resampled here.',
  );
}

/** Attributes of a product of single rasters, with what readers of such files expect besides. */
export function singleRasterAttributes(attributes: Attributes): Attributes {
  return { DATA_TYPE: 'float32', NO_DATA_VALUE: 'none', ...attributes };
}
