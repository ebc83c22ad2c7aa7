import type { Box } from '../core/array.ts';
import type { Bounds } from '../core/geometry/map-grid.ts';
import {
  latLonToLookupPixel,
  lookupPixelToLatLon,
  type MapLookup,
  mapStepInPixels,
} from '../core/geometry/map-lookup.ts';

/** Radar window that holds bounds, through the corners of the bounds in a lookup table on a map. */
export function boundsToLookupBox(lookup: MapLookup, bounds: Bounds): Box {
  const corners = [
    latLonToLookupPixel(lookup, bounds.north, bounds.west),
    latLonToLookupPixel(lookup, bounds.north, bounds.east),
    latLonToLookupPixel(lookup, bounds.south, bounds.west),
    latLonToLookupPixel(lookup, bounds.south, bounds.east),
  ];
  const ys = corners.map(([y]) => y);
  const xs = corners.map(([, x]) => x);
  return { y0: Math.min(...ys), x0: Math.min(...xs), y1: Math.max(...ys), x1: Math.max(...xs) };
}

/** Bounds on the map of a radar window: extremes of its corners, widened by twice how far off they may be. */
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
  const dLat = 2 * Math.max(...corners.map((c) => c.latResidual));
  const dLon = 2 * Math.max(...corners.map((c) => c.lonResidual));
  return {
    south: Math.min(...corners.map((c) => c.lat)) - dLat,
    north: Math.max(...corners.map((c) => c.lat)) + dLat,
    west: Math.min(...corners.map((c) => c.lon)) - dLon,
    east: Math.max(...corners.map((c) => c.lon)) + dLon,
  };
}
