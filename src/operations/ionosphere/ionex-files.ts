import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type IonexMaps, parseIonex } from '../../core/atmosphere/ionex.ts';
import { dayOfYear, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';

/** Analysis centres: codes as they begin the names of their files. */
export const TEC_SOLUTIONS = ['cod', 'esa', 'igs', 'jpl', 'upc', 'uqr'] as const;
export type TecSolution = (typeof TEC_SOLUTIONS)[number];

/**
 * File of the maps of a date: `jplg3190.15i`, or `JPL0OPSFIN_20230010000_01D_02H_GIM.INX` since the end of 2022, also
 * with `.gz`; undefined when the folder has none.
 */
export function ionexFile(folder: string, solution: TecSolution, date: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const [year, day] = [date.slice(0, 4), String(dayOfYear(parseDate(date.slice(0, 8)))).padStart(3, '0')];
  const old = `${solution}g${day}0\\.${year.slice(2)}i`;
  const since = `${solution}0\\w{6}_${year}${day}0000_01D_\\d\\d[HM]_GIM\\.INX`;
  const name = new RegExp(`^(?:${old}|${since})(?:\\.gz)?$`, 'i');
  const found = readdirSync(folder).filter((file) => name.test(file));
  const [best] = found.sort(
    (a, b) => Number(a.endsWith('.gz')) - Number(b.endsWith('.gz')) || (a < b ? -1 : 1),
  );
  return best && join(folder, best);
}

/** @throws {FileError} when it cannot be unpacked @throws {MetadataError} when it is no IONEX file */
export function readIonex(path: string): IonexMaps {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return parseIonex(bytes.toString('latin1'), path);
  try {
    return parseIonex(gunzipSync(bytes).toString('latin1'), path);
  } catch (cause) {
    if ((cause as { code?: string }).code?.startsWith('Z_') !== true) throw cause;
    throw new FileError(`${path} cannot be unpacked.`, 'Download it again: it may be cut.', { cause });
  }
}
