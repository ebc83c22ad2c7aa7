import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { cornerFile, type Folders } from './companions.ts';
import { isGammaLookup } from './file-format.ts';
import { parseGammaPar } from './parameter-sheet.ts';
import { parseCorners } from './sheets.ts';

/** Parameter sheet of a map raster: `<dem>.par`, or for a lookup table `<base>.utm.dem.par` of the same map. */
export function mapSheet(path: string, folders: Folders): string | undefined {
  const own = [`${path}.par`, `${path}_par`].find((candidate) => existsSync(candidate));
  if (own !== undefined) return own;
  if (!isGammaLookup(path)) return undefined;
  const base = basename(path).replace(/\.[^.]*$/, '');
  return folders.find(dirname(path), [`${base}.*.dem.par`, `${base}.dem_seg.par`, `${base}*.dem*par`])[0];
}

/**
 * Attributes of a raster on the map: parameters of the DEM, corner and step as numbers, size, zone.
 * @param unit X_UNIT and Y_UNIT: the stack says `deg` or `meter`, geometry files `degrees` or `meters`
 */
export function mapAttributes(sheet: string, unit: 'short' | 'long'): Attributes {
  const par = parseGammaPar(readSheet(sheet));
  const out: Attributes = { ...par, FILE_LENGTH: par.LENGTH };
  const isMetres = par.post_east !== undefined;
  const unitName = isMetres ? (unit === 'short' ? 'meter' : 'meters') : unit === 'short' ? 'deg' : 'degrees';
  for (const key of ['X_FIRST', 'Y_FIRST', 'X_STEP', 'Y_STEP']) out[key] = pythonFloat(Number(par[key]));
  out.X_UNIT = unitName;
  out.Y_UNIT = unitName;
  if (isMetres && par.projection_zone !== undefined) {
    // Southern zones count northings from ten million metres below the equator.
    out.UTM_ZONE = `${par.projection_zone}${Number(par.false_northing) > 0 ? 'S' : 'N'}`;
  }
  return out;
}

const GRID_KEYS = ['X_FIRST', 'Y_FIRST', 'X_STEP', 'Y_STEP', 'X_UNIT', 'Y_UNIT', 'UTM_ZONE'];

/** Grid attributes that a geocoded interferogram takes over from the DEM. */
export function gridAttributes(sheet: string): Attributes {
  const all = mapAttributes(sheet, 'short');
  return Object.fromEntries(GRID_KEYS.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]));
}

/**
 * Attributes of a DEM in radar coordinates from its `<base>.diff_par`, with the corners of the scene.
 * @param folderOfPairs folders to look for the corner file in, after the DEM's own
 */
export function radarDemAttributes(
  path: string,
  folders: Folders,
  folderOfPairs: readonly string[],
): Attributes {
  const base = basename(path).replace(/(?:\.rdc\.dem|\.hgt_sim|\.hgt|\.dem)$/, '');
  const sheet = folders.find(dirname(path), [`${base}.diff_par`, `${base}*diff*par`])[0];
  if (sheet === undefined) {
    throw new FileError(
      `${path}: no ${base}.diff_par beside it.`,
      'It gives the size of the DEM in radar coordinates; copy it from the geocoding folder.',
    );
  }
  const match = /(\d{8}|\d{6})(?!\d)([^.]*)/.exec(base);
  const corners =
    match === null
      ? undefined
      : [dirname(path), ...folderOfPairs]
          .map((folder) => cornerFile(folder, match[1], match[2], folders))
          .find((found) => found !== undefined);
  const par = parseGammaPar(readSheet(sheet));
  return {
    ...par,
    FILE_LENGTH: par.LENGTH,
    ...(corners === undefined ? {} : parseCorners(readSheet(corners))),
  };
}
