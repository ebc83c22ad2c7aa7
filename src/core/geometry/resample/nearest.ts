import type { Grid } from '../../array.ts';
import { ShapeError } from '../../errors.ts';
import { DEGREE, METRES_PER_DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import { nearestSearch, type SearchMaker } from './point-search.ts';
import {
  type PointTree,
  pointTree,
  SPHERE_RADIUS,
  type TreePoints,
  toSphere,
  treePoints,
} from './point-tree.ts';

/** Where each output pixel takes its value: position in the flat source raster, -1 = nowhere. Made once, used for every dataset and date. */
export type NearestTable = Grid<Int32Array>;

/**
 * How much farther than the nearest a neighbour may be, as a fraction, in geocoding. The reference searches with 0.5;
 * with the same value the same pixels take the same second-nearest neighbour, or none, as there. 0 is exact.
 */
export const REFERENCE_EPSILON = 0.5;

/** Farthest a neighbour may be when geocoding, m: three of the larger output step. */
export function searchRadius(grid: MapGrid): number {
  return 3 * Math.max(Math.abs(grid.yStep), Math.abs(grid.xStep)) * METRES_PER_DEGREE;
}

/**
 * Tree of the lookup pixels that can serve a map: those within `radius` of its pixel centres. Build it once for the
 * whole grid; the rows can then be shared among threads.
 *
 * @param latitude degrees, [length, width] of the radar image @param longitude same shape
 * @param valid of every radar pixel [length * width], 1 = usable, from `validLookupPixels`
 * @param memory of the tree's points, as many as radar pixels. Latitude may stand in its `index` and longitude in the last
 *   third of its `xyz`: both are written behind the pixel that is read
 * @throws {ShapeError} when the rasters differ in size
 */
export function lookupTree(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  grid: MapGrid,
  radius: number = searchRadius(grid),
  memory: TreePoints = treePoints(valid.length, 'single'),
): PointTree {
  if (latitude.length !== longitude.length || valid.length !== latitude.length) {
    throw new ShapeError(
      `Latitude, longitude and mask have ${latitude.length}, ${longitude.length} and ${valid.length} pixels.`,
    );
  }
  const latMargin = radius / METRES_PER_DEGREE;
  const north = grid.yFirst + 0.5 * grid.yStep + latMargin;
  const south = grid.yFirst + (grid.length - 0.5) * grid.yStep - latMargin;
  const steepest = Math.max(Math.abs(north), Math.abs(south));
  // A cosine would hold the circle at any latitude. The reference divides by the sine; the set of points moves the cuts of the
  // tree and so, with epsilon, a few answers: the same set gives the same map. It is three columns or more on either side.
  const lonMargin = latMargin / Math.sin(steepest * DEGREE);
  const west = grid.xFirst + 0.5 * grid.xStep - lonMargin;
  const east = grid.xFirst + (grid.width - 0.5) * grid.xStep + lonMargin;
  const { xyz, index } = memory;
  let count = 0;
  for (let k = 0; k < valid.length; k++) {
    const lat = latitude[k];
    const lon = longitude[k];
    if (valid[k] === 1 && lat >= south && lat <= north && lon >= west && lon <= east) {
      toSphere(lat, lon, xyz, 3 * count);
      index[count++] = k;
    }
  }
  return pointTree({ xyz: xyz.subarray(0, 3 * count), index: index.subarray(0, count) });
}

/**
 * Search of nearest neighbours for output rows of a map, as chords of the sphere.
 * @param epsilon see `REFERENCE_EPSILON` @param makeSearch `searchInPlace` where there is no memory for a copy of the tree
 * @returns a function of the first and last (exclusive) row, and of memory for [rows, width] if there is some: the
 *   neighbours, -1 where nothing lies within `radius` metres
 */
export function nearestRows(
  tree: PointTree,
  grid: MapGrid,
  radius: number = searchRadius(grid),
  epsilon: number = REFERENCE_EPSILON,
  makeSearch: SearchMaker = nearestSearch,
): (first: number, end: number, memory?: Int32Array) => NearestTable {
  const { width, xFirst, xStep, yFirst, yStep } = grid;
  const search = makeSearch(tree, radius, epsilon);
  const meridians = Float64Array.from({ length: width }, (_, x) => xFirst + (x + 0.5) * xStep);
  const cosLon = meridians.map((lon) => Math.cos(lon * DEGREE));
  const sinLon = meridians.map((lon) => Math.sin(lon * DEGREE));
  const places = new Float32Array(3 * width); // single precision as in the tree
  return (first, end, data = new Int32Array((end - first) * width)) => {
    for (let y = first; y < end; y++) {
      const phi = (yFirst + (y + 0.5) * yStep) * DEGREE;
      // As in `toSphere`, with what is the same along a row or a column taken once.
      const parallel = SPHERE_RADIUS * Math.cos(phi);
      const z = SPHERE_RADIUS * Math.sin(phi);
      for (let x = 0; x < width; x++) {
        places[3 * x] = parallel * cosLon[x];
        places[3 * x + 1] = parallel * sinLon[x];
        places[3 * x + 2] = z;
      }
      search(places, data.subarray((y - first) * width, (y - first + 1) * width));
    }
    return { data, shape: [end - first, width] };
  };
}

/**
 * Nearest neighbours from radar coordinates to a map: `lookupTree` and `nearestRows` for the whole grid.
 *
 * @param latitude of every radar pixel [length * width], degrees
 * @param longitude as many, degrees
 * @param valid as many, 0 = leave out
 */
export function nearestOnMap(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  grid: MapGrid,
  radius: number = searchRadius(grid),
  epsilon: number = REFERENCE_EPSILON,
): NearestTable {
  const tree = lookupTree(latitude, longitude, valid, grid, radius);
  return nearestRows(tree, grid, radius, epsilon)(0, grid.length);
}
