import { formatDate, MS_PER_DAY, parseDate, temporalBaselines } from '../../core/dates.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { GunwProduct, Mission } from './gunw-product.ts';

/** Which GUNW products are wanted; at least an area or a track, but for NISAR. */
export interface GunwSearch {
  /** S1 unless given */
  readonly mission?: Mission;
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

/** Times to ask for, a day wider than wanted, because archives count times, not days. */
export function searchDays({ start, end, pair }: GunwSearch): {
  readonly from?: string;
  readonly to?: string;
} {
  const [first, last] = pair === undefined ? [start, end] : [...pair].sort();
  return {
    ...(first !== undefined && { from: dayNear(first, -1) }),
    ...(last !== undefined && { to: dayNear(last, 1) }),
  };
}

function dayNear(date: string, days: number): string {
  return formatDate(parseDate(date) + days * MS_PER_DAY, '%Y-%m-%dT%H:%M:%SZ');
}

/** Whether a product that was found is one of those: archives answer roughly. */
export function isWanted(product: GunwProduct, search: GunwSearch): boolean {
  const { early, late, version } = product;
  if (search.version !== undefined && !`${version}_`.startsWith(`${search.version}_`)) return false;
  if (search.tracks?.length && !search.tracks.includes(product.track)) return false;
  if (search.direction !== undefined && product.direction !== search.direction.toUpperCase()) return false;
  if (search.pair !== undefined) return [...search.pair].sort().join() === `${early},${late}`;
  const { start = '', end = '9', minDays = 0, maxDays = Number.POSITIVE_INFINITY } = search;
  const [, days] = temporalBaselines([early, late]);
  return early >= start && late <= end && days >= minDays && days <= maxDays;
}
