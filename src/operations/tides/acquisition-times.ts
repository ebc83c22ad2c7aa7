import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { hasTime } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { Product } from '../../io/products/product.ts';
import { parseTopsSheet, utcMicroseconds } from '../../processors/isce/tops-sheet.ts';

/**
 * When each date was acquired, seconds of the day, UTC: from `sensingMid` of the series; with `dateWise` from the sheets
 * of ISCE beside the one that was loaded; from times that the dates bring along; else one time for all, CENTER_LINE_UTC.
 *
 * @throws {MetadataError} when nothing tells it
 */
export async function acquisitionTimes(
  product: Product,
  dates: readonly string[],
  dateWise: boolean,
  context: Context,
): Promise<number[]> {
  if (product.datasets.has('sensingMid')) {
    const texts = await withH5(product.path, (file) => file.read('sensingMid') as string[]);
    if (texts.length === dates.length) return texts.map(secondsOf);
  }
  if (dateWise) {
    const times = timesOfSheets(product, dates);
    if (times !== undefined) return times;
    context.log.warn(
      `${product.path}: no sheets of ISCE are found that tell the time of every date; CENTER_LINE_UTC counts for all`,
    );
  }
  if (dates.every(hasTime)) return dates.map(secondsOf);
  const centre = Number(product.attributes['CENTER_LINE_UTC'] ?? Number.NaN);
  if (Number.isFinite(centre)) return dates.map(() => centre);
  throw new MetadataError(
    `${product.path} has no attribute CENTER_LINE_UTC, the time of acquisition.`,
    'Load the data again, or set it: seconds since midnight, UTC.',
  );
}

/** `20180104T042321` and `20180104T0423` to the seconds of their day. */
function secondsOf(text: string): number {
  const time = text.slice(text.indexOf('T') + 1).padEnd(6, '0');
  return Number(time.slice(0, 2)) * 3600 + Number(time.slice(2, 4)) * 60 + Number(time.slice(4, 6));
}

/** Date and time as MintPy stores them. @param seconds of the day; fractions are dropped */
export function sensingMid(date: string, seconds: number): string {
  const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return `${date.slice(0, 8)}T${[h, m, s].map((part) => String(Math.trunc(part)).padStart(2, '0')).join('')}`;
}

/** From `reference/IW*.xml` and `secondarys/{date}/IW*.xml`; undefined when a date has none. */
function timesOfSheets({ path, attributes }: Product, dates: readonly string[]): number[] | undefined {
  const metaFile = sheetOf(path, attributes);
  if (metaFile === undefined) return undefined;
  const stack = dirname(dirname(metaFile));
  const times = dates.map((date) => {
    const folder = join(stack, 'secondarys', date.slice(0, 8));
    return middleOf(folder) ?? middleOf(dirname(metaFile), date.slice(0, 8));
  });
  return times.every((time) => time !== undefined) ? times : undefined;
}

function sheetOf(path: string, attributes: Attributes): string | undefined {
  const named = attributes['mintpy.load.metaFile'];
  if (named === undefined || !/^IW\d.*\.xml$/.test(basename(named))) return undefined;
  return [resolve(dirname(path), named), resolve(named)].find((file) => existsSync(dirname(file)));
}

/** Middle of the bursts of all swaths in a folder, s; undefined without sheets, or of another date. */
function middleOf(folder: string, date?: string): number | undefined {
  const sheets = existsSync(folder) ? readdirSync(folder).filter((name) => /^IW\d\.xml$/.test(name)) : [];
  if (sheets.length === 0) return undefined;
  const bursts = sheets.flatMap((name) => {
    const label = join(folder, name);
    return parseTopsSheet(readFileSync(label, 'utf8'), label).bursts.map((burst) => [
      utcMicroseconds(burst['burststartutc'], label),
      utcMicroseconds(burst['burststoputc'], label),
    ]);
  });
  const middle =
    (Math.min(...bursts.map(([start]) => start)) + Math.max(...bursts.map(([, stop]) => stop))) / 2;
  const day = new Date(middle / 1000).toISOString().slice(0, 10).replaceAll('-', '');
  return date === undefined || day === date ? (middle / 1e6) % 86400 : undefined;
}
