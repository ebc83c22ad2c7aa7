import { DateError, formatDate, longDate, MS_PER_DAY, parseDate } from './dates.ts';

/**
 * The dates to leave out: listed ones, and those before `startDate` or after `endDate`.
 * @param dates all acquisitions, YYYYMMDD[THHMM]
 * @returns the excluded ones among them, in order; exclusions that are no acquisitions are ignored
 */
export function excludedDates(
  dates: readonly string[],
  { startDate, endDate, exclude = [] }: { startDate?: string; endDate?: string; exclude?: readonly string[] },
): string[] {
  const listed = new Set(exclude.map(longDate));
  const start = startDate ? parseDate(startDate) : -Infinity;
  const end = endDate ? parseDate(endDate) : Infinity;
  return dates
    .filter((date) => {
      const instant = parseDate(date);
      return listed.has(longDate(date)) || instant < start || instant > end;
    })
    .sort();
}

const STEP_MS = { W: 7 * MS_PER_DAY, D: MS_PER_DAY, h: 3_600_000, m: 60_000, s: 1000 };

/** Dates from `first` to `last`, both included when the step hits them. */
export function dateRange(
  first: string,
  last: string,
  step = 1,
  unit: keyof typeof STEP_MS = 'D',
  format = '%Y%m%d',
): string[] {
  if (!(step > 0)) throw new DateError(`A step of ${step} leads nowhere.`, 'Give a positive step.');
  const end = parseDate(last);
  const out: string[] = [];
  for (let t = parseDate(first); t <= end; t += step * STEP_MS[unit]) out.push(formatDate(t, format));
  return out;
}
