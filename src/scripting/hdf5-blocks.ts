import type { Values } from '../core/array.ts';
import { FileError, ShapeError } from '../core/errors.ts';
import { addToH5, createH5 } from '../io/hdf5/file.ts';
import { forEachRun, resolveSlab } from '../io/hdf5/slab.ts';
import type {
  Attributes,
  DatasetInfo,
  DatasetSpec,
  H5Reader,
  H5Type,
  H5Values,
  H5Writer,
  Slab,
} from '../io/hdf5/types.ts';
import { withProduct } from '../io/products/open-product.ts';
import { type CallOptions, pathIn } from './call.ts';

/** A dataset to be filled: its type (`f4` unless given), its shape, and attributes. */
export interface DatasetLayout {
  readonly dtype?: H5Type;
  readonly shape: readonly number[];
  readonly attributes?: Attributes;
}

/** Values of a block; texts of a dataset of texts. */
export type BlockValues = Values | string[];

/** Part of a dataset: first and last index, exclusive, of every axis. */
export type Hdf5Block = readonly (readonly [from: number, to: number])[];

/**
 * A file that is laid out at once and filled block by block: its datasets may be larger than memory.
 *
 *     const file = await layoutHdf5('big.h5', { timeseries: { shape: [98, 4500, 6000] } }, { metadata });
 *     for (...) file.writeBlock('timeseries', values, [[0, 98], [y0, y1], [0, 6000]]);
 *     file.close();
 */
export class Hdf5File {
  private readonly writer: H5Writer;

  constructor(writer: H5Writer) {
    this.writer = writer;
  }

  /** @throws {FileError} when there is no such dataset, or the block lies outside of it */
  writeBlock(dataset: string, values: BlockValues, block?: Hdf5Block): void {
    this.writer.write(dataset, values, block && slabOf(block));
  }

  /** Put the file in its place; until then nothing stands there. */
  close(): void {
    this.writer.commit();
  }

  /** Leave everything as it was. */
  abort(): void {
    this.writer.abort();
  }
}

/**
 * Write part of a dataset: of a file that is laid out, or of one that is there, which stays as it was until all of it is
 * written. That copies the dataset: lay a file out to fill one by many blocks.
 *
 *     await writeHdf5Block('timeseries.h5', values, 'timeseries', [[3, 4], [0, 450], [0, 600]]);
 *
 * @throws {FileError} when there is no such dataset
 * @throws {ShapeError} for a block that lies outside of it, or of another size than the values
 */
export async function writeHdf5Block(
  file: string | Hdf5File,
  values: BlockValues,
  dataset: string,
  block?: Hdf5Block,
  options: Pick<CallOptions, 'cwd'> = {},
): Promise<void> {
  if (file instanceof Hdf5File) return file.writeBlock(dataset, values, block);
  await withProduct(pathIn(options, file), async (old) => {
    const spec = old.datasets.get(dataset);
    if (spec === undefined) {
      const names = [...old.datasets.keys()].join(', ');
      throw new FileError(`${old.path} has no dataset ${dataset}.`, `It has ${names}.`);
    }
    const part = resolveSlab(spec.shape, block && slabOf(block), `${old.path}: ${dataset}`);
    const size = part.count.reduce((a, b) => a * b, 1);
    if (values.length !== size)
      throw new ShapeError(`The block ${part.count.join(' x ')} of ${dataset} got ${values.length} values.`);
    await addToH5(old.path, { datasets: [spec] }, (writer) => copyWith(old, writer, spec, part, values));
  });
}

/** Copy a dataset, a plane at a time where it has planes, with part of its values replaced. */
function copyWith(
  old: H5Reader,
  writer: H5Writer,
  { name, shape }: DatasetInfo,
  { start, count }: Slab,
  values: BlockValues,
): void {
  const isStack = shape.length >= 3;
  const [plane, from, extent] = isStack
    ? [shape, start, count].map((list) => list.slice(1))
    : [shape, start, count];
  const inPlane = extent.reduce((a, b) => a * b, 1);
  for (let k = 0; k < (isStack ? shape[0] : 1); k++) {
    const slab = isStack ? { start: [k, ...plane.map(() => 0)], count: [1, ...plane] } : undefined;
    const copy = old.read(name, slab) as { [i: number]: unknown } & H5Values;
    const index = isStack ? k - start[0] : 0;
    if (!isStack || (index >= 0 && index < count[0]))
      forEachRun(plane, { start: from, count: extent }, (at, inSlab, n) => {
        for (let i = 0; i < n; i++) copy[at + i] = values[index * inPlane + inSlab + i];
      });
    writer.write(name, copy, slab);
  }
}

function slabOf(block: Hdf5Block): Slab {
  return { start: block.map(([from]) => from), count: block.map(([from, to]) => to - from) };
}

/** Lay a file out to be filled, see {@link Hdf5File}. @throws {FileError} when it cannot be written */
export async function layoutHdf5(
  path: string,
  layout: Readonly<Record<string, DatasetLayout>>,
  options: Pick<CallOptions, 'cwd'> & { readonly metadata?: Attributes } = {},
): Promise<Hdf5File> {
  const datasets = Object.entries(layout).map(
    ([name, { dtype = 'f4', shape, attributes }]): DatasetSpec => ({ name, type: dtype, shape, attributes }),
  );
  return new Hdf5File(
    await createH5(pathIn(options, path), { attributes: options.metadata ?? {}, datasets }),
  );
}
