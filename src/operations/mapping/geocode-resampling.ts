import { releaseMemory } from '../../compute/release-memory.ts';
import type { Context } from '../../core/context.ts';
import { FileError, UnsupportedError } from '../../core/errors.ts';
import { continuousLongitudes, longitudeNear, rangeNear } from '../../core/geometry/longitude.ts';
import {
  type Bounds,
  cropGrid,
  gridBounds,
  type MapGrid,
  mapPosition,
} from '../../core/geometry/map-grid.ts';
import { lookupPixelToLatLon, type MapLookup, mapStepInPixels } from '../../core/geometry/map-lookup.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import { type BilinearTable, bilinearOnMap, emptyBilinear } from '../../core/geometry/resample/bilinear.ts';
import {
  bilinearThroughTable,
  nearestThroughTable,
  type RadarFrame,
} from '../../core/geometry/resample/coordinate-source.ts';
import { lookupExtent, validLookupPixels } from '../../core/geometry/resample/lookup-validity.ts';
import {
  bilinearFromMap,
  nearestFromMap,
  nearestFromPlane,
} from '../../core/geometry/resample/map-source.ts';
import { lookupTree, type NearestTable } from '../../core/geometry/resample/nearest.ts';
import {
  equalAreaStep,
  geocodedGrid,
  type MapStep,
  middleLatitude,
  northUpStep,
  sameSizeStep,
} from '../../core/geometry/resample/output-grid.ts';
import { type TreePoints, treePoints } from '../../core/geometry/resample/point-tree.ts';
import { radarImageTree } from '../../core/geometry/resample/table-tree.ts';
import { pythonFloat, pythonFloat32 } from '../../core/python-float.ts';
import {
  mapToRadarAttributes,
  type ReferencePlace,
  radarToMapAttributes,
} from '../../io/attributes/geocoded.ts';
import { mapGrid, optionalNumber, radarGeometry, subsetOffset } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { assertLookupSize } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import { source } from '../../io/products/product.ts';
import type { GeocodeLookup, LookupRasters, RasterMemory } from './geocode-lookup.ts';
import { neighbours, treeMemory } from './geocode-neighbours.ts';
import {
  assertOverlap,
  boundsBox,
  cropTable,
  cropWeights,
  type SourceRows,
  sourceRows,
} from './geocode-window.ts';

export type Interpolation = 'nearest' | 'linear';

/** What the output looks like; null = as the lookup table has it. */
export interface GeocodeOptions {
  readonly SNWE: Bounds | null;
  readonly laloStep: MapStep | null;
  readonly interpMethod: Interpolation;
  /**
   * how neighbours are found through a table on a map: on the `sphere`, three steps around the image too, or on the `grid`
   * of the radar image and nowhere beside it
   */
  readonly search?: 'sphere' | 'grid';
}

/** The way from the pixels of one grid to those of another, made once and used for every dataset and date. */
export interface Resampling extends SourceRows {
  /** attributes of a product once it is resampled */
  attributes(product: Product): Promise<Attributes>;
}

/** Finds the resampling of a product; products of one grid share it. */
export type Resampler = (product: Product) => Promise<Resampling>;

/** From radar coordinates to the map of the options or of the lookup table. */
export function toMap(lookup: GeocodeLookup, options: GeocodeOptions, context: Context): Resampler {
  if (lookup.kind === 'map') {
    if (options.laloStep !== null)
      context.log.warn(
        `the step of ${lookup.path} is kept: laloStep is for lookup tables in radar coordinates`,
      );
    return remembered(frameOf, (frame) => throughTable(lookup, frame, options, context));
  }
  let made: Promise<Resampling> | undefined;
  return async (product) => {
    assertLookupSize(product, lookup.shape, lookup.path);
    made ??= fromRadar(lookup, options, context);
    return made;
  };
}

/** From a map back to the radar image of the lookup table. */
export function toRadar(lookup: GeocodeLookup, options: GeocodeOptions, context: Context): Resampler {
  if (lookup.kind === 'map') {
    throw new UnsupportedError(
      `${lookup.path} leads from the map to the radar image only.`,
      'Give a lookup table with latitude and longitude of every radar pixel (geometryRadar.h5).',
    );
  }
  return remembered(
    ({ attributes }) => mapGrid(attributes),
    (grid) => fromMap(lookup, grid, options, context),
  );
}

function remembered<Key>(
  keyOf: (product: Product) => Key,
  make: (key: Key) => Promise<Resampling>,
): Resampler {
  const known = new Map<string, Promise<Resampling>>();
  return async (product) => {
    const key = keyOf(product);
    const name = JSON.stringify(key);
    if (!known.has(name)) known.set(name, make(key));
    return known.get(name)!;
  };
}

type RadarLookup = GeocodeLookup & { readonly kind: 'radar' };
type MapLookupTable = GeocodeLookup & { readonly kind: 'map' };

async function fromRadar(
  lookup: RadarLookup,
  options: GeocodeOptions,
  context: Context,
): Promise<Resampling> {
  const { shape } = lookup;
  const [length, width] = shape;
  const { nearest, valid, grid, isTurned } = await radarNeighbours(lookup, options, context);
  await releaseMemory(context); // of the tree
  let linear: BilinearTable | undefined;
  if (options.interpMethod === 'linear') {
    linear = await radarWeights(lookup, valid, grid, nearest);
    await releaseMemory(context); // of latitude and longitude
  }
  return {
    ...sourceRows({ nearest, linear, sourceShape: shape }),
    attributes: async ({ attributes }) => {
      const y = optionalNumber(attributes, 'REF_Y');
      const x = optionalNumber(attributes, 'REF_X');
      const known =
        y !== undefined && x !== undefined && y < length && x < width && valid[y * width + x] === 1;
      const stored = known ? await lookup.at(y, x) : undefined;
      const place = stored && {
        lat: pythonFloat32(stored.y),
        lon: pythonFloat32(isTurned && stored.x < 0 ? Math.fround(stored.x + 360) : stored.x),
      };
      return mapAttributes(attributes, grid, place, lookup.unit, context);
    },
  };
}

/** The grid of the output and the neighbours of its pixels. The tree, by far the largest thing, is gone afterwards. */
async function radarNeighbours(lookup: RadarLookup, options: GeocodeOptions, context: Context) {
  const { path, shape } = lookup;
  const [length, width] = shape;
  const points = treePoints(length * width, 'single', treeMemory(context));
  const { latitude, longitude, isTurned } = await coordinates(lookup, roomBesides(points));
  const valid = validLookupPixels(latitude, longitude);
  const extent = lookupExtent(latitude, longitude, valid);
  if (!(extent.north >= extent.south)) {
    throw new FileError(
      `${path} has no pixel with a latitude and a longitude.`,
      'Load the lookup table again.',
    );
  }
  const step = options.laloStep
    ? northUpStep(options.laloStep)
    : (equalArea(lookup.radar, extent) ?? sameSizeStep(extent, length, width));
  const bounds = options.SNWE === null ? undefined : rangeNear(options.SNWE, extent);
  if (bounds !== undefined) assertOverlap(bounds, extent, path);
  const grid = geocodedGrid(extent, step, bounds);
  report(grid, context);
  const tree = lookupTree(latitude, longitude, valid, grid, undefined, points);
  return { nearest: await neighbours({ tree, grid }, context), valid, grid, isTurned };
}

/** Latitude and longitude in the memory of the tree that is made of them, where `lookupTree` allows it. */
function roomBesides({ xyz, index }: TreePoints): RasterMemory {
  return {
    y: new Float32Array(index.buffer),
    x: new Float32Array(xyz.buffer, 8 * index.length, index.length),
  };
}

async function radarWeights(
  lookup: RadarLookup,
  valid: Uint8Array,
  grid: MapGrid,
  nearest: NearestTable,
): Promise<BilinearTable> {
  const { latitude, longitude } = await coordinates(lookup);
  const memory = emptyBilinear(nearest.shape, lookup.shape[1], SharedArrayBuffer);
  return bilinearOnMap(latitude, longitude, valid, lookup.shape, grid, nearest, memory);
}

/** Latitude and longitude of radar pixels, these without a jump at the 180th meridian. */
async function coordinates(lookup: RadarLookup, memory?: RasterMemory) {
  const { y, x } = await lookup.read(memory);
  const continuous = continuousLongitudes(x.data);
  const isTurned = continuous !== x.data;
  if (isTurned) x.data.set(continuous);
  return { latitude: y.data, longitude: x.data, isTurned };
}

function equalArea(radar: RadarGeometry | undefined, extent: Bounds): MapStep | undefined {
  return radar && equalAreaStep(radar, middleLatitude(extent));
}

async function throughTable(
  lookup: MapLookupTable,
  frame: RadarFrame,
  options: GeocodeOptions,
  context: Context,
): Promise<Resampling> {
  const { grid: whole } = lookup;
  const box = options.SNWE === null ? undefined : boundsBox(whole, options.SNWE, lookup.path);
  const grid = box === undefined ? whole : cropGrid(whole, box);
  report(grid, context);
  const nearest =
    options.search === 'grid'
      ? await gridNeighbours(lookup, frame)
      : await tableNeighbours(lookup, frame, context);
  await releaseMemory(context); // of the tree
  const linear = options.interpMethod === 'linear' ? await tableWeights(lookup, frame) : undefined;
  const tables = {
    nearest: box === undefined ? nearest : cropTable(nearest, box),
    linear: linear && box !== undefined ? cropWeights(linear, box) : linear,
    sourceShape: [frame.length, frame.width] as const,
  };
  return {
    ...sourceRows(tables),
    attributes: async ({ attributes }) => {
      const place = await placeThroughTable(lookup, attributes);
      return { ...mapAttributes(attributes, grid, place, lookup.unit, context), ...lookup.projection };
    },
  };
}

function tableNeighbours(
  { path, grid }: MapLookupTable,
  frame: RadarFrame,
  context: Context,
): Promise<NearestTable> {
  const inputs = { azimuth: source(path, 'azimuthCoord'), range: source(path, 'rangeCoord') };
  const points = treePoints(frame.length * frame.width, 'double', treeMemory(context));
  return neighbours({ tree: radarImageTree(frame, grid, points), grid, frame, inputs }, context);
}

async function gridNeighbours(lookup: MapLookupTable, frame: RadarFrame): Promise<NearestTable> {
  const { y: azimuth, x: range } = await lookup.read();
  return nearestThroughTable(azimuth, range, frame, -0.5);
}

async function tableWeights(lookup: MapLookupTable, frame: RadarFrame): Promise<BilinearTable> {
  const { y: azimuth, x: range } = await lookup.read();
  return bilinearThroughTable(azimuth, range, frame);
}

/** Place of the reference pixel as the mean of the map pixels that lead to it. */
async function placeThroughTable(
  lookup: MapLookupTable,
  attributes: Attributes,
): Promise<ReferencePlace | undefined> {
  const y = optionalNumber(attributes, 'REF_Y');
  const x = optionalNumber(attributes, 'REF_X');
  if (y === undefined || x === undefined) return undefined;
  const { grid } = lookup;
  const { y: azimuth, x: range } = await lookup.read();
  const table: MapLookup = {
    azimuth,
    range,
    grid,
    radar: radarGeometry(attributes),
    offset: subsetOffset(attributes),
  };
  const { south, north } = gridBounds(grid);
  const { lat, lon } = lookupPixelToLatLon(table, y, x, mapStepInPixels(table, (south + north) / 2));
  return Number.isNaN(lat) ? undefined : { lat: pythonFloat(lat), lon: pythonFloat(lon) };
}

async function fromMap(
  lookup: RadarLookup,
  grid: MapGrid,
  { interpMethod }: GeocodeOptions,
  { log }: Context,
): Promise<Resampling> {
  const { shape } = lookup;
  const [length, width] = shape;
  log.info(`output: ${length} lines, ${width} columns in radar coordinates`);
  const { y, x } = await lookup.read();
  const longitude = longitudesOn(grid, x.data);
  const valid = validLookupPixels(y.data, longitude);
  const isInDegrees = grid.utmZone === undefined;
  const [mapY, mapX] = isInDegrees ? [y.data, longitude] : inMetres(grid, y.data, longitude);
  const target = [mapY, mapX, valid, shape, grid] as const;
  const tables = {
    nearest: isInDegrees ? nearestFromMap(...target) : nearestFromPlane(...target),
    linear: interpMethod === 'linear' ? bilinearFromMap(...target) : undefined,
    sourceShape: [grid.length, grid.width] as const,
  };
  return {
    ...sourceRows(tables),
    attributes: async ({ attributes }) => mapToRadarAttributes(attributes, length, width),
  };
}

/** Northing and easting of radar pixels on a map in metres. */
function inMetres(
  grid: MapGrid,
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
): readonly [northing: Float64Array, easting: Float64Array] {
  const northing = new Float64Array(latitude.length);
  const easting = new Float64Array(latitude.length);
  for (let k = 0; k < latitude.length; k++)
    [northing[k], easting[k]] = mapPosition(grid, latitude[k], longitude[k]);
  return [northing, easting];
}

/** Longitudes of radar pixels on the side of the 180th meridian where a map is. */
function longitudesOn(grid: MapGrid, stored: LookupRasters['x']['data']): ArrayLike<number> {
  const longitude = continuousLongitudes(stored);
  if (grid.utmZone !== undefined) return longitude;
  const middle = grid.xFirst + (grid.width / 2) * grid.xStep;
  const first = longitude.find((lon) => lon !== 0 && Number.isFinite(lon)) ?? middle;
  const turn = longitudeNear(first, middle) - first;
  return turn === 0 ? longitude : Float64Array.from(longitude, (lon) => (lon === 0 ? 0 : lon + turn));
}

function mapAttributes(
  attributes: Attributes,
  grid: MapGrid,
  place: ReferencePlace | undefined,
  unit: string,
  { log }: Context,
): Attributes {
  if (place === undefined && attributes['REF_Y'] !== undefined) {
    log.warn(
      `the lookup table has no place for the reference pixel y ${attributes['REF_Y']}, x ${attributes['REF_X']}: it is dropped`,
    );
  }
  return radarToMapAttributes(attributes, grid, place, unit);
}

function report(grid: MapGrid, { log }: Context): void {
  if (grid.length === 1 || grid.width === 1)
    log.warn(
      `the map has ${grid.length} x ${grid.width} pixels: steps of ${grid.yStep} and ${grid.xStep} are as large as the scene (mintpy.geocode.laloStep is in degrees, 0.000277778 is about 30 m)`,
    );
  const { south, north, west, east } = gridBounds(grid);
  log.info(
    `output: ${grid.length} x ${grid.width} pixels of ${short(grid.yStep)} x ${short(grid.xStep)}, south ${short(south)}, north ${short(north)}, west ${short(west)}, east ${short(east)}`,
  );
}

/** To 1 m of a map, for people. */
function short(coordinate: number): number {
  return Number(coordinate.toPrecision(8));
}

/** Radar image of a product within the frame of its lookup table. */
function frameOf({ length, width, attributes }: Product): RadarFrame {
  const { y, x } = subsetOffset(attributes);
  return { length, width, y0: y, x0: x };
}
