import type { Grid } from '../../array.ts';
import { blockMemory } from '../../block-memory.ts';
import { METRES_PER_DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import type { RadarFrame } from './coordinate-source.ts';
import { type NearestTable, REFERENCE_EPSILON, searchRadius } from './nearest.ts';
import { nearestSearch, type SearchMaker } from './point-search.ts';
import { type PointTree, pointTree, type TreePoints, toSphere, treePoints } from './point-tree.ts';

/**
 * The radar image laid over the map of its lookup table, line 0 along the north and column 0 along the west edge, so
 * that lines and columns become latitudes and longitudes and the tree search of geocoding serves here too:
 *
 *     latitude = north − azimuth · (north − south)/length,   longitude = west + range · (east − west)/width
 *
 * with south and east one step short of the map's outer edges. Only the tree's epsilon sees this stretching: it is
 * what makes some pixels in a hundred take the same second-nearest neighbour as the reference does.
 */
export interface StretchedImage {
  readonly north: number;
  readonly west: number;
  readonly perLine: number;
  readonly perColumn: number;
}

function stretchedImage({ length, width }: RadarFrame, grid: MapGrid): StretchedImage {
  const unit = grid.utmZone === undefined ? 1 : 1 / METRES_PER_DEGREE;
  return {
    north: grid.yFirst * unit,
    west: grid.xFirst * unit,
    perLine: (-grid.yStep * (grid.length - 1) * unit) / length,
    perColumn: (grid.xStep * (grid.width - 1) * unit) / width,
  };
}

/**
 * Tree of the centres of all radar pixels, stretched over the map. Pixel numbers are exact and so their places are kept
 * in double precision, where the table's entries come in single: entries half-way between two pixels depend on it.
 * @param memory of the tree's points, as many as the image has
 */
export function radarImageTree(
  frame: RadarFrame,
  grid: MapGrid,
  memory: TreePoints = treePoints(frame.length * frame.width, 'double'),
): PointTree {
  const { length, width } = frame;
  const { north, west, perLine, perColumn } = stretchedImage(frame, grid);
  for (let y = 0, k = 0; y < length; y++) {
    for (let x = 0; x < width; x++, k++) {
      toSphere(north - (y + 0.5) * perLine, west + (x + 0.5) * perColumn, memory.xyz, 3 * k);
      memory.index[k] = k;
    }
  }
  return pointTree(memory);
}

/** Farthest a neighbour may be, m: as in `searchRadius`, for maps in metres too. */
function tableSearchRadius(grid: MapGrid): number {
  return searchRadius(grid) / (grid.utmZone === undefined ? 1 : METRES_PER_DEGREE);
}

/**
 * Search of nearest radar pixels for rows of a lookup table (GAMMA, ROI_PAC) as the reference finds them; compare
 * `nearestThroughTable`, which needs no tree and takes the very nearest.
 * @param grid of the whole table @param makeSearch as in `nearestRows`
 * @returns a function of line and column numbers of some rows (0 = outside), and of memory for the result if there is some:
 *   neighbours in their shape; -1 where nothing lies within reach
 */
export function nearestTableRows(
  tree: PointTree,
  frame: RadarFrame,
  grid: MapGrid,
  epsilon: number = REFERENCE_EPSILON,
  makeSearch: SearchMaker = nearestSearch,
): (azimuth: Grid<ArrayLike<number>>, range: Grid<ArrayLike<number>>, memory?: Int32Array) => NearestTable {
  const image = stretchedImage(frame, grid);
  const { y0 = 0, x0 = 0 } = frame;
  // Single precision for the entries, as tables are stored: near ties depend on it.
  const north = Math.fround(image.north);
  const west = Math.fround(image.west);
  const perLine = Math.fround(image.perLine);
  const perColumn = Math.fround(image.perColumn);
  const search = makeSearch(tree, tableSearchRadius(grid), epsilon);
  const room = blockMemory();
  return (azimuth, range, data = new Int32Array(azimuth.data.length)) => {
    const places = room(3 * data.length);
    for (let k = 0; k < data.length; k++) {
      const az = azimuth.data[k];
      const rg = range.data[k];
      if (az !== 0 && rg !== 0 && Number.isFinite(az) && Number.isFinite(rg)) {
        const lat = Math.fround(north - Math.fround((az - y0) * perLine));
        const lon = Math.fround(west + Math.fround((rg - x0) * perColumn));
        toSphere(lat, lon, places, 3 * k);
      } else places[3 * k] = Number.NaN; // has no neighbour
    }
    search(places, data);
    return { data, shape: azimuth.shape };
  };
}
