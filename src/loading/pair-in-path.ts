import { dateOfYearDay } from '../core/calendar.ts';
import { date12FromPath, longDate, splitDate12 } from '../core/dates.ts';
import { MetadataError } from '../core/errors.ts';

/**
 * The two dates in a path, as written: those of the file name if it has any, else of the nearest folder above.
 * @throws {MetadataError} when no part of the path has two dates
 */
export function pairInPath(path: string): [date1: string, date2: string] {
  const parts = path.split(/[\\/]/).reverse();
  for (const part of parts) {
    if (!/\d{6}.*\d{6}/.test(part)) continue;
    try {
      return splitDate12(date12FromPath(part));
    } catch {
      // this part has digits and no pair of dates; a folder above may have
    }
  }
  throw new MetadataError(
    `No pair of dates in ${path}.`,
    'Name the file or its folder YYYYMMDD_YYYYMMDD or YYMMDD-YYMMDD.',
  );
}

/** The pair of a path as `YYYYMMDD_YYYYMMDD`; undefined for a path without dates, or with dates of another spelling. */
export function pairNameIn(path: string): string | undefined {
  const days = yearDaysIn(path);
  if (days !== undefined) return days.map(dateOfYearDay).join('_');
  const [start1, , start2] = [...path.replace(/^.*[\\/]/, '').matchAll(SPAN)].flatMap((match) =>
    match.slice(1),
  );
  if (start2 !== undefined) return `${start1}_${start2}`;
  try {
    return pairInPath(path).map(longDate).join('_');
  } catch {
    return undefined;
  }
}

/** Start and end of an acquisition in a name: that of a pair of NISAR has two of them. */
const SPAN = /(\d{8}T\d{4})\d{2}_(\d{8}T\d{4})\d{2}/g;

const YEAR_DAYS = /(?<!\d)((?:19|20)\d{2}[0-3]\d{2})[_-]((?:19|20)\d{2}[0-3]\d{2})(?!\d)/;

/** The two YYYYDDD of a pair as GMTSAR writes them, of the file name or the nearest folder that has them. */
export function yearDaysIn(path: string): readonly [string, string] | undefined {
  const match = path
    .split(/[\\/]/)
    .reverse()
    .map((part) => YEAR_DAYS.exec(part))
    .find((found) => found !== null);
  return match && [match[1], match[2]];
}
