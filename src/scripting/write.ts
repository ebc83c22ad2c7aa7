import type { NdArray, Values } from '../core/array.ts';
import { OptionError, ShapeError } from '../core/errors.ts';
import type { Attributes, H5Type } from '../io/hdf5/types.ts';
import { withProduct } from '../io/products/open-product.ts';
import { describeProduct, writeProduct } from '../io/products/product.ts';
import { type CallOptions, contextOf, pathIn } from './call.ts';

/** Values to write: a raster, or rasters by name. */
export type Rasters =
  | NdArray<readonly number[], Values>
  | Readonly<Record<string, NdArray<readonly number[], Values>>>;

export interface WriteOptions extends CallOptions {
  /** Attributes of the file; those of `refFile` unless given. Its FILE_TYPE names a single raster. */
  readonly metadata?: Attributes;
  /** A file whose attributes, dates and baselines go along. */
  readonly refFile?: string;
  /** Attributes by dataset, e.g. `{ velocity: { UNIT: 'm/year' } }`. */
  readonly datasetMetadata?: Readonly<Record<string, Attributes>>;
}

const TYPES: readonly (readonly [new (n: number) => Values, H5Type])[] = [
  [Float32Array, 'f4'],
  [Float64Array, 'f8'],
  [Uint8Array, 'u1'],
  [Int8Array, 'i1'],
  [Int16Array, 'i2'],
  [Uint16Array, 'u2'],
  [Int32Array, 'i4'],
  [Uint32Array, 'u4'],
];

/**
 * Write rasters as an HDF5 product that MintPy reads; whole or not at all.
 *
 *     await write(data, 'mask.h5', { metadata: { ...atr, FILE_TYPE: 'mask' } });
 *     await write({ velocity, velocityStd }, 'velocity2.h5', { refFile: 'velocity.h5' });
 *
 * @returns the path  @throws {OptionError} for a raster without a name, or a file that is no HDF5
 * @throws {ShapeError} when values and shape do not fit  @throws {FileError} when it cannot be written
 */
export async function write(data: Rasters, path: string, options: WriteOptions = {}): Promise<string> {
  const file = pathIn(options, path);
  if (!/\.(h5|he5|hdf5)$/i.test(file)) {
    throw new OptionError(
      `${path}: arrays are written as HDF5 (.h5).`,
      'Name an .h5 file; commands for export make other formats of it.',
    );
  }
  const reference =
    options.refFile === undefined ? undefined : await besides(pathIn(options, options.refFile));
  const metadata = options.metadata ?? reference?.attributes ?? {};
  const rasters = byName(data, metadata);
  const [, [first]] = [rasters, Object.values(rasters)];
  const attributes = {
    ...metadata,
    LENGTH: String(first.shape.at(-2)),
    WIDTH: String(first.shape.at(-1)),
    FILE_TYPE: metadata['FILE_TYPE'] ?? Object.keys(rasters)[0],
  };
  const datasets = Object.entries(rasters).map(([name, { data: values, shape }]) => {
    if (values.length !== shape.reduce((a, b) => a * b, 1))
      throw new ShapeError(`${name} has ${values.length} values for a shape of ${shape.join(' x ')}.`);
    return { name, type: typeOf(values), shape, values, attributes: options.datasetMetadata?.[name] };
  });
  const numPlane = Math.max(...datasets.map(({ shape }) => (shape.length === 3 ? shape[0] : 0)));
  const along = (reference?.others ?? []).filter(
    ({ name, shape }) => !(name in rasters) && (numPlane === 0 || shape[0] === numPlane),
  );
  await writeProduct(file, attributes, [...datasets, ...along], contextOf(options, `write ${path}`));
  return file;
}

function byName(
  data: Rasters,
  metadata: Attributes,
): Readonly<Record<string, NdArray<readonly number[], Values>>> {
  if (!('shape' in data && 'data' in data && ArrayBuffer.isView(data.data)))
    return data as Readonly<Record<string, NdArray<readonly number[], Values>>>;
  const name = metadata['FILE_TYPE'];
  if (name === undefined || name === '') {
    throw new OptionError(
      'A single raster has no name.',
      "Give { name: raster }, or its name as FILE_TYPE: { metadata: { FILE_TYPE: 'velocity' } }.",
    );
  }
  return { [name]: data as NdArray<readonly number[], Values> };
}

/** What goes along from another file: attributes, and what is no raster. */
async function besides(path: string) {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    const others = [...file.datasets.values()]
      .filter(({ shape }) => shape.length < 2 || (shape.length === 2 && shape[1] === 2))
      .map(({ name, type, shape }) => ({ name, type, shape, values: file.read(name) }));
    return { attributes: product.attributes, others };
  });
}

function typeOf(values: Values): H5Type {
  return TYPES.find(([kind]) => values instanceof kind)?.[1] ?? 'f4';
}
