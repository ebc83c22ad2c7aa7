import { FileError } from '../../core/errors.ts';
import { withH5 } from '../hdf5/file.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { describeProduct, type Product } from './product.ts';

/** `inputs/ifgramStack.h5`: interferograms, sorted by date pair. */
export interface IfgramStack extends Product {
  /** `YYYYMMDD_YYYYMMDD`, earlier date first */
  readonly date12: readonly string[];
  /** perpendicular baseline per pair, m */
  readonly bperp: Float32Array;
  /** dropIfgram in the file, where true means that the pair is used */
  readonly isKept: readonly boolean[];
  /** indices of the pairs in use */
  readonly kept: readonly number[];
}

/** Dates, baselines (m) and datasets of a stack, without its rasters. @throws {FileError} for a file of another type */
export async function readIfgramStack(path: string): Promise<IfgramStack> {
  return withH5(path, describeIfgramStack);
}

/** The same of an open file. */
export function describeIfgramStack(file: H5Reader): IfgramStack {
  const product = describeProduct(file);
  if (product.fileType !== 'ifgramStack' || !file.datasets.has('date')) {
    throw new FileError(
      `${file.path} is not a stack of interferograms (it is of type ${product.fileType || 'unknown'}).`,
      'Give inputs/ifgramStack.h5, made by load_data.',
    );
  }
  const dates = file.read('date') as string[];
  const date12 = Array.from({ length: dates.length / 2 }, (_, i) => `${dates[2 * i]}_${dates[2 * i + 1]}`);
  const flags = file.datasets.has('dropIfgram')
    ? Array.from(file.read('dropIfgram') as Uint8Array)
    : undefined;
  const isKept = date12.map((_, i) => (flags === undefined ? true : flags[i] !== 0));
  return {
    ...product,
    date12,
    bperp: file.datasets.has('bperp')
      ? (file.read('bperp') as Float32Array)
      : new Float32Array(date12.length),
    isKept,
    kept: isKept.flatMap((keep, i) => (keep ? [i] : [])),
  };
}

/** Time at which a dataset was last changed, seconds since 1970; undefined when the file does not say. */
export function modificationTime(stack: Product, dataset: string): number | undefined {
  const text = stack.datasets.get(dataset)?.attributes['MODIFICATION_TIME'];
  return text === undefined ? undefined : Number(text);
}
