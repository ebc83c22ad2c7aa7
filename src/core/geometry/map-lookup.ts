import type { Grid } from '../array.ts';
import { roundHalfEven } from '../stats/rounding.ts';
import { DEGREE, METRES_PER_DEGREE } from './earth.ts';
import { type MapGrid, mapPosition } from './map-grid.ts';
import { azimuthGroundSpacing, type RadarGeometry, rangeGroundSpacing } from './radar-geometry.ts';

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
 * Radar pixel of a place: azimuth and range interpolated between the four map pixels around it, rounded to the nearest
 * line and column. Beside pixels without data the pixel that covers the place decides alone.
 * @param lat degrees, or northing on a UTM grid @param lon degrees, or easting
 * @returns NaN outside of the table, and where it has no data
 */
export function latLonToLookupPixel(lookup: MapLookup, lat: number, lon: number): [y: number, x: number] {
  const { grid, azimuth, range, offset = { y: 0, x: 0 } } = lookup;
  const [mapY, mapX] = mapPosition(grid, lat, lon);
  const v = (mapY - grid.yFirst) / grid.yStep;
  const u = (mapX - grid.xFirst) / grid.xStep;
  if (!(v >= 0 && v <= grid.length && u >= 0 && u <= grid.width)) return [Number.NaN, Number.NaN];
  const isKnown = (k: number) => azimuth.data[k] !== 0 && range.data[k] !== 0;
  const covering =
    Math.min(grid.length - 1, Math.floor(v)) * grid.width + Math.min(grid.width - 1, Math.floor(u));
  if (!isKnown(covering)) return [Number.NaN, Number.NaN];
  const [y, fy] = cell(v, grid.length);
  const [x, fx] = cell(u, grid.width);
  const [a, right, down] = [y * grid.width + x, fx > 0 ? 1 : 0, fy > 0 ? grid.width : 0];
  const isSurrounded = isKnown(a) && isKnown(a + right) && isKnown(a + down) && isKnown(a + down + right);
  const at = (table: ArrayLike<number>) =>
    isSurrounded
      ? (1 - fy) * ((1 - fx) * table[a] + fx * table[a + right]) +
        fy * ((1 - fx) * table[a + down] + fx * table[a + down + right])
      : table[covering];
  return [roundHalfEven(at(azimuth.data)) - offset.y, roundHalfEven(at(range.data)) - offset.x];
}

/** Pixel whose centre lies before a position (in pixels from the outer edge) and the fraction towards the next centre. */
function cell(position: number, n: number): [first: number, fraction: number] {
  const from = Math.min(n - 1, Math.max(0, position - 0.5)); // nothing to interpolate beyond the outermost centres
  return [Math.floor(from), from - Math.floor(from)];
}

/**
 * Radar pixel at the corner of an area, from the nearest corner of the map grid: rounded table value minus the image's
 * offset. It may be some pixels off, for which boxes have a margin: so they are the same as MintPy's.
 * @returns NaN outside of the table
 */
export function lookupCornerPixel(lookup: MapLookup, lat: number, lon: number): [y: number, x: number] {
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
