import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertArgument } from '../../core/arguments.ts';
import { formatDate, MS_PER_DAY, parseDate, temporalBaselines } from '../../core/dates.ts';
import { OptionError } from '../../core/errors.ts';
import { wktPolygon } from '../../core/geometry/footprint.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { fetchFile } from '../fetch-file.ts';
import type { Service, ServiceContext } from '../service.ts';
import { type GunwProduct, parseSearchAnswer } from './search-answer.ts';

/** The archive that holds the GUNW products of ARIA; its search is open to everybody. */
const ASF: Service = { name: 'Alaska Satellite Facility', address: 'https://api.daac.asf.alaska.edu' };

const MOST_BYTES = 256 << 20;

/** Which Sentinel-1 GUNW products are wanted; at least an area or a track. */
export interface GunwSearch {
  /** degrees */
  readonly box?: Bounds;
  /** relative orbits */
  readonly tracks?: readonly number[];
  readonly direction?: 'ascending' | 'descending';
  /** YYYYMMDD: both acquisitions lie between, ends included */
  readonly start?: string;
  readonly end?: string;
  /** days between the acquisitions, ends included */
  readonly minDays?: number;
  readonly maxDays?: number;
  /** this pair alone, in any order; other dates are left out of account then */
  readonly pair?: readonly [string, string];
  /** beginning of the version, e.g. `2_0_4` or `3` */
  readonly version?: string;
}

/**
 * Search the archive for Sentinel-1 GUNW products. The answer is kept in the folder for a day.
 *
 * @throws {OptionError} without area and track  @throws {RunError} when the archive cannot be asked
 */
export async function searchGunw(
  search: GunwSearch,
  where: { readonly folder: string; readonly service?: Service },
  context: ServiceContext,
): Promise<GunwProduct[]> {
  assertArgument('searchGunw', 'search', search);
  assertArgument('searchGunw', 'where', where, { folder: 'text' });
  const { folder, service = ASF } = where;
  if (search.box === undefined && !search.tracks?.length) {
    throw new OptionError('Neither area nor track of the products is given.', 'Give a box, tracks, or both.');
  }
  const url = `${service.address}/services/search/param?${searchParameters(search)}`;
  const path = join(folder, `asf-search-${createHash('sha256').update(url).digest('hex').slice(0, 12)}.json`);
  const read = (file: string) => parseSearchAnswer(readFileSync(file, 'utf8'), file);
  const request = { service, url, path, maxAgeMs: MS_PER_DAY, maxBytes: MOST_BYTES, verify: read };
  await fetchFile(request, context);
  const { products, others } = read(path);
  if (others.length > 0)
    context.log.warn(`${others.length} products that were found are no Sentinel-1 GUNW, e.g. ${others[0]}`);
  return products.filter((product) => isWanted(product, search));
}

/** Words of the search interface; the dates are widened by a day, because it counts times, not days. */
export function searchParameters({ box, tracks, direction, start, end, pair }: GunwSearch): URLSearchParams {
  const words = new URLSearchParams({
    dataset: 'ARIA S1 GUNW',
    processingLevel: 'GUNW_STD',
    output: 'geojson',
  });
  const [first, last] = pair === undefined ? [start, end] : [...pair].sort();
  if (tracks?.length) words.set('relativeOrbit', tracks.join(','));
  if (direction !== undefined) words.set('flightDirection', direction.toUpperCase());
  if (box !== undefined) words.set('intersectsWith', wktPolygon(box));
  if (first !== undefined) words.set('start', dayNear(first, -1));
  if (last !== undefined) words.set('end', dayNear(last, 1));
  return words;
}

function dayNear(date: string, days: number): string {
  return formatDate(parseDate(date) + days * MS_PER_DAY, '%Y-%m-%dT%H:%M:%SZ');
}

function isWanted({ early, late, version }: GunwProduct, search: GunwSearch): boolean {
  if (search.version !== undefined && !`${version}_`.startsWith(`${search.version}_`)) return false;
  if (search.pair !== undefined) return [...search.pair].sort().join() === `${early},${late}`;
  const { start = '', end = '9', minDays = 0, maxDays = Number.POSITIVE_INFINITY } = search;
  const [, days] = temporalBaselines([early, late]);
  return early >= start && late <= end && days >= minDays && days <= maxDays;
}
