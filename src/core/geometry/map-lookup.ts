import type { Grid } from '../array.ts';
import { DEGREE, METRES_PER_DEGREE } from './earth.ts';
import type { MapGrid } from './map-grid.ts';
import { azimuthGroundSpacing, type RadarGeometry, rangeGroundSpacing } from './radar-geometry.ts';
import { roundHalfEven } from './rounding.ts';

/** A lookup table on a map (GAMMA, ROI_PAC): azimuth and range pixel of every map pixel in the full frame; 0 = none. */
export interface MapLookup {
  readonly azimuth: Grid<ArrayLike<number>>;
  readonly range: Grid<ArrayLike<number>>;
  readonly grid: MapGrid;
  readonly radar: RadarGeometry;
  /** First line and column of the radar image within the full frame (SUBSET_YMIN, SUBSET_XMIN). */
  readonly offset?: { readonly y: number; readonly x: number };
}

/** Step of a map grid in radar pixels, rounded up: how far neighbours on the map are apart in the image. */
export function mapStepInPixels(lookup: MapLookup, middleLatitude: number): { y: number; x: number } {
  const metres = lookup.grid.utmZone === undefined ? METRES_PER_DEGREE : 1;
  const shrink = lookup.grid.utmZone === undefined ? Math.cos(middleLatitude * DEGREE) : 1;
  return {
    y: Math.ceil((Math.abs(lookup.grid.yStep) * metres) / azimuthGroundSpacing(lookup.radar)),
    x: Math.ceil((Math.abs(lookup.grid.xStep) * metres * shrink) / rangeGroundSpacing(lookup.radar)),
  };
}

/**
 * Radar pixel of a place from the nearest corner of the map grid: rounded table value minus the image's offset.
 * @returns NaN outside of the table
 */
export function latLonToLookupPixel(lookup: MapLookup, lat: number, lon: number): [y: number, x: number] {
  const { grid, offset = { y: 0, x: 0 } } = lookup;
  const row = roundHalfEven((lat - grid.yFirst) / grid.yStep);
  const column = roundHalfEven((lon - grid.xFirst) / grid.xStep);
  if (!(row >= 0 && row < grid.length && column >= 0 && column < grid.width)) return [Number.NaN, Number.NaN];
  const k = row * grid.width + column;
  return [roundHalfEven(lookup.azimuth.data[k]) - offset.y, roundHalfEven(lookup.range.data[k]) - offset.x];
}

/**
 * Place of a radar pixel: mean position of the map pixels whose table values lie within twice the map's step of it;
 * the window is doubled up to two times when it is empty.
 * @returns latitude and longitude (or northing, easting), NaN when nothing is near; the size of the window on the map
 */
export function lookupPixelToLatLon(
  lookup: MapLookup,
  y: number,
  x: number,
  step: { y: number; x: number },
): { lat: number; lon: number; latResidual: number; lonResidual: number } {
  const { grid, offset = { y: 0, x: 0 } } = lookup;
  const azimuth = lookup.azimuth.data;
  const range = lookup.range.data;
  for (let buffer = 2; buffer <= 8; buffer *= 2) {
    const dy = buffer * step.y;
    const dx = buffer * step.x;
    let n = 0;
    let sumY = 0;
    let sumX = 0;
    for (let row = 0, k = 0; row < grid.length; row++) {
      for (let column = 0; column < grid.width; column++, k++) {
        if (azimuth[k] === 0 || range[k] === 0) continue; // outside of the image
        if (Math.abs(azimuth[k] - offset.y - y) <= dy && Math.abs(range[k] - offset.x - x) <= dx) {
          n++;
          sumY += row;
          sumX += column;
        }
      }
    }
    if (n === 0) continue;
    return {
      lat: grid.yFirst + (sumY / n + 0.5) * grid.yStep,
      lon: grid.xFirst + (sumX / n + 0.5) * grid.xStep,
      latResidual: Math.abs(dy * grid.yStep),
      lonResidual: Math.abs(dx * grid.xStep),
    };
  }
  const none = Number.NaN;
  return { lat: none, lon: none, latResidual: none, lonResidual: none };
}
