import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { wideDate } from '../config/index.ts';
import { OptionError, UnsupportedError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, flag, list } from '../flags/flag.ts';
import { choice, finite, inputFile, int, type Kind, outputFile, word } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { downloadWeather } from '../operations/troposphere/download-weather.ts';
import { nearestHour } from '../operations/troposphere/weather-archive.ts';
import { removeWeatherDelay, weatherDelays } from '../operations/troposphere/weather-delay.ts';

const USUAL_FOLDER = '$WEATHER_DIR';

/** Models of the reference that are served no more, or never were by one way. */
const model: Kind<'ERA5'> = {
  accepts: 'ERA5',
  parse: (text) => {
    const name = text.toUpperCase();
    if (name === 'ERA5') return name;
    if (/^(MERRA|MERRA2|NARR|ERAI|ERA|ECMWF)$/.test(name))
      throw new UnsupportedError(
        `-m ${text}: this weather model is not read.`,
        'Use ERA5, which covers the whole globe from 1940 on; or mintsar tropo_gacos with delays of GACOS.',
      );
    throw new OptionError(`-m ${text}: there is no such weather model.`, 'Write ERA5.');
  },
};

/** `mintsar tropo_pyaps3`. */
export const command = defineCommand({
  description:
    'Delay of the troposphere from the weather model ERA5, removed from a series or an interferogram. Weather files (GRIB or netCDF) are looked for in the folder ERA5 of the weather folder, by the names that PyAPS gives them: ERA5_N20_N40_E120_E140_20101017_14.grb; files of a larger area do as well. What is not there is fetched from the Climate Data Store, with the key in CDSAPI_KEY or ~/.cdsapirc (free: https://cds.climate.copernicus.eu/profile); a run that was ended goes on with its requests. The delay along the line of sight goes to ERA5.h5 beside the geometry; dates without weather stay uncorrected and are named.',
  examples: [
    'mintsar tropo_pyaps3 -f timeseries.h5 -g inputs/geometryRadar.h5 -w ~/weather',
    'mintsar tropo_pyaps3 -f timeseries.h5 -g inputs/geometryRadar.h5 --delay wet --tropo-file inputs/ERA5_wet.h5',
    'mintsar tropo_pyaps3 -f timeseries.h5 -w ~/weather',
    'mintsar tropo_pyaps3 -d 20101017 20110117 --hour 14 -g inputs/geometryRadar.h5 -w ~/weather',
    'mintsar tropo_pyaps3 -f 20101017_20110117.unw -g inputs/geometryRadar.h5 -w ~/weather',
  ],
  references: [
    'Jolivet, Grandin, Lasserre, Doin & Peltzer (2011), Geophys. Res. Lett. 38, doi:10.1029/2011GL048757',
    'Jolivet, Agram, Lin, Simons, Doin, Peltzer & Li (2014), J. Geophys. Res. Solid Earth 119, doi:10.1002/2013JB010588',
    'Hersbach et al. (2020), Q. J. R. Meteorol. Soc. 146, doi:10.1002/qj.3803',
  ],
  flags: {
    timeseries: flag('-f --file', inputFile, 'time series, or one interferogram (.unw)'),
    dates: list(
      '-d --date-list',
      word,
      'dates in place of those of the series; or a text file of dates, or of names of Sentinel-1 SAFE folders',
      { metavar: 'DATE' },
    ),
    hour: flag('--hour', int(0), 'hour of the weather, UTC', { shown: 'the one nearest to CENTER_LINE_UTC' }),
    geometry: flag('-g --geomtry --geometry', inputFile, 'geometry with heights and incidence angles', {
      shown: 'none: the weather is fetched and nothing computed',
    }),
    model: flag('-m --model -s', model, 'weather model', { default: 'ERA5' }),
    part: flag('--delay', choice(['comb', 'dry', 'wet']), 'both parts of the delay, or one', {
      default: 'comb',
    }),
    weatherDir: flag(
      '-w --dir --weather-dir',
      word,
      'folder of weather data; $NAMES of the environment are replaced',
      {
        shown: `${USUAL_FOLDER}, ./ when it is not set`,
      },
    ),
    height: flag('--custom-height', finite, 'height of all pixels, m, in place of their own'),
    delays: flag('--tropo-file', outputFile, 'file of the delays', { shown: 'ERA5.h5 beside the geometry' }),
    outfile: flag('-o --output', outputFile, 'corrected file', {
      shown: 'the input with _ERA5 at the end of its name',
    }),
    debug: accepted('--debug --debug-mode', null, 'failures always say what they are'),
    verbose: accepted('--verbose', null, 'what is read is always told'),
  },
  outputs: ({ timeseries, geometry, delays, outfile }) =>
    geometry === undefined
      ? {}
      : {
          delays: delays ?? weatherDelays(geometry),
          outfile: timeseries === undefined ? undefined : (outfile ?? besideInput(timeseries, '_ERA5')),
        },
  async run(request, context, { delays, outfile }) {
    if (request.timeseries === undefined && request.dates.length === 0)
      throw new OptionError('There is nothing to compute delays of.', 'Give a series (-f) or dates (-d).');
    const listed = moments(request.dates);
    const hour = request.hour ?? listed.hour;
    if (hour !== undefined && hour > 23)
      throw new OptionError(`--hour ${hour} is no hour of the day.`, 'Give 0 to 23.');
    const { timeseries, geometry, part, height } = request;
    const dates = listed.dates.length > 0 ? listed.dates : undefined;
    const weatherDir = folderOf(request.weatherDir ?? USUAL_FOLDER);
    if (geometry === undefined) {
      if (timeseries === undefined)
        throw new OptionError(
          'Nothing tells where the weather is wanted.',
          'Give a series (-f) or a geometry (-g).',
        );
      context.print(await downloadWeather({ timeseries, dates, hour, weatherDir }, context));
      return;
    }
    const work = { timeseries, geometry, weatherDir, dates, hour, part, height, delays, outfile };
    await removeWeatherDelay(work, context);
    for (const file of [delays, outfile]) if (file !== undefined) context.print(file);
  },
});

/** The weather folder with variables replaced; the current one when one of them is not set. */
function folderOf(text: string): string {
  let isKnown = true;
  const named = text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, name: string, braced: string) => {
    const value = process.env[name ?? braced];
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  return isKnown ? resolve(named) : resolve('.');
}

const SAFE = /S1[A-D]_\w+?_(\d{8})T(\d{2})(\d{2})(\d{2})_/;

/** Dates of a list, of a text file, or of SAFE names, which tell the hour as well. */
function moments(words: readonly string[]): { dates: readonly string[]; hour: number | undefined } {
  const items = words.flatMap((item) =>
    existsSync(item) && wideDate(item) === null
      ? readFileSync(item, 'utf8')
          .split('\n')
          .map((line) => line.trim().split(/[\s,]+/)[0])
          .filter((line) => line !== '' && !line.startsWith('#'))
      : [item],
  );
  const seconds: number[] = [];
  const dates = items.map((item) => {
    const safe = SAFE.exec(item);
    if (safe !== null) {
      const [h, m, s] = safe.slice(2).map(Number);
      seconds.push(3600 * h + 60 * m + s);
    }
    const date = safe?.[1] ?? wideDate(item);
    if (date !== null) return date;
    throw new OptionError(`"${item}" is no date, no text file and no SAFE name.`, 'Write dates as YYYYMMDD.');
  });
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  return { dates: [...new Set(dates)].sort(), hour: seconds.length > 0 ? nearestHour(mean) : undefined };
}
