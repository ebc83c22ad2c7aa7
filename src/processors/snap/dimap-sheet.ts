import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { shortDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { type Cartesian, localRadius } from '../../core/geometry/ellipsoid.ts';
import { rangeAtIncidence } from '../../core/geometry/radar-geometry.ts';
import { utmZoneToEpsg } from '../../core/geometry/utm.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import { sensorShortName } from '../../io/attributes/sensor.ts';
import { radarGeometry } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { elementType, numpyName } from '../../io/raster/element-type.ts';
import { readSheet } from '../../io/raster/local.ts';
import { child, childrenNamed, parseXml, type XmlElement } from '../../io/raster/xml.ts';

const SPEED_OF_LIGHT = 299_792_458;

/** The sheet of an image: `X.dim` of `X.data/Y.img`. @throws {FileError} when it is not there */
export function dimapSheet(path: string): string {
  const folder = dirname(path);
  const sheet = folder.replace(/\.data$/, '.dim');
  if (!folder.endsWith('.data'))
    throw new FileError(
      `${path} does not lie in a folder *.data.`,
      'Keep <product>.dim and <product>.data side by side.',
    );
  if (existsSync(sheet)) return sheet;
  throw new FileError(
    `${sheet} not found: it describes ${basename(path)}.`,
    'Copy it beside the folder *.data.',
  );
}

/**
 * All attributes of a BEAM-DIMAP product of one band on a map, as the reference takes them.
 * @throws {MetadataError} naming what the sheet lacks
 */
export function dimapAttributes(sheet: string): Attributes {
  const root = parseXml(readSheet(sheet), sheet);
  const abstracted = find(root, (element) => isNamed(element, 'Abstracted_Metadata'));
  if (abstracted === undefined)
    throw new MetadataError(
      `${sheet} has no Abstracted_Metadata.`,
      'Write the product with SNAP as BEAM-DIMAP again.',
    );
  const told: Attributes = {};
  for (const element of childrenNamed(abstracted, 'MDATTR'))
    told[(element.attributes.name ?? '').toLowerCase()] = element.text.trim() || 'None';
  const number = (key: string): number => {
    const value = Number(told[key]);
    if (told[key] !== undefined && Number.isFinite(value)) return value;
    throw new MetadataError(
      `${sheet}: ${key} is ${told[key] ?? 'missing'} in its Abstracted_Metadata.`,
      'Write the product with SNAP again, with its metadata.',
    );
  };
  const map = mapAttributes(root, sheet);
  const { height, radius } = localRadius(firstPosition(abstracted, sheet));
  const incidence = number('incidence_near');
  const out: Attributes = {
    ...told,
    ...withStandardKeys({ ...told, ...map }),
    PROCESSOR: 'snap',
    NO_DATA_VALUE: 'none',
    FILE_TYPE: basename(sheet, '.dim').split('_').at(-2) ?? basename(sheet, '.dim'),
    ANTENNA_SIDE: told.antenna_pointing === 'left' ? '1' : '-1',
    CENTER_LINE_UTC: pythonFloat(middleSeconds(told, sheet)),
    HEIGHT: pythonFloat(height),
    EARTH_RADIUS: pythonFloat(radius),
    WAVELENGTH: pythonFloat(SPEED_OF_LIGHT / (number('radar_frequency') * 1e6)),
    ALOOKS: String(Math.trunc(number('azimuth_looks'))),
    RLOOKS: String(Math.trunc(number('range_looks'))),
    INCIDENCE_ANGLE: pythonFloat(incidence),
    ...baselineAttributes(abstracted, sheet),
  };
  if (told.mission !== undefined) out.PLATFORM = sensorShortName(told.mission);
  // The reference rounds the angle to single precision first.
  out.SLANT_RANGE_DISTANCE = pythonFloat(rangeAtIncidence(radarGeometry(out), Math.fround(incidence)));
  return out;
}

/** The first element below (or at) a place, in the order of the document, that has a property. */
function find(element: XmlElement, has: (element: XmlElement) => boolean): XmlElement | undefined {
  if (has(element)) return element;
  for (const one of element.children) {
    const found = find(one, has);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNamed(element: XmlElement, name: string): boolean {
  return element.name === 'MDElem' && element.attributes.name === name;
}

function numberIn(element: XmlElement | undefined, name: string): number {
  const found = childrenNamed(element, 'MDATTR').find((one) => one.attributes.name === name);
  return found === undefined || found.text.trim() === '' ? Number.NaN : Number(found.text);
}

/** Size and place: the sheet of the raster says something else of the place, and is not asked. */
function mapAttributes(root: XmlElement, sheet: string): Attributes {
  const band = find(root, ({ name }) => name === 'Spectral_Band_Info');
  const [length, width] = ['BAND_RASTER_HEIGHT', 'BAND_RASTER_WIDTH'].map((name) =>
    Number(child(band, name)?.text),
  );
  if (!(length > 0 && width > 0))
    throw new MetadataError(
      `${sheet} does not tell the size of its band.`,
      'Write the product with SNAP again.',
    );
  const transform = find(root, ({ name }) => name === 'IMAGE_TO_MODEL_TRANSFORM')
    ?.text.split(',')
    .map(Number);
  if (
    transform?.length !== 6 ||
    !transform.every(Number.isFinite) ||
    transform[1] !== 0 ||
    transform[2] !== 0
  )
    throw new MetadataError(
      `${sheet} has no place on a map with north up.`,
      'Geocode the product with SNAP (Range-Doppler Terrain Correction).',
    );
  const [xStep, , , yStep, xFirst, yFirst] = transform;
  const type = elementType(child(band, 'DATA_TYPE')?.text ?? 'float32') ?? 'f4';
  const wkt = find(root, ({ name }) => name === 'WKT')?.text ?? '';
  const zone = /UTM zone (\d+)\s*,?\s*(N|S)/i.exec(wkt);
  const isMetres = zone !== null || Math.abs(xFirst) + Math.abs(yFirst) > 540;
  const unit = isMetres ? 'meters' : 'degrees';
  const utm = zone && `${Number(zone[1])}${zone[2].toUpperCase()}`;
  return {
    LENGTH: String(length),
    WIDTH: String(width),
    FILE_LENGTH: String(length),
    DATA_TYPE: numpyName(type),
    X_FIRST: pythonFloat(xFirst),
    Y_FIRST: pythonFloat(yFirst),
    X_STEP: pythonFloat(xStep),
    Y_STEP: pythonFloat(yStep),
    X_UNIT: unit,
    Y_UNIT: unit,
    ...(utm && { UTM_ZONE: utm, EPSG: utmZoneToEpsg(utm) }),
  };
}

function firstPosition(abstracted: XmlElement, sheet: string): Cartesian {
  const orbits = find(abstracted, (element) => isNamed(element, 'Orbit_State_Vectors'));
  const vector = childrenNamed(orbits, 'MDElem')[0];
  const position = ['x_pos', 'y_pos', 'z_pos'].map((name) => numberIn(vector, name));
  if (position.every(Number.isFinite)) return position as unknown as Cartesian;
  throw new MetadataError(
    `${sheet} has no Orbit_State_Vectors.`,
    'Write the product with SNAP again, with its orbit.',
  );
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `20Apr2019` as YYYYMMDD. */
function dateOf(text: string): string | undefined {
  const match = /(\d{2})([A-Za-z]{3})(\d{4})\s*$/.exec(text);
  const month = match === null ? -1 : MONTHS.indexOf(match[2].toLowerCase());
  return match === null || month < 0
    ? undefined
    : `${match[3]}${String(month + 1).padStart(2, '0')}${match[1]}`;
}

/** Seconds of the day in the middle of the image, whole ones. */
function middleSeconds(told: Attributes, sheet: string): number {
  const [first, last] = ['first_line_time', 'last_line_time'].map((key) => {
    const match = /^(\d{2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}(?:\.\d*)?)$/.exec(told[key] ?? '');
    const month = match === null ? -1 : MONTHS.indexOf(match[2].toLowerCase());
    if (match === null || month < 0)
      throw new MetadataError(
        `${sheet}: ${key} is '${told[key] ?? ''}'.`,
        'Expected is a time such as 20-APR-2019 17:35:53.218511.',
      );
    const [, day, , year, hour, minute, second] = match;
    return Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute)) / 1000 + Number(second);
  });
  return Math.floor((first + last) / 2) % 86_400;
}

/** Dates and perpendicular baseline of the pair, from the first group of baselines. */
function baselineAttributes(abstracted: XmlElement, sheet: string): Attributes {
  const baselines = find(abstracted, (element) => isNamed(element, 'Baselines'));
  const group = childrenNamed(baselines, 'MDElem').find(({ attributes }) =>
    attributes.name?.startsWith('Ref_'),
  );
  const images = childrenNamed(group, 'MDElem');
  const dates = images.slice(-2).map(({ attributes }) => dateOf(attributes.name ?? ''));
  if (dates.length < 2 || dates.includes(undefined))
    throw new MetadataError(
      `${sheet} has no Baselines group of two images.`,
      'The band must come from the co-registered product: write it with SNAP from there.',
    );
  const values = images.map((image) => numberIn(image, 'Perp Baseline')).filter(Number.isFinite);
  const baseline = pythonFloat(values.find((value) => value !== 0) ?? 0);
  return {
    DATE12: (dates as string[]).sort().map(shortDate).join('-'),
    P_BASELINE_TOP_HDR: baseline,
    P_BASELINE_BOTTOM_HDR: baseline,
  };
}
