import type { Box, Grid } from '../array.ts';
import { ReferencePointError } from '../errors.ts';
import { DEGREE, METRES_PER_DEGREE } from './earth.ts';
import type { Bounds } from './map-grid.ts';
import { azimuthGroundSpacing, type RadarGeometry, rangeGroundSpacing } from './radar-geometry.ts';

/** A lookup table in radar coordinates (ISCE): latitude and longitude of every pixel, degrees; 0 = no data. */
export interface RadarLookup {
  readonly latitude: Grid<ArrayLike<number>>;
  readonly longitude: Grid<ArrayLike<number>>;
  readonly radar: RadarGeometry;
}

/** A pixel found through a lookup table and how far off it may be, in pixels. */
export interface FoundPixel {
  readonly y: number;
  readonly x: number;
  readonly residual: number;
}

/** Half width of the search window in pixels, doubled at most twice when nothing is found. */
const WINDOW = 4;

/** Latitude and longitude of a radar pixel, degrees; NaN outside of the image. */
export function radarPixelToLatLon(lookup: RadarLookup, y: number, x: number): [lat: number, lon: number] {
  const [length, width] = lookup.latitude.shape;
  if (!(y >= 0 && y < length && x >= 0 && x < width)) return [Number.NaN, Number.NaN];
  const k = y * width + x;
  return [lookup.latitude.data[k], lookup.longitude.data[k]];
}

/**
 * Radar pixel of a place: mean row and column of the pixels within ±4 pixels of it in latitude and longitude, rounded
 * down. The window is doubled up to two times when it is empty.
 * @param middleLatitude where degrees of longitude are measured: the place itself, or the middle of several places
 * @returns `undefined` when nothing lies near
 */
export function latLonToRadarPixel(
  lookup: RadarLookup,
  lat: number,
  lon: number,
  middleLatitude: number = lat,
): FoundPixel | undefined {
  const latStep = azimuthGroundSpacing(lookup.radar) / METRES_PER_DEGREE;
  const lonStep = rangeGroundSpacing(lookup.radar) / (METRES_PER_DEGREE * Math.cos(middleLatitude * DEGREE));
  for (let residual = WINDOW; residual <= 4 * WINDOW; residual *= 2) {
    const found = meanPixelWithin(lookup, lat, lon, residual * latStep, residual * lonStep);
    if (found) return { ...found, residual };
  }
  return undefined;
}

function meanPixelWithin(
  { latitude, longitude }: RadarLookup,
  lat: number,
  lon: number,
  dLat: number,
  dLon: number,
): { y: number; x: number } | undefined {
  const [length, width] = latitude.shape;
  const lats = latitude.data;
  const lons = longitude.data;
  let n = 0;
  let sumY = 0;
  let sumX = 0;
  for (let y = 0, k = 0; y < length; y++) {
    for (let x = 0; x < width; x++, k++) {
      if (Math.abs(lats[k] - lat) <= dLat && Math.abs(lons[k] - lon) <= dLon) {
        n++;
        sumY += y;
        sumX += x;
      }
    }
  }
  return n === 0 ? undefined : { y: Math.floor(sumY / n), x: Math.floor(sumX / n) };
}

/** Bounds of a window of radar pixels from its four corners (the far ones just outside, or the last pixel). */
export function radarBoxToBounds(lookup: RadarLookup, box: Box): Bounds {
  const [length, width] = lookup.latitude.shape;
  const y1 = Math.min(box.y1, length - 1);
  const x1 = Math.min(box.x1, width - 1);
  const corners = [
    radarPixelToLatLon(lookup, box.y0, box.x0),
    radarPixelToLatLon(lookup, box.y0, x1),
    radarPixelToLatLon(lookup, y1, box.x0),
    radarPixelToLatLon(lookup, y1, x1),
  ];
  const lats = corners.map(([lat]) => lat);
  const lons = corners.map(([, lon]) => lon);
  return {
    south: Math.min(...lats),
    north: Math.max(...lats),
    west: Math.min(...lons),
    east: Math.max(...lons),
  };
}

/**
 * Window of radar pixels that holds given bounds: extremes of the four corners, widened by twice the half width of the
 * first search, also where only a wider one found a corner. Not clipped to the image.
 * @throws {ReferencePointError} when a corner lies outside of the scene
 */
export function boundsToRadarBox(lookup: RadarLookup, bounds: Bounds): Box {
  const middle = (bounds.south + bounds.north) / 2;
  const found = [
    [bounds.north, bounds.west],
    [bounds.north, bounds.east],
    [bounds.south, bounds.west],
    [bounds.south, bounds.east],
  ].map(([lat, lon]) => {
    const pixel = latLonToRadarPixel(lookup, lat, lon, middle);
    if (pixel) return pixel;
    throw new ReferencePointError(
      `Latitude ${lat}, longitude ${lon} lies outside of the radar scene.`,
      'Choose bounds within the latitude and longitude of the lookup table.',
    );
  });
  const margin = 2 * WINDOW;
  return {
    y0: Math.min(...found.map((pixel) => pixel.y)) - margin,
    x0: Math.min(...found.map((pixel) => pixel.x)) - margin,
    y1: Math.max(...found.map((pixel) => pixel.y)) + margin,
    x1: Math.max(...found.map((pixel) => pixel.x)) + margin,
  };
}
