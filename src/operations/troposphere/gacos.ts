import { fileVersion } from '../../compute/work-journal.ts';
import type { Context } from '../../core/context.ts';
import { longDate } from '../../core/dates.ts';
import { FileError, MintsarError } from '../../core/errors.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import type { Product } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { datesOfPair, readUnwrapped } from '../../io/products/unwrapped-file.ts';
import {
  besideGeometry,
  geometryInputs,
  readDelayGeometry,
  withoutReferencePlace,
} from '../corrections/delay-series.ts';
import { correctByDelays, type DelayBatch, type DelayWork } from '../corrections/make-delays.ts';
import { assertRequest } from '../request.ts';
import { coversArea, gacosFile, readZenithDelay } from './gacos-files.ts';
import { sceneExtent } from './scene-extent.ts';
import type { ZenithDelay, ZenithDelayArgs } from './zenith-delay-kernel.ts';

export interface GacosRequest {
  /** time series, or one unwrapped interferogram (`.unw`) */
  readonly timeseries: string;
  /** incidenceAngle, and latitude and longitude in radar coordinates */
  readonly geometry: string;
  /** folder of `YYYYMMDD.ztd` with `YYYYMMDD.ztd.rsc`, or `YYYYMMDD.ztd.tif` */
  readonly folder: string;
  /** where the delays go; GACOS.h5 beside the geometry when left out */
  readonly delays?: string;
  /** corrected file; undefined = only the delays */
  readonly outfile?: string;
  /** asked when the delays stay as they are: whether the corrected file does, too */
  readonly isKept?: () => boolean;
}

/** Name of the delays beside a geometry file. */
export function gacosDelays(geometry: string): string {
  return besideGeometry(geometry, 'GACOS.h5');
}

/**
 * Tropospheric delay of GACOS (Yu et al. 2018) along the line of sight, and a series without it: `mintsar tropo_gacos`.
 * Dates without a file are left out of the delays, stay uncorrected, and are named.
 *
 * @returns file of the delays
 * @throws {FileError} when no date has a file
 */
export async function removeGacosDelay(request: GacosRequest, context: Context): Promise<string> {
  assertRequest('removeGacosDelay', request, context, ['timeseries', 'geometry', 'folder']);
  const { outfile, isKept, folder } = request;
  const isPair = request.timeseries.endsWith('.unw');
  const product = isPair ? await readUnwrapped(request.timeseries) : await readTimeseries(request.timeseries);
  const dates = 'dates' in product ? product.dates : datesOfPair(product).map(longDate);
  const geometry = await readDelayGeometry(request.geometry, product);
  const path = request.delays ?? gacosDelays(geometry.path);
  const files = new Map(dates.map((date) => [date, gacosFile(folder, date.slice(0, 8))]));
  const delays = await delaysToMake({ path, product, geometry, files, folder }, context);
  await correctByDelays(path, { product, outfile, isKept }, delays, context);
  return path;
}

interface GacosWork {
  readonly path: string;
  readonly product: Product;
  readonly geometry: Product;
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly folder: string;
}

/** @returns nothing when they are there */
async function delaysToMake(
  { path, product, geometry, files, folder }: GacosWork,
  context: Context,
): Promise<DelayWork | undefined> {
  const { length, width } = geometry;
  const { isGeocoded } = geometry.facts;
  // Delays are stretched over a map in degrees; pixels of a map in metres take the nearest value, as radar pixels do.
  const own = isGeocoded ? geometry.facts.earthMap : undefined;
  const isStretched = own !== undefined && own.utmZone === undefined;
  const map = isStretched ? own : undefined;
  const budget = context.maxMemory / 4;
  const kept = new Map<string, ZenithDelay>(); // read to be checked: no need to read them twice
  let bytes = 0;
  const area = isStretched ? undefined : (await sceneExtent(geometry)).area;
  const short: string[] = [];
  const check = async (file: string) => {
    const delay = await readZenithDelay(file, map);
    if (area !== undefined && !coversArea(delay.grid!, area)) short.push(file);
    bytes += delay.raster.data.byteLength;
    if (bytes < budget) kept.set(file, delay);
  };
  const usable = await usableFiles(files, folder, check, context);
  if (short.length > 0)
    context.log.warn(
      `${short.join(', ')} ${short.length > 1 ? 'do' : 'does'} not cover all of the scene: pixels beyond count as without delay. Request a larger area.`,
    );
  const dates = [...usable.keys()];
  const holds = (file: H5Reader) =>
    file.datasets.get('timeseries')?.shape.join() === [dates.length, length, width].join() &&
    (file.read('date') as string[]).join() === dates.join();
  if (await isMadeBy(path, { from: [geometry.path, ...usable.values()], holds })) return undefined;
  const inputs = {
    ...geometryInputs(geometry, { incidence: 'incidenceAngle' }),
    ...(isGeocoded ? {} : geometryInputs(geometry, { latitude: 'latitude', longitude: 'longitude' })),
  };
  const attributes = withoutReferencePlace(product.attributes);
  const series = { path, attributes, dates, length, width };
  const rasters = rastersInBatches([...usable.values()], kept, map, budget);
  const place = { size: { length, width }, map: isStretched ? undefined : own };
  return { series, batches: batches(rasters, place, inputs, dates.length) };
}

async function* batches(
  rasters: ReturnType<typeof rastersInBatches>,
  place: Pick<ZenithDelayArgs, 'size' | 'map'>,
  inputs: DelayBatch['inputs'],
  all: number,
): AsyncGenerator<DelayBatch> {
  let first = 0;
  for await (const { delays, files } of rasters) {
    const numDate = delays.length;
    const versions = files.map((file) => [file, fileVersion(file), fileVersion(`${file}.rsc`)]);
    yield {
      label: `GACOS, dates ${first + 1} to ${first + numDate} of ${all}`,
      kernel: 'zenithDelay',
      args: { ...place, delays },
      madeFrom: [place.map, versions],
      inputs,
      numDate,
      workspace: 8,
    };
    first += numDate;
  }
}

/** Files that can be used, by date; the others are named, with the reason. @throws {FileError} when there is none */
async function usableFiles(
  files: ReadonlyMap<string, string | undefined>,
  folder: string,
  check: (file: string) => Promise<unknown>,
  { log }: Context,
): Promise<Map<string, string>> {
  const usable = new Map<string, string>();
  const missing: string[] = [];
  for (const [date, file] of files) {
    if (file === undefined) missing.push(date);
    else
      try {
        await check(file);
        usable.set(date, file);
      } catch (error) {
        if (!(error instanceof MintsarError)) throw error;
        log.warn(`${date} is left out: ${error.message} ${error.remedy}`);
      }
  }
  const request = 'Request these dates at http://www.gacos.net and put *.ztd and *.ztd.rsc there.';
  if (missing.length > 0)
    log.warn(
      `${folder} has no delay of ${missing.length} of ${files.size} dates: ${missing.join(', ')}. ${request}`,
    );
  if (usable.size > 0) return usable;
  throw new FileError(`${folder} has no usable zenith delay of any of ${files.size} dates.`, request);
}

/** Rasters of as many dates as fit the memory, batch by batch. */
async function* rastersInBatches(
  all: readonly string[],
  kept: ReadonlyMap<string, ZenithDelay>,
  map: Parameters<typeof readZenithDelay>[1],
  maxBytes: number,
) {
  let [delays, files]: [ZenithDelay[], string[]] = [[], []];
  let bytes = 0;
  for (const [k, file] of all.entries()) {
    const delay = kept.get(file) ?? (await readZenithDelay(file, map));
    delays.push(delay);
    files.push(file);
    bytes += delay.raster.data.byteLength;
    if (bytes < maxBytes && k + 1 < all.length) continue;
    yield { delays, files };
    [delays, files, bytes] = [[], [], 0];
  }
}
