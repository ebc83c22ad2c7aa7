import { OptionError } from '../../errors.ts';
import { roundHalfEven } from '../../stats/rounding.ts';
import { DEGREE, EARTH_RADIUS } from '../earth.ts';
import { headingToLosAzimuth } from '../look-angle.ts';
import type { Bounds, MapGrid } from '../map-grid.ts';
import { azimuthGroundSpacing, type RadarGeometry, rangeGroundSpacing } from '../radar-geometry.ts';

/** Steps of a map grid in degrees: negative in latitude, positive in longitude. */
export interface MapStep {
  readonly lat: number;
  readonly lon: number;
}

/**
 * Step of the output grid that keeps the area of a radar pixel. With the angle α between the line of sight and north,
 *
 *     x = rg |cos α| + az |sin α|,   y = rg |sin α| + az |cos α|
 *
 * (ground spacings rg, az), both scaled by sqrt(rg az / (x y)) and turned into degrees at the mean latitude.
 * @param latitude degrees, from `middleLatitude`
 * @returns `undefined` when the azimuth spacing or the heading is unknown
 */
export function equalAreaStep(radar: RadarGeometry, latitude: number): MapStep | undefined {
  const rg = rangeGroundSpacing(radar);
  const az = azimuthGroundSpacing(radar);
  if (radar.heading === undefined || !Number.isFinite(rg * az)) return undefined;
  const alpha = Math.abs(headingToLosAzimuth(radar.heading, radar.lookSide)) * DEGREE;
  const cos = Math.abs(Math.cos(alpha));
  const sin = Math.abs(Math.sin(alpha));
  const x = rg * cos + az * sin;
  const y = rg * sin + az * cos;
  const scale = Math.sqrt((rg * az) / (x * y));
  return {
    lat: -((y * scale) / EARTH_RADIUS / DEGREE),
    lon: (x * scale) / (EARTH_RADIUS * Math.cos(latitude * DEGREE)) / DEGREE,
  };
}

/**
 * Latitude at which degrees are turned into metres: the middle of the extent, in the single precision of the lookup
 * table, so that steps agree with the reference to the last digits.
 */
export function middleLatitude(extent: Bounds): number {
  return Math.fround(extent.south + extent.north) / 2;
}

/** Step that gives the output as many rows and columns as the lookup table: extent / (n - 1). */
export function sameSizeStep(extent: Bounds, length: number, width: number): MapStep {
  return {
    lat: -(extent.north - extent.south) / Math.max(1, length - 1),
    lon: (extent.east - extent.west) / Math.max(1, width - 1),
  };
}

/** Steps given by the user with the signs of a north-up map. */
export function northUpStep(step: MapStep): MapStep {
  return { lat: -Math.abs(step.lat), lon: Math.abs(step.lon) };
}

/** Most pixels of a map: 4 GB of neighbours. */
const MAX_PIXELS = 2 ** 30;

/**
 * Output grid of geocoding: outer edges half a step beyond the extreme coordinates, or as the user gives them; the
 * north and west edges stay, the others follow from whole numbers of rows and columns.
 * @param extent least and greatest latitude and longitude of the lookup table, degrees
 * @throws {OptionError} when the bounds hold no pixel, or more than a thousand million
 */
export function geocodedGrid(extent: Bounds, step: MapStep, bounds?: Bounds): MapGrid {
  const edges = bounds ?? {
    south: extent.south + step.lat / 2,
    north: extent.north - step.lat / 2,
    west: extent.west - step.lon / 2,
    east: extent.east + step.lon / 2,
  };
  const length = roundHalfEven((edges.south - edges.north) / step.lat);
  const width = roundHalfEven((edges.east - edges.west) / step.lon);
  if (!(length > 0 && width > 0)) {
    throw new OptionError(
      `Bounds S ${edges.south}, N ${edges.north}, W ${edges.west}, E ${edges.east} hold no pixel of ${step.lat} x ${step.lon} degrees.`,
      'Give the bounds as south, north, west, east in degrees and a step smaller than the area.',
    );
  }
  if (length * width > MAX_PIXELS) {
    throw new OptionError(
      `A step of ${step.lat} x ${step.lon} degrees makes a map of ${length} x ${width} pixels.`,
      'Give a larger step, or bounds around a smaller area.',
    );
  }
  return { yFirst: edges.north, xFirst: edges.west, yStep: step.lat, xStep: step.lon, length, width };
}
