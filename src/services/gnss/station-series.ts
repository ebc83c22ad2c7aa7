import { formatDate, MS_PER_DAY, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import type { StationSeries } from '../nevada/tenv3.ts';
import type { StationPlace } from './station-lists.ts';

/** A day: its date, and east, north, up and their standard deviations, m. */
type Day = readonly [date: string, ...values: readonly number[]];

/** Columns year, day of the year, north, east, up and their deviations, mm, after the decimal year. */
export function parseEsesesSeries(text: string, place: StationPlace, path: string): StationSeries {
  return seriesOf(text, place, path, (words) => {
    const [year, day, north, east, up, northStd, eastStd, upStd] = words.slice(1, 9).map(Number);
    const date = formatDate(Date.UTC(year, 0, 1) + (day - 1) * MS_PER_DAY);
    return [date, ...[east, north, up, eastStd, northStd, upStd].map((mm) => mm / 1000)];
  });
}

/** Columns east, north, up and their deviations, m, after the decimal year; year, month, day, … at the end. */
export function parseSideshowSeries(text: string, place: StationPlace, path: string): StationSeries {
  return seriesOf(text, place, path, (words) => {
    const [year, month, day] = words.slice(-6, -3);
    return [
      formatDate(Date.UTC(Number(year), Number(month) - 1, Number(day))),
      ...words.slice(1, 7).map(Number),
    ];
  });
}

/** A series of one's own: date, east, north, up and their deviations, m. */
export function parseGenericSeries(text: string, place: StationPlace, path: string): StationSeries {
  return seriesOf(text, place, path, ([date, ...words]) => [
    formatDate(parseDate(date)),
    ...words.slice(0, 6).map(Number),
  ]);
}

function seriesOf(
  text: string,
  place: StationPlace,
  path: string,
  dayOf: (words: readonly string[]) => Day,
): StationSeries {
  const days = text.split('\n').flatMap((line, k) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return [];
    const day = readDay(line.trim().split(/\s+/), dayOf);
    if (day !== undefined) return [day];
    throw new FileError(
      `${path}, line ${k + 1} is no day of a station: "${line.trim().slice(0, 60)}".`,
      'The file may have been cut: fetch it again.',
    );
  });
  if (days.length === 0) throw new FileError(`${path} holds no day.`, 'Fetch it again.');
  days.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const column = (n: number) => Float64Array.from(days, (day) => day[n] as number);
  return {
    ...place,
    dates: days.map(([date]) => date),
    east: column(1),
    north: column(2),
    up: column(3),
    eastStd: column(4),
    northStd: column(5),
    upStd: column(6),
  };
}

/** undefined for what is no day. */
function readDay(words: readonly string[], dayOf: (words: readonly string[]) => Day): Day | undefined {
  try {
    const day = dayOf(words);
    const [date, ...values] = day;
    return /^\d{8}$/.test(date) && values.length === 6 && values.every(Number.isFinite) ? day : undefined;
  } catch {
    return undefined; // no such day in the calendar
  }
}
