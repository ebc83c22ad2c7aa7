import type { Box, Grid } from '../array.ts';
import { ReferencePointError } from '../errors.ts';
import { DEGREE, METRES_PER_DEGREE } from './earth.ts';
import { meridianRadius, primeVerticalRadius } from './ellipsoid.ts';
import { acrossDateLine, longitudeNear } from './longitude.ts';
import type { Bounds } from './map-grid.ts';
import { azimuthGroundSpacing, type RadarGeometry, rangeGroundSpacing } from './radar-geometry.ts';

/** A lookup table in radar coordinates (ISCE): latitude and longitude of every pixel, degrees; 0 = no data. */
export interface RadarLookup {
  readonly latitude: Grid<ArrayLike<number>>;
  readonly longitude: Grid<ArrayLike<number>>;
  readonly radar: RadarGeometry;
}

/** A pixel found through a lookup table and how far its centre is from the place, m. */
export interface FoundPixel {
  readonly y: number;
  readonly x: number;
  readonly distance: number;
}

/** Half width of the search window of corners in pixels, doubled at most twice when nothing is found. */
const WINDOW = 4;

/** Latitude and longitude of a radar pixel, degrees; NaN outside of the image. */
export function radarPixelToLatLon(lookup: RadarLookup, y: number, x: number): [lat: number, lon: number] {
  const [length, width] = lookup.latitude.shape;
  if (!(y >= 0 && y < length && x >= 0 && x < width)) return [Number.NaN, Number.NaN];
  const k = y * width + x;
  return [lookup.latitude.data[k], lookup.longitude.data[k]];
}

/**
 * Radar pixel of a place: the one whose centre is nearest on the ground. Lengths are chords on a sphere with the radii of
 * curvature of WGS-84 at the place, which holds across the 180th meridian and at the poles.
 * @returns `undefined` when the nearest is farther off than 16 pixels: the place lies outside of the scene
 */
export function latLonToRadarPixel(lookup: RadarLookup, lat: number, lon: number): FoundPixel | undefined {
  const [length, width] = lookup.latitude.shape;
  const lats = lookup.latitude.data;
  const lons = lookup.longitude.data;
  const east = primeVerticalRadius(lat);
  const north = meridianRadius(lat);
  const cos = Math.cos(lat * DEGREE);
  const half = DEGREE / 2;
  let best = Infinity;
  let at = -1;
  for (let k = 0; k < length * width; k++) {
    const dNorth = 2 * north * Math.sin((lats[k] - lat) * half);
    const far = dNorth * dNorth;
    if (!(far < best) || (lats[k] === 0 && lons[k] === 0)) continue;
    const dEast = 2 * east * Math.sin((lons[k] - lon) * half);
    const distance = far + dEast * dEast * cos * Math.cos(lats[k] * DEGREE);
    if (distance < best) {
      best = distance;
      at = k;
    }
  }
  const distance = Math.sqrt(best);
  const reach = 4 * WINDOW * Math.max(azimuthGroundSpacing(lookup.radar), rangeGroundSpacing(lookup.radar));
  if (at < 0 || distance > reach) return undefined;
  return { y: Math.floor(at / width), x: at % width, distance };
}

/**
 * Radar pixel near the corner of an area: mean row and column of the pixels within ±4 pixels of it in latitude and
 * longitude, rounded down; the window is doubled up to two times when it is empty. It may be some pixels off, for which
 * boxes have a margin: so they are the same as MintPy's. `latLonToRadarPixel` finds the pixel of a place.
 * @param middleLatitude of the area, where degrees of longitude are measured
 * @returns `undefined` when nothing lies near; `residual` is the half width of the window
 */
export function cornerPixel(
  lookup: RadarLookup,
  lat: number,
  lon: number,
  middleLatitude: number,
): { y: number; x: number; residual: number } | undefined {
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
      if (!(Math.abs(lats[k] - lat) <= dLat)) continue;
      const apart = Math.abs(lons[k] - lon);
      if (apart <= dLon || Math.abs(apart - 360) <= dLon) {
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
  const lons = corners.map(([, lon]) => longitudeNear(lon, corners[0][1]));
  return {
    south: Math.min(...lats),
    north: Math.max(...lats),
    west: Math.min(...lons),
    east: Math.max(...lons),
  };
}

/**
 * Window of radar pixels that holds given bounds: extremes of the four corners, widened by a margin. Not clipped to the
 * image.
 * @param margin pixels: twice the half width of the first search, also where only a wider one found a corner
 * @throws {ReferencePointError} when a corner lies outside of the scene
 */
export function boundsToRadarBox(lookup: RadarLookup, bounds: Bounds, margin = 2 * WINDOW): Box {
  const middle = (bounds.south + bounds.north) / 2;
  const found = [
    [bounds.north, bounds.west],
    [bounds.north, bounds.east],
    [bounds.south, bounds.west],
    [bounds.south, bounds.east],
  ].map(([lat, lon]) => {
    const pixel = cornerPixel(lookup, lat, lon, middle);
    if (pixel) return pixel;
    throw new ReferencePointError(
      `Latitude ${lat}, longitude ${lon} lies outside of the radar scene.`,
      'Choose bounds within the latitude and longitude of the lookup table.',
    );
  });
  return {
    y0: Math.min(...found.map((pixel) => pixel.y)) - margin,
    x0: Math.min(...found.map((pixel) => pixel.x)) - margin,
    y1: Math.max(...found.map((pixel) => pixel.y)) + margin,
    x1: Math.max(...found.map((pixel) => pixel.x)) + margin,
  };
}

/** Smallest window that holds all radar pixels within bounds; undefined when there is none. */
export function radarPixelsWithin({ latitude, longitude }: RadarLookup, bounds: Bounds): Box | undefined {
  const { south, north, west, east } = acrossDateLine(bounds);
  const [length, width] = latitude.shape;
  const lats = latitude.data;
  const middle = (west + east) / 2;
  let [y0, x0, y1, x1] = [length, width, -1, -1];
  for (let y = 0, k = 0; y < length; y++) {
    for (let x = 0; x < width; x++, k++) {
      if (!(lats[k] >= south && lats[k] <= north)) continue;
      const lon = longitudeNear(longitude.data[k], middle);
      if (!(lon >= west && lon <= east)) continue;
      y0 = Math.min(y0, y);
      x0 = Math.min(x0, x);
      y1 = Math.max(y1, y);
      x1 = Math.max(x1, x);
    }
  }
  return y1 < 0 ? undefined : { y0, x0, y1: y1 + 1, x1: x1 + 1 };
}
