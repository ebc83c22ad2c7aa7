import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type IonexMaps, parseIonex } from '../../core/atmosphere/ionex.ts';
import { dayOfYear, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';

/** Analysis centres: codes as they begin the names of their files. */
export const TEC_SOLUTIONS = ['cod', 'esa', 'igs', 'jpl', 'upc', 'uqr'] as const;
export type TecSolution = (typeof TEC_SOLUTIONS)[number];

/**
 * Files of the maps of dates: `jplg3190.15i`, or `JPL0OPSFIN_20230010000_01D_02H_GIM.INX` since the end of 2022, also with
 * `.gz`.
 * @returns function that gives the file of a date; undefined when the folder has none
 */
export function ionexFiles(folder: string, solution: TecSolution): (date: string) => string | undefined {
  const old = `${solution}g(?<dayOfYear>\\d{3})0\\.(?<year>\\d\\d)i`;
  const since = `${solution}0\\w{6}_(?<day>\\d{7})0000_01D_\\d\\d[HM]_GIM\\.INX`;
  const name = new RegExp(`^(?:${old}|${since})(?:\\.gz)?$`, 'i');
  const files = new Map<string, string[]>(); // by year, of two digits or four, and day
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const found = name.exec(file)?.groups;
    if (found === undefined) continue;
    const day = found['day'] ?? `${found['year']}${found['dayOfYear']}`;
    files.set(day, [...(files.get(day) ?? []), file]);
  }
  return (date) => {
    const day = `${date.slice(0, 4)}${String(dayOfYear(parseDate(date.slice(0, 8)))).padStart(3, '0')}`;
    const [best] = [day, day.slice(2)]
      .flatMap((key) => files.get(key) ?? [])
      .sort((a, b) => Number(a.endsWith('.gz')) - Number(b.endsWith('.gz')) || (a < b ? -1 : 1));
    return best && join(folder, best);
  };
}

/**
 * Reads IONEX files, one after the other into the same memory: the maps of a file are gone when the next one is read.
 * @returns function that reads a file; it throws a FileError when it cannot be unpacked, a MetadataError when it is no IONEX
 * file
 */
export function ionexReader(): (path: string) => IonexMaps {
  let room = new Uint8Array(0);
  return (path) => {
    const file = new LocalFile(path);
    try {
      if (file.size > room.length) room = new Uint8Array(file.size);
      const bytes = room.subarray(0, file.size);
      file.readInto(bytes, 0);
      return parseIonex(path.endsWith('.gz') ? unpacked(bytes, path) : bytes, path);
    } finally {
      file.close();
    }
  };
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    if ((cause as { code?: string }).code?.startsWith('Z_') !== true) throw cause;
    throw new FileError(`${path} cannot be unpacked.`, 'Download it again: it may be cut.', { cause });
  }
}
