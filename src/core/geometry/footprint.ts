import type { Grid } from '../array.ts';
import { pythonFloat } from '../python-float.ts';
import { continuousLongitudes, longitudeNear } from './longitude.ts';
import type { Bounds, MapGrid } from './map-grid.ts';
import type { LatLon } from './map-quads.ts';
import { parseUtmZone, utmToLatLon } from './utm.ts';

/** Corners of a radar image: 1 first line near range, 2 first line far, 3 last line near, 4 last line far; degrees. */
export interface Corners {
  readonly latitude: readonly [number, number, number, number];
  readonly longitude: readonly [number, number, number, number];
}

/**
 * Area of a geocoded scene in degrees: from the first pixel's corner to the last pixel's, as weather models are asked
 * for it (one pixel less than the outer edges).
 */
export function mapFootprint(grid: MapGrid): Bounds {
  let north = grid.yFirst;
  let west = grid.xFirst;
  let south = grid.yFirst + grid.yStep * (grid.length - 1);
  let east = grid.xFirst + grid.xStep * (grid.width - 1);
  if (grid.utmZone !== undefined) {
    const zone = parseUtmZone(grid.utmZone);
    [north, west] = utmToLatLon(north, west, zone);
    [south, east] = utmToLatLon(south, east, zone);
    east = longitudeNear(east, west);
  }
  return ordered(north, south, west, east);
}

/** Rough area of a radar scene from its corners: opposite edges at the mean of their two corners. */
export function cornerFootprint({ latitude, longitude }: Corners): Bounds {
  const [lon1, lon2, lon3, lon4] = continuousCorners(longitude);
  return ordered(
    (latitude[0] + latitude[1]) / 2,
    (latitude[2] + latitude[3]) / 2,
    (lon1 + lon3) / 2,
    (lon2 + lon4) / 2,
  );
}

/** Corners across the 180th meridian go on beyond 180, or below -180, from the first one. */
function continuousCorners(longitude: Corners['longitude']): Corners['longitude'] {
  const [first, second, third, fourth] = longitude;
  const near = (lon: number) => longitudeNear(lon, first);
  return [first, near(second), near(third), near(fourth)];
}

/**
 * Area covered by latitude and longitude rasters, beyond 180 across the 180th meridian; zeros and NaN are no data.
 *
 * @param latitude [length, width], degrees
 * @param longitude same shape, degrees
 */
export function rasterFootprint(
  latitude: Grid<ArrayLike<number>>,
  longitude: Grid<ArrayLike<number>>,
): Bounds {
  const [south, north] = extremes(latitude.data);
  const [west, east] = extremes(continuousLongitudes(longitude.data));
  return { south, north, west, east };
}

function extremes(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value === 0 || Number.isNaN(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function ordered(lat1: number, lat2: number, lon1: number, lon2: number): Bounds {
  return {
    south: Math.min(lat1, lat2),
    north: Math.max(lat1, lat2),
    west: Math.min(lon1, lon2),
    east: Math.max(lon1, lon2),
  };
}

/** Area to ask of a weather model: `margin` degrees wider, whole degrees, then outward to multiples of `step`. */
export function downloadArea(footprint: Bounds, margin = 2, step = 10): Bounds {
  const down = (value: number) => Math.floor(Math.floor(value - margin) / step) * step + 0;
  const up = (value: number) => Math.ceil(Math.ceil(value + margin) / step) * step + 0;
  return {
    south: down(footprint.south),
    north: up(footprint.north),
    west: down(footprint.west),
    east: up(footprint.east),
  };
}

/**
 * Coarse latitude and longitude of radar pixels from the corners alone, degrees: a plane through the first three,
 * one corner-to-corner difference over `length` lines and `width` columns.
 *
 * @returns [length, width] each, degrees
 */
export function cornerRasters(
  { latitude, longitude }: Corners,
  length: number,
  width: number,
): { latitude: Grid; longitude: Grid } {
  const plane = (corner: Corners['latitude']): Grid => {
    const perLine = (corner[2] - corner[0]) / length;
    const perColumn = (corner[1] - corner[0]) / width;
    const data = new Float32Array(length * width);
    for (let y = 0, k = 0; y < length; y++) {
      for (let x = 0; x < width; x++, k++) data[k] = corner[0] + y * perLine + x * perColumn;
    }
    return { data, shape: [length, width] };
  };
  return { latitude: plane(latitude), longitude: plane(continuousCorners(longitude)) };
}

/** A rectangle as well-known text, clockwise from the north-west corner. */
export function wktPolygon({ south, north, west, east }: Bounds): string {
  return wktRing([
    [north, west],
    [north, east],
    [south, east],
    [south, west],
  ]);
}

/** A polygon as well-known text, closed at its first corner. */
export function wktRing(corners: readonly LatLon[]): string {
  const ring = [...corners, corners[0]];
  return `POLYGON((${ring.map(([lat, lon]) => `${pythonFloat(lon)} ${pythonFloat(lat)}`).join(',')}))`;
}
