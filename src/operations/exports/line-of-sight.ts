import type { Box } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import { pixelCenter } from '../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Product, readRaster } from '../../io/products/product.ts';

/** @throws {FileError} when a file has none of the rasters that a geometry is needed for */
export function requireGeometry(geometry: Product, names: readonly string[]): void {
  const missing = names.filter((name) => !geometry.datasets.has(name));
  if (missing.length === 0) return;
  throw new FileError(
    `${geometry.path} has no ${missing.join(' and no ')}.`,
    'Give the geometry of the same grid with -g, e.g. geo/geo_geometryRadar.h5.',
  );
}

/** Values of a geometry raster in a window, float32. */
export function geometryRaster(geometry: Product, name: string, box?: Box): Promise<Float32Array> {
  return withProduct(geometry.path, (file) => readRaster(file, geometry, name, box).data);
}

/** Latitude and longitude of every pixel, degrees: those of the geometry, else from the map grid. */
export async function pixelPlaces(
  product: Product,
  geometry: Product,
): Promise<{ latitude: Float32Array; longitude: Float32Array }> {
  if (geometry.datasets.has('latitude') && geometry.datasets.has('longitude')) {
    return {
      latitude: await geometryRaster(geometry, 'latitude'),
      longitude: await geometryRaster(geometry, 'longitude'),
    };
  }
  if (!product.facts.isGeocoded) requireGeometry(geometry, ['latitude', 'longitude']);
  const { earthMap: map } = product.facts;
  const zone = map.utmZone === undefined ? undefined : parseUtmZone(map.utmZone);
  const { length, width } = product;
  const latitude = new Float32Array(length * width);
  const longitude = new Float32Array(length * width);
  for (let i = 0; i < latitude.length; i++) {
    const [y, x] = pixelCenter(map, Math.floor(i / width), i % width);
    [latitude[i], longitude[i]] = zone === undefined ? [y, x] : utmToLatLon(y, x, zone);
  }
  return { latitude, longitude };
}
