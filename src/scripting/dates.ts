import { decimalYear, formatDate, longDate, parseDate, temporalBaselines } from '../core/dates.ts';

/* Dates in text, as files have them, and as numbers, as formulas and axes want them. */

/** Decimal years of dates, with the time of day that they have, or `seconds`. @throws {DateError} for a text that is no date */
export function toDecimalYears(dates: readonly string[], seconds = 0): Float64Array {
  return Float64Array.from(dates, (date) => decimalYear(date, seconds));
}

/**
 * Days since a date, and which row of a series each date is.
 * @param refDate the first date unless given  @throws {DateError} for a text that is no date
 */
export function toDays(
  dates: readonly string[],
  refDate: string = dates[0],
): { readonly days: Float64Array; readonly index: ReadonlyMap<string, number> } {
  return { days: temporalBaselines(dates, refDate), index: new Map(dates.map((date, k) => [date, k])) };
}

/** Dates as JavaScript has them, in UTC. @throws {DateError} for a text that is no date */
export function toDates(dates: readonly string[]): Date[] {
  return dates.map((date) => new Date(parseDate(date)));
}

/** Dates as YYYYMMDD: of YYMMDD, YYYY-MM-DD, with or without time of day, or of JavaScript's. @throws {DateError} for a text that is no date */
export function yyyymmdd(dates: readonly (string | Date)[]): string[] {
  return dates.map((date) =>
    formatDate(typeof date === 'string' ? parseDate(longDate(date)) : date.getTime()),
  );
}

export {
  date12FromPath,
  dayOfYear,
  decimalYear,
  formatDate,
  longDate,
  longDate12,
  parseDate,
  shortDate,
  splitDate12,
  temporalBaselines,
} from '../core/dates.ts';
