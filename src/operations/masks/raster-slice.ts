import type { Grid } from '../../core/array.ts';
import { grid } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearest-name.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import { describeProduct, mainDataset } from '../../io/products/product.ts';
import { dateLabels, sliceNames } from '../../io/products/slices.ts';

/** One raster of a product together with the attributes that hold for it. */
export interface RasterSlice {
  readonly values: Grid;
  readonly dataset: string;
  /** those of the file, overlaid by those of the dataset, with its UNIT and DATA_TYPE */
  readonly attributes: Attributes;
}

/** Units by dataset; they hold for `<name>Std` too. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  radian: ['unwrapPhase', 'wrapPhase', 'unw', 'int', 'flat'],
  pixel: ['azimuthOffset', 'rangeOffset'],
  m: ['height', 'bperp', 'slantRangeDistance', 'timeseries', 'displacement', 'dem', 'hgt'],
  degree: ['latitude', 'longitude', 'incidenceAngle', 'azimuthAngle'],
  'm/year': ['velocity'],
  'm/year^2': ['acceleration'],
  '1': [
    'coherence',
    'connectComponent',
    'magnitude',
    'offsetSNR',
    'rangeCoord',
    'azimuthCoord',
    'shadowMask',
    'waterMask',
    'commonMask',
    'temporalCoherence',
    'mask',
  ],
};

/** Unit of a dataset by its name; undefined when the name says nothing. */
export function unitOf(dataset: string): string | undefined {
  const name = dataset.replace(/^.*\//, '').replace(/Std$/, '').replace(/_.*$/, '');
  return Object.keys(UNITS).find((unit) => UNITS[unit].includes(name));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
};

/**
 * Attributes of a file as they hold for one of its datasets.
 * @param isNamed the dataset was asked for by name: what is usual for it beats the unit stored in the file
 */
export function datasetAttributes(
  file: Pick<H5Reader, 'attributes' | 'datasets'>,
  dataset: string,
  isNamed = true,
): Attributes {
  const info = file.datasets.get(dataset);
  const stored = info?.attributes['UNIT'] ?? file.attributes['UNIT'];
  const usual = unitOf(dataset);
  const unit = isNamed ? (usual ?? stored) : (stored ?? usual);
  const { provenance: _, ...own } = info?.attributes ?? {};
  return {
    NO_DATA_VALUE: 'none',
    ...file.attributes,
    ...own,
    ...(info === undefined ? {} : { DATA_TYPE: TYPE_NAMES[info.type] ?? info.type }),
    ...(unit === undefined ? {} : { UNIT: unit }),
  };
}

/**
 * Read one raster by the name users know it under: `height`, `velocityStd`, `timeseries-20180104`,
 * `unwrapPhase-20180104_20180128`, or a date alone; without a name the raster the file is about.
 *
 * @throws {FileError} when there is no such raster, naming those alike, or when the name stands for several
 */
export async function readSlice(path: string, name?: string): Promise<RasterSlice> {
  return withH5(path, (file) => {
    const product = describeProduct(file);
    const { dataset, plane } = locate(file, name ?? defaultName(file, mainDataset(product)));
    const { length, width } = product;
    const slab = plane === undefined ? undefined : { start: [plane, 0, 0], count: [1, length, width] };
    const read = file.read(dataset, slab);
    const data = read instanceof Float32Array ? read : Float32Array.from(read as ArrayLike<number>);
    return {
      values: grid(data, length, width),
      dataset,
      attributes: datasetAttributes(file, dataset, name !== undefined),
    };
  });
}

function defaultName(file: H5Reader, main: string): string {
  return file.datasets.has('height') ? 'height' : main;
}

function locate(file: H5Reader, name: string): { dataset: string; plane?: number } {
  const rank = file.datasets.get(name)?.shape.length;
  if (rank === 2) return { dataset: name };
  const slices = sliceNames(file);
  if (rank !== undefined) {
    throw new FileError(
      `${file.path}:${name} has ${rank} dimensions where a single raster is needed.`,
      `Name one of its rasters, e.g. ${slices.find((slice) => slice.startsWith(`${name}-`)) ?? slices[0]}.`,
    );
  }
  const slice = slices.includes(name) ? name : slices.find((known) => known.endsWith(`-${name}`));
  if (slice === undefined) {
    const near = nearestNames(name, slices);
    throw new FileError(
      `${file.path} has no raster ${name}.`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has: ${slices.slice(0, 8).join(', ')}...`,
    );
  }
  const dash = slice.lastIndexOf('-');
  const dataset = slice.slice(0, dash);
  const label = slice.slice(dash + 1);
  const place = dateLabels(file)?.indexOf(label) ?? -1;
  return { dataset, plane: place >= 0 ? place : Number(label) - 1 };
}
