import { MetadataError } from '../../core/errors.ts';
import { wktRing } from '../../core/geometry/footprint.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import type { Bounds, MapGrid } from '../../core/geometry/map-grid.ts';
import { boundsInDegrees, mapCornersInDegrees } from '../../core/geometry/map-quads.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { KEY_MEANING } from '../../io/attributes/key-meaning.ts';
import { mapGrid, sceneCorners } from '../../io/attributes/typed.ts';
import type { Attributes, NativeAttributes } from '../../io/hdf5/types.ts';

/** Names of the missions in archives, by how the platform's name begins. */
const MISSIONS: readonly (readonly [prefixes: readonly string[], name: (platform: string) => string])[] = [
  [['alos', 'palsar'], (p) => (p.endsWith('2') ? 'ALOS2' : 'ALOS')],
  [['csk', 'cos'], () => 'CSK'],
  [['env', 'asar'], () => 'ENV'],
  [['ers'], () => 'ERS'],
  [['jers'], () => 'JERS'],
  [['rs', 'rsat', 'radarsat'], (p) => (p.endsWith('1') ? 'RS1' : 'RS2')],
  [['s1', 'sen'], () => 'S1'],
  [['tsx', 'tdx', 'terra', 'tandem'], () => 'TSX'],
  [['sao'], () => 'SAOCOM'],
  [['uav'], () => 'UAV'],
];

/** Name of a mission from PLATFORM, e.g. `sen` gives `S1`; other names come back in capitals. */
export function missionOf(platform: string): string {
  const name = platform.toLowerCase();
  const known = MISSIONS.find(([prefixes]) => prefixes.some((prefix) => name.startsWith(prefix)));
  return known ? known[1](name) : platform.toUpperCase();
}

/**
 * Attributes of a series completed by the lines of a template that are not options (`beam_mode = IW`). Keys with
 * `unavco.` or `hdfeos5.` in them stand for what follows, in lower case; options of the workflow are none of them.
 */
export function withTemplate(attributes: Attributes, template: ReadonlyMap<string, string>): Attributes {
  const out = { ...attributes };
  for (const [key, value] of template) if (!/^(mintpy|isce)/.test(key)) out[key] = value;
  for (const [key, value] of Object.entries(out)) {
    const cut = /(?:unavco|hdfeos5)\.(.+)$/.exec(key);
    if (cut !== null) out[cut[1].toLowerCase()] = value;
  }
  return out;
}

/** What identifies a product in an archive: its own part of the root attributes, in their native types. */
export interface ArchiveMetadata extends NativeAttributes {
  readonly mission: string;
  readonly beam_mode: string;
  readonly beam_swath: number;
  readonly relative_orbit: number;
  readonly first_frame: number;
  readonly last_frame: number;
  readonly first_date: string;
  readonly last_date: string;
}

/**
 * Metadata of EarthScope's InSAR archive (formerly UNAVCO) for a geocoded series.
 *
 * @param dates of the series, in order @param today YYYY-MM-DD
 * @throws {MetadataError} naming everything that is missing, and where to put it
 */
export function archiveMetadata(
  attributes: Attributes,
  dates: readonly string[],
  today: string,
): ArchiveMetadata {
  assertArchivable(attributes);
  const text = (key: string, instead: string) => attributes[key] ?? instead;
  const firstFrame = whole(attributes, 'first_frame', 0);
  const grid = mapGrid(attributes);
  return {
    mission: attributes['mission'] ?? missionOf(attributes['PLATFORM']),
    beam_mode: attributes['beam_mode'],
    beam_swath: whole(attributes, 'beam_swath', 0),
    relative_orbit: whole(
      attributes,
      attributes['relative_orbit'] === undefined ? 'trackNumber' : 'relative_orbit',
    ),
    processing_type: 'LOS_TIMESERIES',
    processing_software: text('PROCESSOR', 'isce'),
    first_date: isoDate(dates[0]),
    last_date: isoDate(dates[dates.length - 1]),
    scene_footprint: sceneFootprint(attributes, grid),
    history: today,
    first_frame: firstFrame,
    last_frame: whole(attributes, 'last_frame', firstFrame),
    atmos_correct_method: text('atmos_correct_method', 'None'),
    post_processing_method: 'MintPy',
    processing_dem: text('processing_dem', 'Unknown'),
    unwrap_method: text('unwrap_method', 'Unknown'),
    flight_direction: flightDirection(attributes['ORBIT_DIRECTION'] ?? attributes['flight_direction']),
    look_direction: Number(attributes['ANTENNA_SIDE']) === -1 ? 'R' : 'L',
    polarization: text('polarization', text('POLARIZATION', 'Unknown')),
    prf: { float: number(attributes, attributes['prf'] === undefined ? 'PRF' : 'prf', 0) },
    wavelength: { float: number(attributes, 'WAVELENGTH') },
    data_footprint: wktRing(mapCornersInDegrees(grid)),
  };
}

/** @throws {MetadataError} naming all that an archive asks for and the attributes lack */
export function assertArchivable(attributes: Attributes): void {
  const lacks = (...keys: string[]) =>
    keys.every((key) => attributes[key] === undefined || attributes[key] === '');
  const missing = [
    ['beam_mode'],
    ['relative_orbit', 'trackNumber'],
    ...[1, 2, 3, 4].flatMap((corner) => [[`LAT_REF${corner}`], [`LON_REF${corner}`]]),
    ['ANTENNA_SIDE'],
    ['WAVELENGTH'],
    ['PLATFORM', 'mission'],
  ].filter((keys) => lacks(...keys));
  if (missing.length === 0) return;
  const names = missing.map(([key]) => (KEY_MEANING[key] ? `${key} (${KEY_MEANING[key]})` : key)).join(', ');
  const file = attributes['FILE_PATH'] ?? 'the series';
  throw new MetadataError(
    `For the archive format the metadata of ${file} lack ${names}.`,
    `Write ${missing.map(([key]) => `'${key} = VALUE'`).join(', ')} into your template, a line each: the workflow reads it, save_hdfeos5 takes it with -t.`,
  );
}

function number(attributes: Attributes, key: string, instead?: number): number {
  const text = attributes[key];
  if (text === undefined && instead !== undefined) return instead;
  const value = Number(text);
  if (text !== undefined && text.trim() !== '' && Number.isFinite(value)) return value;
  throw new MetadataError(
    `Metadata ${key} is '${text}', not a number.`,
    `Give '${key} = number' in the template.`,
  );
}

function whole(attributes: Attributes, key: string, instead?: number): number {
  const value = number(attributes, key, instead);
  if (Number.isInteger(value)) return value;
  throw new MetadataError(
    `Metadata ${key} is '${attributes[key]}', not a whole number.`,
    `Give '${key} = number' in the template.`,
  );
}

function flightDirection(direction: string | undefined): string {
  return direction === undefined ? 'Unknown' : direction.charAt(0).toUpperCase();
}

function isoDate(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
}

/** Scene corners in the order first line near, last line near, last line far, first line far. */
function sceneFootprint(attributes: Attributes, grid: MapGrid): string {
  const { latitude, longitude } = sceneCorners(attributes);
  const corners = [0, 2, 3, 1].map((k) => toDegrees(latitude[k], longitude[k], grid));
  return wktRing(corners.map(([lat, lon]) => [lat, longitudeNear(lon, corners[0][1])]));
}

function toDegrees(lat: number, lon: number, { utmZone }: MapGrid): readonly [lat: number, lon: number] {
  const isMetres = Math.abs(lat) > 90 || Math.abs(lon) > 360;
  return utmZone === undefined || !isMetres ? [lat, lon] : utmToLatLon(lat, lon, parseUtmZone(utmZone));
}

/** What a file is named by besides its metadata. */
export interface ArchiveNaming {
  readonly suffix?: string;
  /** the series goes on: its end is not in the name */
  readonly update?: boolean;
  /** bounds to put into the name */
  readonly bounds?: Bounds;
}

/** `S1_IW1_036_0473_20180104_20190204[_suffix][_N36358_N36461_E025359_E025500].he5` */
export function archiveName(metadata: ArchiveMetadata, { suffix, update, bounds }: ArchiveNaming): string {
  const { mission, beam_mode, beam_swath, relative_orbit, first_frame, last_frame } = metadata;
  const padded = (value: number, width: number) => String(value).padStart(width, '0');
  const day = (date: string) => date.replaceAll('-', '');
  const degrees = (value: number, [positive, negative]: string, width: number) =>
    (value < 0 ? negative : positive) + padded(Math.round(Math.abs(value) * 1000), width);
  const parts = [
    mission,
    beam_mode + (beam_swath === 0 ? '' : beam_swath),
    padded(relative_orbit, 3),
    padded(first_frame, 4),
    ...(last_frame === first_frame ? [] : [padded(last_frame, 4)]),
    day(metadata.first_date),
    update ? 'XXXXXXXX' : day(metadata.last_date),
    ...(suffix ? [suffix] : []),
    ...(bounds
      ? [
          degrees(bounds.south, 'NS', 5),
          degrees(bounds.north, 'NS', 5),
          degrees(bounds.west, 'EW', 6),
          degrees(bounds.east, 'EW', 6),
        ]
      : []),
  ];
  return `${parts.join('_')}.he5`;
}

/** Outer edges of the map of a geocoded product, degrees. */
export function archiveBounds(attributes: Attributes): Bounds {
  return boundsInDegrees(mapGrid(attributes));
}
