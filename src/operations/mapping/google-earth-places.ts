import type { Box, Grid } from '../../core/array.ts';
import { FileError, ShapeError, UnsupportedError } from '../../core/errors.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { pixelCenter } from '../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import type { LatLonBounds } from '../../io/kmz/kml.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { findLookup } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { readPixels } from '../figures/pixels.ts';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Columns of an image and where they lie on the ground. */
export interface OverlayPart {
  readonly x0: number;
  readonly x1: number;
  readonly bounds: LatLonBounds;
}

/**
 * An image as parts that lie on one side of the 180th meridian each: most have one; those that cross it have the columns
 * before it, those after it, and the column that it runs through on either side.
 */
export function overlayParts(bounds: LatLonBounds, width: number): OverlayPart[] {
  const turns = bounds.west - standardizeLongitude(bounds.west);
  const [west, east] = [bounds.west - turns, bounds.east - turns];
  if (east <= 180) return [{ x0: 0, x1: width, bounds: { ...bounds, west, east } }];
  const step = (east - west) / width;
  const line = (180 - west) / step; // columns before the line
  const isBetween = Math.abs(line - Math.round(line)) < 1e-6;
  const first = isBetween ? Math.round(line) : Math.floor(line);
  const last = isBetween ? first : first + 1;
  const part = (x0: number, x1: number, turn: number): OverlayPart => ({
    x0,
    x1,
    bounds: {
      ...bounds,
      west: Math.max(west + x0 * step - turn, -180),
      east: Math.min(west + x1 * step - turn, 180),
    },
  });
  return [part(0, first, 0), part(first, last, 0), part(first, last, 360), part(last, width, 360)].filter(
    ({ x0, x1 }) => x1 > x0,
  );
}

/** Latitude and longitude of the pixels in a window of a product in radar coordinates, degrees. */
export async function radarPlaces(
  product: Product,
  box: Box,
  geometry?: string,
): Promise<{ latitude: Grid; longitude: Grid }> {
  const path = await findLookup(product.path, geometry);
  if (path === undefined) {
    throw new FileError(
      `${product.path} is in radar coordinates and no geometry with latitude and longitude was found near it.`,
      'Give one with --geom, e.g. inputs/geometryRadar.h5, or save the geocoded file.',
    );
  }
  return withProduct(path, (file) => {
    const info = file.datasets.get('latitude');
    if (info === undefined || !file.datasets.has('longitude')) {
      throw new UnsupportedError(
        `${path} does not tell the latitude and longitude of radar pixels.`,
        'Geocode the file first and save the geocoded one.',
      );
    }
    const [length, width] = info.shape;
    if (length !== product.length || width !== product.width) {
      throw new ShapeError(
        `${path} has ${length} x ${width} pixels, ${product.path} has ${product.length} x ${product.width}.`,
        'Give the geometry of the same run with --geom.',
      );
    }
    const read = (name: string) => readPixels(file, name, undefined, { box, step: 1 });
    return { latitude: read('latitude'), longitude: read('longitude') };
  });
}

/** Where every pixel of a product lies: by its map, or by the lookup table of radar coordinates. Degrees. */
export async function pixelPlaces(
  product: Product,
  geometry?: string,
): Promise<{ latitude(y: number, x: number): number; longitude(y: number, x: number): number }> {
  const { length, width, facts } = product;
  if (facts.isGeocoded) {
    const { earthMap: map } = facts;
    const zone = map.utmZone === undefined ? undefined : parseUtmZone(map.utmZone);
    const place = (y: number, x: number) => {
      const [north, east] = pixelCenter(map, y, x);
      return zone === undefined ? [north, east] : utmToLatLon(north, east, zone);
    };
    return { latitude: (y, x) => place(y, x)[0], longitude: (y, x) => place(y, x)[1] };
  }
  const { latitude, longitude } = await radarPlaces(
    product,
    { y0: 0, y1: length, x0: 0, x1: width },
    geometry,
  );
  const at =
    ({ data }: Grid) =>
    (y: number, x: number) =>
      latitude.data[y * width + x] === 0 && longitude.data[y * width + x] === 0
        ? Number.NaN
        : data[y * width + x];
  return { latitude: at(latitude), longitude: at(longitude) };
}

/** Where the reference point lies; undefined when there is none (the mean of an area has no place), or none is known for it. */
export function referencePlace(
  product: Product,
  box: Box,
  places?: { readonly latitude: Grid; readonly longitude: Grid },
): Place | undefined {
  const { facts } = product;
  if (product.attributes['REF_AREA'] !== undefined) return undefined;
  const { lat: latitude, lon: longitude } = facts.referenceLatLon ?? { lat: Number.NaN, lon: Number.NaN };
  const isDegrees = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360; // else metres of a UTM zone
  if (facts.isGeocoded && isDegrees) return { latitude, longitude };
  const pixel = referencePixel(product);
  if (pixel === undefined) return undefined;
  if (facts.isGeocoded) {
    const { earthMap: map } = facts;
    const [y, x] = pixelCenter(map, pixel.y, pixel.x);
    const [lat, lon] = map.utmZone === undefined ? [y, x] : utmToLatLon(y, x, parseUtmZone(map.utmZone));
    return { latitude: lat, longitude: lon };
  }
  if (places === undefined || pixel.y < box.y0 || pixel.y >= box.y1 || pixel.x < box.x0 || pixel.x >= box.x1)
    return undefined;
  const at = (pixel.y - box.y0) * (box.x1 - box.x0) + pixel.x - box.x0;
  const [lat, lon] = [places.latitude.data[at], places.longitude.data[at]];
  return Number.isFinite(lat) && Number.isFinite(lon) ? { latitude: lat, longitude: lon } : undefined;
}
