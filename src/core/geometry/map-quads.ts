import type { Box } from '../array.ts';
import { longitudeNear } from './longitude.ts';
import { type Bounds, boxToBounds, gridBounds, type MapGrid } from './map-grid.ts';
import { centralMeridian, latLonToUtm, parseUtmZone, utmToLatLon } from './utm.ts';

export type LatLon = readonly [latitude: number, longitude: number];
/** Corners of a picture on the ground, degrees: lower left, lower right, upper right, upper left. */
export type Quad = readonly [LatLon, LatLon, LatLon, LatLon];

/** Pixels of a map, and the corners of their area. */
export interface QuadPiece {
  readonly box: Box;
  /** longitudes within -180 to 180, or up to either of them from one side */
  readonly quad: Quad;
}

/** How far a pixel may lie from its place when a picture is spanned between its corners, pixels. */
const TOLERANCE = 0.25;

/**
 * Side of the squares into which a map in metres has to be cut so that each may be drawn between the latitudes and
 * longitudes of its corners, in any way: lines of a UTM grid are bent in degrees.
 *
 * @param map of a UTM zone
 * @param most a power of two, pixels
 * @returns the largest power of two, up to `most`, with which nothing is a quarter of a pixel off, pixels
 */
export function quadSide(map: MapGrid, most: number): number {
  const whole = { y0: 0, x0: 0, y1: map.length, x1: map.width };
  for (let side = most; side > 1; side /= 2)
    if (squares(whole, side).every((box) => bend(map, box) <= TOLERANCE)) return side;
  return 1;
}

/**
 * Pieces of a window of a map in metres, cut at multiples of `side` rows and columns, so that neighbours share their
 * corners; also where the 180th meridian runs through: the pixels on it belong to a piece on either side.
 *
 * @param map of a UTM zone
 * @param side pixels, e.g. `quadSide`
 */
export function quadPieces(map: MapGrid, box: Box, side: number): QuadPiece[] {
  return squares(box, side).flatMap((square) => cutAtLine(map, square));
}

/** The smallest area between meridians and parallels around quads, degrees. */
export function boundsOfQuads(quads: readonly Quad[]): Bounds {
  let [south, north, west, east] = [90, -90, 180, -180];
  for (const [latitude, longitude] of quads.flat()) {
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
  }
  return { south, north, west, east };
}

/** Corners of a map in degrees, from the north-west clockwise; longitudes go on beyond 180. */
export function mapCornersInDegrees(map: MapGrid): [LatLon, LatLon, LatLon, LatLon] {
  const { south, north, west, east } = gridBounds(map);
  if (map.utmZone === undefined)
    return [
      [north, west],
      [north, east],
      [south, east],
      [south, west],
    ];
  const [lowerLeft, lowerRight, upperRight, upperLeft] = corners(map, {
    y0: 0,
    x0: 0,
    y1: map.length,
    x1: map.width,
  });
  return [upperLeft, upperRight, lowerRight, lowerLeft];
}

/**
 * Outer edges of a map in degrees; of one in metres, whose edges are bent, the extremes along them. Longitudes go on
 * beyond 180.
 */
export function boundsInDegrees(map: MapGrid): Bounds {
  const { south, north, west, east } = gridBounds(map);
  if (map.utmZone === undefined) return { south, north, west, east };
  // Edges turn back where they cross the central meridian and the equator.
  const { south: isSouth } = parseUtmZone(map.utmZone);
  const between = (value: number, low: number, high: number) => (value > low && value < high ? [value] : []);
  const xs = [west, east, ...between(500e3, west, east)];
  const ys = [south, north, ...between(isSouth ? 10e6 : 0, south, north)];
  const places = ys.flatMap((y) => xs.map((x) => placeOf(map, y, x)));
  const latitudes = places.map(([latitude]) => latitude);
  const longitudes = places.map(([, longitude]) => longitude);
  return {
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
  };
}

/** Longitudes are those next to the central meridian. */
function placeOf(map: MapGrid, northing: number, easting: number): LatLon {
  const zone = parseUtmZone(map.utmZone!);
  const [latitude, longitude] = utmToLatLon(northing, easting, zone);
  return [latitude, longitudeNear(longitude, centralMeridian(zone))];
}

function corners(map: MapGrid, box: Box): Quad {
  const { south, north, west, east } = boxToBounds(map, box);
  return [
    placeOf(map, south, west),
    placeOf(map, south, east),
    placeOf(map, north, east),
    placeOf(map, north, west),
  ];
}

function squares({ y0, x0, y1, x1 }: Box, side: number): Box[] {
  const boxes: Box[] = [];
  const next = (at: number, end: number) => Math.min(end, (Math.floor(at / side) + 1) * side);
  for (let y = y0; y < y1; y = next(y, y1)) {
    for (let x = x0; x < x1; x = next(x, x1)) boxes.push({ y0: y, y1: next(y, y1), x0: x, x1: next(x, x1) });
  }
  return boxes;
}

/** How far the middles of edges and diagonals are from where their ends have them, pixels. */
function bend(map: MapGrid, box: Box): number {
  const { south, north, west, east } = boxToBounds(map, box);
  const metres = [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ];
  const quad = corners(map, box);
  const zone = parseUtmZone(map.utmZone!);
  let most = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = a + 1; b < 4; b++) {
      const [y, x] = latLonToUtm((quad[a][0] + quad[b][0]) / 2, (quad[a][1] + quad[b][1]) / 2, zone);
      const rows = (y - (metres[a][0] + metres[b][0]) / 2) / map.yStep;
      const columns = (x - (metres[a][1] + metres[b][1]) / 2) / map.xStep;
      most = Math.max(most, Math.hypot(rows, columns));
    }
  }
  return most;
}

function cutAtLine(map: MapGrid, box: Box): QuadPiece[] {
  const { y0, y1, x0, x1 } = box;
  const quad = corners(map, box);
  const line = centralMeridian(parseUtmZone(map.utmZone!)) > 0 ? 180 : -180;
  const isEast = ([, longitude]: LatLon) => longitude > line;
  if (quad.every(isEast) || !quad.some(isEast)) return [{ box, quad: side(quad, line, quad.every(isEast)) }];
  const [lowerLeft, lowerRight, upperRight, upperLeft] = quad;
  const column = ([, left]: LatLon, [, right]: LatLon) => x0 + ((x1 - x0) * (line - left)) / (right - left);
  const [top, bottom] = [column(upperLeft, upperRight), column(lowerLeft, lowerRight)];
  if (y1 - y0 > 1 && Math.abs(top - bottom) > 1) {
    const middle = (y0 + y1) >> 1;
    return [...cutAtLine(map, { ...box, y1: middle }), ...cutAtLine(map, { ...box, y0: middle })];
  }
  const first = Math.max(x0, Math.floor(Math.min(top, bottom)));
  const last = Math.min(x1, Math.ceil(Math.max(top, bottom)));
  const piece = (from: number, to: number, east: boolean): QuadPiece => {
    const part = { ...box, x0: from, x1: to };
    return { box: part, quad: to > from ? side(corners(map, part), line, east) : quad };
  };
  return [
    piece(x0, first, false),
    piece(first, last, false),
    piece(first, last, true),
    piece(last, x1, true),
  ].filter(
    (each) => each.box.x1 > each.box.x0 && each.quad.some(([, longitude]) => Math.abs(longitude) !== 180),
  );
}

/** What of a quad lies on one side of the 180th meridian, squeezed to it, in longitudes of that side. */
function side(quad: Quad, line: number, east: boolean): Quad {
  const beyond = line > 0 ? east : !east;
  const turn = beyond ? -2 * line : 0;
  const place = ([latitude, longitude]: LatLon): LatLon => {
    const squeezed = east ? Math.max(longitude, line) : Math.min(longitude, line);
    return [latitude, squeezed + turn];
  };
  return [place(quad[0]), place(quad[1]), place(quad[2]), place(quad[3])];
}
