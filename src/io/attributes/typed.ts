import { MetadataError } from '../../core/errors.ts';
import { EARTH_RADIUS } from '../../core/geometry/earth.ts';
import type { Corners } from '../../core/geometry/footprint.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import { epsgToUtmZone } from '../../core/geometry/utm.ts';
import type { Attributes } from '../hdf5/types.ts';
import { KEY_MEANING } from './key-meaning.ts';

/** An attribute that must be there. @throws {MetadataError} naming the key and what it means */
export function requireText(attributes: Attributes, key: string): string {
  const value = attributes[key];
  if (value !== undefined && value !== '' && value !== 'None') return value;
  const meaning = KEY_MEANING[key] ? ` (${KEY_MEANING[key]})` : '';
  const file = attributes['FILE_PATH'] ? ` of ${attributes['FILE_PATH']}` : '';
  throw new MetadataError(
    `Attribute ${key}${meaning} is missing from the metadata${file}.`,
    `Add the line '${key} = value' to the template and load again (mintsar load_data -t smallbaselineApp.cfg -f).`,
  );
}

/** An attribute that must be a number. @throws {MetadataError} when it is missing or something else */
export function requireNumber(attributes: Attributes, key: string): number {
  const text = requireText(attributes, key);
  const value = Number(text);
  if (Number.isFinite(value) && text.trim() !== '') return value;
  const file = attributes['FILE_PATH'] ? ` of ${attributes['FILE_PATH']}` : '';
  throw new MetadataError(
    `Attribute ${key} (${KEY_MEANING[key] ?? 'a number'})${file} is '${text}', not a number.`,
    `Add the line '${key} = value' to the template and load again (mintsar load_data -t smallbaselineApp.cfg -f).`,
  );
}

/** A number when the attribute is there and is one, else `undefined`. */
export function optionalNumber(attributes: Attributes, key: string): number | undefined {
  const text = attributes[key];
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Rows and columns. */
export function rasterSize(attributes: Attributes): { length: number; width: number } {
  return { length: requireNumber(attributes, 'LENGTH'), width: requireNumber(attributes, 'WIDTH') };
}

/** A file is geocoded if and only if it says where its first row lies. */
export function isGeocoded(attributes: Attributes): boolean {
  return attributes['Y_FIRST'] !== undefined;
}

/** Processors that give the azimuth spacing on the orbit instead of on the ground. */
const SPACING_ON_ORBIT = new Set(['isce', 'roipac']);

/**
 * Radar geometry from attributes. The Earth's radius falls back to its mean, as in the reference.
 * @throws {MetadataError} naming the first missing key, its meaning and the remedy
 */
export function radarGeometry(attributes: Attributes): RadarGeometry {
  return {
    height: requireNumber(attributes, 'HEIGHT'),
    earthRadius: optionalNumber(attributes, 'EARTH_RADIUS') ?? EARTH_RADIUS,
    startingRange: requireNumber(attributes, 'STARTING_RANGE'),
    rangePixelSize: requireNumber(attributes, 'RANGE_PIXEL_SIZE'),
    azimuthPixelSize: optionalNumber(attributes, 'AZIMUTH_PIXEL_SIZE'),
    azimuthSpacing: SPACING_ON_ORBIT.has((attributes['PROCESSOR'] ?? 'isce').toLowerCase())
      ? 'orbit'
      : 'ground',
    ...rasterSize(attributes),
    heading: optionalNumber(attributes, 'HEADING'),
    lookSide: optionalNumber(attributes, 'ANTENNA_SIDE') === 1 ? 'left' : 'right',
    centerIncidenceAngle: optionalNumber(attributes, 'CENTER_INCIDENCE_ANGLE'),
  };
}

/** Map grid of a geocoded file. @throws {MetadataError} when a corner or step is missing (radar coordinates) */
export function mapGrid(attributes: Attributes): MapGrid {
  const zone = attributes['UTM_ZONE'] || epsgToUtmZone(attributes['EPSG'] ?? '');
  return {
    yFirst: requireNumber(attributes, 'Y_FIRST'),
    xFirst: requireNumber(attributes, 'X_FIRST'),
    yStep: requireNumber(attributes, 'Y_STEP'),
    xStep: requireNumber(attributes, 'X_STEP'),
    ...rasterSize(attributes),
    ...(zone ? { utmZone: zone } : {}),
  };
}

/**
 * Map grid of a geocoded file whose places on Earth are known: degrees, or metres of a UTM zone.
 * @throws {MetadataError} for metres of a projection that the attributes do not name
 */
export function earthGrid(attributes: Attributes): MapGrid {
  const grid = mapGrid(attributes);
  const unit = (attributes['X_UNIT'] ?? attributes['Y_UNIT'] ?? '').toLowerCase();
  if (grid.utmZone !== undefined || !unit.startsWith('m')) return grid;
  throw new MetadataError(
    `${attributes['FILE_PATH'] ?? 'The map'} is in metres, and neither UTM_ZONE nor EPSG tells of which UTM zone: latitudes and longitudes are not known.`,
    'Set the attribute UTM_ZONE, e.g. 11N or 36S, or load the data again.',
  );
}

/** Scene corners LAT_REF1..4, LON_REF1..4. */
export function sceneCorners(attributes: Attributes): Corners {
  const four = (name: string) =>
    [1, 2, 3, 4].map((corner) => requireNumber(attributes, `${name}_REF${corner}`)) as unknown as readonly [
      number,
      number,
      number,
      number,
    ];
  return { latitude: four('LAT'), longitude: four('LON') };
}

/** First line and column of a subset in the full frame; 0 without subset. */
export function subsetOffset(attributes: Attributes): { y: number; x: number } {
  return {
    y: optionalNumber(attributes, 'SUBSET_YMIN') ?? 0,
    x: optionalNumber(attributes, 'SUBSET_XMIN') ?? 0,
  };
}
