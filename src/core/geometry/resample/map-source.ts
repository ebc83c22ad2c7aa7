import { DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import type { BilinearTable } from './bilinear.ts';
import type { NearestTable } from './nearest.ts';

/** Farthest a map pixel may be from a radar pixel that takes its value, m: edges fill what lies around the map. */
const MAP_SEARCH_RADIUS = 100e3;

const SPHERE_RADIUS = 6370997;

/**
 * Nearest neighbours from a map to radar coordinates.
 *
 * The source is a regular grid, so the exact nearest pixel on the sphere has a closed form: the column nearest in
 * longitude (at most half a turn away it is nearest on every row), then the row nearest to the foot of the
 * perpendicular from the target on that meridian, tan φ* = tan φ / cos Δλ.
 *
 * @param latitude of the radar pixels, degrees, [length, width] @param longitude same shape
 * @param valid of every radar pixel [length * width], 1 = usable, others get -1
 * @param grid of the source, degrees @param radius m
 */
export function nearestFromMap(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  shape: readonly [length: number, width: number],
  grid: MapGrid,
  radius: number = MAP_SEARCH_RADIUS,
): NearestTable {
  const data = new Int32Array(valid.length);
  const limit = (radius / SPHERE_RADIUS) ** 2;
  const { yFirst, xFirst, yStep, xStep, length, width } = grid;
  for (let k = 0; k < data.length; k++) {
    data[k] = -1;
    if (valid[k] === 0) continue;
    const phi = latitude[k] * DEGREE;
    const lambda = longitude[k];
    const x = clamp(Math.ceil((lambda - xFirst) / xStep - 1), width);
    const dLon = (xFirst + (x + 0.5) * xStep - lambda) * DEGREE;
    const foot = Math.atan2(Math.sin(phi), Math.cos(phi) * Math.cos(dLon)) / DEGREE;
    const y = clamp(Math.ceil((foot - yFirst) / yStep - 1), length);
    const lat = (yFirst + (y + 0.5) * yStep) * DEGREE;
    const sinLat = Math.sin((lat - phi) / 2);
    const sinLon = Math.sin(dLon / 2);
    const chord = 4 * (sinLat * sinLat + Math.cos(phi) * Math.cos(lat) * sinLon * sinLon);
    if (chord <= limit) data[k] = y * width + x;
  }
  return { data, shape };
}

/**
 * Nearest neighbours from a map in metres to radar coordinates: the pixel that covers a place, or the nearest edge.
 *
 * @param northing of every radar pixel [length * width], m
 * @param easting as many, m
 * @param valid as many, 0 = leave out: these get -1
 * @param grid of the source, m @param radius m
 */
export function nearestFromPlane(
  northing: ArrayLike<number>,
  easting: ArrayLike<number>,
  valid: Uint8Array,
  shape: readonly [length: number, width: number],
  { yFirst, xFirst, yStep, xStep, length, width }: MapGrid,
  radius: number = MAP_SEARCH_RADIUS,
): NearestTable {
  const data = new Int32Array(valid.length).fill(-1);
  for (let k = 0; k < data.length; k++) {
    if (valid[k] === 0) continue;
    const y = clamp(Math.floor((northing[k] - yFirst) / yStep), length);
    const x = clamp(Math.floor((easting[k] - xFirst) / xStep), width);
    const dy = yFirst + (y + 0.5) * yStep - northing[k];
    const dx = xFirst + (x + 0.5) * xStep - easting[k];
    if (dy * dy + dx * dx <= radius * radius) data[k] = y * width + x;
  }
  return { data, shape };
}

/**
 * Bilinear weights from a map to radar coordinates; radar pixels outside of the outermost pixel centres get none.
 *
 * @param latitude of every radar pixel [length * width], degrees; northing for a map in metres
 * @param longitude as many, degrees; easting
 * @param valid as many, 0 = leave out
 */
export function bilinearFromMap(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  shape: readonly [length: number, width: number],
  grid: MapGrid,
): BilinearTable {
  const index = new Int32Array(valid.length).fill(-1);
  const fy = new Float32Array(valid.length);
  const fx = new Float32Array(valid.length);
  const { length, width } = grid;
  for (let k = 0; k < index.length; k++) {
    if (valid[k] === 0) continue;
    const v = (latitude[k] - grid.yFirst) / grid.yStep - 0.5;
    const u = (longitude[k] - grid.xFirst) / grid.xStep - 0.5;
    if (!(v >= 0 && v <= length - 1 && u >= 0 && u <= width - 1)) continue;
    const y = Math.min(Math.floor(v), Math.max(0, length - 2));
    const x = Math.min(Math.floor(u), Math.max(0, width - 2));
    index[k] = y * width + x;
    fy[k] = v - y;
    fx[k] = u - x;
  }
  return { index, fy, fx, shape, sourceWidth: width };
}

function clamp(i: number, n: number): number {
  return i < 0 ? 0 : i >= n ? n - 1 : i;
}
