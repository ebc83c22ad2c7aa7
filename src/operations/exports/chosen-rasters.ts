import type { BlockSource } from '../../core/block-io.ts';
import { findDate } from '../../core/date-selection.ts';
import { OptionError, UnsupportedError } from '../../core/errors.ts';
import type { Attributes, H5Reader, H5Type } from '../../io/hdf5/types.ts';
import { h5Attributes } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product } from '../../io/products/product.ts';
import { locateSlice } from '../../io/products/slices.ts';
import { listSlices, type Slice } from '../figures/slices.ts';
import { figureTitle } from '../figures/title.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';

/** A raster that is exported: where its values are, and what they are. */
export interface ChosenRaster {
  /** `velocity`, `timeseries-20180504`, `timeseries-20180104_20180504` */
  readonly name: string;
  readonly dataset: string;
  readonly values: BlockSource;
  /** the date that it is relative to, when two were asked for */
  readonly minus?: BlockSource;
  /** date, pair or number of a slice */
  readonly label?: string;
  /** both dates of a displacement between two of them */
  readonly between?: readonly [string, string];
  /** of the file, overlaid by those of the dataset */
  readonly attributes: Attributes;
  readonly unit: string;
  readonly type: H5Type;
  readonly chunkShape?: readonly number[];
  /** what a file of it is called by default, without extension */
  readonly title: string;
}

/** A file with the rasters of it that are exported. */
export interface Chosen {
  readonly product: Product;
  /** dates of a series; undefined for other files */
  readonly rasters: readonly ChosenRaster[];
}

const DATE_PAIR = /^(?:timeseries-|displacement-)?(\d{8}(?:T\d{4})?)_(\d{8}(?:T\d{4})?)$/;

/** Files of one raster per date. */
export function isDated(fileType: string): boolean {
  return fileType === 'timeseries' || fileType === 'HDFEOS';
}

/**
 * The rasters that a name stands for: a slice, a date, all slices of a dataset, or of a time series `20180104_20180504`,
 * what happened between two dates. Without a name all dates of a series, else the raster that the file is about.
 *
 * @throws {FileError} when there is none of this name, naming those alike
 * @throws {OptionError} for a stack without a name, or a date that the series lacks
 */
export async function chooseRasters(path: string, name?: string): Promise<Chosen> {
  return withProduct(path, (file) => {
    const found = describeProduct(file);
    const product = { ...found, attributes: h5Attributes(found) };
    const all = listSlices(file);
    const describe = (slice: Slice, first?: Slice) => describeRaster(file, product, all, slice, first);
    const pair = isDated(product.fileType) ? DATE_PAIR.exec(name ?? '') : null;
    if (pair !== null) {
      const dated = all.filter(({ label }) => /^\d{8}/.test(label ?? ''));
      const [first, second] = [pair[1], pair[2]].map((date) => sliceOfDate(path, dated, date));
      return { product, rasters: [describe(second, first)] };
    }
    return { product, rasters: named(file, product, all, name).map((slice) => describe(slice)) };
  });
}

/** The same where one raster is needed. @throws {OptionError} when the name stands for several */
export async function chooseRaster(path: string, name?: string): Promise<Chosen & { raster: ChosenRaster }> {
  const { product, rasters } = await chooseRasters(path, name);
  if (rasters.length === 1) return { product, rasters, raster: rasters[0] };
  throw new OptionError(
    `${path} has ${rasters.length} rasters${name === undefined ? '' : ` of the name ${name}`}: one is needed.`,
    `Name it, e.g. ${rasters.at(-1)!.name}.`,
  );
}

function named(file: H5Reader, product: Product, all: readonly Slice[], name: string | undefined): Slice[] {
  const main = mainDataset(product);
  if (name === undefined) {
    if (product.fileType === 'ifgramStack') {
      throw new OptionError(
        `${file.path} is a stack of interferograms: one of its rasters is needed.`,
        `Name it, e.g. ${all[0]?.name}; list them with: mintsar info ${file.path} --slice`,
      );
    }
    const usual = product.fileType === 'geometry' && product.datasets.has('height') ? 'height' : main;
    const dataset = product.fileType === 'HDFEOS' ? all[0].dataset : usual;
    return all.filter((slice) => slice.dataset === dataset);
  }
  const ofDataset = all.filter((slice) => slice.dataset === name || slice.dataset.endsWith(`/${name}`));
  if (ofDataset.length > 0) return ofDataset;
  const { dataset, plane } = locateSlice(file, name);
  return all.filter((slice) => slice.dataset === dataset && slice.plane === plane);
}

function sliceOfDate(path: string, dated: readonly Slice[], date: string): Slice {
  const dates = dated.map(({ label }) => label!);
  const found = dated[findDate(dates, date)];
  if (found !== undefined) return found;
  throw new OptionError(
    `${path} has no date ${date}.`,
    `Its dates are ${dates[0]} to ${dates.at(-1)}; list them with: mintsar info ${path} --date`,
  );
}

function describeRaster(
  file: H5Reader,
  product: Product,
  all: readonly Slice[],
  slice: Slice,
  first: Slice | undefined,
): ChosenRaster {
  const { dataset, plane, label } = slice;
  const attributes = datasetAttributes(file, dataset);
  const source = (k: number | undefined): BlockSource => ({
    path: product.path,
    dataset,
    ...(k !== undefined && { planes: [k] }),
  });
  const title = figureTitle({
    path: product.path,
    fileType: product.fileType,
    main: mainDataset(product),
    numSlice: all.length,
    slices: [slice],
    refDate: first?.label,
  });
  const short = dataset.replace(/^.*\//, '');
  const dates = first && label ? ([first.label!, label] as const) : undefined;
  const own = dates?.join('_') ?? label;
  return {
    name: own === undefined ? short : `${short}-${own}`,
    dataset,
    values: source(plane),
    ...(first && { minus: source(first.plane) }),
    label: own,
    ...(dates && { between: dates }),
    attributes,
    unit: attributes['UNIT'] ?? '1',
    type: file.datasets.get(dataset)!.type,
    chunkShape: file.chunkShape(dataset),
    title: title.replace(/^.*\//, ''),
  };
}

/** @throws {UnsupportedError} for radar coordinates, which a format for maps has no place for */
export function assertGeocoded(product: Product, format: string): void {
  if (product.facts.isGeocoded) return;
  throw new UnsupportedError(
    `${product.path} is in radar coordinates; ${format} takes maps.`,
    'Geocode it first (mintsar geocode), or give the geocoded file, e.g. geo/geo_velocity.h5.',
  );
}
