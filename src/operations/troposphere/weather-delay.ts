import type { DelayField } from '../../core/atmosphere/delay-field.ts';
import { type DelayPart, PROFILE_BOTTOM } from '../../core/atmosphere/delay-profile.ts';
import type { Context } from '../../core/context.ts';
import { FileError, MintsarError } from '../../core/errors.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import type { Product } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import type { ServiceContext } from '../../services/service.ts';
import {
  besideGeometry,
  geometryInputs,
  readDelayGeometry,
  withoutReferencePlace,
} from '../corrections/delay-series.ts';
import { correctByDelays, type DelayBatch, type DelayWork } from '../corrections/make-delays.ts';
import { assertRequest } from '../request.ts';
import { datesOf, hourOf, readCorrected } from './corrected-product.ts';
import { fetchWeather } from './fetch-weather.ts';
import { type SceneExtent, sceneExtent } from './scene-extent.ts';
import { WeatherArchive } from './weather-archive.ts';
import type { WeatherDelayArgs } from './weather-delay-kernel.ts';
import { readDelayField } from './weather-fields.ts';

/** There is no weather of any date that can be used. */
export class NoWeatherError extends FileError {}

export interface WeatherDelayRequest {
  /** time series, or one unwrapped interferogram (`.unw`); undefined: only the delays of `dates` are computed */
  readonly timeseries?: string;
  /** height and incidenceAngle, and latitude and longitude in radar coordinates */
  readonly geometry: string;
  /** folder whose folder `ERA5` holds the weather files */
  readonly weatherDir: string;
  /** YYYYMMDD, in place of those of the series */
  readonly dates?: readonly string[];
  /** UTC, 0 to 23, in place of the one nearest to the acquisition */
  readonly hour?: number;
  /** both parts unless given */
  readonly part?: DelayPart;
  /** m, for all pixels, in place of their own */
  readonly height?: number;
  /** false: take the weather that is there and ask nobody */
  readonly fetches?: boolean;
  /** where the delays go; ERA5.h5 beside the geometry when left out */
  readonly delays?: string;
  /** corrected file; undefined = only the delays */
  readonly outfile?: string;
  /** asked when the delays stay as they are: whether the corrected file does, too */
  readonly isKept?: () => boolean;
}

/** Name of the delays beside a geometry file. */
export function weatherDelays(geometry: string): string {
  return besideGeometry(geometry, 'ERA5.h5');
}

/**
 * Tropospheric delay of the weather model ERA5 along the line of sight (Jolivet et al. 2011, doi:10.1029/2011GL048757), and a
 * series without it: `mintsar tropo_pyaps3`. Weather that is not there is fetched from the Climate Data Store. Dates without
 * weather are left out of the delays, stay uncorrected, and are named.
 *
 * @returns file of the delays
 * @throws {FileError} when no date has weather @throws {LoginMissingError} when there is no key to fetch it with either
 */
export async function removeWeatherDelay(
  request: WeatherDelayRequest,
  context: Context & ServiceContext,
): Promise<string> {
  assertRequest('removeWeatherDelay', request, context, ['geometry', 'weatherDir']);
  const { outfile, isKept, timeseries, weatherDir } = request;
  const product = timeseries === undefined ? undefined : await readCorrected(timeseries);
  const geometry = await readDelayGeometry(request.geometry, product);
  const dates = request.dates ?? (product === undefined ? [] : datesOf(product));
  const hour = request.hour ?? hourOf(product ?? geometry);
  const scene = await sceneExtent(geometry);
  const extent = { ...scene, heights: heightsOf(scene, request.height) };
  const { part, height } = request;
  const path = request.delays ?? weatherDelays(geometry.path);
  const files = () => new WeatherArchive(weatherDir, extent.area, hour);
  const work = { part, height, path, product, geometry, dates, hour, extent, archive: files() };
  const delays = (await isMade(work, dates)) ? undefined : await fetchedDelays(request, work, files, context);
  await correctByDelays(path, { product, outfile, isKept }, delays, context);
  return path;
}

/** The same with the weather that can be fetched. */
async function fetchedDelays(
  { fetches }: WeatherDelayRequest,
  work: WeatherWork,
  files: () => WeatherArchive,
  context: Context & ServiceContext,
): Promise<DelayWork | undefined> {
  const isNew = fetches !== false && (await fetchWeather(work.archive, work.dates, context)) > 0;
  return delaysToMake(isNew ? { ...work, archive: files() } : work, context);
}

/** Between which heights delays are asked for; pixels without one count as lying at the bottom. */
function heightsOf(
  { heights, lacksHeights }: SceneExtent,
  height: number | undefined,
): SceneExtent['heights'] {
  if (height !== undefined) return { lowest: height, highest: height };
  return lacksHeights ? { ...heights, lowest: PROFILE_BOTTOM } : heights;
}

interface WeatherWork extends Pick<WeatherDelayRequest, 'part' | 'height'> {
  readonly path: string;
  readonly product: Product | undefined;
  readonly geometry: Product;
  readonly dates: readonly string[];
  readonly hour: number;
  readonly extent: SceneExtent;
  readonly archive: WeatherArchive;
}

/** @returns nothing when they are there */
async function delaysToMake(work: WeatherWork, context: Context): Promise<DelayWork | undefined> {
  const { path, product, geometry, dates, height, part = 'comb' } = work;
  const { length, width } = geometry;
  const dated = dates.filter((date) => work.archive.candidates(date.slice(0, 8)).length > 0);
  if (dated.length > 0 && (await isMade(work, dated))) {
    tellMissing(
      work,
      dates.filter((date) => !dated.includes(date)),
      context,
    );
    return undefined;
  }
  const usable = usableWeather(work, context);
  const map = geometry.facts.isGeocoded ? geometry.facts.earthMap : undefined;
  const incidence = geometry.datasets.has('incidenceAngle') ? undefined : geometry.facts.incidenceAngle;
  const inputs = {
    ...(height === undefined && geometryInputs(geometry, { height: 'height' })),
    ...(incidence === undefined && geometryInputs(geometry, { incidence: 'incidenceAngle' })),
    ...(map === undefined && geometryInputs(geometry, { latitude: 'latitude', longitude: 'longitude' })),
  };
  const series = {
    path,
    attributes: { ...withoutReferencePlace((product ?? geometry).attributes), ...ofOptions(part, height) },
    dates: usable.map(({ date }) => date),
    length,
    width,
  };
  return { series, batches: batches(usable, context.maxMemory / 4, { map, incidence, height }, inputs) };
}

/** Whether the delays of these dates are there, as they would be made today. */
async function isMade(work: WeatherWork, dates: readonly string[]): Promise<boolean> {
  const { path, geometry, archive, part = 'comb', height } = work;
  const { length, width } = geometry;
  const files = dates.flatMap((date) => archive.candidates(date.slice(0, 8)).slice(0, 1));
  return isMadeBy(path, {
    from: [geometry.path, ...files],
    attributes: { TROPO_DELAY: 'None', TROPO_HEIGHT: 'None', ...ofOptions(part, height) },
    holds: (file: H5Reader) =>
      file.datasets.get('timeseries')?.shape.join() === [dates.length, length, width].join() &&
      (file.read('date') as string[]).join() === dates.join(),
  });
}

function tellMissing({ archive, dates }: WeatherWork, missing: readonly string[], { log }: Context): void {
  if (missing.length === 0) return;
  log.warn(
    `${archive.folder} has no weather of ${missing.length} of ${dates.length} dates: ${missing.join(', ')}`,
  );
}

/** What tells delays with other options than the usual ones, whatever their file is called. */
function ofOptions(part: DelayPart, height: number | undefined): Attributes {
  return {
    ...(part !== 'comb' && { TROPO_DELAY: part }),
    ...(height !== undefined && { TROPO_HEIGHT: String(height) }),
  };
}

/** A date with weather. */
interface DateOfWeather {
  readonly date: string;
  readonly field: () => DelayField;
}

/** Dates whose weather can be read; the others are named, with the reason. @throws {FileError} when there is none */
function usableWeather(work: WeatherWork, context: Context): DateOfWeather[] {
  const { log, maxMemory, progress } = context;
  const { dates, hour, extent, archive, part = 'comb' } = work;
  const usable: DateOfWeather[] = [];
  const missing: string[] = [];
  let room = maxMemory / 4;
  for (const [k, date] of dates.entries()) {
    const moment = { date: date.slice(0, 8), hour };
    const files = archive.candidates(moment.date);
    if (files.length === 0) missing.push(date);
    for (const file of files) {
      try {
        const read = () => readDelayField(file, moment, part, extent);
        const field = read();
        room -= field.coefficients.byteLength;
        usable.push({ date, field: room >= 0 ? () => field : read });
        break;
      } catch (error) {
        if (!(error instanceof MintsarError)) throw error;
        log.warn(`${date}: ${error.message} ${error.remedy}`);
        if (file === files[files.length - 1]) missing.push(date);
      }
    }
    progress('ERA5 profiles', k + 1, dates.length);
  }
  tellMissing(work, missing, context);
  if (usable.length > 0) return usable;
  throw new NoWeatherError(
    `${archive.folder} has no usable weather of any of ${dates.length} dates at ${hour}:00 UTC.`,
    `Put files named like ${archive.target(dates[0]?.slice(0, 8) ?? 'YYYYMMDD')} there.`,
  );
}

/** Fields of as many dates as fit the memory, batch by batch. */
function* batches(
  dates: readonly DateOfWeather[],
  maxBytes: number,
  args: Omit<WeatherDelayArgs, 'fields'>,
  inputs: DelayBatch['inputs'],
): Generator<DelayBatch> {
  let fields: DelayField[] = [];
  let bytes = 0;
  for (const [k, { field }] of dates.entries()) {
    const one = field();
    fields.push(one);
    bytes += one.coefficients.byteLength;
    if (bytes < maxBytes && k + 1 < dates.length) continue;
    const numDate = fields.length;
    const label = `ERA5, dates ${k + 2 - numDate} to ${k + 1} of ${dates.length}`;
    yield { label, kernel: 'weatherDelay', args: { ...args, fields }, inputs, numDate, workspace: 40 };
    [fields, bytes] = [[], 0];
  }
}
