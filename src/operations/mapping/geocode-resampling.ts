import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError, ShapeError, UnsupportedError } from '../../core/errors.ts';
import { continuousLongitudes, longitudeNear, rangeNear } from '../../core/geometry/longitude.ts';
import { type Bounds, cropGrid, gridBounds, type MapGrid } from '../../core/geometry/map-grid.ts';
import { lookupPixelToLatLon, type MapLookup, mapStepInPixels } from '../../core/geometry/map-lookup.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import { type BilinearTable, bilinearOnMap } from '../../core/geometry/resample/bilinear.ts';
import { bilinearThroughTable, type RadarFrame } from '../../core/geometry/resample/coordinate-source.ts';
import { lookupExtent, validLookupPixels } from '../../core/geometry/resample/lookup-validity.ts';
import { bilinearFromMap, nearestFromMap } from '../../core/geometry/resample/map-source.ts';
import { lookupTree, type NearestTable } from '../../core/geometry/resample/nearest.ts';
import {
  equalAreaStep,
  geocodedGrid,
  type MapStep,
  middleLatitude,
  northUpStep,
  sameSizeStep,
} from '../../core/geometry/resample/output-grid.ts';
import { radarImageTree } from '../../core/geometry/resample/table-tree.ts';
import { pythonFloat, pythonFloat32 } from '../../core/python-float.ts';
import {
  mapToRadarAttributes,
  type ReferencePlace,
  radarToMapAttributes,
} from '../../io/attributes/geocoded.ts';
import { mapGrid, optionalNumber, radarGeometry, subsetOffset } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { Product } from '../../io/products/product.ts';
import { source } from '../../io/products/product.ts';
import type { GeocodeLookup } from './geocode-lookup.ts';
import { neighbours } from './geocode-neighbours.ts';
import { assertOverlap, boundsBox, cropTable, cropWeights } from './geocode-window.ts';

export type Interpolation = 'nearest' | 'linear';

/** What the output looks like; null = as the lookup table has it. */
export interface GeocodeOptions {
  readonly SNWE: Bounds | null;
  readonly laloStep: MapStep | null;
  readonly interpMethod: Interpolation;
}

/** The way from the pixels of one grid to those of another, made once and used for every dataset and date. */
export interface Resampling {
  /** neighbours of every output pixel: for all data, or for masks and integers alone when there are weights */
  readonly nearest: NearestTable;
  readonly linear?: BilinearTable;
  readonly sourceShape: readonly [length: number, width: number];
  /** attributes of a product once it is resampled */
  attributes(product: Product): Attributes;
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
    assertLookupSize(product, lookup.latitude.shape, lookup.path);
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

async function fromRadar(
  lookup: GeocodeLookup & { kind: 'radar' },
  options: GeocodeOptions,
  context: Context,
): Promise<Resampling> {
  const { latitude, path } = lookup;
  const longitude = { ...lookup.longitude, data: continuousLongitudes(lookup.longitude.data) };
  const [length, width] = latitude.shape;
  const valid = validLookupPixels(latitude.data, longitude.data);
  const extent = lookupExtent(latitude.data, longitude.data, valid);
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
  const tree = lookupTree(latitude.data, longitude.data, valid, grid);
  const nearest = await neighbours({ tree, grid }, context);
  return {
    nearest,
    linear:
      options.interpMethod === 'linear'
        ? bilinearOnMap(latitude.data, longitude.data, valid, latitude.shape, grid, nearest)
        : undefined,
    sourceShape: latitude.shape,
    attributes: ({ attributes }) => {
      const y = optionalNumber(attributes, 'REF_Y');
      const x = optionalNumber(attributes, 'REF_X');
      const at = (y ?? Number.NaN) * width + (x ?? Number.NaN);
      const known = y !== undefined && x !== undefined && y < length && x < width && valid[at] === 1;
      const place = known
        ? { lat: pythonFloat32(latitude.data[at]), lon: pythonFloat32(longitude.data[at]) }
        : undefined;
      return mapAttributes(attributes, grid, place, lookup.unit, context);
    },
  };
}

function equalArea(radar: RadarGeometry | undefined, extent: Bounds): MapStep | undefined {
  return radar && equalAreaStep(radar, middleLatitude(extent));
}

async function throughTable(
  lookup: GeocodeLookup & { kind: 'map' },
  frame: RadarFrame,
  options: GeocodeOptions,
  context: Context,
): Promise<Resampling> {
  const { azimuth, range, grid: whole } = lookup;
  const box = options.SNWE === null ? undefined : boundsBox(whole, options.SNWE, lookup.path);
  const grid = box === undefined ? whole : cropGrid(whole, box);
  report(grid, context);
  const inputs = { azimuth: source(lookup.path, 'azimuthCoord'), range: source(lookup.path, 'rangeCoord') };
  const tree = radarImageTree(frame, whole);
  const nearest = await neighbours({ tree, grid: whole, frame, inputs }, context);
  const linear = options.interpMethod === 'linear' ? bilinearThroughTable(azimuth, range, frame) : undefined;
  return {
    nearest: box === undefined ? nearest : cropTable(nearest, box),
    linear: linear && box !== undefined ? cropWeights(linear, box) : linear,
    sourceShape: [frame.length, frame.width],
    attributes: ({ attributes }) => ({
      ...mapAttributes(attributes, grid, placeThroughTable(lookup, attributes), lookup.unit, context),
      ...lookup.projection,
    }),
  };
}

/** Place of the reference pixel as the mean of the map pixels that lead to it. */
function placeThroughTable(
  { azimuth, range, grid }: GeocodeLookup & { kind: 'map' },
  attributes: Attributes,
): ReferencePlace | undefined {
  const y = optionalNumber(attributes, 'REF_Y');
  const x = optionalNumber(attributes, 'REF_X');
  if (y === undefined || x === undefined) return undefined;
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
  { latitude, longitude: stored }: GeocodeLookup & { kind: 'radar' },
  grid: MapGrid,
  { interpMethod }: GeocodeOptions,
  { log }: Context,
): Promise<Resampling> {
  const longitude = { ...stored, data: longitudesOn(grid, stored.data) };
  const valid = validLookupPixels(latitude.data, longitude.data);
  const [length, width] = latitude.shape;
  log.info(`output: ${length} lines, ${width} columns in radar coordinates`);
  const target = [latitude.data, longitude.data, valid, latitude.shape, grid] as const;
  return {
    nearest: nearestFromMap(...target),
    linear: interpMethod === 'linear' ? bilinearFromMap(...target) : undefined,
    sourceShape: [grid.length, grid.width],
    attributes: ({ attributes }) => mapToRadarAttributes(attributes, length, width),
  };
}

/** Longitudes of radar pixels on the side of the 180th meridian where a map is. */
function longitudesOn(grid: MapGrid, stored: Grid['data']): ArrayLike<number> {
  const longitude = continuousLongitudes(stored);
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
  const { south, north, west, east } = gridBounds(grid);
  log.info(
    `output: ${grid.length} x ${grid.width} pixels of ${grid.yStep} x ${grid.xStep}, south ${south}, north ${north}, west ${west}, east ${east}`,
  );
}

/** Radar image of a product within the frame of its lookup table. */
function frameOf({ length, width, attributes }: Product): RadarFrame {
  const { y, x } = subsetOffset(attributes);
  return { length, width, y0: y, x0: x };
}

function assertLookupSize({ path, length, width }: Product, shape: readonly number[], lookup: string): void {
  if (length === shape[0] && width === shape[1]) return;
  throw new ShapeError(
    `${path} has ${length} x ${width} pixels, its lookup table ${lookup} ${shape[0]} x ${shape[1]}.`,
    'Use the geometry that was loaded together with the data, with the same looks and the same subset.',
  );
}
