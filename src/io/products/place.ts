import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ReferencePointError } from '../../core/errors.ts';
import { latLonToPixel } from '../../core/geometry/map-grid.ts';
import { latLonToLookupPixel, type MapLookup } from '../../core/geometry/map-lookup.ts';
import { latLonToRadarPixel, type RadarLookup } from '../../core/geometry/radar-lookup.ts';
import { isGeocoded, mapGrid, radarGeometry, subsetOffset } from '../attributes/typed.ts';
import { withH5 } from '../hdf5/file.ts';
import type { Attributes } from '../hdf5/types.ts';
import { readGrid, readProduct } from './product.ts';

/** A relation between radar and map coordinates, whichever way it is stored. */
export type Lookup =
  | { readonly kind: 'radar'; readonly table: RadarLookup }
  | { readonly kind: 'map'; readonly table: MapLookup };

/** Read a lookup table: latitude/longitude per radar pixel, or azimuthCoord/rangeCoord per map pixel. */
export async function readLookup(path: string, radarAttributes: Attributes): Promise<Lookup> {
  const { datasets, attributes } = await readProduct(path);
  if (datasets.has('latitude') && datasets.has('longitude') && !isGeocoded(attributes)) {
    const [latitude, longitude] = [await readGrid(path, 'latitude'), await readGrid(path, 'longitude')];
    return { kind: 'radar', table: { latitude, longitude, radar: radarGeometry(attributes) } };
  }
  if (datasets.has('azimuthCoord') && datasets.has('rangeCoord')) {
    const [azimuth, range] = [await readGrid(path, 'azimuthCoord'), await readGrid(path, 'rangeCoord')];
    const radar = radarGeometry(radarAttributes);
    return {
      kind: 'map',
      table: { azimuth, range, grid: mapGrid(attributes), radar, offset: subsetOffset(radarAttributes) },
    };
  }
  throw new ReferencePointError(
    `${path} is no lookup table: it has neither latitude and longitude nor azimuthCoord and rangeCoord.`,
    'Give inputs/geometryRadar.h5 (ISCE) or inputs/geometryGeo.h5 (GAMMA, ROI_PAC) with --lookup.',
  );
}

/** The lookup file that goes with a radar product: the one given, else found in `inputs` near it. */
export async function findLookup(product: string, given?: string): Promise<string | undefined> {
  if (given !== undefined) return given;
  const folder = dirname(product);
  const folders = [folder, join(folder, 'inputs'), join(folder, '..', 'inputs')];
  for (const candidate of folders.flatMap((f) =>
    ['geometryRadar.h5', 'geometryGeo.h5'].map((n) => join(f, n)),
  )) {
    if (!existsSync(candidate)) continue;
    const isLookup = await withH5(
      candidate,
      ({ datasets }) => datasets.has('longitude') || datasets.has('rangeCoord'),
    );
    if (isLookup) return candidate;
  }
  return undefined;
}

/**
 * Pixel of a place in a product: through its map grid, or through a lookup table for radar coordinates.
 * @throws {ReferencePointError} when the place lies outside, or no lookup table is known
 */
export async function pixelOfPlace(
  product: { readonly path: string; readonly attributes: Attributes },
  { lat, lon }: { readonly lat: number; readonly lon: number },
  lookupFile?: string,
): Promise<{ y: number; x: number }> {
  const { attributes, path } = product;
  const pixel = await (async (): Promise<{ y: number; x: number } | undefined> => {
    if (isGeocoded(attributes)) {
      const [y, x] = latLonToPixel(mapGrid(attributes), lat, lon);
      return { y, x };
    }
    const file = await findLookup(path, lookupFile);
    if (file === undefined) {
      throw new ReferencePointError(
        `${basename(path)} is in radar coordinates and no lookup table was found for lat ${lat}, lon ${lon}.`,
        'Give one with --lookup, or give the pixel as y and x.',
      );
    }
    const lookup = await readLookup(file, attributes);
    if (lookup.kind === 'radar') return latLonToRadarPixel(lookup.table, lat, lon);
    const [y, x] = latLonToLookupPixel(lookup.table, lat, lon);
    return Number.isNaN(y) ? undefined : { y, x };
  })();
  const [length, width] = [Number(attributes['LENGTH']), Number(attributes['WIDTH'])];
  if (pixel === undefined || !(pixel.y >= 0 && pixel.x >= 0 && pixel.y < length && pixel.x < width)) {
    throw new ReferencePointError(
      `lat ${lat}, lon ${lon} lies outside ${path}.`,
      'Check the order (latitude first) and the sign of the coordinates.',
    );
  }
  return { y: pixel.y, x: pixel.x };
}
