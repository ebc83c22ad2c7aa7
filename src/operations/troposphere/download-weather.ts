import type { Context } from '../../core/context.ts';
import { continuousLongitudes } from '../../core/geometry/longitude.ts';
import { latLonRasters } from '../../core/geometry/map-grid.ts';
import type { ServiceContext } from '../../services/service.ts';
import { assertRequest } from '../request.ts';
import { datesOf, hourOf, readCorrected } from './corrected-product.ts';
import { fetchWeather } from './fetch-weather.ts';
import { WeatherArchive } from './weather-archive.ts';

export interface WeatherDownload {
  /** time series, or one unwrapped interferogram (`.unw`): its place, dates and hour */
  readonly timeseries: string;
  /** YYYYMMDD, in place of its own */
  readonly dates?: readonly string[];
  /** UTC, 0 to 23, in place of the one nearest to the acquisition */
  readonly hour?: number;
  /** folder in whose folder `ERA5` the weather files are kept */
  readonly weatherDir: string;
}

/**
 * Fetch the weather that a correction will need, and compute nothing.
 * @returns folder of the weather files
 */
export async function downloadWeather(
  request: WeatherDownload,
  context: Context & ServiceContext,
): Promise<string> {
  assertRequest('downloadWeather', request, context, ['timeseries', 'weatherDir']);
  const product = await readCorrected(request.timeseries);
  const { facts } = product;
  let { latitude, longitude }: { latitude: ArrayLike<number>; longitude: ArrayLike<number> } =
    facts.isGeocoded ? { latitude: [], longitude: [] } : facts.corners;
  if (facts.isGeocoded) {
    const { earthMap: map } = facts;
    const stride = { y: Math.max(1, map.length - 1), x: Math.max(1, map.width - 1) };
    const corners = latLonRasters(map, undefined, stride);
    [latitude, longitude] = [corners.latitude.data, corners.longitude.data];
  }
  const [latitudes, longitudes] = [Array.from(latitude), Array.from(continuousLongitudes(longitude))];
  const area = {
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
  };
  const archive = new WeatherArchive(request.weatherDir, area, request.hour ?? hourOf(product));
  await fetchWeather(archive, request.dates ?? datesOf(product), context);
  return archive.folder;
}
