import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { shortDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners } from '../../io/attributes/map-raster.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { leftSheet } from '../left-sheet.ts';
import { type Hyp3Name, hyp3Name, NAME_PATTERNS } from './product-name.ts';

const SPEED_OF_LIGHT = 299_792_458;
/** Sentinel-1, Hz. */
const FREQUENCY = 5.405e9;
/** Single-look pixels of Sentinel-1 IW, m. */
const PIXEL = { range: 2.3, azimuth: 14.1 };

/**
 * Attributes of a file of a HyP3 product: of its raster, its name and the text file beside it.
 * @throws {FileError} when the name is none of HyP3's, or the text file is not there
 */
export function hyp3Attributes(path: string, raster: Attributes): Attributes {
  const name = hyp3Name(path);
  const sheet = name && join(dirname(path), `${name.product}.txt`);
  if (sheet === undefined || !existsSync(sheet)) {
    const left = leftSheet(path);
    if (left !== undefined) return { ...left, ...raster };
    if (sheet === undefined)
      throw new FileError(
        `${path}: its name does not begin with that of a HyP3 product.`,
        `Give files the names they were delivered with: ${NAME_PATTERNS.join(', ')}.`,
      );
    throw new FileError(
      `Metadata ${basename(sheet)} not found beside ${path}.`,
      'Unzip the whole product into one folder.',
    );
  }
  return {
    ...raster,
    ...(/_lv_(?:theta|phi)/.test(basename(path)) && { UNIT: 'radian' }),
    ...productAttributes(name as Hyp3Name, sheet, raster, /_(?:unw_phase|corr)/.test(path)),
  };
}

/** `Key: value`, without blanks. */
function parseParameters(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [key, value] = line.replace(/\s/g, '').split(':');
    if (value) out[key] = value;
  }
  return out;
}

function productAttributes(name: Hyp3Name, sheet: string, raster: Attributes, isPair: boolean): Attributes {
  const told = parseParameters(readSheet(sheet));
  const text = (key: string): string => {
    const value = told[key.replaceAll(' ', '')];
    if (value !== undefined) return value;
    throw new MetadataError(`${sheet} has no line '${key}: ...'.`, 'Download the product again.');
  };
  const number = (key: string): number => {
    const value = Number(text(key));
    if (Number.isFinite(value)) return value;
    throw new MetadataError(
      `${sheet}: ${key} is '${text(key)}', not a number.`,
      'Download the product again.',
    );
  };
  const rangeLooks = number('Range looks');
  const azimuthLooks = number('Azimuth looks');
  const heading = modulo(number('Heading'), 360) - 360;
  const direction = Math.abs(heading) < 90 ? 'ascending' : 'descending';
  const out: Attributes = {
    PROCESSOR: 'hyp3',
    PLATFORM: 'Sen',
    ANTENNA_SIDE: '-1',
    CENTER_LINE_UTC: text('UTC time'),
    ALOOKS: text('Azimuth looks'),
    RLOOKS: text('Range looks'),
    EARTH_RADIUS: text('Earth radius at nadir'),
    HEIGHT: text('Spacecraft height'),
    STARTING_RANGE: text('Slant range near'),
    HEADING: pythonFloat(heading),
    ORBIT_DIRECTION: direction.toUpperCase(),
    WAVELENGTH: pythonFloat(SPEED_OF_LIGHT / FREQUENCY),
    RANGE_PIXEL_SIZE: pythonFloat(PIXEL.range * rangeLooks),
    AZIMUTH_PIXEL_SIZE: pythonFloat(PIXEL.azimuth * azimuthLooks),
    unwrap_method: text('Unwrapping type'),
    beam_mode: name.beamMode,
    beam_swath: name.swaths,
    ...mapCorners(raster, direction),
  };
  if (name.kind === 'gamma') Object.assign(out, granuleAttributes(text('Reference Granule'), told));
  if (isPair) {
    const baseline = pythonFloat(number('Baseline'));
    out.P_BASELINE_TOP_HDR = baseline;
    out.P_BASELINE_BOTTOM_HDR = baseline;
    out.DATE12 = `${shortDate(name.date1)}-${shortDate(name.date2)}`;
  }
  return out;
}

/** Absolute orbits before the first of relative orbit 1, which satellites fly every 175 revolutions. */
const ORBIT_OFFSETS: Readonly<Record<string, (orbit: number) => number>> = {
  S1A: () => 73,
  S1B: () => 202,
  S1C: (orbit) => (orbit <= 8018 ? 172 : 99),
  S1D: () => 42,
};

/** Times and relative orbit from the name of the reference scene. */
function granuleAttributes(granule: string, told: Readonly<Record<string, string>>): Attributes {
  const out: Attributes = {};
  const times = /_(\d{8}T\d{6})_(\d{8}T\d{6})_/.exec(granule);
  if (times !== null) {
    out.startUTC = spelled(times[1]);
    out.stopUTC = spelled(times[2]);
  }
  const orbit = Number(told.ReferenceOrbitNumber);
  const offset = ORBIT_OFFSETS[granule.slice(0, 3)];
  if (offset !== undefined && Number.isInteger(orbit))
    out.relative_orbit = String(modulo(orbit - offset(orbit), 175) + 1);
  return out;
}

/** `20190610T015047` as `2019-06-10 01:50:47.000000`. */
function spelled(time: string): string {
  return time.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3 $4:$5:$6.000000');
}

function modulo(value: number, by: number): number {
  const rest = value % by;
  return rest < 0 ? rest + by : rest;
}
