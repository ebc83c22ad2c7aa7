import { DateError, formatDate, hasTime, type Instant, longDate, MS_PER_DAY, parseDate } from './dates.ts';

/*
 * Dates of acquisitions may have a time of day (YYYYMMDDTHHMM); dates that people write often have none. A date without
 * time stands for its whole day: as a limit it includes it, in a list it names every acquisition of it.
 */

const MS_PER_MINUTE = 60_000;
const dayOf = (instant: Instant) => Math.floor(instant / MS_PER_DAY);
const minuteOf = (instant: Instant) => Math.floor(instant / MS_PER_MINUTE);

/** Position in time of two dates: minutes where both have a time of day, else days. */
function comparable(a: string, b: string): readonly [number, number] {
  const unit = hasTime(a) && hasTime(b) ? minuteOf : dayOf;
  return [unit(parseDate(a)), unit(parseDate(b))];
}

/** Whether a date lies before a limit; every time of the day of a limit without time is within it. */
export function isBefore(date: string, limit: string): boolean {
  const [at, from] = comparable(date, limit);
  return at < from;
}

/** Whether a date lies after a limit; every time of the day of a limit without time is within it. */
export function isAfter(date: string, limit: string): boolean {
  const [at, to] = comparable(date, limit);
  return at > to;
}

/**
 * Tells whether a date is in a list: the same minute, or the same day where one of the two has no time.
 *
 * @throws {DateError} for a text that is no date
 */
export function dateMatcher(list: readonly string[]): (date: string) => boolean {
  const [days, daysWithTime, minutes] = [new Set<number>(), new Set<number>(), new Set<number>()];
  for (const text of list) {
    const instant = parseDate(text);
    if (hasTime(text)) minutes.add(minuteOf(instant));
    (hasTime(text) ? daysWithTime : days).add(dayOf(instant));
  }
  return (date) => {
    const instant = parseDate(date);
    if (days.has(dayOf(instant))) return true;
    return hasTime(date) ? minutes.has(minuteOf(instant)) : daysWithTime.has(dayOf(instant));
  };
}

/**
 * Index of a date in a list as people name it: itself, or the only acquisition of the day when one of the two has no time.
 * @returns -1 when it is not there
 * @throws {DateError} when the day has several acquisitions
 */
export function findDate(dates: readonly string[], wanted: string): number {
  const exact = dates.indexOf(wanted);
  if (exact >= 0) return exact;
  const isWanted = dateMatcher([wanted]);
  const found = dates.flatMap((date, k) => (isWanted(date) ? [k] : []));
  if (found.length < 2) return found[0] ?? -1;
  throw new DateError(
    `${wanted} has ${found.length} acquisitions: ${found.map((k) => dates[k]).join(', ')}.`,
    'Write the time too: YYYYMMDDTHHMM.',
  );
}

/**
 * The dates to leave out: listed ones, and those before `startDate` or after `endDate`.
 * @param dates all acquisitions, YYYYMMDD[THHMM]
 * @returns the excluded ones among them, in order; exclusions that are no acquisitions are ignored
 */
export function excludedDates(
  dates: readonly string[],
  {
    startDate,
    endDate,
    exclude = [],
  }: { startDate?: string | null; endDate?: string | null; exclude?: readonly string[] },
): string[] {
  const isListed = dateMatcher(exclude.map(longDate));
  return dates
    .filter(
      (date) =>
        isListed(date) || (startDate && isBefore(date, startDate)) || (endDate && isAfter(date, endDate)),
    )
    .sort();
}

const STEP_MS = { W: 7 * MS_PER_DAY, D: MS_PER_DAY, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Dates from `first` to `last`, both included when the step hits them.
 *
 * @throws {DateError} for a step that is not positive, and for what is no date
 */
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
