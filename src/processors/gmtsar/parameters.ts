import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { roundHalfEven } from '../../core/stats/rounding.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { leftSheet } from '../left-sheet.ts';

const SPEED_OF_LIGHT = 299_792_458;
const SECONDS_PER_DAY = 86_400;

/** Satellites by SC_identity. */
const PLATFORMS: Readonly<Record<string, string>> = {
  1: 'ers',
  2: 'ers',
  3: 'rs1',
  4: 'env',
  5: 'alos',
  6: 'tsx',
  7: 'csk',
  8: 'csk',
  9: 'rs2',
  10: 'sen',
  11: 'gf3',
  12: 'lt1',
};

/**
 * What all files of a stack have in common: orbit and radar from the PRM of the reference image, looks from the configuration
 * beside it, else from the template, HEADING from the template.
 * @throws {MetadataError} naming what is missing and how to give it
 */
export function sceneAttributes(options: LoadOptions): Attributes {
  const own = options.templateAttributes;
  const [prm] = filesOf(options, 'metaFile');
  // An earlier preparation has left the same beside the PRM: enough when that is gone.
  const left = prm === undefined ? leftScene(options) : undefined;
  const scene = left ?? prmAttributes(prm ?? requiredFilesOf(options, 'metaFile')[0], own);
  const heading = own.HEADING ?? scene.HEADING;
  if (heading === undefined || !Number.isFinite(Number(heading)))
    throw new MetadataError(
      `HEADING ${heading === undefined ? 'missing' : `= ${heading} is no number`}: GMTSAR's files do not tell the direction of flight.`,
      'Add HEADING = -168.0 (degrees from north; about -168 descending, -12 ascending) to the template.',
    );
  return { ...scene, HEADING: heading };
}

function leftScene({ patterns: { metaFile }, workDir }: LoadOptions): Attributes | undefined {
  return metaFile === undefined ? undefined : leftSheet(join(dirname(resolve(workDir, metaFile)), 'data'));
}

/** Of the PRM, needed as they are. */
const NEEDED = ['near_range', 'radar_wavelength'];

function prmAttributes(path: string, own: Attributes): Attributes {
  const prm = parsePrm(readSheet(path));
  const number = (key: string): number => {
    const value = Number(prm[key]);
    if (prm[key] !== undefined && Number.isFinite(value)) return value;
    throw new MetadataError(
      `${path} ${prm[key] === undefined ? `has no line '${key} = ...'` : `says ${key} = ${prm[key]}`}.`,
      'Name the PRM of the reference image in mintpy.load.metaFile.',
    );
  };
  for (const key of NEEDED) number(key);
  const [earth, height] = [number('earth_radius'), number('SC_height')];
  const single = {
    azimuth: ((number('SC_vel') / number('PRF')) * earth) / (earth + height),
    range: SPEED_OF_LIGHT / number('rng_samp_rate') / 2,
  };
  const wavelength = filterWavelength(path);
  const looksOf = (key: 'ALOOKS' | 'RLOOKS', pixel: number): number => {
    if (wavelength !== undefined) return Math.max(1, roundHalfEven((0.3 * wavelength) / pixel));
    const value = Number(own[key]);
    if (value > 0) return value;
    throw new MetadataError(
      `No config.*.txt beside ${path}, and ${key} is not in the template.`,
      'Give ALOOKS = 4 and RLOOKS = 16 (the looks of the interferograms) in the template.',
    );
  };
  const alooks = looksOf('ALOOKS', single.azimuth);
  const rlooks = looksOf('RLOOKS', single.range);
  const middle = (number('SC_clock_start') + number('SC_clock_stop')) / 2;
  const platform = PLATFORMS[Number(prm.SC_identity)];
  return {
    ...withStandardKeys(prm),
    PROCESSOR: 'gmtsar',
    ...(platform && { PLATFORM: platform }),
    ANTENNA_SIDE: prm.lookdir?.toUpperCase().startsWith('L') ? '1' : '-1',
    ORBIT_DIRECTION: prm.orbdir?.toUpperCase().startsWith('A') ? 'ASCENDING' : 'DESCENDING',
    CENTER_LINE_UTC: pythonFloat((middle - Math.floor(middle)) * SECONDS_PER_DAY),
    ALOOKS: String(alooks),
    RLOOKS: String(rlooks),
    AZIMUTH_PIXEL_SIZE: pythonFloat(single.azimuth * alooks),
    RANGE_PIXEL_SIZE: pythonFloat(single.range * rlooks),
  };
}

/** `key = value` lines. */
function parsePrm(text: string): Attributes {
  const out: Attributes = {};
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const value = line.slice(equals + 1).trim();
    if (value !== '') out[line.slice(0, equals).trim()] = value;
  }
  return out;
}

const USUAL_WAVELENGTH = 200;

/** Of the filter before the looks were taken, m; undefined without a `config.*.txt` beside the PRM. */
function filterWavelength(prm: string): number | undefined {
  const folder = dirname(prm);
  const name = readdirSync(folder)
    .sort()
    .find((entry) => /^config\..*\.?txt$/.test(entry));
  if (name === undefined) return undefined;
  const value = /^\s*filter_wavelength\s*=\s*([^\s#]+)/m.exec(readSheet(join(folder, name)))?.[1];
  if (value === undefined) return USUAL_WAVELENGTH;
  if (Number(value) > 0) return Number(value);
  throw new MetadataError(
    `${join(folder, name)} says filter_wavelength = ${value}.`,
    'Give it in metres, e.g. filter_wavelength = 200.',
  );
}

/** Where the table of baselines is: as the template says, else beside the PRM. */
export function baselineTablePath(options: LoadOptions): string {
  const named = options.patterns.baselineDir;
  const [found] =
    named === undefined
      ? [join(dirname(requiredFilesOf(options, 'metaFile')[0]), 'baseline_table.dat')]
      : requiredFilesOf(options, 'baselineDir');
  const inside = join(found, 'baseline_table.dat');
  return existsSync(inside) ? inside : found;
}
