import { findDate } from '../../core/date-selection.ts';
import { FileError } from '../../core/errors.ts';
import { withH5 } from '../hdf5/file.ts';
import type { DatasetSpec, H5Reader } from '../hdf5/types.ts';
import { describeProduct, type Product } from './product.ts';

/** A file of displacement (or delay) per date. */
export interface Timeseries extends Product {
  readonly dates: readonly string[];
  /** perpendicular baseline per date, m; undefined when the file has none */
  readonly bperp: Float32Array | undefined;
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
  return { ...product, dates, bperp };
}

/**
 * Index of the date whose values are 0: REF_DATE, or the first without that attribute.
 * @throws {FileError} when the series does not have that date
 */
export function referenceIndex({ path, dates, attributes }: Timeseries): number {
  const date = attributes['REF_DATE'];
  if (date === undefined) return 0;
  const index = findDate(dates, date);
  if (index >= 0) return index;
  throw new FileError(
    `${path}: REF_DATE is ${date}, which is not among its ${dates.length} dates (${dates[0]} to ${dates.at(-1)}).`,
    'Choose one of them with: mintsar reference_date FILE --ref-date DATE.',
  );
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
