import type { GeoBox } from '../../config/index.ts';
import type { Box } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import { boundsToBox } from '../../core/geometry/map-grid.ts';
import { latLonToLookupPixel } from '../../core/geometry/map-lookup.ts';
import { boundsToRadarBox } from '../../core/geometry/radar-lookup.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import { findLookup, readLookup } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';

/**
 * Pixels within degrees: through the map grid, or through the lookup table of radar coordinates.
 * @throws {FileError} when a lookup table is needed and not found
 */
export async function pixelsWithin(product: Product, bounds: GeoBox, lookupFile?: string): Promise<Box> {
  const { path, attributes } = product;
  if (isGeocoded(attributes)) return boundsToBox(mapGrid(attributes), bounds);
  const file = await findLookup(path, lookupFile);
  if (file === undefined) {
    throw new FileError(
      `${path} is in radar coordinates and no lookup table was found for an area in degrees.`,
      'Give one with --lookup, or give the area in pixels (aoiYX).',
    );
  }
  const lookup = await readLookup(file, attributes);
  if (lookup.kind === 'radar') return boundsToRadarBox(lookup.table, bounds);
  const corners = [bounds.south, bounds.north].flatMap((lat) =>
    [bounds.west, bounds.east].map((lon) => latLonToLookupPixel(lookup.table, lat, lon)),
  );
  const known = corners.filter(([y, x]) => !Number.isNaN(y) && !Number.isNaN(x));
  if (known.length < 2)
    throw new FileError(`The area in degrees lies outside ${file}.`, 'Check south, north, west and east.');
  const ys = known.map(([y]) => y);
  const xs = known.map(([, x]) => x);
  return { y0: Math.min(...ys), x0: Math.min(...xs), y1: Math.max(...ys), x1: Math.max(...xs) };
}
