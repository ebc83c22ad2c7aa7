import type { Grid } from '../../array.ts';
import { ShapeError } from '../../errors.ts';
import { DEGREE, METRES_PER_DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import { bucketPoints, type PointBuckets } from './point-buckets.ts';

/** Where each output pixel takes its value: position in the flat source raster, -1 = nowhere. Made once, used for every dataset and date. */
export type NearestTable = Grid<Int32Array>;

/** Radius of the sphere on which neighbours are measured, m; that of PROJ's sphere, as in the reference. */
const SPHERE_RADIUS = 6370997;

/** Farthest a neighbour may be when geocoding, m: three of the larger output step. */
export function searchRadius(grid: MapGrid): number {
  return 3 * Math.max(Math.abs(grid.yStep), Math.abs(grid.xStep)) * METRES_PER_DEGREE;
}

/**
 * Nearest neighbours from radar coordinates to a map, through latitude and longitude of every radar pixel.
 *
 * Distances are chords of the sphere, found exactly: cells around the target are visited ring by ring until nothing
 * nearer can follow. (The reference allows its tree search an error of half the distance, so a few pixels in a
 * thousand differ where two neighbours are almost equally far.)
 *
 * @param latitude degrees, [length, width] of the radar image @param longitude same shape
 * @param valid 1 = usable, from `validLookupPixels`
 * @param grid output in degrees
 * @param radius m; output pixels with no source within it get -1
 * @param rows first and last (exclusive) output row, to share the work; the whole grid when left out
 * @throws {ShapeError} when the rasters differ in size
 */
export function nearestOnMap(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  grid: MapGrid,
  radius: number = searchRadius(grid),
  rows: readonly [first: number, end: number] = [0, grid.length],
): NearestTable {
  if (latitude.length !== longitude.length || valid.length !== latitude.length) {
    throw new ShapeError(
      `Latitude, longitude and mask have ${latitude.length}, ${longitude.length} and ${valid.length} pixels.`,
    );
  }
  const [first, end] = rows;
  const north = grid.yFirst + first * grid.yStep;
  const south = grid.yFirst + end * grid.yStep;
  const east = grid.xFirst + grid.width * grid.xStep;
  const latMargin = radius / METRES_PER_DEGREE;
  const steepest = Math.min(89, Math.max(Math.abs(north), Math.abs(south)) + latMargin);
  const lonMargin = latMargin / Math.cos(steepest * DEGREE);
  const buckets = bucketPoints(latitude, longitude, valid, {
    south: south - latMargin * 1.01,
    north: north + latMargin * 1.01,
    west: grid.xFirst - lonMargin * 1.01,
    east: east + lonMargin * 1.01,
  });
  const data = new Int32Array((end - first) * grid.width);
  for (let y = first, k = 0; y < end; y++) {
    const lat = (grid.yFirst + (y + 0.5) * grid.yStep) * DEGREE;
    for (let x = 0; x < grid.width; x++, k++) {
      data[k] = nearestPoint(buckets, lat, (grid.xFirst + (x + 0.5) * grid.xStep) * DEGREE, radius);
    }
  }
  return { data, shape: [end - first, grid.width] };
}

/** Source position of the point nearest to a place (radians) within `radius` metres, or -1. */
function nearestPoint(buckets: PointBuckets, lat: number, lon: number, radius: number): number {
  const { rows, columns, latCell, lonCell, start, index } = buckets;
  const lats = buckets.lat;
  const lons = buckets.lon;
  const cos = Math.cos(lat);
  const sin = Math.sin(lat);
  const v = (lat - buckets.lat0) / latCell;
  const u = (lon - buckets.lon0) / lonCell;
  const cy = Math.floor(v);
  const cx = Math.floor(u);
  let best = (radius / SPHERE_RADIUS) ** 2; // squared chord of the unit sphere
  let found = -1;
  // Rings that miss the cells altogether need no visit.
  let ring = Math.max(0, -cy, cy - rows + 1, -cx, cx - columns + 1);
  const lastRing = Math.max(cy, rows - 1 - cy, cx, columns - 1 - cx);
  // Degrees of longitude shrink toward the pole: the bound uses the cosine at the ring's steep side.
  for (; ring <= lastRing; ring++) {
    const inner =
      ring === 0 ? 0 : Math.min(v - cy + ring - 1, cy + ring - v, u - cx + ring - 1, cx + ring - u);
    if (inner > 0) {
      const down = (Math.min(v - cy + ring - 1, cy + ring - v) * latCell) ** 2;
      const steep = Math.max(0, cos - Math.abs(sin) * (ring + 1) * latCell - ((ring + 1) * latCell) ** 2);
      const across = (Math.min(u - cx + ring - 1, cx + ring - u) * lonCell) ** 2 * cos * steep;
      if (Math.min(down, across) * 0.998 > best) break;
    }
    const top = Math.max(0, cy - ring);
    const bottom = Math.min(rows - 1, cy + ring);
    const left = Math.max(0, cx - ring);
    const right = Math.min(columns - 1, cx + ring);
    for (let y = top; y <= bottom; y++) {
      // Whole row at the ring's top and bottom, else its two ends: cells of a row lie one after the other.
      const edge = y === cy - ring || y === cy + ring;
      const base = y * columns;
      for (let part = edge ? 1 : 0; part < 2; part++) {
        let from = left;
        let to = right;
        if (!edge) {
          if (part === 0) {
            if (cx - ring < 0) continue;
            to = left;
          } else {
            if (cx + ring >= columns || ring === 0) continue;
            from = right;
          }
        }
        const stop = start[base + to + 1];
        for (let p = start[base + from]; p < stop; p++) {
          const dLat = lats[p] - lat;
          const dLon = lons[p] - lon;
          const a = dLat * dLat;
          const b = dLon * dLon;
          // 4 sin²(d/2) and the cosine of the point by their series: exact to rounding over 100 km.
          const cosPoint = cos * (1 - a / 2) - sin * (dLat - (dLat * a) / 6);
          const chord = a * (1 - a / 12) + cos * cosPoint * b * (1 - (b / 12) * (1 - b / 30));
          if (chord < best) {
            best = chord;
            found = index[p];
          }
        }
      }
    }
  }
  return found;
}
