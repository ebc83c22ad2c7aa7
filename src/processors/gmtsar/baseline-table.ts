import { existsSync } from 'node:fs';
import { dateOfYearDay } from '../../core/calendar.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { readSheet } from '../../io/raster/local.ts';

/**
 * Perpendicular baselines by date (YYYYMMDD), m, of `baseline_table.dat`: name of the image, yyyyddd.fraction with the day of the
 * year from zero, days, parallel and perpendicular baseline.
 * @throws {FileError} when it is not there @throws {MetadataError} for a line that is none of these
 */
export function readBaselineTable(path: string): ReadonlyMap<string, number> {
  if (!existsSync(path))
    throw new FileError(
      `${path} does not exist: no table of baselines.`,
      'Set mintpy.load.baselineDir to the baseline_table.dat that GMTSAR writes.',
    );
  const out = new Map<string, number>();
  for (const line of readSheet(path).split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    if (words.length < 2) continue;
    const value = Number(words[4]);
    if (!/^\d{7}(?:\.|$)/.test(words[1]) || words[4] === undefined || !Number.isFinite(value))
      throw new MetadataError(
        `${path}: '${line.trim()}' is no line of a table of baselines.`,
        'Expected is: <image> <yyyyddd.fraction> <days> <parallel> <perpendicular>.',
      );
    out.set(dateOfYearDay(words[1].slice(0, 7)), value);
  }
  if (out.size > 0) return out;
  throw new MetadataError(`${path} is empty.`, 'Make the table of baselines again.');
}
