import { FileError } from '../../core/errors.ts';
import { withH5 } from '../hdf5/file.ts';
import type { DatasetSpec, H5Reader } from '../hdf5/types.ts';
import { describeProduct, type Product } from './product.ts';

/** A file of displacement (or delay) per date. */
export interface Timeseries extends Product {
  readonly dates: readonly string[];
  /** perpendicular baseline per date, m; undefined when the file has none */
  readonly bperp: Float32Array | undefined;
  /** index of REF_DATE among the dates; 0 when the attribute is absent */
  readonly refIndex: number;
}

/** Dates and attributes of a time series, without its rasters. @throws {FileError} for a file of another type */
export async function readTimeseries(path: string): Promise<Timeseries> {
  return withH5(path, describeTimeseries);
}

/** The same of an open file. */
export function describeTimeseries(file: H5Reader): Timeseries {
  const product = describeProduct(file);
  if (!file.datasets.has('timeseries') || !file.datasets.has('date')) {
    throw new FileError(
      `${file.path} is not a time series: it has ${[...file.datasets.keys()].join(', ') || 'no dataset'}.`,
      'Give a timeseries*.h5 file, made by ifgram_inversion.',
    );
  }
  const dates = file.read('date') as string[];
  const bperp = file.datasets.has('bperp')
    ? Float32Array.from(file.read('bperp') as Float32Array)
    : undefined;
  return { ...product, dates, bperp, refIndex: Math.max(0, dates.indexOf(product.attributes['REF_DATE'])) };
}

/** Element type of the dataset `date`: YYYYMMDD, or YYYYMMDDTHHMM where there are times of day. */
export function dateType(dates: readonly string[]): `S${number}` {
  return `S${Math.max(8, ...dates.map((date) => date.length))}`;
}

/** Layout of a time-series file; `date` is as wide as the dates are. */
export function timeseriesLayout(
  dates: readonly string[],
  length: number,
  width: number,
  hasBperp: boolean,
): DatasetSpec[] {
  const specs: DatasetSpec[] = [
    { name: 'timeseries', type: 'f4', shape: [dates.length, length, width] },
    { name: 'date', type: dateType(dates), shape: [dates.length] },
  ];
  return hasBperp ? [...specs, { name: 'bperp', type: 'f4', shape: [dates.length] }] : specs;
}
