import { DEGREE } from '../earth.ts';

/**
 * Scattered points on the sphere sorted into cells of latitude and longitude, about two points a cell: what a k-d tree
 * is for, but built in two sweeps and stored in four flat arrays.
 */
export interface PointBuckets {
  /** Lower edges of the first cell and sizes of the cells, radians. */
  readonly lat0: number;
  readonly lon0: number;
  readonly latCell: number;
  readonly lonCell: number;
  readonly rows: number;
  readonly columns: number;
  /** Points of cell c are start[c] to start[c + 1] - 1 in the arrays below. */
  readonly start: Int32Array;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** Position of each point in the arrays it came from. */
  readonly index: Int32Array;
}

/** Degrees of latitude and longitude that matter; points elsewhere are left out. */
export interface Area {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

const POINTS_PER_CELL = 2;

/**
 * Sort points into cells.
 * @param latitude degrees @param longitude degrees
 * @param valid 1 = use the point
 * @param area degrees; only points inside are used
 */
export function bucketPoints(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  area: Area,
): PointBuckets {
  const n = latitude.length;
  let count = 0;
  let south = Infinity;
  let north = -Infinity;
  let west = Infinity;
  let east = -Infinity;
  const inside = new Uint8Array(n);
  for (let k = 0; k < n; k++) {
    if (valid[k] === 0) continue;
    const lat = latitude[k];
    const lon = longitude[k];
    if (!(lat >= area.south && lat <= area.north && lon >= area.west && lon <= area.east)) continue;
    inside[k] = 1;
    count++;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
  }
  if (count === 0) [south, north, west, east] = [0, 0, 0, 0];

  // Square cells on the ground; the floor keeps a single line or point from having none.
  const shrink = Math.max(0.01, Math.cos(((south + north) / 2) * DEGREE));
  const tall = Math.max((north - south) * DEGREE, 1e-9);
  const wide = Math.max((east - west) * DEGREE * shrink, 1e-9);
  const cells = Math.max(1, count / POINTS_PER_CELL);
  const side = Math.max(Math.sqrt((tall * wide) / cells), tall / cells, wide / cells);
  const rows = Math.floor(tall / side) + 1;
  const columns = Math.floor(wide / side) + 1;
  const latCell = side;
  const lonCell = side / shrink;
  const lat0 = south * DEGREE;
  const lon0 = west * DEGREE;

  const cellOf = (k: number): number => {
    const y = Math.min(rows - 1, Math.floor((latitude[k] * DEGREE - lat0) / latCell));
    const x = Math.min(columns - 1, Math.floor((longitude[k] * DEGREE - lon0) / lonCell));
    return Math.max(0, y) * columns + Math.max(0, x);
  };
  const start = new Int32Array(rows * columns + 1);
  for (let k = 0; k < n; k++) if (inside[k] === 1) start[cellOf(k) + 1]++;
  for (let c = 0; c < rows * columns; c++) start[c + 1] += start[c];
  const next = start.slice(0, -1);
  const lat = new Float64Array(count);
  const lon = new Float64Array(count);
  const index = new Int32Array(count);
  for (let k = 0; k < n; k++) {
    if (inside[k] === 0) continue;
    const at = next[cellOf(k)]++;
    lat[at] = latitude[k] * DEGREE;
    lon[at] = longitude[k] * DEGREE;
    index[at] = k;
  }
  return { lat0, lon0, latCell, lonCell, rows, columns, start, lat, lon, index };
}
