import { MintsarError } from './errors.ts';

/** A date or time in text that cannot be read. */
export class DateError extends MintsarError {}

/** An instant: milliseconds since 1970-01-01T00:00 UTC, fractions allowed. */
export type Instant = number;

export const MS_PER_DAY = 86_400_000;
const SECONDS_PER_DAY = 86_400;
export const DAYS_PER_YEAR = 365.25;

/** 6-digit dates with a leading 9 belong to the 20th century, all others to the 21st. */
export function fullYear(yy: string): string {
  return (yy.startsWith('9') ? '19' : '20') + yy;
}

/** Widen YYMMDD[THHMM] to YYYYMMDD[THHMM]; other strings come back unchanged. */
export function longDate(date: string): string {
  return /^\d{6}(T\d+)?$/.test(date) ? fullYear(date.slice(0, 2)) + date.slice(2) : date;
}

/** Shorten YYYYMMDD to YYMMDD; strings that are not 8 digits come back unchanged. */
export function shortDate(date: string): string {
  return /^\d{8}$/.test(date) ? date.slice(2) : date;
}

/**
 * The two dates of `20200101_20200113` or `200101-200113`, as written and in the order written.
 *
 * @throws {DateError} for a text that is no pair
 */
export function splitDate12(date12: string): [reference: string, secondary: string] {
  const dates = date12.split(/[-_]/);
  if (dates.length !== 2 || !dates[0] || !dates[1]) {
    throw new DateError(`"${date12}" is not a pair of dates.`, 'Write pairs like 20200101_20200113.');
  }
  return [dates[0], dates[1]];
}

/** Any date12 as YYYYMMDD_YYYYMMDD, the spelling of files and options. */
export function longDate12(date12: string): string {
  return splitDate12(date12).map(longDate).join('_');
}

/** Any date12 as YYMMDD-YYMMDD. */
export function shortDate12(date12: string): string {
  return splitDate12(date12).map(shortDate).join('-');
}

const DATE12_IN_PATH = [
  /\d{8}T\d{4}[-_]\d{8}T\d{4}/,
  /\d{6}T\d{4}[-_]\d{6}T\d{4}/,
  /\d{8}[-_]\d{8}/,
  /\d{6}[-_]\d{6}/,
];

/** The pair of dates in a path, as written but for seconds; the longest spelling wins. @throws {DateError} when there is none */
export function date12FromPath(path: string): string {
  const toMinutes = path.replace(/(\d{6}T\d{4})\d{2}(?!\d)/g, '$1');
  for (const pattern of DATE12_IN_PATH) {
    const match = pattern.exec(toMinutes);
    if (match) return match[0];
  }
  throw new DateError(
    `No pair of dates in "${path}".`,
    'Name the file or its folder YYYYMMDD_YYYYMMDD or YYMMDD-YYMMDD.',
  );
}

interface DateSpelling {
  pattern: RegExp;
  /** strftime spelling */
  format: string;
  /** strftime spelling with separators, for axes and reports */
  iso: string;
}

const DATE_PARTS = [
  ['(?<Y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})', '%Y%m%d'],
  ['(?<Y>\\d{4})-(?<m>\\d{2})-(?<d>\\d{2})', '%Y-%m-%d'],
  ['(?<y>\\d{2})(?<m>\\d{2})(?<d>\\d{2})', '%y%m%d'],
];
const TIME_PARTS = [
  ['', '', ''],
  ['(?<H>\\d{2})', '%H', '%H'],
  ['(?<H>\\d{2})(?<M>\\d{2})', '%H%M', '%H:%M'],
  ['(?<H>\\d{2})(?<M>\\d{2})(?<S>\\d{2}(?:\\.\\d+)?)', '%H%M%S', '%H:%M:%S'],
  ['(?<H>\\d{2}):(?<M>\\d{2})', '%H:%M', '%H:%M'],
  ['(?<H>\\d{2}):(?<M>\\d{2}):(?<S>\\d{2}(?:\\.\\d+)?)', '%H:%M:%S', '%H:%M:%S'],
];
const SPELLINGS: DateSpelling[] = DATE_PARTS.flatMap(([datePattern, dateFormat]) =>
  TIME_PARTS.flatMap(([timePattern, timeFormat, isoTime]) =>
    (timePattern ? ['T', ':'] : ['']).map((separator) => ({
      pattern: new RegExp(`^${datePattern}${separator}${timePattern}Z?$`),
      format: dateFormat + separator + timeFormat,
      iso: `%Y-%m-%d${separator}${isoTime}`,
    })),
  ),
);

function spellingOf(text: string): { spelling: DateSpelling; parts: Record<string, string> } {
  for (const spelling of SPELLINGS) {
    const match = spelling.pattern.exec(text);
    if (match) return { spelling, parts: match.groups as Record<string, string> };
  }
  throw new DateError(`"${text}" is not a date.`, 'Write dates as YYYYMMDD or YYYYMMDDTHHMM.');
}

/** How a date is spelled: its strftime format, and the same with separators. */
export function dateFormat(text: string): { format: string; iso: string } {
  const { format, iso } = spellingOf(text).spelling;
  return { format, iso };
}

/** Whether the text has a time of day. */
export function hasTime(text: string): boolean {
  return spellingOf(text).parts['H'] !== undefined;
}

/**
 * Read a date in any of the usual spellings (YYYYMMDD, YYMMDD, YYYY-MM-DD, each with THH, THHMM, THHMMSS, THH:MM:SS), UTC.
 * @throws {DateError} for other spellings and for days that do not exist
 */
export function parseDate(text: string): Instant {
  const { parts } = spellingOf(text);
  const year = Number(parts['Y'] ?? fullYear(parts['y']));
  const month = Number(parts['m']);
  const day = Number(parts['d']);
  const midnight = Date.UTC(year, month - 1, day);
  const back = new Date(midnight);
  const [hour, minute, second] = ['H', 'M', 'S'].map((key) => Number(parts[key] ?? 0));
  if (
    back.getUTCMonth() !== month - 1 ||
    back.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second >= 61
  ) {
    throw new DateError(`"${text}" does not exist in the calendar.`, 'Check year, month, day and time.');
  }
  return midnight + (hour * 3600 + minute * 60 + second) * 1000;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Write an instant with a strftime format: %Y %y %m %d %j %H %M %S %b. */
export function formatDate(instant: Instant, format = '%Y%m%d'): string {
  const date = new Date(Math.floor(instant));
  const two = (n: number) => String(n).padStart(2, '0');
  const fields: Record<string, () => string> = {
    Y: () => String(date.getUTCFullYear()).padStart(4, '0'),
    y: () => two(date.getUTCFullYear() % 100),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    j: () => String(dayOfYear(instant)).padStart(3, '0'),
    H: () => two(date.getUTCHours()),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    b: () => MONTHS[date.getUTCMonth()],
  };
  return format.replace(/%([a-zA-Z])/g, (all, key: string) => fields[key]?.() ?? all);
}

/** `2015-01-03T15:23:57`, with microseconds when there are any: the text form of a time in reports and attributes. */
export function isoDateTime(instant: Instant): string {
  const wholeSeconds = Math.floor(instant / 1000);
  const micro = Math.round((instant - wholeSeconds * 1000) * 1000);
  const text = formatDate(wholeSeconds * 1000, '%Y-%m-%dT%H:%M:%S');
  return micro === 0 ? text : `${text}.${String(micro).padStart(6, '0')}`;
}

/** Day of the year, 1 January = 1. */
export function dayOfYear(instant: Instant): number {
  const year = new Date(instant).getUTCFullYear();
  return Math.floor((instant - Date.UTC(year, 0, 1)) / MS_PER_DAY) + 1;
}

/** Nearest whole second, halves upward. */
export function roundToSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000 + 0.5) * 1000;
}

/**
 * Decimal year of the time functions: year + (dayOfYear - 1)/365.25 + seconds/(365.25 · 86400).
 *
 * It counts days of the year, so it is not elapsed time: at a year's end it jumps by up to 0.002 year.
 * Velocities published with this rule depend on it, hence it is kept.
 *
 * @param date in any spelling that {@link parseDate} reads
 * @param seconds time of day of the acquisition, s; ignored when the date has its own time
 * @throws {DateError} for a text that is no date
 */
export function decimalYear(date: string, seconds = 0): number {
  const instant = parseDate(date);
  const ofDay = hasTime(date) ? (instant - Math.floor(instant / MS_PER_DAY) * MS_PER_DAY) / 1000 : seconds;
  const year = new Date(instant).getUTCFullYear();
  return year + (dayOfYear(instant) - 1) / DAYS_PER_YEAR + ofDay / (DAYS_PER_YEAR * SECONDS_PER_DAY);
}

/** {@link decimalYear} of an instant; fractions of a second do not count. */
export function decimalYearOfInstant(instant: Instant): number {
  const ofDay = Math.floor((instant - Math.floor(instant / MS_PER_DAY) * MS_PER_DAY) / 1000);
  const year = new Date(instant).getUTCFullYear();
  return year + (dayOfYear(instant) - 1) / DAYS_PER_YEAR + ofDay / (DAYS_PER_YEAR * SECONDS_PER_DAY);
}

/** The day (midnight) that contains a decimal year. */
export function dayOfDecimalYear(decimal: number): Instant {
  const year = Math.floor(decimal);
  // A date's own decimal year must lead back to it although its last bits were rounded.
  const days = Math.floor((decimal - year) * DAYS_PER_YEAR + 1e-6);
  return Date.UTC(year, 0, 1) + days * MS_PER_DAY;
}

/**
 * Temporal baselines: days since the reference date, times of day included.
 *
 * @param dates in any spelling
 * @param refDate one of `dates`; the first by default
 * @returns [numDate], days, negative before the reference date
 * @throws {DateError} when refDate is not in the list
 */
export function temporalBaselines(dates: readonly string[], refDate: string = dates[0]): Float64Array {
  if (dates.length === 0) return new Float64Array(0);
  const instants = dates.map(parseDate);
  const index = instants.indexOf(parseDate(refDate));
  if (index < 0) {
    throw new DateError(
      `Reference date ${refDate} is not among the ${dates.length} dates.`,
      'Choose one of them.',
    );
  }
  return Float64Array.from(instants, (instant) => (instant - instants[index]) / MS_PER_DAY);
}
