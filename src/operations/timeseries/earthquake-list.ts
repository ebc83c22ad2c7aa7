import { readFileSync } from 'node:fs';
import type { Context } from '../../core/context.ts';
import { formatDate, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import {
  type Earthquake,
  earthquakeSteps,
  largestBetweenDates,
} from '../../core/timeseries/earthquake-steps.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import type { GnssFolder } from '../../services/nevada/nevada.ts';
import { fetchStationSteps } from '../../services/nevada/station-steps.ts';
import type { ServiceContext } from '../../services/service.ts';
import { scenePlaces } from '../gnss/scene-stations.ts';

/** Names of the columns in the catalogues of agencies. */
const COLUMNS = {
  date: /^(?:date|time|datetime|origin_?time)$/,
  latitude: /^lat(?:itude)?$/,
  longitude: /^lon(?:g|gitude)?$/,
  magnitude: /^mag(?:nitude)?$/,
} as const;

const FORM =
  'A line of the list is date,latitude,longitude,magnitude; a first line may name the columns, as in the catalogue of the USGS (time,latitude,longitude,depth,mag,...).';

/** Read a list of earthquakes as text with commas. Text in, values out. @throws {FileError} naming the line */
export function parseEarthquakes(text: string, path: string): Earthquake[] {
  const lines = text.split(/\r?\n/).map((line, k) => ({
    words: line.split(',').map((word) => word.trim().replace(/^"|"$/g, '')),
    number: k + 1,
    line,
  }));
  const rows = lines.filter(({ line }) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const head = rows[0]?.words.map((word) => word.toLowerCase()) ?? [];
  const named = Object.values(COLUMNS).map((name) => head.findIndex((word) => name.test(word)));
  const isNamed = named.every((column) => column >= 0);
  const [date, latitude, longitude, magnitude] = isNamed ? named : [0, 1, 2, 3];
  return rows.slice(isNamed ? 1 : 0).map(({ words, number, line }) => {
    const [lat, lon, mag] = [latitude, longitude, magnitude].map((column) =>
      words[column] === undefined || words[column] === '' ? Number.NaN : Number(words[column]),
    );
    const day = dateOf(words[date] ?? '');
    const isQuake = Math.abs(lat) <= 90 && Math.abs(lon) <= 360 && mag > -3 && mag < 11;
    if (day !== undefined && isQuake) return { date: day, latitude: lat, longitude: lon, magnitude: mag };
    throw new FileError(`${path}, line ${number} is no earthquake: "${line.trim().slice(0, 60)}".`, FORM);
  });
}

/** `2019-07-06T03:19:53.040Z`, `2019-07-06 03:19` and `20190706` as YYYYMMDDTHHMM or YYYYMMDD. */
function dateOf(text: string): string | undefined {
  const [, year, month, day, hour, minute] =
    /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[T ](\d{2}):?(\d{2}))?/.exec(text) ?? [];
  if (year === undefined) return undefined;
  try {
    const date = formatDate(parseDate(`${year}${month}${day}`)).slice(0, 8);
    return hour === undefined ? date : `${date}T${hour}${minute}`;
  } catch {
    return undefined; // no such day
  }
}

/**
 * Dates of offsets in a series by a list of earthquakes: those that reach the scene, the largest between two dates.
 * @throws {FileError} for a list that cannot be read @throws {ReferencePointError} when nothing tells where the scene is
 */
export async function stepDatesOf(
  list: string,
  timeseries: string,
  { log }: Pick<Context, 'log'>,
  lookup?: string,
): Promise<string[]> {
  const quakes = parseEarthquakes(readFileSync(list, 'utf8'), list);
  if (quakes.length === 0) {
    log.warn(`${list} names no earthquake: no offset is estimated by it`);
    return [];
  }
  const series = await readTimeseries(timeseries);
  const { bounds } = await scenePlaces(series, lookup);
  const steps = earthquakeSteps(quakes, bounds, series.dates);
  log.info(
    steps.length === 0
      ? `none of ${quakes.length} earthquakes of ${list} reaches the scene between its dates`
      : `offsets at ${steps.map(({ date, magnitude }) => `${date} (magnitude ${magnitude})`).join(', ')}, by ${list}`,
  );
  return steps.map(({ date }) => date);
}

/**
 * Dates of offsets in a series by the earthquakes that the Nevada Geodetic Laboratory names for a GNSS station, the largest between
 * two dates. Changes of the station's equipment move no ground, and do not count.
 * @throws as `fetchStationSteps`
 */
export async function stepDatesAt(
  site: string,
  timeseries: string,
  context: Context & Partial<ServiceContext>,
  where: GnssFolder = { folder: '.' },
): Promise<string[]> {
  const listed = await fetchStationSteps(site, where, context);
  const quakes = listed.flatMap((step) => (step.kind === 'earthquake' ? [step] : []));
  const steps = largestBetweenDates(quakes, (await readTimeseries(timeseries)).dates);
  if (steps.length === 0)
    context.log.warn(
      `none of ${quakes.length} earthquakes that are listed for ${site} is between two dates of the series: no offset is estimated by it`,
    );
  else
    context.log.info(
      `offsets at ${steps.map(({ date, magnitude, event }) => `${date} (magnitude ${magnitude}, ${event})`).join(', ')}, by the steps of ${site}`,
    );
  return steps.map(({ date }) => date);
}

/** Dates of steps with those of earthquakes; a day that is there already counts once. */
export function withQuakes(steps: readonly string[], quakes: readonly string[]): string[] {
  const days = new Set(steps.map((date) => date.slice(0, 8)));
  return [...steps, ...quakes.filter((date) => !days.has(date.slice(0, 8)))].sort();
}
