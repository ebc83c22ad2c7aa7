import { FileError } from '../../core/errors.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { describeProduct, type Product } from './product.ts';
import { dateLabels } from './slices.ts';

/** Displacement per date, wherever a file keeps it. */
export interface DisplacementCube {
  readonly product: Product;
  /** `timeseries`, or `HDFEOS/GRIDS/timeseries/observation/displacement` */
  readonly dataset: string;
  /** YYYYMMDD[THHMM], one per plane */
  readonly dates: readonly string[];
}

/** The displacement of a time series, or of an archive in HDF-EOS5. @throws {FileError} for any other file */
export function describeCube(file: H5Reader): DisplacementCube {
  const product = describeProduct(file);
  const dataset = [...file.datasets.values()].find(
    ({ name, shape }) => shape.length === 3 && /(?:^|\/)(?:timeseries|displacement)$/.test(name),
  );
  const dates = dateLabels(file);
  if (dataset === undefined || dates === undefined || dates.length !== dataset.shape[0]) {
    throw new FileError(
      `${file.path} is not a time series: it has ${[...file.datasets.keys()].slice(0, 8).join(', ') || 'no dataset'}.`,
      'Give a timeseries*.h5 file, made by ifgram_inversion, or a .he5 archive.',
    );
  }
  return { product, dataset: dataset.name, dates };
}
