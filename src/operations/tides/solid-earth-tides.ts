import { readFileSync } from 'node:fs';
import { datesOfText } from '../../config/date-list.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { tidalForcing } from '../../core/tides/solid-earth-tide.ts';
import { tideFields, tideStride } from '../../core/tides/tide-field.ts';
import type { Attributes, H5Reader } from '../../io/hdf5/types.ts';
import type { Product } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import {
  besideGeometry,
  type DelaySeries,
  geometryInputs,
  readDelayGeometry,
} from '../corrections/delay-series.ts';
import { correctByDelays, type DelayWork } from '../corrections/make-delays.ts';
import { mapOfRadar } from '../plates/radar-extent.ts';
import { assertRequest } from '../request.ts';
import { acquisitionTimes, sensingMid } from './acquisition-times.ts';
import type { SolidEarthTidesArgs } from './solid-earth-tides-kernel.ts';

export interface SolidEarthTidesRequest {
  /** time series, or a text file of dates, for which tides are computed and nothing is corrected */
  readonly timeseries: string;
  /** incidenceAngle, azimuthAngle, and latitude and longitude in radar coordinates */
  readonly geometry: string;
  /** motion along the line of sight, or along the flight of the satellite */
  readonly component?: 'enu2los' | 'en2az';
  /** look up the time of every date instead of taking one for all */
  readonly dateWise?: boolean;
  /** where the tides go; beside the geometry when left out */
  readonly tides?: string;
  /** corrected series; undefined = only the tides */
  readonly outfile?: string;
  /** leave the tides alone when they are there for these dates, times and pixels */
  readonly update?: boolean;
  /** asked when they were left alone: whether the corrected series is good, too */
  readonly isKept?: () => boolean;
}

/** Name of the tides beside a geometry file: SET.h5, or SETaz.h5 along the flight. */
export function tidesFile(geometry: string, component: SolidEarthTidesRequest['component']): string {
  return besideGeometry(geometry, component === 'en2az' ? 'SETaz.h5' : 'SET.h5');
}

/** Whether the first file of a request is a list of dates rather than a series. */
export function isDateList(path: string): boolean {
  return path.endsWith('.txt');
}

/**
 * Solid Earth tides as the radar sees them at every date, and a series without them: `mintsar solid_earth_tides`.
 *
 * @returns file of the tides
 * @throws {FileError} when the geometry lacks a raster @throws {MetadataError} when nothing tells the time of acquisition
 */
export async function removeSolidEarthTides(
  request: SolidEarthTidesRequest,
  context: Context,
): Promise<string> {
  assertRequest('removeSolidEarthTides', request, context, ['timeseries', 'geometry']);
  const { component = 'enu2los', dateWise = false, update = false, outfile, isKept } = request;
  const series = isDateList(request.timeseries) ? undefined : await readTimeseries(request.timeseries);
  const geometry = await readDelayGeometry(request.geometry, series);
  const dates = series?.dates ?? datesOfList(request.timeseries);
  const times = await acquisitionTimes(series ?? geometry, dates, dateWise, context);
  const path = request.tides ?? tidesFile(geometry.path, component);
  const moments = dates.map((date, k) => sensingMid(date, times[k]));
  const isMade = update && (await isUpToDate(path, geometry, moments, component));
  const work = { path, series, geometry, dates, times, moments, component };
  const delays = isMade ? undefined : await tidesWork(work, context);
  await correctByDelays(path, { product: series, outfile, isKept }, delays, context);
  return path;
}

interface TidesWork {
  readonly path: string;
  readonly series: Timeseries | undefined;
  readonly geometry: Product;
  readonly dates: readonly string[];
  readonly times: readonly number[];
  readonly moments: readonly string[];
  readonly component: 'enu2los' | 'en2az';
}

async function tidesWork(
  { path, series, geometry, dates, times, moments, component }: TidesWork,
  { log }: Context,
): Promise<DelayWork> {
  const { length, width } = geometry;
  const isMap = geometry.facts.isGeocoded;
  const inputs = {
    ...geometryInputs(geometry, { incidence: 'incidenceAngle', azimuth: 'azimuthAngle' }),
    ...(isMap ? {} : geometryInputs(geometry, { latitude: 'latitude', longitude: 'longitude' })),
  };
  const grid = isMap ? geometry.facts.earthMap : await mapOfRadar(geometry);
  const stride = tideStride(grid);
  log.info(`solid Earth tides of ${dates.length} dates, at every ${stride} pixels of a map`);
  const forcings = dates.map((date, k) => tidalForcing(date, times[k]));
  const fields = tideFields(forcings, grid, stride);
  const args: SolidEarthTidesArgs = { fields, component, grid: isMap ? undefined : grid };
  const attributes = { ...(series ?? geometry).attributes, ...ofComponent(component) };
  const extra = [
    { name: 'sensingMid', type: 'S15', shape: [dates.length], values: [...moments] },
  ] satisfies DelaySeries['extra'];
  const batch = {
    label: 'solid Earth tides',
    kernel: 'solidEarthTides',
    args,
    inputs,
    numDate: dates.length,
  } as const;
  return { series: { path, attributes, dates, length, width, extra }, batches: [batch] };
}

/** What tells tides along the flight from those along the line of sight, whatever their file is called. */
function ofComponent(component: 'enu2los' | 'en2az'): Attributes {
  return component === 'en2az' ? { SET_COMPONENT: component } : {};
}

function isUpToDate(
  path: string,
  geometry: Product,
  moments: readonly string[],
  component: 'enu2los' | 'en2az',
): Promise<boolean> {
  const holds = (file: H5Reader) => {
    const shape = [moments.length, geometry.length, geometry.width];
    return (
      file.datasets.get('timeseries')?.shape.join() === shape.join() &&
      file.datasets.has('sensingMid') &&
      (file.read('sensingMid') as string[]).join() === moments.join()
    );
  };
  const attributes = { SET_COMPONENT: ofComponent(component)['SET_COMPONENT'] ?? 'None' };
  return isMadeBy(path, { from: [geometry.path], attributes, holds });
}

function datesOfList(path: string): string[] {
  const dates = [...new Set(datesOfText(readFileSync(path, 'utf8')))].sort();
  if (dates.length > 0) return dates;
  throw new FileError(
    `${path} has no date.`,
    'Write a date such as 20110311 at the beginning of every line.',
  );
}
