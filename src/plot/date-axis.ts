import { OptionError } from '../core/errors.ts';
import type { Tick } from './ticks.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MS_PER_DAY = 86_400_000;

/**
 * Days since 1970-01-01 of `20180104`, `2018-01-04` or `20180104T0423`, fraction included.
 * @throws {OptionError} when the text is not a date
 */
export function dayOf(date: string): number {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}))?/.exec(date);
  const day = parts
    ? Date.UTC(+parts[1], +parts[2] - 1, +parts[3], +(parts[4] ?? 0), +(parts[5] ?? 0))
    : Number.NaN;
  if (Number.isNaN(day)) throw new OptionError(`"${date}" is not a date.`, 'Write dates as YYYYMMDD.');
  return day / MS_PER_DAY;
}

/** `20180104` as `2018-01-04`, `20180104T0423` as `2018-01-04T04:23`; other text stays as it is. */
export function isoDate(date: string): string {
  if (!/^\d{8}(T\d{4})?$/.test(date)) return date;
  const time = date.length > 8 ? `T${date.slice(9, 11)}:${date.slice(11)}` : '';
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}${time}`;
}

export interface DateAxisTicks {
  readonly ticks: Tick[];
  readonly minor: number[];
}

/**
 * Ticks of a time axis in days since 1970. Months carry the year under the first of each year; from three years on
 * only years are written, with half-years or years as minor ticks.
 *
 * @param everyYear years between labels once only years are written
 */
export function dateTicks(from: number, to: number, target = 7, everyYear = 0): DateAxisTicks {
  const months = (to - from) / 30.4;
  if (months < 2) return dayTicks(from, to, target);
  if (months / target > 6 || everyYear > 0) {
    const every =
      everyYear > 0 ? everyYear : ([1, 2, 5, 10, 20].find((n) => months / 12 / n <= target + 1) ?? 50);
    const ticks = monthStarts(from, to, 12 * every).map(({ value, year }) => ({ value, label: `${year}` }));
    const minor = monthStarts(from, to, every > 1 ? 12 : months > 60 ? 6 : 3).map(({ value }) => value);
    return { ticks, minor };
  }
  const step = [1, 2, 3, 6].find((n) => months / n <= target + 1) ?? 6;
  let lastYear = -1;
  const ticks = monthStarts(from, to, step).map(({ value, year, month }) => {
    const label = year === lastYear ? MONTHS[month] : `${MONTHS[month]}\n${year}`;
    lastYear = year;
    return { value, label };
  });
  const minor = step > 1 ? monthStarts(from, to, 1).map(({ value }) => value) : [];
  return { ticks, minor };
}

/** Times of day, with the date under the first of each day. */
function hourTicks(from: number, to: number, target: number): DateAxisTicks {
  const hours = [1, 2, 3, 6, 12, 24].find((n) => ((to - from) * 24) / n <= target + 1) ?? 24;
  const ticks: Tick[] = [];
  let lastDay = Number.NaN;
  for (let hour = Math.ceil((from * 24) / hours) * hours; hour <= to * 24; hour += hours) {
    const date = new Date((hour / 24) * MS_PER_DAY);
    const time = `${String(date.getUTCHours()).padStart(2, '0')}:00`;
    const day = Math.floor(hour / 24);
    const under = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${date.getUTCFullYear()}`;
    ticks.push({ value: hour / 24, label: day === lastDay ? time : `${time}\n${under}` });
    lastDay = day;
  }
  return { ticks, minor: [] };
}

function dayTicks(from: number, to: number, target: number): DateAxisTicks {
  if (to - from < 2) return hourTicks(from, to, target);
  const step = [1, 2, 5, 10, 15].find((n) => (to - from) / n <= target + 1) ?? 15;
  const ticks: Tick[] = [];
  for (let day = Math.ceil(from / step) * step; day <= to; day += step) {
    const date = new Date(day * MS_PER_DAY);
    const month = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
    ticks.push({ value: day, label: ticks.length === 0 ? `${month}\n${date.getUTCFullYear()}` : month });
  }
  return { ticks, minor: [] };
}

function monthStarts(from: number, to: number, step: number) {
  const first = new Date(from * MS_PER_DAY);
  const starts: { value: number; year: number; month: number }[] = [];
  // Counted from year 0, so that multi-year steps fall on 2010, 2015, 2020.
  const count = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let k = Math.floor(count / step) * step; ; k += step) {
    const [year, month] = [Math.floor(k / 12), k % 12];
    const value = Date.UTC(year, month, 1) / MS_PER_DAY;
    if (value > to) return starts;
    if (value >= from) starts.push({ value, year, month });
  }
}
