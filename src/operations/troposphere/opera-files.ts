import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { makeH5, withH5 } from '../../io/hdf5/file.ts';
import { openH5Source } from '../../io/hdf5/reader.ts';
import {
  type DelayArea,
  readZenithProduct,
  type ZenithProduct,
  zenithProductFile,
} from '../../io/netcdf/zenith-product.ts';
import { makeFolder } from '../../io/write-error.ts';
import type { FoundLogin } from '../../services/credentials.ts';
import { failureSummary, fetchAll } from '../../services/fetch-all.ts';
import {
  openTropo,
  searchTropo,
  TROPO_ARCHIVE,
  type TropoArchive,
  type TropoProduct,
  tropoLogin,
} from '../../services/opera/tropo-archive.ts';
import { parseTropoName } from '../../services/opera/tropo-name.ts';
import type { ServiceContext } from '../../services/service.ts';

/** Delays this far beyond the scene are read too, degrees: splines want neighbours. */
const MARGIN = 0.2;

/** What a file is fetched for is rounded outwards, so that scenes side by side share it: degrees, m. */
const [DEGREES, METRES] = [0.5, 500];

/** Files of zenith delays in a folder, by time of the weather model; of one time in the order of their names. */
export function operaFiles(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const facts = parseTropoName(name);
    if (facts !== undefined) files.set(facts.time, [...(files.get(facts.time) ?? []), join(folder, name)]);
  }
  return files;
}

/** A file, and what it holds of the scene. */
export interface LocalDelay {
  readonly path: string;
  readonly product: ZenithProduct;
}

/**
 * The last of some files that covers an area; damaged ones are named and passed over.
 * @returns undefined when none does
 */
export async function coveringFile(
  files: readonly string[],
  area: DelayArea,
  { log }: Pick<Context, 'log'>,
): Promise<LocalDelay | undefined> {
  for (const path of files.toReversed()) {
    try {
      const product = await withH5(path, (file) => readZenithProduct(file, area, MARGIN));
      if (product !== undefined) return { path, product };
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      log.warn(`${error.message} ${error.remedy}`);
    }
  }
  return undefined;
}

/**
 * Bring the parts of products that cover an area into a folder, several at the same time, each failing alone. Of a product of
 * two gigabytes that is some 100 kB. What cannot be had is told in a warning per kind.
 *
 * @param times of the weather model
 * @returns times whose part is there now
 * @throws {LoginMissingError} {LoginRefusedError} {OfflineError} when nothing can be had at all
 */
export async function fetchOpera(
  times: readonly string[],
  area: DelayArea,
  folder: string,
  context: ServiceContext & Context,
  archive: TropoArchive = TROPO_ARCHIVE,
): Promise<readonly string[]> {
  const login = await tropoLogin(context, archive);
  makeFolder(folder);
  const products = await searchTropo(times, folder, context, archive);
  const none = times.filter((time) => !products.has(time));
  if (none.length > 0)
    context.log.warn(
      `OPERA has no zenith delays of ${none.join(', ')} (yet): they appear some days after the date; run again later`,
    );
  const wanted = roundedArea(area);
  const outcomes = await fetchAll(
    'zenith delays of OPERA',
    [...products.keys()],
    (time) => fetchPart(products.get(time)!, wanted, { folder, login, archive }, context),
    context,
  );
  for (const line of failureSummary('zenith delays', outcomes)) context.log.warn(line);
  return outcomes.flatMap((outcome) => ('value' in outcome && outcome.value ? [outcome.item] : []));
}

/** @returns whether the product covers the area */
async function fetchPart(
  product: TropoProduct,
  area: DelayArea,
  { folder, login, archive }: { folder: string; login: FoundLogin; archive: TropoArchive },
  context: ServiceContext & Context,
): Promise<boolean> {
  const source = await openTropo(product, login, context, archive);
  try {
    const file = await openH5Source(source);
    const part = await readZenithProduct(file, area, 0);
    if (part === undefined) {
      context.log.warn(`${product.product} does not cover the scene`);
      return false;
    }
    const { layout, fill } = zenithProductFile(part, area);
    await makeH5(join(folder, `${product.product}_${areaName(area)}.nc`), layout, fill, context.held);
    context.log.debug(
      `${product.product}: ${source.traffic.bytes} bytes in ${source.traffic.requests} requests`,
    );
    return true;
  } finally {
    source.close();
  }
}

function roundedArea({ south, north, west, east, lowest, highest }: DelayArea): DelayArea {
  const down = (value: number, unit: number) => Math.floor(value / unit) * unit;
  const up = (value: number, unit: number) => Math.ceil(value / unit) * unit;
  return {
    south: Math.max(-90, down(south - MARGIN, DEGREES)),
    north: Math.min(90, up(north + MARGIN, DEGREES)),
    west: down(west - MARGIN, DEGREES),
    east: up(east + MARGIN, DEGREES),
    lowest: down(lowest, METRES),
    highest: up(highest, METRES),
  };
}

/** `S12.5N13E100.5W99`... as part of a file's name. */
function areaName({ south, north, west, east, lowest, highest }: DelayArea): string {
  const side = (value: number, positive: string, negative: string) =>
    `${value < 0 ? negative : positive}${Math.abs(value)}`;
  const parallels = [south, north].map((lat) => side(lat, 'N', 'S')).join('');
  const meridians = [west, east].map((lon) => side(lon, 'E', 'W')).join('');
  return `${parallels}${meridians}_${lowest}to${highest}m`;
}
