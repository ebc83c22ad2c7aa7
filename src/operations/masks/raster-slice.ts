import type { BlockSource } from '../../core/block-io.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { assertRasterOf, describeProduct, mainDataset, source } from '../../io/products/product.ts';
import { locateSlice } from '../../io/products/slices.ts';
import { numpyName } from '../../io/raster/element-type.ts';

/** One raster of a product together with the attributes that hold for it. */
interface RasterSlice {
  readonly source: BlockSource;
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
    ...(info === undefined ? {} : { DATA_TYPE: numpyName(info.type) }),
    ...(unit === undefined ? {} : { UNIT: unit }),
  };
}

/**
 * Find one raster by the name users know it under: `height`, `velocityStd`, `timeseries-20180104`,
 * `unwrapPhase-20180104_20180128`, or a date alone; without a name the raster the file is about.
 *
 * @throws {FileError} when there is no such raster, naming those alike, or when the name stands for several
 */
export async function findSlice(path: string, name?: string): Promise<RasterSlice> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    const { dataset, plane } = locateSlice(file, name ?? defaultName(file, mainDataset(product)));
    assertRasterOf(file, product, dataset);
    return {
      source: source(path, dataset, plane === undefined ? undefined : [plane]),
      attributes: datasetAttributes(file, dataset, name !== undefined),
    };
  });
}

function defaultName(file: H5Reader, main: string): string {
  return file.datasets.has('height') ? 'height' : main;
}
