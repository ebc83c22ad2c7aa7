import { assertArgument } from '../../core/arguments.ts';
import { type Box, type Grid, grid } from '../../core/array.ts';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, MetadataError, ShapeError } from '../../core/errors.ts';
import { assertPath } from '../../io/path-argument.ts';
import { sinkOf } from '../block-store.ts';
import { makeH5 } from '../hdf5/file.ts';
import { assertReal } from '../hdf5/real.ts';
import type { Attributes, DatasetInfo, DatasetSpec, H5Reader, H5Values, H5Writer } from '../hdf5/types.ts';
import { assertConsistent } from './consistency.ts';
import { ProductFacts } from './facts.ts';
import { fileTypeOf } from './file-type.ts';
import { mainRaster } from './main-raster.ts';
import { withProduct } from './open-product.ts';
import { locateSlice } from './slices.ts';

/** What every product file tells about itself without reading a pixel. */
export interface Product {
  readonly path: string;
  readonly attributes: Attributes;
  /** what the attributes say, as typed values */
  readonly facts: ProductFacts;
  readonly fileType: string;
  readonly length: number;
  readonly width: number;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  /** A raw raster with sheets beside it, not HDF5. */
  readonly isRaw?: boolean;
}

/**
 * What an open file holds, once its parts have been found to belong together.
 * @throws {MetadataError} when neither attributes nor rasters tell its size
 * @throws {FileError} when rasters, dates and lists do not fit each other, see {@link assertConsistent}
 */
export function describeProduct(file: H5Reader): Product {
  const { path, attributes, datasets } = file;
  const raster = [...datasets.values()].find(({ shape }) => shape.length >= 2 && shape.at(-1)! > 2);
  const fileType = fileTypeOf(file);
  const length = sizeOf(
    path,
    'LENGTH',
    attributes['LENGTH'] ?? attributes['FILE_LENGTH'],
    raster?.shape.at(-2),
  );
  const width = sizeOf(path, 'WIDTH', attributes['WIDTH'], raster?.shape.at(-1));
  assertConsistent(file, { fileType, length, width });
  const facts = new ProductFacts(attributes);
  return { path, attributes, facts, fileType, length, width, datasets, ...(file.isRaw && { isRaw: true }) };
}

function sizeOf(path: string, key: string, text: string | undefined, ofRaster: number | undefined): number {
  const size = Number(text ?? ofRaster);
  if (Number.isInteger(size) && size > 0) return size;
  throw text === undefined
    ? new MetadataError(
        `${path} has no attributes LENGTH and WIDTH (rows and columns).`,
        'It is not a raster product; check the file name.',
      )
    : new MetadataError(
        `${path}: attribute ${key} is '${text}', not a number of ${key === 'WIDTH' ? 'columns' : 'rows'}.`,
        'The file is damaged: make it again.',
      );
}

/** What a file holds: type, size, attributes and datasets, without their values. @throws {FileError} when it cannot be read */
export async function readProduct(path: string): Promise<Product> {
  return withProduct(path, describeProduct);
}

/** The dataset a file is about: its FILE_TYPE, else the first one. */
export function mainDataset({ fileType, datasets, length, width, path }: Product): string {
  if (datasets.has(fileType)) return fileType;
  const usual = mainRaster(fileType, datasets.keys());
  if (usual !== undefined) return usual;
  const found = [...datasets.values()].find(({ shape }) => shape.at(-2) === length && shape.at(-1) === width);
  if (found === undefined) throw new FileError(`${path} holds no raster of ${length} x ${width}.`);
  return found.name;
}

/**
 * One raster as float32; masks and integers are converted.
 * @param name a dataset or a slice: `velocity`, `timeseries-20180104`, `unwrapPhase-20180104_20180128`; the raster the
 *   file is about unless given
 * @throws {FileError} when there is no such raster, or the name stands for several
 * @throws {ShapeError} when the box reaches beyond the image
 */
export async function readGrid(path: string, name?: string, box?: Box): Promise<Grid> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    return readRaster(file, product, name ?? mainDataset(product), box);
  });
}

/** @throws {FileError} for a dataset that has not the rows and columns of its product */
export function assertRasterOf(
  file: H5Reader,
  { length, width }: Pick<Product, 'length' | 'width'>,
  dataset: string,
): void {
  const { shape = [], type = 'f4' } = file.datasets.get(dataset) ?? {};
  assertReal(file.path, dataset, type);
  if (shape.at(-2) === length && shape.at(-1) === width) return;
  throw new FileError(
    `${file.path}: ${dataset} has ${shape.slice(-2).join(' x ')} values where the product has ${length} x ${width} pixels.`,
  );
}

/** One raster of an open file; see `readGrid`. @param memory where its values may be put, as for `read` of a file */
export function readRaster(
  file: H5Reader,
  { length, width }: Pick<Product, 'length' | 'width'>,
  name: string,
  box: Box = { y0: 0, x0: 0, y1: length, x1: width },
  memory?: Uint8Array,
): Grid {
  const { dataset, plane } = locateSlice(file, name);
  assertRasterOf(file, { length, width }, dataset);
  const { y0, x0, y1, x1 } = box;
  if (!(y0 >= 0 && x0 >= 0 && y1 <= length && x1 <= width && y1 > y0 && x1 > x0)) {
    throw new ShapeError(
      `Rows ${y0}:${y1}, columns ${x0}:${x1} are no part of ${file.path} (${length} x ${width}).`,
      'Give a box as { y0, x0, y1, x1 } in pixels, ends exclusive.',
    );
  }
  const [rows, columns] = [y1 - y0, x1 - x0];
  const slab =
    plane === undefined
      ? { start: [y0, x0], count: [rows, columns] }
      : { start: [plane, y0, x0], count: [1, rows, columns] };
  const values = file.read(dataset, slab, memory);
  const data = values instanceof Float32Array ? values : new Float32Array(values as ArrayLike<number>);
  return grid(data, rows, columns);
}

/** A mask as 1 = keep, 0 = leave out; NaN counts as 0. */
export async function readMask(path: string, dataset?: string): Promise<Grid<Uint8Array>> {
  const { data, shape } = await readGrid(path, dataset);
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) if (data[i] !== 0 && !Number.isNaN(data[i])) mask[i] = 1;
  return { data: mask, shape };
}

/** Everything about a file but its values. */
export interface ProductLayout {
  readonly attributes: Attributes;
  readonly datasets: readonly DatasetSpec[];
}

/** A file being written together with where the block engine puts its datasets. */
export interface ProductWriter {
  readonly writer: H5Writer;
  sink(dataset: string): BlockSink;
}

function withProvenance(spec: DatasetSpec, { provenance }: Pick<Context, 'provenance'>): DatasetSpec {
  return provenance === undefined || spec.shape.length < 2
    ? spec
    : { ...spec, attributes: { ...spec.attributes, provenance } };
}

/**
 * Make a product: lay it out, let `fill` write it, put it in place (see makeH5). Root attributes get FILE_PATH; every
 * dataset carries the provenance.
 */
export async function makeProduct(
  path: string,
  layout: ProductLayout,
  context: Pick<Context, 'provenance' | 'log' | 'held'>,
  fill: (product: ProductWriter) => Promise<void>,
): Promise<void> {
  assertPath(path);
  assertArgument('makeProduct', 'layout', layout, { attributes: 'object', datasets: 'list' });
  assertArgument('makeProduct', 'context', context, { log: 'object' });
  const specs = new Map(layout.datasets.map((spec) => [spec.name, spec]));
  const whole = {
    attributes: { ...layout.attributes, FILE_PATH: path },
    datasets: layout.datasets.map((spec) => withProvenance(spec, context)),
  };
  const filled = (writer: H5Writer) =>
    fill({
      writer,
      sink(dataset) {
        const { shape, type } = specs.get(dataset)!;
        const planes = shape.slice(0, -2).reduce((a, b) => a * b, 1);
        return sinkOf(writer, dataset, planes, type);
      },
    });
  await makeH5(path, whole, filled, context.held);
  context.log.info(`wrote ${path}`);
}

/** Make a product whose datasets are all in memory. */
export async function writeProduct(
  path: string,
  attributes: Attributes,
  datasets: readonly (DatasetSpec & { readonly values: H5Values })[],
  context: Pick<Context, 'provenance' | 'log' | 'held'>,
): Promise<void> {
  assertPath(path);
  assertArgument(
    'writeProduct',
    'its content',
    { attributes, datasets },
    { attributes: 'object', datasets: 'list' },
  );
  const specs = datasets.map(({ values: _, ...spec }) => spec);
  await makeProduct(path, { attributes, datasets: specs }, context, async ({ writer }) => {
    for (const { name, values } of datasets) writer.write(name, values);
  });
}

/** A dataset, or some of its planes, as input of a block job. */
export function source(path: string, dataset: string, planes?: readonly number[]): BlockSource {
  return { path, dataset, planes };
}
