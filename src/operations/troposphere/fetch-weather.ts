import type { Context } from '../../core/context.ts';
import { fetchEra5 } from '../../services/climate-store/fetch-era5.ts';
import { findStoreKey, keyMissing } from '../../services/climate-store/store-key.ts';
import { failureSummary } from '../../services/fetch-all.ts';
import type { ServiceContext } from '../../services/service.ts';
import { endsWell, type WeatherArchive } from './weather-archive.ts';

/**
 * Fetch the weather that an archive lacks. Dates that cannot be had are told, by kind of reason, and stop nothing.
 *
 * @param archive where files are looked for and put
 * @returns how many files are new
 * @throws {LoginMissingError} when there is neither a key nor the file of any date
 */
export async function fetchWeather(
  archive: WeatherArchive,
  dates: readonly string[],
  context: Context & ServiceContext,
): Promise<number> {
  const days = [...new Set(dates.map((date) => date.slice(0, 8)))];
  const missing = days.filter((day) => !archive.candidates(day).some(endsWell));
  if (missing.length === 0) return 0;
  const key = findStoreKey(context.places);
  if (key === undefined) {
    const error = keyMissing(context.places);
    if (missing.length === days.length) throw error;
    context.log.warn(
      `${missing.length} of ${days.length} dates have no weather. ${error.message} ${error.remedy}`,
    );
    return 0;
  }
  const { folder, box, hour } = archive;
  context.log.info(`fetch ERA5 of ${missing.length} dates at ${hour}:00 UTC into ${folder}`);
  const target = (date: string) => archive.target(date);
  const outcomes = await fetchEra5({ dates: missing, hour, box, folder, target }, key, context);
  for (const line of failureSummary('dates', outcomes)) context.log.warn(line);
  return outcomes.filter((outcome) => 'value' in outcome).length;
}
