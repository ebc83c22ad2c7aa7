import type { Box, Grid } from '../array.ts';
import { longitudeNear, rangeNear } from './longitude.ts';
import { centralMeridian, latLonToUtm, parseUtmZone, utmToLatLon } from './utm.ts';

/**
 * A geocoded raster: `yFirst`, `xFirst` are the outer corner of the upper-left pixel, `yStep` is negative (north up).
 * In degrees, or in metres of a UTM zone.
 */
export interface MapGrid {
  readonly yFirst: number;
  readonly xFirst: number;
  readonly yStep: number;
  readonly xStep: number;
  readonly length: number;
  readonly width: number;
  /** e.g. `11N`; absent for degrees. */
  readonly utmZone?: string;
}

/**
 * The grid whose pixels have their centres at these coordinates.
 * @param ys [length] degrees, or m of a UTM zone  @param xs [width] likewise
 */
export function gridOfCentres(
  ys: ArrayLike<number>,
  xs: ArrayLike<number>,
  { yStep, xStep, utmZone }: Pick<MapGrid, 'yStep' | 'xStep' | 'utmZone'>,
): MapGrid {
  return {
    yFirst: ys[0] - yStep / 2,
    xFirst: xs[0] - xStep / 2,
    yStep,
    xStep,
    length: ys.length,
    width: xs.length,
    ...(utmZone === undefined ? {} : { utmZone }),
  };
}

/** Outer edges on the map: degrees, or metres on a UTM grid. */
export interface Bounds {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/**
 * Pixel that covers a place: floor((value - first)/step + 0.01). The hundredth protects coordinates that name a pixel
 * edge and were rounded in text.
 */
function pixelIndex(value: number, first: number, step: number): number {
  return Math.floor((value - first) / step + 0.01) + 0;
}

/**
 * Where a place lies in the coordinates of a grid: degrees on a UTM grid are converted to metres, longitudes are turned
 * to the grid's side of the 180th meridian. Metres pass.
 */
export function mapPosition(grid: MapGrid, lat: number, lon: number): [y: number, x: number] {
  if (grid.utmZone === undefined) return [lat, longitudeNear(lon, middleLongitude(grid))];
  if (Math.abs(lat) > 90 || Math.abs(lon) > 360) return [lat, lon];
  return latLonToUtm(lat, lon, parseUtmZone(grid.utmZone));
}

function middleLongitude(grid: MapGrid): number {
  return grid.xFirst + (grid.width / 2) * grid.xStep;
}

/** Row and column of a place; may lie outside of the grid. On UTM grids degrees or metres are understood. */
export function latLonToPixel(grid: MapGrid, lat: number, lon: number): [y: number, x: number] {
  const [mapY, mapX] = mapPosition(grid, lat, lon);
  return [pixelIndex(mapY, grid.yFirst, grid.yStep), pixelIndex(mapX, grid.xFirst, grid.xStep)];
}

/** Row of a latitude alone (or northing); see `latLonToPixel`. */
export function latitudeToRow(grid: MapGrid, lat: number): number {
  return pixelIndex(lat, grid.yFirst, grid.yStep);
}

/** Map coordinates of a pixel's centre: latitude and longitude, or northing and easting on a UTM grid. */
export function pixelCenter(grid: MapGrid, y: number, x: number): [lat: number, lon: number] {
  return [grid.yFirst + (y + 0.5) * grid.yStep, grid.xFirst + (x + 0.5) * grid.xStep];
}

/** Outer edges of a window of pixels. */
export function boxToBounds(grid: MapGrid, box: Box): Bounds {
  return {
    south: grid.yFirst + box.y1 * grid.yStep,
    north: grid.yFirst + box.y0 * grid.yStep,
    west: grid.xFirst + box.x0 * grid.xStep,
    east: grid.xFirst + box.x1 * grid.xStep,
  };
}

/**
 * Bounds in the coordinates of a grid: degrees on a UTM grid become the metres around their corners, longitudes are
 * turned to where the grid is, so that 179.5 to 180.5, 179.5 to -179.5 and -180.5 to -179.5 are the same.
 */
export function mapBounds(grid: MapGrid, bounds: Bounds): Bounds {
  const { south, north, west, east } = bounds;
  if (grid.utmZone === undefined) return rangeNear(bounds, gridBounds(grid));
  if ([south, north].some((lat) => Math.abs(lat) > 90) || [west, east].some((lon) => Math.abs(lon) > 360))
    return bounds;
  const corners = [north, south].flatMap((lat) => [west, east].map((lon) => mapPosition(grid, lat, lon)));
  const [ys, xs] = [corners.map(([y]) => y), corners.map(([, x]) => x)];
  return { south: Math.min(...ys), north: Math.max(...ys), west: Math.min(...xs), east: Math.max(...xs) };
}

/** Window of pixels within bounds given as outer edges; not clipped to the grid. */
export function boundsToBox(grid: MapGrid, bounds: Bounds): Box {
  const { south, north, west, east } = mapBounds(grid, bounds);
  return {
    y0: pixelIndex(north, grid.yFirst, grid.yStep),
    x0: pixelIndex(west, grid.xFirst, grid.xStep),
    y1: pixelIndex(south, grid.yFirst, grid.yStep),
    x1: pixelIndex(east, grid.xFirst, grid.xStep),
  };
}

/** Outer edges of the whole grid. */
export function gridBounds(grid: MapGrid): Bounds {
  return boxToBounds(grid, { y0: 0, x0: 0, y1: grid.length, x1: grid.width });
}

/** The part of a grid in a window, with its corner moved. */
export function cropGrid(grid: MapGrid, box: Box): MapGrid {
  return {
    ...grid,
    yFirst: grid.yFirst + box.y0 * grid.yStep,
    xFirst: grid.xFirst + box.x0 * grid.xStep,
    length: box.y1 - box.y0,
    width: box.x1 - box.x0,
  };
}

/**
 * Latitude and longitude of every pixel centre (or every `stride`-th), degrees; UTM grids are converted. East of the
 * 180th meridian longitudes go on beyond 180.
 *
 * @returns [rows of the box / stride.y, columns / stride.x], rounded up, degrees
 */
export function latLonRasters(
  grid: MapGrid,
  box: Box = { y0: 0, x0: 0, y1: grid.length, x1: grid.width },
  stride: { y: number; x: number } = { y: 1, x: 1 },
): { latitude: Grid; longitude: Grid } {
  const length = Math.ceil((box.y1 - box.y0) / stride.y);
  const width = Math.ceil((box.x1 - box.x0) / stride.x);
  const latitude = new Float32Array(length * width);
  const longitude = new Float32Array(length * width);
  const zone = grid.utmZone === undefined ? undefined : parseUtmZone(grid.utmZone);
  for (let i = 0, k = 0; i < length; i++) {
    for (let j = 0; j < width; j++, k++) {
      let [lat, lon] = pixelCenter(grid, box.y0 + i * stride.y, box.x0 + j * stride.x);
      if (zone) {
        [lat, lon] = utmToLatLon(lat, lon, zone);
        lon = longitudeNear(lon, centralMeridian(zone));
      }
      latitude[k] = lat;
      longitude[k] = lon;
    }
  }
  const shape = [length, width] as const;
  return { latitude: { data: latitude, shape }, longitude: { data: longitude, shape } };
}

/** Decimals worth printing for coordinates of a grid: one more than its step resolves; 5 when the step is unknown. */
export function coordinateDigits(step?: number): number {
  if (step === undefined || !(Math.abs(step) > 0)) return 5;
  return Math.max(2, 1 - Math.floor(Math.log10(Math.abs(step))));
}
