import { formatDate, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';

/** Daily positions of a station, each array [numDate]. */
export interface StationSeries {
  readonly site: string;
  /** degrees */
  readonly latitude: number;
  /** degrees, -180 to 180 */
  readonly longitude: number;
  /** YYYYMMDD, ascending */
  readonly dates: readonly string[];
  /** displacement, m; its zero is arbitrary */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  /** standard deviations, m */
  readonly eastStd: Float64Array;
  readonly northStd: Float64Array;
  readonly upStd: Float64Array;
}

/** Most days that are read: a hundred years. */
const MOST_LINES = 40_000;

/** Names of the columns without leading underscores and units. */
const NEEDED = [
  'yymmmdd',
  'e0',
  'east',
  'n0',
  'north',
  'u0',
  'up',
  'sig_e',
  'sig_n',
  'sig_u',
  'latitude',
  'longitude',
];

/**
 * Read a daily series of the Nevada Geodetic Laboratory, `SITE.tenv3`. Text in, values out.
 *
 * A component is a whole number of metres (`e0`) and a rest (`east`). The whole number belongs to it where it changes
 * within a series; its first value is the arbitrary zero.
 *
 * @param path for messages
 * @throws {FileError} naming the line that is something else, or ends too early
 */
export function parseTenv3(text: string, path: string): StationSeries {
  const lines = text.split('\n', MOST_LINES + 2).filter((line) => line.trim() !== '');
  const columns = columnsOf(lines[0] ?? '', path);
  const rows = lines.slice(1).map((line, k) => rowOf(line, columns, k + 2, path));
  if (rows.length === 0)
    throw new FileError(`${path} holds no day.`, 'Remove it, so that it is fetched again.');
  rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const [first] = rows;
  const component = (whole: string, rest: string) =>
    Float64Array.from(rows, ({ values }) => values[whole] - first.values[whole] + values[rest]);
  const column = (name: string) => Float64Array.from(rows, ({ values }) => values[name]);
  return {
    site: first.site,
    latitude: first.values['latitude'],
    longitude: standardizeLongitude(first.values['longitude']),
    dates: rows.map(({ date }) => date),
    east: component('e0', 'east'),
    north: component('n0', 'north'),
    up: component('u0', 'up'),
    eastStd: column('sig_e'),
    northStd: column('sig_n'),
    upStd: column('sig_u'),
  };
}

function columnsOf(header: string, path: string): ReadonlyMap<string, number> {
  const names = header
    .trim()
    .split(/\s+/)
    .map((word) =>
      word
        .toLowerCase()
        .replace(/^_+/, '')
        .replace(/\(.*\)$/, ''),
    );
  const columns = new Map(names.map((name, k) => [name, k]));
  if (names[0] !== 'site') {
    throw new FileError(
      `${path} is no tenv3 file: it begins with "${header.trim().slice(0, 40)}".`,
      'Remove it, so that it is fetched again.',
    );
  }
  const lacking = NEEDED.filter((name) => !columns.has(name));
  if (lacking.length === 0) return columns;
  throw new FileError(
    `${path} has no column ${lacking.join(', ')}: it is another edition of the format.`,
    'Remove it, so that the present edition is fetched.',
  );
}

interface Row {
  readonly site: string;
  readonly date: string;
  readonly values: Readonly<Record<string, number>>;
}

function rowOf(line: string, columns: ReadonlyMap<string, number>, number: number, path: string): Row {
  const words = line.trim().split(/\s+/);
  const date = dayOf(words[columns.get('yymmmdd')!] ?? '');
  const values: Record<string, number> = {};
  for (const name of NEEDED.slice(1)) values[name] = Number(words[columns.get(name)!] ?? Number.NaN);
  const isWhole = words.length >= columns.size && Object.values(values).every(Number.isFinite);
  if (date !== undefined && isWhole) return { site: words[0], date, values };
  throw new FileError(
    `${path}, line ${number} is no day of a station: "${line.trim().slice(0, 60)}".`,
    'The file may have been cut: remove it, so that it is fetched again.',
  );
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `14NOV01` as 20141101; years from 69 on belong to the 20th century; undefined for what is no day. */
export function dayOf(text: string): string | undefined {
  const match = /^(\d{2})([A-Z]{3})(\d{2})$/.exec(text.toUpperCase());
  if (match === null) return undefined;
  const month = MONTHS.indexOf(match[2]) + 1;
  const century = Number(match[1]) >= 69 ? '19' : '20';
  try {
    return formatDate(parseDate(`${century}${match[1]}${String(month).padStart(2, '0')}${match[3]}`));
  } catch {
    return undefined; // no such day
  }
}
