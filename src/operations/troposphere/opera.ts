import { type ModelTime, modelTimesAround, nearestModelTime } from '../../core/atmosphere/model-times.ts';
import { type ZenithCube, zenithSpline } from '../../core/atmosphere/zenith-cube.ts';
import type { Context } from '../../core/context.ts';
import { FileError, MintsarError } from '../../core/errors.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { type DelayArea, zenithCube } from '../../io/netcdf/zenith-product.ts';
import type { Product } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import type { TropoArchive } from '../../services/opera/tropo-archive.ts';
import type { ServiceContext } from '../../services/service.ts';
import {
  besideGeometry,
  geometryInputs,
  readDelayGeometry,
  withoutReferencePlace,
} from '../corrections/delay-series.ts';
import { correctByDelays, type DelayBatch } from '../corrections/make-delays.ts';
import { assertRequest } from '../request.ts';
import { acquisitionTimes } from '../tides/acquisition-times.ts';
import { coveringFile, fetchOpera, type LocalDelay, operaFiles } from './opera-files.ts';
import { sceneExtent } from './scene-extent.ts';
import type { ZenithCubeArgs } from './zenith-cube-kernel.ts';

/** How delays of every six hours become those of an acquisition. */
export const OPERA_TIMES = ['nearest', 'linear'] as const;

export interface OperaRequest {
  readonly timeseries: string;
  /** height, incidenceAngle, and latitude and longitude in radar coordinates */
  readonly geometry: string;
  /** folder of `OPERA_L4_TROPO-ZENITH_*.nc`; parts of products that are missing are fetched into it */
  readonly folder: string;
  /** nearest time of the weather model, or linear between two; nearest unless given */
  readonly inTime?: (typeof OPERA_TIMES)[number];
  /** false: only files that are there count */
  readonly download?: boolean;
  readonly archive?: TropoArchive;
  /** where the delays go; OPERA.h5 beside the geometry when left out */
  readonly delays?: string;
  /** corrected file; undefined = only the delays */
  readonly outfile?: string;
  /** asked when the delays stay as they are: whether the corrected file does, too */
  readonly isKept?: () => boolean;
}

/** The products begin here. */
const FIRST_DATE = '20160101';
/** Attribute of delays that are linear in time. */
const IN_TIME = 'OPERA_IN_TIME';

/** Name of the delays beside a geometry file. */
export function operaDelays(geometry: string): string {
  return besideGeometry(geometry, 'OPERA.h5');
}

/**
 * Tropospheric delay from the zenith delays of OPERA (L4_TROPO-ZENITH, every six hours since 2016) along the line of sight, and
 * a series without it: `mintsar tropo_opera`. Cubic splines in the horizontal, linear in height. Dates without a product are
 * left out of the delays, stay uncorrected, and are named.
 *
 * @returns file of the delays
 * @throws {FileError} when no date has a product  @throws {LoginMissingError} when they have to be fetched and there is no login
 */
export async function removeOperaDelay(
  request: OperaRequest,
  context: Context & Partial<ServiceContext>,
): Promise<string> {
  assertRequest('removeOperaDelay', request, context, ['timeseries', 'geometry', 'folder']);
  const { outfile, isKept, inTime = 'nearest' } = request;
  const series = await readTimeseries(request.timeseries);
  const geometry = await readDelayGeometry(request.geometry, series);
  const inputs = {
    ...geometryInputs(geometry, { incidence: 'incidenceAngle', height: 'height' }),
    ...(geometry.facts.isGeocoded
      ? {}
      : geometryInputs(geometry, { latitude: 'latitude', longitude: 'longitude' })),
  };
  const seconds = await acquisitionTimes(series, series.dates, false, context);
  const area = await areaOf(geometry);
  const wanted = new Map<string, readonly ModelTime[]>();
  series.dates.forEach((date, k) => {
    if (date.slice(0, 8) < FIRST_DATE) return;
    const nearest = { time: nearestModelTime(date, seconds[k]), share: 1 };
    wanted.set(date, inTime === 'linear' ? modelTimesAround(date, seconds[k]) : [nearest]);
  });
  const early = series.dates.filter((date) => !wanted.has(date));
  if (early.length > 0)
    context.log.warn(`zenith delays of OPERA begin with 2016: ${early.join(', ')} stay uncorrected`);
  const files = await gather(
    [...new Set([...wanted.values()].flat().map(({ time }) => time))],
    area,
    request,
    context,
  );
  const dates = usableDates(wanted, files, request, context);
  const path = request.delays ?? operaDelays(geometry.path);
  const { length, width } = geometry;
  const holds = (file: H5Reader) =>
    file.datasets.get('timeseries')?.shape.join() === [dates.length, length, width].join() &&
    (file.read('date') as string[]).join() === dates.join();
  const used = dates.flatMap((date) => wanted.get(date)!.map(({ time }) => files.get(time)!.path));
  const marks: Record<string, string> = inTime === 'linear' ? { [IN_TIME]: inTime } : {};
  const attributes = { [IN_TIME]: 'None', ...marks };
  const isMade = await isMadeBy(path, { from: [geometry.path, ...used], holds, attributes });
  const layout = {
    path,
    attributes: { ...withoutReferencePlace(series.attributes), ...marks },
    dates,
    length,
    width,
  };
  const map = geometry.facts.isGeocoded ? geometry.facts.earthMap : undefined;
  const cubeOf = (date: string) => atTime(wanted.get(date)!, files);
  const most = Math.max(1, Math.floor(context.maxMemory / 4 / splineBytes(files)));
  const delays = isMade ? undefined : { series: layout, batches: batches(dates, most, cubeOf, map, inputs) };
  await correctByDelays(path, { product: series, outfile, isKept }, delays, context);
  return path;
}

function* batches(
  dates: readonly string[],
  most: number,
  cubeOf: (date: string) => ZenithCube,
  map: ZenithCubeArgs['map'],
  inputs: DelayBatch['inputs'],
): Generator<DelayBatch> {
  for (let first = 0; first < dates.length; first += most) {
    const some = dates.slice(first, first + most);
    const label = `OPERA, dates ${first + 1} to ${first + some.length} of ${dates.length}`;
    const splines = some.map((date) => zenithSpline(cubeOf(date)));
    yield {
      label,
      kernel: 'zenithCube',
      args: { splines, map },
      inputs,
      numDate: some.length,
      workspace: 110,
    };
  }
}

/** Delays of times of the weather model: those that are there, and what can be fetched of the others. */
async function gather(
  times: readonly string[],
  area: DelayArea,
  { folder, download = true, archive }: OperaRequest,
  context: Context & Partial<ServiceContext>,
): Promise<Map<string, LocalDelay>> {
  const found = new Map<string, LocalDelay>();
  const look = async (some: readonly string[]) => {
    const files = operaFiles(folder);
    for (const time of some) {
      const file = await coveringFile(files.get(time) ?? [], area, context);
      if (file !== undefined) found.set(time, file);
    }
  };
  await look(times);
  const missing = times.filter((time) => !found.has(time));
  if (missing.length === 0 || !download) return found;
  context.log.info(
    `${missing.length} of ${times.length} zenith delays are not in ${folder}: they are fetched`,
  );
  try {
    await look(await fetchOpera(missing, area, folder, context, archive));
  } catch (error) {
    if (!(error instanceof MintsarError) || found.size === 0) throw error;
    context.log.warn(`${missing.length} zenith delays are missing. ${error.message} ${error.remedy}`);
  }
  return found;
}

/** Dates all of whose times are there; the others are named. */
function usableDates(
  wanted: ReadonlyMap<string, readonly ModelTime[]>,
  files: ReadonlyMap<string, LocalDelay>,
  { folder }: OperaRequest,
  { log }: Context,
): string[] {
  const [usable, missing]: [string[], string[]] = [[], []];
  for (const [date, times] of wanted)
    (times.every(({ time }) => files.has(time)) ? usable : missing).push(date);
  if (usable.length === 0)
    throw new FileError(
      `${folder} has no OPERA_L4_TROPO-ZENITH_*.nc that covers the scene at any of ${wanted.size} dates since 2016.`,
      'Get them from https://search.asf.alaska.edu (OPERA-S1, TROPO-ZENITH), or run again when they can be fetched.',
    );
  if (missing.length > 0)
    log.warn(`no zenith delay of OPERA for ${missing.join(', ')}: they stay uncorrected`);
  return usable;
}

function atTime(times: readonly ModelTime[], files: ReadonlyMap<string, LocalDelay>): ZenithCube {
  const cubes = times.map(({ time }) => zenithCube(files.get(time)!.product));
  const [cube] = cubes;
  if (cubes.length === 1) return cube;
  const isAlike = cubes.every(
    ({ latitudes, longitudes, heights }) =>
      String([...Array.from(latitudes), ...Array.from(longitudes), ...Array.from(heights)]) ===
      String([...Array.from(cube.latitudes), ...Array.from(cube.longitudes), ...Array.from(cube.heights)]),
  );
  if (!isAlike)
    throw new FileError(
      `${times.map(({ time }) => files.get(time)!.path).join(' and ')} differ in their places or heights.`,
      'Remove them, so that both are fetched again.',
    );
  const delay = cube.delay.map((_, k) =>
    cubes.reduce((sum, { delay: one }, n) => sum + times[n].share * one[k], 0),
  );
  return { ...cube, delay };
}

/** Most bytes of one spline. */
function splineBytes(files: ReadonlyMap<string, LocalDelay>): number {
  const sizes = [...files.values()].map(
    ({ product: { latitude, longitude, height } }) =>
      8 * (latitude.length + 3) * (longitude.length + 3) * Math.max(2, height.length),
  );
  return Math.max(...sizes);
}

/** Where delays are wanted: pixels of a map in degrees stand at their upper left corners, as in the kernel. */
async function areaOf(geometry: Product): Promise<DelayArea> {
  const { area, heights } = await sceneExtent(geometry);
  const map = geometry.facts.isGeocoded ? geometry.facts.earthMap : undefined;
  if (map === undefined || map.utmZone !== undefined) return { ...area, ...heights };
  const { yFirst, yStep, xFirst, xStep, length, width } = map;
  const [latitudes, longitudes] = [
    [yFirst, yFirst + (length - 1) * yStep],
    [xFirst, xFirst + (width - 1) * xStep],
  ];
  return {
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    ...heights,
  };
}
