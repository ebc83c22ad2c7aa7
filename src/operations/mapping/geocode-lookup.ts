import { assertSameShape, type Grid } from '../../core/array.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import type { ProductFacts } from '../../io/products/facts.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product, readRaster } from '../../io/products/product.ts';

/** What relates radar and map coordinates, with the unit of the map. */
export type GeocodeLookup = { readonly path: string; readonly unit: string } & (
  | {
      readonly kind: 'radar';
      /** of every radar pixel, degrees; 0 = no data */
      readonly latitude: Grid;
      readonly longitude: Grid;
      /** undefined when the metadata do not tell it */
      readonly radar: RadarGeometry | undefined;
    }
  | {
      readonly kind: 'map';
      /** line and column of every map pixel in the full radar frame; 0 = outside */
      readonly azimuth: Grid;
      readonly range: Grid;
      readonly grid: MapGrid;
      /** UTM_ZONE and EPSG of a map in metres */
      readonly projection: Attributes;
    }
);

/** Read the lookup table of geometryRadar.h5 (ISCE) or geometryGeo.h5 (GAMMA, ROI_PAC). */
export async function readGeocodeLookup(path: string): Promise<GeocodeLookup> {
  return withProduct(path, lookupOf);
}

function lookupOf(file: H5Reader): GeocodeLookup {
  const product = describeProduct(file);
  const { path, datasets, attributes, facts } = product;
  const raster = (name: string) => readRaster(file, product, name);
  const unit = attributes['Y_UNIT'] ?? 'degrees';
  if (datasets.has('latitude') && datasets.has('longitude') && !facts.isGeocoded) {
    const [latitude, longitude] = [raster('latitude'), raster('longitude')];
    return { kind: 'radar', path, unit, latitude, longitude, radar: knownGeometry(facts) };
  }
  if (datasets.has('azimuthCoord') && datasets.has('rangeCoord')) {
    const [azimuth, range] = [raster('azimuthCoord'), raster('rangeCoord')];
    const projection = Object.fromEntries(
      ['UTM_ZONE', 'EPSG'].flatMap((key) => (key in attributes ? [[key, attributes[key]]] : [])),
    );
    return { kind: 'map', path, unit, azimuth, range, grid: facts.map, projection };
  }
  throw new FileError(
    `${path} is no lookup table: it has neither latitude and longitude of radar pixels nor azimuthCoord and rangeCoord of map pixels.`,
    'Give inputs/geometryRadar.h5 (ISCE) or inputs/geometryGeo.h5 (GAMMA, ROI_PAC).',
  );
}

/** A lookup table in two files of their own, e.g. ISCE's lat.rdr and lon.rdr. */
export async function readLatLonFiles(latFile: string, lonFile: string): Promise<GeocodeLookup> {
  const latitude = await readRasterFile(latFile, 'latitude');
  const longitude = await readRasterFile(lonFile, 'longitude');
  assertSameShape(latitude.values, longitude.values);
  return {
    kind: 'radar',
    path: latFile,
    unit: latitude.attributes['Y_UNIT'] ?? 'degrees',
    latitude: latitude.values,
    longitude: longitude.values,
    radar: knownGeometry(latitude.facts),
  };
}

function readRasterFile(path: string, dataset: string): Promise<{ values: Grid } & Product> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    const name = product.datasets.has(dataset) ? dataset : mainDataset(product);
    return { ...product, values: readRaster(file, product, name) };
  });
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
