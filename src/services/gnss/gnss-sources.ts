import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, NotFoundError } from '../../core/errors.ts';
import { failureSummary, fetchAll, type Outcome } from '../fetch-all.ts';
import { fetchGnss, type GnssFolder, type GnssSearch, isInBox, searchGnss } from '../nevada/nevada.ts';
import type { StationSeries } from '../nevada/tenv3.ts';
import type { ServiceContext } from '../service.ts';
import { parseEsesesList, parseGenericList, parseSideshowList, type StationPlace } from './station-lists.ts';
import { parseEsesesSeries, parseGenericSeries, parseSideshowSeries } from './station-series.ts';

/** Whose solutions: of the Nevada Geodetic Laboratory (fetched), of SOPAC, of JPL or one's own (files in the folder). */
export type GnssSource = 'UNR' | 'ESESES' | 'SIDESHOW' | 'GENERIC';

interface FileSource {
  readonly list: string;
  readonly parseList: (text: string, path: string) => StationPlace[];
  readonly series: (site: string) => string;
  readonly parseSeries: (text: string, place: StationPlace, path: string) => StationSeries;
  /** Where the files come from, or what they hold. */
  readonly remedy: string;
}

const FILE_SOURCES: Readonly<Record<Exclude<GnssSource, 'UNR'>, FileSource>> = {
  ESESES: {
    list: 'ESESES_Velocities.txt',
    parseList: parseEsesesList,
    series: (site) => `${site.toLowerCase()}CleanTrend.neu`,
    parseSeries: parseEsesesSeries,
    remedy:
      'Fetch it from the ESESES products of SOPAC (garner.ucsd.edu, a login is free) and uncompress it.',
  },
  SIDESHOW: {
    list: 'table2.html',
    parseList: parseSideshowList,
    series: (site) => `${site}.series`,
    parseSeries: parseSideshowSeries,
    remedy: 'Fetch it from JPL (sideshow.jpl.nasa.gov/post/series.html).',
  },
  GENERIC: {
    list: 'GenericList.txt',
    parseList: parseGenericList,
    series: (site) => `${site}.txt`,
    parseSeries: parseGenericSeries,
    remedy:
      'The list has lines of site, longitude, latitude; a station has lines of date, east, north, up and their three deviations, m.',
  },
};

/** Names of the list of stations and of the folder of series of a source. */
export function gnssFileNames(source: GnssSource): { readonly list: string; readonly folder: string } {
  const list = source === 'UNR' ? 'DataHoldings.txt' : FILE_SOURCES[source].list;
  return { list, folder: `GNSS-${source}` };
}

/**
 * Stations of an area and, where the list tells it, of a time. Lists of UNR are fetched, others are read from the folder.
 * @throws {NotFoundError} when the list is not there @throws {RunError} when it cannot be fetched
 */
export async function findStations(
  source: GnssSource,
  search: GnssSearch,
  where: GnssFolder,
  context: ServiceContext,
): Promise<StationPlace[]> {
  if (source === 'UNR') return searchGnss(search, where, context);
  const { list, parseList, remedy } = FILE_SOURCES[source];
  const path = join(where.folder, list);
  if (!existsSync(path)) throw new NotFoundError(`${path}, the list of ${source}, is not there.`, remedy);
  return parseList(readFileSync(path, 'utf8'), path).filter((place) => isInBox(place, search.box));
}

/** Daily positions of stations, each failing alone; what failed is told in a warning per kind. */
export async function readStations(
  source: GnssSource,
  places: readonly StationPlace[],
  where: GnssFolder,
  context: ServiceContext,
): Promise<Outcome<string, StationSeries>[]> {
  const sites = places.map(({ site }) => site);
  if (source === 'UNR') return fetchGnss(sites, where, context);
  const { series, parseSeries, remedy } = FILE_SOURCES[source];
  const placeOf = new Map(places.map((place) => [place.site, place]));
  const outcomes = await fetchAll(
    'GNSS stations',
    sites,
    async (site) => {
      const path = join(where.folder, gnssFileNames(source).folder, series(site));
      if (existsSync(path)) return parseSeries(readFileSync(path, 'utf8'), placeOf.get(site)!, path);
      if (existsSync(`${path}.Z`))
        throw new FileError(`${path}.Z is compressed.`, `Uncompress it: unzip or gunzip, as ${path}.`);
      throw new NotFoundError(`${path} is not there.`, remedy);
    },
    context,
  );
  for (const line of failureSummary('stations', outcomes)) context.log.warn(line);
  return outcomes;
}
