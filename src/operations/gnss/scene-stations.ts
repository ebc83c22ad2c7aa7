import { ReferencePointError } from '../../core/errors.ts';
import { type Bounds, gridBounds, latLonToPixel, pixelCenter } from '../../core/geometry/map-grid.ts';
import { latLonToLookupPixel } from '../../core/geometry/map-lookup.ts';
import { cornerPixel, latLonToRadarPixel } from '../../core/geometry/radar-lookup.ts';
import { triangleAround } from '../../core/geometry/triangle-around.ts';
import { assertLookupSize, findLookup, type Lookup, readLookup } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import type { StationPlace } from '../../services/gnss/station-lists.ts';

/** A station on a scene. */
export interface SceneStation extends StationPlace {
  /** the pixel it stands on */
  readonly pixel: Pixel;
  /** where its line of sight is taken: a pixel or two away in radar coordinates, as the reference does */
  readonly lookPixel: Pixel;
  /** pixels around it and their shares in what is interpolated there */
  readonly around: readonly { readonly pixel: Pixel; readonly weight: number }[];
}

/** Pixels of a scene by their places. */
export interface ScenePlaces {
  readonly bounds: Bounds;
  /** undefined outside of the scene */
  readonly station: (place: StationPlace) => SceneStation | undefined;
}

/** Pixels to each side of a station among which those around it are looked for. */
const REACH = 3;

/** Degrees around a radar scene in which stations are looked for. */
const MARGIN = 0.01;

/**
 * Where the pixels of a scene are: by its map, or by a lookup table of radar coordinates.
 * @throws {ReferencePointError} for a radar image of which no table is there, and for a map in metres
 * @throws {ShapeError} for a table of another image
 */
export async function scenePlaces(product: Product, lookupFile?: string): Promise<ScenePlaces> {
  const { facts, path, attributes } = product;
  if (facts.isGeocoded) {
    const { earthMap: map } = facts;
    if (map.utmZone !== undefined)
      throw new ReferencePointError(
        `${path} is a map in metres, stations are known in degrees.`,
        'Give the series in degrees, or in radar coordinates.',
      );
    const center = (y: number, x: number) => pixelCenter(map, y, x);
    return {
      bounds: gridBounds(map),
      station: (place) => {
        const [y, x] = latLonToPixel(map, place.latitude, place.longitude);
        return stationAt(product, place, { y, x }, center);
      },
    };
  }
  const file = await findLookup(path, lookupFile);
  if (file === undefined)
    throw new ReferencePointError(
      `${path} is in radar coordinates, and nothing tells where its pixels are.`,
      'Give the geometry with latitude and longitude (-g inputs/geometryRadar.h5), or the geocoded series.',
    );
  const lookup = await readLookup(file, attributes);
  if (lookup.kind === 'radar') assertLookupSize(product, lookup.table.latitude.shape, file);
  return placesByTable(product, lookup);
}

function placesByTable(product: Product, lookup: Lookup): ScenePlaces {
  if (lookup.kind === 'map') {
    const { table } = lookup;
    return {
      bounds: gridBounds(table.grid),
      station: (place) => {
        const [y, x] = latLonToLookupPixel(table, place.latitude, place.longitude);
        return Number.isNaN(y) ? undefined : stationAt(product, place, { y, x });
      },
    };
  }
  const { table } = lookup;
  const { latitude, longitude } = table;
  const [south, north] = rangeOf(latitude.data);
  const [west, east] = rangeOf(longitude.data);
  const center = (y: number, x: number): [number, number] => {
    const k = y * product.width + x;
    return [latitude.data[k], longitude.data[k]];
  };
  return {
    bounds: { south: south - MARGIN, north: north + MARGIN, west: west - MARGIN, east: east + MARGIN },
    station: (place) => {
      const pixel = latLonToRadarPixel(table, place.latitude, place.longitude);
      const look = cornerPixel(table, place.latitude, place.longitude, place.latitude);
      return pixel && stationAt(product, place, { y: pixel.y, x: pixel.x }, center, look);
    },
  };
}

function stationAt(
  product: Product,
  place: StationPlace,
  pixel: Pixel,
  center?: (y: number, x: number) => readonly [lat: number, lon: number],
  look: Pixel = pixel,
): SceneStation | undefined {
  const { length, width } = product;
  if (!(pixel.y >= 0 && pixel.y < length && pixel.x >= 0 && pixel.x < width)) return undefined;
  const itself = [{ pixel, weight: 1 }];
  const around = center === undefined ? itself : (pixelsAround(product, place, pixel, center) ?? itself);
  return { ...place, pixel, lookPixel: { y: look.y, x: look.x }, around };
}

/** Pixels around a place; undefined when it lies at the rim of the scene. */
function pixelsAround(
  { length, width }: Product,
  { latitude, longitude }: StationPlace,
  { y, x }: Pixel,
  center: (y: number, x: number) => readonly [lat: number, lon: number],
): SceneStation['around'] | undefined {
  const pixels: Pixel[] = [];
  for (let row = Math.max(0, y - REACH); row <= Math.min(length - 1, y + REACH); row++)
    for (let column = Math.max(0, x - REACH); column <= Math.min(width - 1, x + REACH); column++)
      pixels.push({ y: row, x: column });
  const centers = pixels.map((pixel) => center(pixel.y, pixel.x));
  const triangle = triangleAround(
    centers.map(([, lon]) => lon),
    centers.map(([lat]) => lat),
    [longitude, latitude],
  );
  return triangle?.points.map((k, n) => ({ pixel: pixels[k], weight: triangle.weights[n] }));
}

/** Least and largest value; 0 is no place. */
function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (values[k] === 0) continue;
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return [low, high];
}
