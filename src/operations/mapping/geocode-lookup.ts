import type { Box, Grid } from '../../core/array.ts';
import { FileError, MetadataError, ShapeError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import type { ProductFacts } from '../../io/products/facts.ts';
import { withProduct } from '../../io/products/open-product.ts';
import {
  describeProduct,
  mainDataset,
  type Product,
  readProduct,
  readRaster,
} from '../../io/products/product.ts';

/** Two rasters of a lookup table. */
export interface LookupRasters {
  /** latitude (degrees; 0 = no data) of radar pixels, or azimuth (line in the full radar frame; 0 = outside) of map pixels */
  readonly y: Grid;
  /** longitude, or range */
  readonly x: Grid;
}

/** Memory of a raster, in single precision. */
export interface RasterMemory {
  readonly y: Float32Array;
  readonly x: Float32Array;
}

/** What relates radar and map coordinates, with the unit of the map. Its rasters are read when they are needed: they are large. */
export type GeocodeLookup = {
  readonly path: string;
  readonly unit: string;
  readonly shape: readonly [length: number, width: number];
  /** @param memory where to, if not to fresh memory */
  read(memory?: RasterMemory): Promise<LookupRasters>;
  /** Values of one pixel. */
  at(y: number, x: number): Promise<{ readonly y: number; readonly x: number }>;
} & (
  | {
      /** latitude and longitude of every radar pixel */
      readonly kind: 'radar';
      /** undefined when the metadata do not tell it */
      readonly radar: RadarGeometry | undefined;
    }
  | {
      /** azimuth and range of every map pixel */
      readonly kind: 'map';
      readonly grid: MapGrid;
      /** UTM_ZONE and EPSG of a map in metres */
      readonly projection: Attributes;
    }
);

/** Read what the lookup table of geometryRadar.h5 (ISCE) or geometryGeo.h5 (GAMMA, ROI_PAC) is. */
export async function readGeocodeLookup(path: string): Promise<GeocodeLookup> {
  return withProduct(path, lookupOf);
}

function lookupOf(file: H5Reader): GeocodeLookup {
  const product = describeProduct(file);
  const { path, datasets, attributes, facts } = product;
  const unit = attributes['Y_UNIT'] ?? 'degrees';
  if (datasets.has('latitude') && datasets.has('longitude') && !facts.isGeocoded) {
    const rasters = rastersOf([product, 'latitude'], [product, 'longitude']);
    return { kind: 'radar', path, unit, ...rasters, radar: knownGeometry(facts) };
  }
  if (datasets.has('azimuthCoord') && datasets.has('rangeCoord')) {
    const projection = Object.fromEntries(
      ['UTM_ZONE', 'EPSG'].flatMap((key) => (key in attributes ? [[key, attributes[key]]] : [])),
    );
    const rasters = rastersOf([product, 'azimuthCoord'], [product, 'rangeCoord']);
    return { kind: 'map', path, unit, ...rasters, grid: facts.map, projection };
  }
  throw new FileError(
    `${path} is no lookup table: it has neither latitude and longitude of radar pixels nor azimuthCoord and rangeCoord of map pixels.`,
    'Give inputs/geometryRadar.h5 (ISCE) or inputs/geometryGeo.h5 (GAMMA, ROI_PAC).',
  );
}

/** A lookup table in two files of their own, e.g. ISCE's lat.rdr and lon.rdr. */
export async function readLatLonFiles(latFile: string, lonFile: string): Promise<GeocodeLookup> {
  const latitude = await readProduct(latFile);
  const longitude = await readProduct(lonFile);
  if (latitude.length !== longitude.length || latitude.width !== longitude.width) {
    throw new ShapeError(
      `${latFile} has ${latitude.length} x ${latitude.width} pixels, ${lonFile} ${longitude.length} x ${longitude.width}.`,
      'Give latitude and longitude of the same image.',
    );
  }
  const nameIn = (product: Product, name: string) => {
    if (product.datasets.has(name)) return name;
    if (!/\.(h5|he5)$/.test(product.path)) return mainDataset(product);
    throw new FileError(
      `${product.path} has no dataset ${name}.`,
      'Give the rasters of latitude and longitude, e.g. lat.rdr and lon.rdr, or inputs/geometryRadar.h5 with --lookup.',
    );
  };
  return {
    kind: 'radar',
    path: latFile,
    unit: latitude.attributes['Y_UNIT'] ?? 'degrees',
    ...rastersOf([latitude, nameIn(latitude, 'latitude')], [longitude, nameIn(longitude, 'longitude')]),
    radar: knownGeometry(latitude.facts),
  };
}

type Named = readonly [product: Product, dataset: string];

function rastersOf(y: Named, x: Named): Pick<GeocodeLookup, 'shape' | 'read' | 'at'> {
  const value = async (named: Named, box: Box) => (await rasterOf(named, undefined, box)).data[0];
  return {
    shape: [y[0].length, y[0].width],
    read: async (memory) => ({ y: await rasterOf(y, memory?.y), x: await rasterOf(x, memory?.x) }),
    async at(row, column) {
      const box = { y0: row, x0: column, y1: row + 1, x1: column + 1 };
      return { y: await value(y, box), x: await value(x, box) };
    },
  };
}

async function rasterOf([product, dataset]: Named, memory?: Float32Array, box?: Box): Promise<Grid> {
  const bytes = memory && new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
  const raster = await withProduct(product.path, (file) => readRaster(file, product, dataset, box, bytes));
  if (memory === undefined || raster.data.buffer === memory.buffer) return raster;
  memory.set(raster.data);
  return { data: memory, shape: raster.shape };
}

/** Without it the output takes its step from the extent of the table. */
function knownGeometry(facts: ProductFacts): RadarGeometry | undefined {
  try {
    return facts.radar;
  } catch (error) {
    if (error instanceof MetadataError) return undefined;
    throw error;
  }
}
