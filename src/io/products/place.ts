import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ReferencePointError, ShapeError } from '../../core/errors.ts';
import { latLonToPixel, type MapGrid, pixelCenter } from '../../core/geometry/map-grid.ts';
import {
  latLonToLookupPixel,
  lookupPixelToLatLon,
  type MapLookup,
  mapStepInPixels,
} from '../../core/geometry/map-lookup.ts';
import { latLonToRadarPixel, type RadarLookup } from '../../core/geometry/radar-lookup.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { isGeocoded, mapGrid, radarGeometry, subsetOffset } from '../attributes/typed.ts';
import type { Attributes } from '../hdf5/types.ts';
import { withProduct } from './open-product.ts';
import { type Product, readGrid, readProduct } from './product.ts';
import type { Pixel } from './reference-pixel.ts';

/** Latitude and longitude, degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

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

/** Names of lookup tables of ROI_PAC and GAMMA. */
const RAW_LOOKUP = /^(?:geomap.*\.trans|sim.*\.UTM_TO_RDC)$/;

/** Files of a folder that may be lookup tables: loaded ones first. */
function lookupsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  const loaded = ['geometryRadar.h5', 'geometryGeo.h5'].filter((name) => names.includes(name));
  const raw = names.filter((name) => RAW_LOOKUP.test(name)).sort();
  return [...loaded, ...raw].map((name) => join(folder, name));
}

/** The lookup file that goes with a radar product: the one given, else found in `inputs` near it. */
export async function findLookup(product: string, given?: string): Promise<string | undefined> {
  if (given !== undefined) return given;
  const folder = dirname(product);
  const folders = [join(folder, 'inputs'), folder, join(folder, '..', 'inputs')];
  for (const candidate of folders.flatMap(lookupsIn)) {
    const isLookup = await withProduct(
      candidate,
      ({ datasets }) => datasets.has('longitude') || datasets.has('rangeCoord'),
    );
    if (isLookup) return candidate;
  }
  return undefined;
}

/**
 * Pixel of a place in a product: through its map grid, or through a lookup table for radar coordinates. A longitude may
 * be given on either side of the 180th meridian.
 * @param product a file, or what is known about one
 * @throws {ReferencePointError} when the place lies outside, or no lookup table is known
 * @throws {ShapeError} when the lookup table belongs to another image
 */
export async function pixelOfPlace(
  product: string | Pick<Product, 'path' | 'attributes' | 'length' | 'width'>,
  place: Place,
  lookupFile?: string,
): Promise<{ y: number; x: number }> {
  const { lat, lon } = place ?? { lat: Number.NaN, lon: Number.NaN };
  const known = typeof product === 'object' && product !== null ? product : await readProduct(product);
  const { attributes, path, length, width } = known;
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) {
    throw new ReferencePointError(
      `A place needs a latitude and a longitude; lat ${lat}, lon ${lon} were given.`,
      'Give both in degrees, as { lat, lon }.',
    );
  }
  const pixel = isGeocoded(attributes)
    ? pixelOnMap(attributes, lat, lon)
    : await pixelThroughLookup(known, lat, lon, lookupFile);
  if (pixel !== undefined && pixel.y >= 0 && pixel.x >= 0 && pixel.y < length && pixel.x < width)
    return { y: pixel.y, x: pixel.x };
  throw new ReferencePointError(
    `lat ${lat}, lon ${lon} lies outside ${path}.`,
    'Check the order (latitude first) and the sign of the coordinates.',
  );
}

function pixelOnMap(attributes: Attributes, lat: number, lon: number): Pixel {
  const [y, x] = latLonToPixel(mapGrid(attributes), lat, lon);
  return { y, x };
}

async function pixelThroughLookup(
  product: Pick<Product, 'path' | 'attributes' | 'length' | 'width'>,
  lat: number,
  lon: number,
  lookupFile: string | undefined,
): Promise<Pixel | undefined> {
  const { path, attributes } = product;
  const file = await findLookup(path, lookupFile);
  if (file === undefined) {
    throw new ReferencePointError(
      `${basename(path)} is in radar coordinates and no lookup table was found for lat ${lat}, lon ${lon}.`,
      'Give one with --lookup, or give the pixel as y and x.',
    );
  }
  const lookup = await readLookup(file, attributes);
  if (lookup.kind === 'map') {
    const [y, x] = latLonToLookupPixel(lookup.table, lat, lon);
    return Number.isNaN(y) ? undefined : { y, x };
  }
  assertLookupSize(product, lookup.table.latitude.shape, file);
  return latLonToRadarPixel(lookup.table, lat, lon);
}

/**
 * Latitude and longitude of a pixel's centre, degrees: from the map grid of a product, or through a lookup table for radar
 * coordinates.
 * @returns undefined when no lookup table is known, or it has no place for the pixel
 * @throws {ShapeError} when the lookup table that is given belongs to another image
 */
export async function placeOfPixel(
  product: string | Pick<Product, 'path' | 'attributes' | 'length' | 'width'>,
  { y, x }: Pixel,
  lookupFile?: string,
): Promise<Place | undefined> {
  const known = typeof product === 'string' ? await readProduct(product) : product;
  const { path, attributes, length, width } = known;
  if (isGeocoded(attributes)) return onGround(mapGrid(attributes), pixelCenter(mapGrid(attributes), y, x));
  const file = await findLookup(path, lookupFile);
  if (file === undefined) return undefined;
  const table = await readProduct(file);
  if (!table.datasets.has('latitude')) {
    const lookup = await readLookup(file, attributes);
    if (lookup.kind !== 'map') return undefined;
    const { grid } = lookup.table;
    const [middle] = pixelCenter(grid, grid.length / 2, grid.width / 2);
    const found = lookupPixelToLatLon(lookup.table, y, x, mapStepInPixels(lookup.table, middle));
    return Number.isNaN(found.lat) ? undefined : onGround(grid, [found.lat, found.lon]);
  }
  if (lookupFile === undefined && (table.length !== length || table.width !== width)) return undefined;
  assertLookupSize(known, [table.length, table.width], file);
  // One pixel of the table is enough.
  const box = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
  const [lat] = (await readGrid(file, 'latitude', box)).data;
  const [lon] = (await readGrid(file, 'longitude', box)).data;
  const isKnown = Number.isFinite(lat) && Number.isFinite(lon) && !(lat === 0 && lon === 0);
  return isKnown ? { lat, lon } : undefined;
}

function onGround({ utmZone }: MapGrid, [y, x]: readonly [number, number]): Place {
  const [lat, lon] = utmZone === undefined ? [y, x] : utmToLatLon(y, x, parseUtmZone(utmZone));
  return { lat, lon };
}

/** @throws {ShapeError} for a lookup table in radar coordinates that belongs to another image */
export function assertLookupSize(
  { path, length, width }: Pick<Product, 'path' | 'length' | 'width'>,
  shape: readonly number[],
  lookup: string,
): void {
  if (length === shape[0] && width === shape[1]) return;
  throw new ShapeError(
    `${path} has ${length} x ${width} pixels, its lookup table ${lookup} ${shape[0]} x ${shape[1]}.`,
    'Use the geometry that was loaded together with the data, with the same looks and the same subset.',
  );
}
