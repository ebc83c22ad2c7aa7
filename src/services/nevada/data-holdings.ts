import { parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';

/** A station of the Nevada Geodetic Laboratory, as its list of holdings tells. */
export interface Station {
  readonly site: string;
  /** degrees */
  readonly latitude: number;
  /** degrees, -180 to 180 */
  readonly longitude: number;
  /** above the ellipsoid, m */
  readonly height: number;
  /** first and last day with a solution, YYYYMMDD */
  readonly start: string;
  readonly end: string;
  readonly numSolution: number;
}

export interface DataHoldings {
  readonly stations: readonly Station[];
  /** numbers of lines that could not be read, counted from 1 */
  readonly oddLines: readonly number[];
}

/** Longest list that is read; the real one has about 25 000 lines. */
const MOST_LINES = 1_000_000;

/**
 * Read the laboratory's list of stations, `DataHoldings.txt`. Text in, values out.
 *
 * Columns: site, latitude, longitude (0 to 360), height, x, y, z, first day, last day, day of change, solutions, name.
 *
 * @param path for messages
 * @throws {FileError} when it is no such list
 */
export function parseDataHoldings(text: string, path: string): DataHoldings {
  const lines = text.split('\n', MOST_LINES);
  if (!/^\s*Sta\s+Lat/i.test(lines[0])) {
    throw new FileError(
      `${path} is no list of stations: it begins with "${lines[0].trim().slice(0, 40)}".`,
      'Remove it, so that it is fetched again.',
    );
  }
  const stations: Station[] = [];
  const oddLines: number[] = [];
  lines.forEach((line, k) => {
    if (k === 0 || line.trim() === '') return;
    const station = parseLine(line);
    if (station === undefined) oddLines.push(k + 1);
    else stations.push(station);
  });
  return { stations, oddLines };
}

function parseLine(line: string): Station | undefined {
  const words = line.trim().split(/\s+/);
  if (words.length < 11) return undefined;
  const [latitude, longitude, height] = words.slice(1, 4).map(Number);
  const [start, end] = words.slice(7, 9);
  const numSolution = Number(words[10]);
  const isPlace =
    Math.abs(latitude) <= 90 && longitude >= -360 && longitude <= 360 && Number.isFinite(height);
  if (!isPlace || !isDay(start) || !isDay(end) || !(numSolution >= 0)) return undefined;
  return {
    site: words[0],
    latitude,
    longitude: standardizeLongitude(longitude),
    height,
    start: start.replaceAll('-', ''),
    end: end.replaceAll('-', ''),
    numSolution,
  };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    parseDate(text);
    return true;
  } catch {
    return false;
  }
}
