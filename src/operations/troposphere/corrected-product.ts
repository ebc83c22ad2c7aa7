import { longDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import type { Product } from '../../io/products/product.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { datesOfPair, readUnwrapped } from '../../io/products/unwrapped-file.ts';
import { nearestHour } from './weather-archive.ts';

/** What is to be corrected: a time series, or one unwrapped interferogram (`.unw`). */
export async function readCorrected(path: string): Promise<Product> {
  return path.endsWith('.unw') ? readUnwrapped(path) : readTimeseries(path);
}

/** Its dates. */
export function datesOf(product: Product): readonly string[] {
  return 'dates' in product ? (product.dates as readonly string[]) : datesOfPair(product).map(longDate);
}

/** The hour of its weather, UTC. @throws {MetadataError} when nothing tells its time */
export function hourOf({ path, attributes }: Product): number {
  const seconds = Number(attributes['CENTER_LINE_UTC'] ?? Number.NaN);
  if (seconds >= 0 && seconds < 86_401) return nearestHour(seconds);
  throw new MetadataError(
    `${path} has no attribute CENTER_LINE_UTC, the time of acquisition in seconds of the day.`,
    'Load the data again, or give the hour with --hour.',
  );
}
