import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { missionOfDates } from '../../io/products/safe-names.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { writeWhole } from '../../io/whole-file.ts';

/** Which dates of a series Sentinel-1A acquired, and which Sentinel-1B. */
export interface Sentinel1Dates {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

const NAMES = { a: 'S1A_date.txt', b: 'S1B_date.txt' } as const;

/**
 * Satellites of the dates of a series: from the list of SAFE names that is given, else SAFE_files.txt in the folder above
 * the series or in its own, else S1A_date.txt and S1B_date.txt beside it, which are written whenever a list is read.
 * @throws {FileError} when none of them is there, or names no date of the series
 */
export function sentinel1Dates(
  { path, dates }: Timeseries,
  list: string | undefined,
  { log }: Pick<Context, 'log'>,
): Sentinel1Dates {
  const folder = dirname(path);
  const safeList =
    list ??
    [join(folder, '..', 'SAFE_files.txt'), join(folder, 'SAFE_files.txt')].find((file) => existsSync(file));
  const files = { a: join(folder, NAMES.a), b: join(folder, NAMES.b) };
  const known = safeList === undefined ? datesOfFiles(files) : missionOfDates(readFileSync(safeList, 'utf8'));
  if (known === undefined)
    throw new FileError(
      `Nothing tells which dates of ${path} Sentinel-1A or 1B acquired.`,
      'Give a list of SAFE names with -s, or put SAFE_files.txt into the folder above.',
    );
  const of = (mission: string) => dates.filter((date) => known.get(date.slice(0, 8)) === mission);
  const found = { a: of('S1A'), b: of('S1B') };
  if (found.a.length + found.b.length === 0)
    throw new FileError(
      `${safeList ?? files.a} names none of the ${dates.length} dates of ${path}.`,
      'Give the list of the same acquisitions.',
    );
  const others = [...of('S1C'), ...of('S1D')];
  if (others.length > 0)
    log.warn(
      `acquired by Sentinel-1C or 1D, whose bias is not known, and left as they are: ${others.join(', ')}`,
    );
  const without = dates.filter((date) => !known.has(date.slice(0, 8)));
  if (without.length > 0) log.warn(`in no list, and left as they are: ${without.join(', ')}`);
  if (safeList !== undefined)
    for (const key of ['a', 'b'] as const)
      writeWhole(files[key], found[key].map((date) => `${date}\n`).join(''));
  return found;
}

function datesOfFiles(files: Readonly<Record<'a' | 'b', string>>): ReadonlyMap<string, string> | undefined {
  if (!existsSync(files.a) || !existsSync(files.b)) return undefined;
  const datesIn = (file: string) => readFileSync(file, 'utf8').match(/\d{8}/g) ?? [];
  return new Map([
    ...datesIn(files.a).map((date) => [date, 'S1A'] as const),
    ...datesIn(files.b).map((date) => [date, 'S1B'] as const),
  ]);
}
