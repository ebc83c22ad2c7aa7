import type { Box } from '../core/array.ts';
import { type Bounds, mapBounds } from '../core/geometry/map-grid.ts';
import {
  lookupCornerPixel,
  lookupPixelToLatLon,
  type MapLookup,
  mapStepInPixels,
} from '../core/geometry/map-lookup.ts';

/**
 * Radar window that holds bounds, through the corners of the bounds in a lookup table on a map, widened by twice the
 * map's step in pixels, the larger of both directions. Corners beyond the table are moved to its edge; the window is
 * not clipped to the image.
 * @param widens false: without the margin
 * @returns NaN when the bounds do not meet the table
 */
export function boundsToLookupBox(lookup: MapLookup, wanted: Bounds, widens = true): Box {
  const { yFirst, xFirst, yStep, xStep, length, width } = lookup.grid;
  const near = mapBounds(lookup.grid, wanted);
  const bounds: Bounds = {
    south: Math.max(near.south, yFirst + (length - 1) * yStep),
    north: Math.min(near.north, yFirst),
    west: Math.max(near.west, xFirst),
    east: Math.min(near.east, xFirst + (width - 1) * xStep),
  };
  const corners = [
    lookupCornerPixel(lookup, bounds.north, bounds.west),
    lookupCornerPixel(lookup, bounds.north, bounds.east),
    lookupCornerPixel(lookup, bounds.south, bounds.west),
    lookupCornerPixel(lookup, bounds.south, bounds.east),
  ];
  const step = mapStepInPixels(lookup, (bounds.south + bounds.north) / 2);
  const margin = widens ? 2 * Math.max(step.y, step.x) : 0;
  const ys = corners.map(([y]) => y);
  const xs = corners.map(([, x]) => x);
  return {
    y0: Math.min(...ys) - margin,
    x0: Math.min(...xs) - margin,
    y1: Math.max(...ys) + margin,
    x1: Math.max(...xs) + margin,
  };
}

/** Bounds on the map of a radar window: extremes of its corners, widened by twice how far off the worst may be. */
export function lookupBoxToBounds(lookup: MapLookup, box: Box): Bounds {
  const { grid } = lookup;
  const step = mapStepInPixels(lookup, grid.yFirst + (grid.length / 2) * grid.yStep);
  const corners = [
    [box.y0, box.x0],
    [box.y0, box.x1],
    [box.y1, box.x0],
    [box.y1, box.x1],
  ]
    .map(([y, x]) => lookupPixelToLatLon(lookup, y, x, step))
    .filter((corner) => Number.isFinite(corner.lat));
  if (corners.length === 0) {
    const south = grid.yFirst + grid.length * grid.yStep;
    const east = grid.xFirst + grid.width * grid.xStep;
    return { south, north: grid.yFirst, west: grid.xFirst, east };
  }
  const margin = 2 * Math.max(...corners.flatMap((c) => [c.latResidual, c.lonResidual]));
  return {
    south: Math.min(...corners.map((c) => c.lat)) - margin,
    north: Math.max(...corners.map((c) => c.lat)) + margin,
    west: Math.min(...corners.map((c) => c.lon)) - margin,
    east: Math.max(...corners.map((c) => c.lon)) + margin,
  };
}
