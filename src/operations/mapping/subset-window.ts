import type { Box } from '../../core/array.ts';
import { OptionError, ReferencePointError } from '../../core/errors.ts';
import { rasterFootprint } from '../../core/geometry/footprint.ts';
import { acrossDateLine } from '../../core/geometry/longitude.ts';
import { type Bounds, boundsToBox, gridBounds, latitudeToRow } from '../../core/geometry/map-grid.ts';
import { boundsInDegrees } from '../../core/geometry/map-quads.ts';
import { boundsToRadarBox, radarPixelsWithin } from '../../core/geometry/radar-lookup.ts';
import { findLookup, type Lookup, readLookup } from '../../io/products/place.ts';
import { type Product, readGrid, readProduct } from '../../io/products/product.ts';
import { boundsToLookupBox } from '../../loading/lookup-boxes.ts';

type Pair = readonly [number, number];

/** Where to cut: rows and columns, latitudes and longitudes, which win over them axis by axis. */
export interface Cut {
  readonly y?: Pair;
  readonly x?: Pair;
  readonly lat?: Pair;
  readonly lon?: Pair;
  /** where to cut instead in radar coordinates without a lookup table */
  readonly otherwise?: Cut;
}

/** The window of a product by a cut, not clipped. @param lookup table for degrees in radar coordinates */
export async function windowOfCut(product: Product, cut: Cut, lookup?: string): Promise<Box> {
  const { otherwise } = cut;
  if (
    otherwise !== undefined &&
    !product.facts.isGeocoded &&
    (await findLookup(product.path, lookup)) === undefined
  )
    return windowOfCut(product, otherwise);
  const { length, width, facts } = product;
  const [y0, y1] = ordered(product, 'rows', cut.y) ?? [0, length];
  const [x0, x1] = ordered(product, 'columns', cut.x) ?? [0, width];
  const pixels = { y0, x0, y1, x1 };
  if (cut.lat === undefined && cut.lon === undefined) return pixels;
  if (facts.isGeocoded) return onMap(product, pixels, cut);
  const box = await throughLookup(product, cut, lookup);
  return {
    ...(cut.lat === undefined && cut.y !== undefined ? { ...box, y0, y1 } : box),
    ...(cut.lon === undefined && cut.x !== undefined && { x0, x1 }),
  };
}

function ordered({ path }: Product, what: string, pair: Pair | undefined): Pair | undefined {
  if (pair === undefined || pair[0] < pair[1]) return pair;
  throw new OptionError(
    `${what} ${pair[0]} to ${pair[1]} are no part of ${path}: the end comes first or nothing is between them.`,
    'Give the first one and the one behind the last.',
  );
}

function onMap(product: Product, pixels: Box, { lat, lon }: Cut): Box {
  const { map } = product.facts;
  if (map.utmZone !== undefined && (lat === undefined || lon === undefined)) {
    throw new OptionError(
      `${product.path} is a map in metres (UTM ${map.utmZone}), in which a latitude or a longitude alone is no row or column.`,
      'Give both --lat and --lon.',
    );
  }
  if (map.utmZone !== undefined) return boundsToBox(map, boundsOf(lat!, lon!));
  const box = { ...pixels };
  if (lat !== undefined) {
    const rows = lat.map((value) => latitudeToRow(map, value));
    Object.assign(box, { y0: Math.min(...rows), y1: Math.max(...rows) });
  }
  if (lon !== undefined) {
    const { south, north } = gridBounds(map);
    const { x0, x1 } = boundsToBox(map, boundsOf([south, north], lon));
    Object.assign(box, { x0, x1 });
  }
  return box;
}

/** Bounds of two pairs in either order; of longitudes across the 180th meridian the western one comes first. */
function boundsOf(lat: Pair, lon: Pair): Bounds {
  const { west, east } = acrossDateLine({ west: lon[0], east: lon[1] });
  return {
    south: Math.min(...lat),
    north: Math.max(...lat),
    west: Math.min(west, east),
    east: Math.max(west, east),
  };
}

async function throughLookup(product: Product, { lat, lon }: Cut, given?: string): Promise<Box> {
  const file = await findLookup(product.path, given);
  if (file === undefined) {
    throw new OptionError(
      `${product.path} is in radar coordinates, and there is no lookup table near it to find latitudes and longitudes with.`,
      'Give one with --lookup, e.g. inputs/geometryRadar.h5, or cut by rows and columns.',
    );
  }
  const lookup = await readLookup(file, product.attributes);
  const all = extentOf(lookup);
  const bounds = boundsOf(lat ?? [all.south, all.north], lon ?? [all.west, all.east]);
  if (lookup.kind === 'map') {
    const box = boundsToLookupBox(lookup.table, bounds, false);
    if (Number.isNaN(box.y0 + box.y1 + box.x0 + box.x1)) throw outside(bounds, file);
    return box;
  }
  try {
    return boundsToRadarBox(lookup.table, bounds, 0);
  } catch (error) {
    // A corner of the area lies outside of the scene, which is usual as the scene is rotated.
    if (!(error instanceof ReferencePointError)) throw error;
  }
  const box = radarPixelsWithin(lookup.table, bounds);
  if (box === undefined) throw outside(bounds, file);
  return box;
}

function extentOf({ kind, table }: Lookup): Bounds {
  return kind === 'map' ? gridBounds(table.grid) : rasterFootprint(table.latitude, table.longitude);
}

function outside({ south, north, west, east }: Bounds, file: string): OptionError {
  return new OptionError(
    `Latitudes ${south} to ${north}, longitudes ${west} to ${east} lie outside of ${file}.`,
    'Give latitudes and longitudes within the scene, in degrees, east positive.',
  );
}

/**
 * The window that another file covers: by its edges on a map, which radar coordinates find through the lookup table; between two
 * files in radar coordinates by its place in the full frame (SUBSET_*).
 * @throws {OptionError} for a map that is to be cut like a file in radar coordinates
 */
export async function windowOfFile(product: Product, path: string, lookup?: string): Promise<Box> {
  const other = await readProduct(path);
  if (other.facts.isGeocoded && !product.facts.isGeocoded) {
    const { south, north, west, east } = boundsInDegrees(other.facts.map);
    return throughLookup(product, { lat: [south, north], lon: [west, east] }, lookup);
  }
  if (product.facts.isGeocoded && !other.facts.isGeocoded) {
    throw new OptionError(
      `${product.path} is a map, ${path} is in radar coordinates.`,
      'Give a map as the reference file, or latitudes and longitudes (--lat, --lon).',
    );
  }
  if (product.facts.isGeocoded) return boundsToBox(product.facts.map, gridBounds(other.facts.map));
  const [mine, theirs] = [product.facts.subsetOffset, other.facts.subsetOffset];
  const [y0, x0] = [theirs.y - mine.y, theirs.x - mine.x];
  return { y0, x0, y1: y0 + other.length, x1: x0 + other.width };
}

/** Pixels kept around the data of a lookup table. */
const TIGHT_MARGIN = 10;

/**
 * The window of a map that holds what a lookup table knows: its entries of azimuth and range that are not 0, with ten
 * pixels around them, or the extremes of latitude and longitude.
 * @throws {OptionError} in radar coordinates, and without a lookup table
 */
export async function tightWindow(product: Product, given?: string): Promise<Box> {
  const { path, datasets, facts } = product;
  if (!facts.isGeocoded)
    throw new OptionError(
      `${path} is in radar coordinates, where there is nothing around the image.`,
      'Give a map.',
    );
  const file = datasets.has('rangeCoord') ? path : await findLookup(path, given);
  if (file === undefined)
    throw new OptionError(
      `There is no lookup table near ${path} that tells where the data end.`,
      'Give one with --lookup.',
    );
  const table = await readProduct(file);
  if (!table.datasets.has('rangeCoord')) {
    const [latitude, longitude] = [await readGrid(file, 'latitude'), await readGrid(file, 'longitude')];
    return boundsToBox(facts.map, rasterFootprint(latitude, longitude));
  }
  const range = await readGrid(file, 'rangeCoord');
  const box = nonZeroBox(range.data, range.shape);
  if (box === undefined)
    throw new OptionError(`${file} has no entry that is not 0.`, 'Load the lookup table again.');
  const whole = { y0: 0, x0: 0, y1: table.length, x1: table.width };
  const around = clippedBox(
    {
      y0: box.y0 - TIGHT_MARGIN,
      x0: box.x0 - TIGHT_MARGIN,
      y1: box.y1 + TIGHT_MARGIN,
      x1: box.x1 + TIGHT_MARGIN,
    },
    whole,
  );
  if (table.length === product.length && table.width === product.width) return around;
  const { yFirst, xFirst, yStep, xStep } = table.facts.map;
  return boundsToBox(facts.map, {
    south: yFirst + around.y1 * yStep,
    north: yFirst + around.y0 * yStep,
    west: xFirst + around.x0 * xStep,
    east: xFirst + around.x1 * xStep,
  });
}

function nonZeroBox(data: Float32Array, [length, width]: readonly [number, number]): Box | undefined {
  let [y0, x0, y1, x1] = [length, width, -1, -1];
  for (let y = 0, k = 0; y < length; y++) {
    for (let x = 0; x < width; x++, k++) {
      if (!(data[k] > 0 || data[k] < 0)) continue;
      y0 = Math.min(y0, y);
      y1 = y;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
    }
  }
  return y1 < 0 ? undefined : { y0, x0, y1: y1 + 1, x1: x1 + 1 };
}

/** What two windows have in common; may be empty. */
export function clippedBox(a: Box, b: Box): Box {
  return {
    y0: Math.max(a.y0, b.y0),
    x0: Math.max(a.x0, b.x0),
    y1: Math.min(a.y1, b.y1),
    x1: Math.min(a.x1, b.x1),
  };
}
