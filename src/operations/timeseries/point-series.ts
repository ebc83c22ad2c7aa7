import { excludedDates, findDate } from '../../core/date-selection.ts';
import { OptionError, ReferencePointError } from '../../core/errors.ts';
import { medianAbsoluteDeviation, median as medianOf } from '../../core/stats/robust.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import { type DisplacementCube, describeCube } from '../../io/products/displacement-cube.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Place, pixelOfPlace, placeOfPixel } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import { type Pixel, pointReference, referencePixel } from '../../io/products/reference-pixel.ts';
import { displayScale } from '../figures/units.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';

export interface PointSeriesOptions {
  /** Subtract the value of the first date (the first that is not excluded); true unless given. */
  readonly zeroFirst?: boolean;
  /** Make the series relative to this date instead of that of the file. */
  readonly refDate?: string;
  /** Make the series relative to this pixel or place instead of that of the file. */
  readonly reference?: Pixel | Place;
  /** Side of a square window of pixels around the point, an odd number; 1 unless given. */
  readonly window?: number;
  /** What stands for the window; the mean unless given. */
  readonly method?: 'mean' | 'median';
  /** Unit of the values: m, cm, mm, radian...; m unless given. */
  readonly unit?: string;
  readonly startDate?: string;
  readonly endDate?: string;
  /** Dates that `zeroFirst` passes over; they stay in the series. */
  readonly exclude?: readonly string[];
  /** Lookup table of a series in radar coordinates; the usual one near the file unless given. */
  readonly lookup?: string;
}

/** Displacement of one pixel, or of a window of pixels, over time. */
export interface PointSeries {
  readonly path: string;
  readonly pixel: Pixel;
  /** Where the pixel is; undefined when no lookup table is near. */
  readonly place: Place | undefined;
  /** YYYYMMDD[THHMM] */
  readonly dates: readonly string[];
  /** [numDate], positive towards the satellite; NaN = no data */
  readonly values: Float64Array;
  /** Standard deviation in the window [numDate] (with a median: of normal errors of the same median deviation); undefined for one pixel. */
  readonly spread: Float64Array | undefined;
  readonly unit: string;
  /** what values are relative to; undefined when that is nothing, or the mean of an area (REF_AREA) */
  readonly referencePixel: Pixel | undefined;
  readonly referenceDate: string;
}

/**
 * The displacement of a point over time: of one pixel, or the mean or median of a window around it.
 *
 *     const { dates, values } = await readTimeseriesPoint('timeseries.h5', { lat: 36.42, lon: 25.43 }, { unit: 'cm' });
 *
 * @param path a time series, or an archive in HDF-EOS5
 * @param point row and column, or latitude and longitude
 * @throws {FileError} when the file is no time series  @throws {OptionError} for a pixel outside, and options that do not fit
 * @throws {ReferencePointError} when a place lies outside, or the new reference pixel has no data
 */
export async function readTimeseriesPoint(
  path: string,
  point: Pixel | Place,
  options: PointSeriesOptions = {},
): Promise<PointSeries> {
  return withProduct(path, async (file) => {
    const cube = describeCube(file);
    const { product, dataset, dates: all } = cube;
    const { window = 1, method = 'mean', unit = 'm', lookup, zeroFirst = true } = options;
    if (!(Number.isInteger(window) && window >= 1 && window % 2 === 1)) {
      throw new OptionError(`A window of ${window} pixels has no middle.`, 'Give an odd number: 1, 3, 5...');
    }
    const pixel = await pixelOf(product, point, 'point', lookup);
    const kept = keptDates(cube, options);
    const reference = options.reference && (await pixelOf(product, options.reference, 'reference', lookup));
    const values = windowSeries(file, cube, pixel, (window - 1) / 2);
    if (reference !== undefined) subtractPixel(values, referenceSeries(file, cube, reference));
    if (options.refDate !== undefined) subtractDate(values, indexOfDate(cube, options.refDate));
    const attributes: Attributes = { ...datasetAttributes(file, dataset), FILE_PATH: path };
    const scale = displayScale(attributes['UNIT'] ?? 'm', unit, attributes);
    if (scale.problem !== undefined)
      throw new OptionError(`${path}: ${scale.problem}.`, 'Give m, cm, mm or radian.');
    const factor = Math.fround(scale.factor); // single precision throughout, as files are
    for (const series of values) for (let k = 0; k < series.length; k++) series[k] *= factor;
    const dates = kept.map((k) => all[k]);
    if (zeroFirst) {
      const out = new Set(excludedDates(dates, { exclude: options.exclude }));
      const first = kept.find((k) => !out.has(all[k])) ?? kept[0];
      subtractDate(values, first);
    }
    const perDate = kept.map((k) => values.map((series) => series[k]));
    return {
      path,
      pixel,
      place: await placeOfPixel(product, pixel, lookup),
      dates,
      values: Float64Array.from(perDate, method === 'mean' ? meanOf : medianOf),
      spread:
        window === 1
          ? undefined
          : Float64Array.from(perDate, method === 'mean' ? deviationOf : (v) => medianAbsoluteDeviation(v)),
      unit: scale.unit,
      referencePixel: reference ?? pointReference(product),
      referenceDate: options.refDate ?? attributes['REF_DATE'] ?? all[0],
    };
  });
}

async function pixelOf(
  product: Product,
  point: Pixel | Place,
  name: string,
  lookup: string | undefined,
): Promise<Pixel> {
  if ('lat' in point) return pixelOfPlace(product, point, lookup);
  const { y, x } = point;
  const isInside = (value: number, size: number) => Number.isInteger(value) && value >= 0 && value < size;
  if (isInside(y, product.length) && isInside(x, product.width)) return { y, x };
  throw new OptionError(
    `The ${name} y ${y}, x ${x} is no pixel of ${product.path} (${product.length} x ${product.width}).`,
    'Rows and columns count from 0.',
  );
}

function keptDates({ dates, product }: DisplacementCube, options: PointSeriesOptions): number[] {
  const { startDate, endDate } = options;
  const out = new Set(excludedDates(dates, { startDate, endDate }));
  const kept = dates.flatMap((date, k) => (out.has(date) ? [] : [k]));
  if (kept.length > 0) return kept;
  throw new OptionError(
    `${product.path} has no date from ${startDate ?? dates[0]} to ${endDate ?? dates.at(-1)}.`,
    `Its dates are ${dates[0]} to ${dates.at(-1)}.`,
  );
}

function indexOfDate({ dates, product }: DisplacementCube, date: string): number {
  const index = findDate(dates, date);
  if (index >= 0) return index;
  throw new OptionError(
    `${product.path} has no date ${date}.`,
    `List its dates with: mintsar info ${product.path} --date`,
  );
}

/** Series of every pixel around one that has data (0 at all dates is none, but at the reference pixel), float32 as stored. */
function windowSeries(
  file: H5Reader,
  { product, dataset, dates }: DisplacementCube,
  { y, x }: Pixel,
  half: number,
): Float32Array[] {
  const { length, width } = product;
  const box = {
    y0: Math.max(0, y - half),
    x0: Math.max(0, x - half),
    y1: Math.min(length, y + half + 1),
    x1: Math.min(width, x + half + 1),
  };
  const [rows, columns] = [box.y1 - box.y0, box.x1 - box.x0];
  const slab = { start: [0, box.y0, box.x0], count: [dates.length, rows, columns] };
  const block = Float32Array.from(file.read(dataset, slab) as Float32Array);
  const origin = referencePixel(product);
  const series: Float32Array[] = [];
  for (let i = 0; i < rows * columns; i++) {
    const values = Float32Array.from(dates, (_, k) => block[k * rows * columns + i]);
    const isOrigin = origin?.y === box.y0 + Math.floor(i / columns) && origin.x === box.x0 + (i % columns);
    if (isOrigin || values.some((value) => value !== 0)) series.push(values);
  }
  return series.length > 0 ? series : [new Float32Array(dates.length).fill(Number.NaN)];
}

function referenceSeries(file: H5Reader, cube: DisplacementCube, pixel: Pixel): Float64Array {
  const [values] = windowSeries(file, cube, pixel, 0);
  const gap = values.findIndex(Number.isNaN);
  if (gap < 0) return Float64Array.from(values);
  throw new ReferencePointError(
    `${cube.product.path} has no value at the reference pixel y ${pixel.y}, x ${pixel.x} on ${cube.dates[gap]}.`,
    'Choose a pixel with a value at all dates.',
  );
}

function subtractPixel(all: readonly Float32Array[], reference: Float64Array): void {
  for (const series of all) for (let k = 0; k < series.length; k++) series[k] -= reference[k];
}

function subtractDate(all: readonly Float32Array[], index: number): void {
  for (const series of all) {
    const zero = series[index];
    for (let k = 0; k < series.length; k++) series[k] -= zero;
  }
}

function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
