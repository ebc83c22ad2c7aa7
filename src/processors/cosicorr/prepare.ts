import { basename } from 'node:path';
import { longDate, parseDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners } from '../../io/attributes/map-raster.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import type { StackDescription } from '../../loading/description.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { mapStack } from '../map-stack.ts';
import { openMapTiff } from '../map-tiff.ts';

/** Dates of a file, YYYYMMDD. */
type Dates = readonly [date1: string, date2: string];

/** Describe a stack of COSI-Corr offsets: headers read, pixels not. There is no radar: neither geometry nor baselines. */
export async function prepareCosicorrStack(options: LoadOptions): Promise<StackDescription> {
  if (filesOf(options, 'rgOffFile').length === 0) requiredFilesOf(options, 'azOffFile');
  const list = requiredFilesOf(options, 'metaFile')[0];
  const dates = readDateList(list);
  return mapStack(options, {
    open: (path) => openMapTiff(path, (file, raster) => offsetAttributes(file, raster, dates, list)),
    sizeRemedy: 'Correlate or warp all pairs to one grid.',
  });
}

/**
 * The list of all files with their dates: `<file name> <date1> <date2>`, a line each.
 * @throws {MetadataError} for a line that is something else
 */
export function readDateList(path: string): ReadonlyMap<string, Dates> {
  const out = new Map<string, Dates>();
  for (const line of readSheet(path).split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0].startsWith('#')) continue;
    if (words.length !== 3 || !words.slice(1).every(isDate))
      throw new MetadataError(
        `${path}: '${line.trim()}' is no line of a list of files.`,
        'Expected is: <file name> <date1> <date2>, with dates as YYYYMMDD.',
      );
    out.set(basename(words[0]), [longDate(words[1]), longDate(words[2])]);
  }
  return out;
}

function isDate(text: string): boolean {
  if (!/^(?:\d{6}|\d{8})$/.test(text)) return false;
  try {
    return Number.isFinite(parseDate(longDate(text)));
  } catch {
    return false;
  }
}

/** @throws {MetadataError} when the list has no line for the file */
export function offsetAttributes(
  path: string,
  raster: Attributes,
  dates: ReadonlyMap<string, Dates>,
  list: string,
): Attributes {
  const pair = dates.get(basename(path));
  if (pair === undefined)
    throw new MetadataError(
      `${list} has no line for ${basename(path)}.`,
      `Add: ${basename(path)} <date1> <date2>. It must list every file.`,
    );
  const [first, second] = pair.map((date) => parseDate(date));
  const middle = (first + second) / 2000; // seconds
  return {
    ...raster,
    PROCESSOR: 'cosicorr',
    DATE12: pair.join('-'),
    P_BASELINE_TOP_HDR: '0.0',
    P_BASELINE_BOTTOM_HDR: '0.0',
    RLOOKS: '1',
    ALOOKS: '1',
    RANGE_PIXEL_SIZE: pythonFloat(Math.abs(Number(raster.X_STEP))),
    AZIMUTH_PIXEL_SIZE: pythonFloat(Math.abs(Number(raster.Y_STEP))),
    CENTER_LINE_UTC: pythonFloat(((middle % 86_400) + 86_400) % 86_400),
    ...mapCorners(raster, 'ascending'),
  };
}
