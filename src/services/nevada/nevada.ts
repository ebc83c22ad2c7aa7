import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertArgument } from '../../core/arguments.ts';
import { MS_PER_DAY } from '../../core/dates.ts';
import { OptionError } from '../../core/errors.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';

import { failureSummary, fetchAll, type Outcome } from '../fetch-all.ts';
import { fetchFile } from '../fetch-file.ts';
import type { Service, ServiceContext } from '../service.ts';
import { type DataHoldings, parseDataHoldings, type Station } from './data-holdings.ts';
import { parseTenv3, type StationSeries } from './tenv3.ts';

/** Daily positions of some 20 000 GNSS stations (Blewitt et al. 2018, doi:10.1029/2018EO104623), in IGS20. */
export const NEVADA: Service = { name: 'Nevada Geodetic Laboratory', address: 'https://geodesy.unr.edu' };

const MEGABYTE = 1 << 20;

/** Fewest days of a station that is worth looking at. */
const FEWEST_SOLUTIONS = 50;

export interface GnssSearch {
  /** degrees, -180 to 180; across 180° its west is larger than its east */
  readonly box: Bounds;
  /** YYYYMMDD: stations with data in between */
  readonly start?: string;
  readonly end?: string;
  /** fewest daily solutions of a station; 50 unless given */
  readonly minSolutions?: number;
}

/** Where files are kept: the folder of the work directory that MintPy uses as well. */
export interface GnssFolder {
  /** `DataHoldings.txt` and the folder `GNSS-UNR` are in here */
  readonly folder: string;
  readonly service?: Service;
}

/**
 * Stations of an area and a time. The list is fetched once and asked for again after 30 days.
 * @throws {RunError} when it cannot be fetched and none is there
 */
export async function searchGnss(
  search: GnssSearch,
  where: GnssFolder,
  context: ServiceContext,
): Promise<Station[]> {
  assertArgument('searchGnss', 'where', where, { folder: 'text' });
  assertArgument('searchGnss', 'context', context, { log: 'object' });
  const { folder, service = NEVADA } = where;
  const path = join(folder, 'DataHoldings.txt');
  const read = (file: string) => parseDataHoldings(readFileSync(file, 'utf8'), file);
  await fetchFile(
    {
      service,
      url: `${service.address}/NGLStationPages/DataHoldings.txt`,
      path,
      maxAgeMs: 30 * MS_PER_DAY,
      maxBytes: 64 * MEGABYTE,
      verify: read,
    },
    context,
  );
  const { stations, oddLines }: DataHoldings = read(path);
  if (oddLines.length > 0)
    context.log.warn(`${path}: ${oddLines.length} lines are no station, the first is line ${oddLines[0]}`);
  return stations.filter((station) => isWithin(station, search));
}

function isWithin(
  station: Station,
  { box, start, end, minSolutions = FEWEST_SOLUTIONS }: GnssSearch,
): boolean {
  const isInTime =
    (start === undefined || station.end >= start) && (end === undefined || station.start <= end);
  return isInBox(station, box) && isInTime && station.numSolution >= minSolutions;
}

/** Whether a place lies in a box, also in one across 180°. */
export function isInBox(
  { latitude, longitude }: Pick<Station, 'latitude' | 'longitude'>,
  { south, north, west, east }: Bounds,
): boolean {
  const [isEastOf, isWestOf] = [longitude >= west, longitude <= east];
  const isBetween = west <= east ? isEastOf && isWestOf : isEastOf || isWestOf;
  return latitude >= south && latitude <= north && isBetween;
}

/**
 * Daily positions of stations, several at the same time, each failing alone; what failed is told in a warning per kind.
 * @returns one outcome for every site, in order
 */
export async function fetchGnss(
  sites: readonly string[],
  where: GnssFolder,
  context: ServiceContext,
): Promise<Outcome<string, StationSeries>[]> {
  assertArgument('fetchGnss', 'its arguments', { sites, where }, { sites: 'list', where: 'object' });
  assertArgument('fetchGnss', 'context', context, { log: 'object' });
  const outcomes = await fetchAll(
    'GNSS stations',
    sites,
    (site) => fetchStation(site, where, context),
    context,
  );
  for (const line of failureSummary('stations', outcomes)) context.log.warn(line);
  return outcomes;
}

async function fetchStation(
  site: string,
  { folder, service = NEVADA }: GnssFolder,
  context: ServiceContext,
): Promise<StationSeries> {
  assertSite(site);
  const path = join(folder, 'GNSS-UNR', `${site}.tenv3`);
  const read = (file: string) => parseTenv3(readFileSync(file, 'utf8'), file);
  const url = `${service.address}/gps_timeseries/IGS20/tenv3/IGS20/${site}.tenv3`;
  await fetchFile({ service, url, path, maxBytes: 32 * MEGABYTE, verify: read }, context);
  return read(path);
}

/** @throws {OptionError} for what is no name of a station */
export function assertSite(site: string): void {
  if (/^[A-Z0-9]{4}$/.test(site)) return;
  throw new OptionError(
    `"${site}" is no name of a GNSS station.`,
    'Names have four capital letters or digits, e.g. P123.',
  );
}
