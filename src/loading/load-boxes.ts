import type { Box } from '../core/array.ts';
import { OptionError, ReferencePointError } from '../core/errors.ts';
import { acrossDateLine } from '../core/geometry/longitude.ts';
import type { Bounds } from '../core/geometry/map-grid.ts';
import { boundsToBox } from '../core/geometry/map-grid.ts';
import type { MapLookup } from '../core/geometry/map-lookup.ts';
import { boundsToRadarBox, radarPixelsWithin } from '../core/geometry/radar-lookup.ts';
import { isGeocoded, mapGrid, radarGeometry } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { GeometryDescription, StackDescription } from './description.ts';
import type { Layer } from './layer.ts';
import type { LoadOptions } from './load-options.ts';
import { boundsToLookupBox, lookupBoxToBounds } from './lookup-boxes.ts';
import { openLayer } from './open-layer.ts';

/** Windows to load; undefined loads everything. */
export interface LoadBoxes {
  /** On the grid of the interferograms. */
  readonly stack?: Box;
  /** On the map grid of a lookup table that lies beside a radar stack. */
  readonly lookup?: Box;
}

/**
 * Turn the subset options into pixels: latitudes and longitudes win over rows and columns, and the window is cut to
 * the image.
 * @throws {OptionError} when the window lies outside of the image
 */
export async function loadBoxes(
  description: StackDescription,
  asked: LoadOptions['subset'],
): Promise<{ boxes: LoadBoxes; warnings: string[] }> {
  const subset = asked ?? (description.box && { yx: description.box });
  if (subset === undefined) return { boxes: {}, warnings: [] };
  const { radar, geo } = description.geometry;
  const reference = description.ifgrams ?? description.offsets ?? radar ?? geo;
  if (reference === undefined) return { boxes: {}, warnings: [] };
  const isMap = isGeocoded(reference.attributes);
  const lookup = !isMap && geo !== undefined ? await mapLookup(geo, reference.attributes) : undefined;
  const warnings: string[] = [];

  let box = subset.yx;
  if (subset.lalo !== undefined) {
    const bounds: Bounds = subset.lalo;
    if (isMap) box = boundsToBox(mapGrid(reference.attributes), bounds);
    else if (radar?.layers.latitude && radar.layers.longitude)
      box = await radarBox(
        radar,
        radar.layers.latitude,
        radar.layers.longitude,
        reference.attributes,
        bounds,
      );
    else if (lookup !== undefined) box = boundsToLookupBox(lookup, bounds);
    else warnings.push('mintpy.subset.lalo is ignored: radar coordinates without a lookup table.');
  }
  if (box === undefined) return { boxes: {}, warnings };
  const stack = clipped(box, reference.length, reference.width);
  if (lookup === undefined || geo === undefined) return { boxes: { stack }, warnings };
  const around = boundsToBox(lookup.grid, lookupBoxToBounds(lookup, stack));
  return { boxes: { stack, lookup: clipped(around, geo.length, geo.width) }, warnings };
}

/** Pixels added around all pixels within bounds: as many as around a window whose corners are found at once. */
const MARGIN = 8;

/**
 * Radar window that holds bounds: from the pixels at their corners. Where a corner lies outside of the scene, which is
 * usual as the scene is rotated, from all pixels within the bounds instead.
 */
async function radarBox(
  radar: GeometryDescription,
  latitude: Layer,
  longitude: Layer,
  observation: Attributes,
  bounds: Bounds,
): Promise<Box> {
  const shape = [radar.length, radar.width] as const;
  const lookup = {
    latitude: { data: await readWhole(latitude), shape },
    longitude: { data: await readWhole(longitude), shape },
    radar: radarGeometry(observation),
  };
  try {
    return boundsToRadarBox(lookup, bounds);
  } catch (error) {
    if (!(error instanceof ReferencePointError)) throw error;
  }
  const box = radarPixelsWithin(lookup, bounds);
  if (box === undefined) {
    const { south, north, west, east } = acrossDateLine(bounds);
    throw new OptionError(
      `No pixel lies within latitudes ${south} to ${north} and longitudes ${west} to ${east}.`,
      'Correct mintpy.subset.lalo (S:N,W:E in degrees).',
    );
  }
  const { y0, x0, y1, x1 } = box;
  return { y0: y0 - MARGIN, x0: x0 - MARGIN, y1: y1 - 1 + MARGIN, x1: x1 - 1 + MARGIN };
}

async function mapLookup(geo: GeometryDescription, observation: Attributes): Promise<MapLookup | undefined> {
  const { azimuthCoord, rangeCoord } = geo.layers;
  if (azimuthCoord === undefined || rangeCoord === undefined) return undefined;
  const shape = [geo.length, geo.width] as const;
  return {
    azimuth: { data: await readWhole(azimuthCoord), shape },
    range: { data: await readWhole(rangeCoord), shape },
    grid: mapGrid(geo.attributes),
    radar: radarGeometry(observation),
  };
}

async function readWhole(layer: Layer): Promise<Float32Array> {
  const open = await openLayer(layer);
  try {
    return await open.read({ y0: 0, x0: 0, y1: layer.length, x1: layer.width });
  } finally {
    open.close();
  }
}

function clipped(box: Box, length: number, width: number): Box {
  const y0 = Math.max(0, box.y0);
  const x0 = Math.max(0, box.x0);
  const y1 = Math.min(length, box.y1);
  const x1 = Math.min(width, box.x1);
  if (y1 > y0 && x1 > x0) return { y0, x0, y1, x1 };
  throw new OptionError(
    `The subset (rows ${box.y0}:${box.y1}, columns ${box.x0}:${box.x1}) lies outside of the image of ${length} x ${width}.`,
    'Correct mintpy.subset.yx or mintpy.subset.lalo.',
  );
}
