import { dayOfYear, formatDate, fullYear, type Instant, MS_PER_DAY, parseDate } from './dates.ts';

export type Season = 'WINTER' | 'SPRING' | 'SUMMER' | 'FALL';

/**
 * Meteorological season by day of the year (60, 152, 244, 331 start the next one), as the reference counts.
 *
 * @throws {DateError} for a text that is no date
 */
export function season(date: string): Season {
  const day = dayOfYear(parseDate(date));
  if (day < 60 || day > 330) return 'WINTER';
  if (day < 152) return 'SPRING';
  return day < 244 ? 'SUMMER' : 'FALL';
}

/** YYYYDDD with a zero-based day of the year (GMTSAR) as YYYYMMDD; years of two digits are widened. */
export function dateOfYearDay(yearDay: string): string {
  const year = yearDay.length === 5 ? fullYear(yearDay.slice(0, 2)) : yearDay.slice(0, -3);
  return formatDate(Date.UTC(Number(year), 0, 1) + Number(yearDay.slice(-3)) * MS_PER_DAY);
}

/** Serial date of MATLAB (days since year 0) to an instant; 719529 is 1970-01-01. */
export function instantOfDatenum(datenum: number): Instant {
  return (datenum - 719_529) * MS_PER_DAY;
}

/**
 * Apparent solar time at a longitude: UTC + longitude/15 h + equation of time.
 *
 *     eot = 229.18 (0.000075 + 0.001868 cos g - 0.032077 sin g - 0.014615 cos 2g - 0.040849 sin 2g) minutes
 *     g = 2 pi / (days of the year) · (dayOfYear - 1 + (hour - 12)/24)
 *
 * (NOAA Global Monitoring Laboratory, General Solar Position Calculations; good to half a minute.)
 *
 * @param utc instant
 * @param longitude degrees, east positive
 * @returns instant whose UTC reading is the solar time
 */
export function solarTime(utc: Instant, longitude: number): Instant {
  const year = new Date(utc).getUTCFullYear();
  const daysOfYear = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / MS_PER_DAY;
  const hour = Math.floor(utc / 3_600_000) % 24; // whole hours, as the formula is published
  const g = ((2 * Math.PI) / daysOfYear) * (dayOfYear(utc) - 1 + (hour - 12) / 24);
  const minutes =
    229.18 *
    (0.000075 +
      0.001868 * Math.cos(g) -
      0.032077 * Math.sin(g) -
      0.014615 * Math.cos(2 * g) -
      0.040849 * Math.sin(2 * g));
  return utc + (minutes + 4 * longitude) * 60_000;
}
