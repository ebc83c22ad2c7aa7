import { MetadataError, OptionError } from '../../core/errors.ts';
import { azimuthGroundSpacing, rangeGroundSpacing } from '../../core/geometry/radar-geometry.ts';
import {
  type Interpolation,
  sampleAlong,
  transectDistance,
  transectPoints,
  windowsAlong,
} from '../../core/geometry/transect.ts';
import { isGeocoded, mapGrid, radarGeometry } from '../../io/attributes/typed.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Place, pixelOfPlace, placeOfPixel } from '../../io/products/place.ts';
import { describeProduct, type Product, readRaster } from '../../io/products/product.ts';
import { type Pixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { readDrawnMask } from '../figures/place.ts';
import { listSlices, type Slice, selectSlices } from '../figures/slices.ts';
import { displayScale, usualUnit } from '../figures/units.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';

export interface TransectRequest {
  readonly file: string;
  /** Raster, e.g. `velocity` or `20180104`; the first one of the file unless given. */
  readonly dataset?: string;
  readonly start: Pixel | Place;
  readonly end: Pixel | Place;
  readonly interpolation?: Interpolation;
  /** Mean of so many pixels square around every point instead, an odd number. */
  readonly window?: number;
  /** Unit of the values; centimetres for displacement, else the stored one, unless given. */
  readonly unit?: string;
  /** Mask, 0 = no data; none unless given. */
  readonly mask?: string;
  readonly lookup?: string;
}

/** Values of a raster along a straight line. */
export interface Transect {
  readonly path: string;
  readonly slice: Slice;
  readonly start: Pixel;
  readonly end: Pixel;
  /** Where the ends are, where that is known. */
  readonly places: readonly [Place | undefined, Place | undefined];
  /** [numPoint], pixels */
  readonly y: Float32Array;
  readonly x: Float32Array;
  /** [numPoint] from the start */
  readonly distance: Float64Array;
  /** `pixel` where the ground size of pixels is not known. */
  readonly distanceUnit: 'm' | 'pixel';
  /** [numPoint], NaN = no data */
  readonly values: Float64Array;
  /** Standard deviation within the window; undefined without one. */
  readonly spread: Float64Array | undefined;
  readonly unit: string;
}

/** Radius of the Earth that turns degrees along a profile into metres, m. */
const EARTH = 6378100;

/** Pixels around a line that its values may depend on. */
const MARGIN = 24;

/** Rasters in which 0 is a value. */
const ZERO_IS_DATA = /^(?:height|bperp|.*[Mm]ask|dem)$/;

/**
 * Values of a raster along a line between two pixels or places. 0 is no data in most files, and left out but at the
 * reference pixel.
 * @throws {OptionError} for ends outside the file, or a window that is none
 */
export async function readTransect(request: TransectRequest): Promise<Transect> {
  return withProduct(request.file, async (file) => {
    const product = describeProduct(file);
    const { interpolation = 'nearest', window = 1, lookup, dataset } = request;
    if (!(Number.isInteger(window) && window >= 1 && window % 2 === 1))
      throw new OptionError(`A window of ${window} pixels has no middle.`, 'Give an odd number: 1, 3, 5...');
    const slice =
      dataset === undefined ? listSlices(file)[0] : selectSlices(file, { names: [dataset] }).slices[0];
    const ends = [
      await endOf(product, request.start, 'start', lookup),
      await endOf(product, request.end, 'end', lookup),
    ] as const;
    const [start, end] = ends;
    if (start.y === end.y && start.x === end.x)
      throw new OptionError(
        `The line on ${product.path} starts and ends at the same pixel, y ${start.y}, x ${start.x}.`,
        'Give two different places.',
      );
    const points = transectPoints([start.y, start.x], [end.y, end.x]);
    const { raster, origin } = await readAround(file, product, slice, ends, request.mask, window);
    const local = {
      y: points.y.map((value) => value - origin.y),
      x: points.x.map((value) => value - origin.x),
    };
    const found =
      window > 1
        ? windowsAlong(raster, local, window)
        : { mean: sampleAlong(raster, local, interpolation), spread: undefined };
    const attributes: Attributes = { ...datasetAttributes(file, slice.dataset), FILE_PATH: file.path };
    const scale = scaleOf(attributes, product, request.unit);
    const spacing = pixelSpacing(product);
    return {
      path: file.path,
      slice,
      start,
      end,
      places: [await placeOfPixel(product, start, lookup), await placeOfPixel(product, end, lookup)],
      ...points,
      distance: transectDistance(points, spacing ?? { y: 1, x: 1 }),
      distanceUnit: spacing === undefined ? 'pixel' : 'm',
      values: found.mean.map((value) => value * scale.factor),
      spread: found.spread?.map((value) => value * Math.abs(scale.factor)),
      unit: scale.unit,
    };
  });
}

/** What turns stored values into those shown. @throws {OptionError} for a unit of another kind */
export function scaleOf(attributes: Attributes, { fileType }: Product, wanted: string | undefined) {
  const stored = attributes['UNIT'] ?? '1';
  const scale = displayScale(stored, wanted ?? usualUnit(stored, fileType), attributes);
  if (scale.decibel !== undefined || (scale.problem !== undefined && wanted !== undefined))
    throw new OptionError(
      `${attributes['FILE_PATH']}: ${scale.problem ?? `${stored} is not shown in dB along a line`}.`,
      'Leave -u out, or give a unit of the same kind.',
    );
  return scale;
}

/** The pixel of an end of a line. @throws {OptionError} when it lies outside */
export async function endOf(
  product: Product,
  end: Pixel | Place,
  name: string,
  lookup: string | undefined,
): Promise<Pixel> {
  if ('lat' in end) return pixelOfPlace(product, end, lookup);
  const { y, x } = end;
  const isInside = (value: number, size: number) => Number.isInteger(value) && value >= 0 && value < size;
  if (isInside(y, product.length) && isInside(x, product.width)) return { y, x };
  throw new OptionError(
    `The ${name} y ${y}, x ${x} is no pixel of ${product.path} (${product.length} x ${product.width}).`,
    'Rows and columns count from 0.',
  );
}

/** The part of a raster around a line, NaN where it has no data. */
export async function readAround(
  file: H5Reader,
  product: Product,
  { name, dataset }: Slice,
  ends: readonly [Pixel, Pixel],
  mask: string | undefined,
  window: number,
) {
  const margin = Math.max(MARGIN, window);
  const [ys, xs] = [ends.map(({ y }) => y), ends.map(({ x }) => x)];
  // Even corners: halves are rounded to the even pixel of the whole image.
  const corner = (values: readonly number[]) => 2 * Math.floor(Math.max(0, Math.min(...values) - margin) / 2);
  const box = {
    y0: corner(ys),
    x0: corner(xs),
    y1: Math.min(product.length, Math.max(...ys) + margin + 1),
    x1: Math.min(product.width, Math.max(...xs) + margin + 1),
  };
  const { data, shape } = readRaster(file, product, name, box);
  const values = Float32Array.from(data);
  const origin = referencePixel(product);
  const own = origin && (origin.y - box.y0) * shape[1] + origin.x - box.x0;
  if (!ZERO_IS_DATA.test(dataset.replace(/^.*\//, '')))
    for (let k = 0; k < values.length; k++) if (values[k] === 0 && k !== own) values[k] = Number.NaN;
  if (mask !== undefined) {
    const keep = await readDrawnMask(mask, product, { box, step: 1 });
    for (let k = 0; k < values.length; k++) if (keep.data[k] === 0) values[k] = Number.NaN;
  }
  return { raster: { data: values, shape }, origin: { y: box.y0, x: box.x0 } };
}

/** Ground size of a pixel, m; undefined when the file does not tell. */
export function pixelSpacing({ attributes }: Product): { y: number; x: number } | undefined {
  if (isGeocoded(attributes)) {
    const { yFirst, yStep, xStep, length, utmZone } = mapGrid(attributes);
    if (utmZone !== undefined || (attributes['Y_UNIT'] ?? '').startsWith('m'))
      return { y: Math.abs(yStep), x: Math.abs(xStep) };
    const metres = (EARTH * Math.PI) / 180;
    const middle = ((yFirst + (yStep * length) / 2) * Math.PI) / 180;
    return { y: Math.abs(yStep) * metres, x: Math.abs(xStep) * metres * Math.cos(middle) };
  }
  try {
    const radar = radarGeometry(attributes);
    const spacing = { y: azimuthGroundSpacing(radar), x: rangeGroundSpacing(radar) };
    return Number.isFinite(spacing.y) && Number.isFinite(spacing.x) ? spacing : undefined;
  } catch (error) {
    if (error instanceof MetadataError) return undefined;
    throw error;
  }
}
