import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag, on } from '../flags/flag.ts';
import { choice, inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { isDateList, removeSolidEarthTides, tidesFile } from '../operations/tides/solid-earth-tides.ts';

/** `mintsar solid_earth_tides`. */
export const command = defineCommand({
  description:
    'Sun and Moon lift and lower the ground by up to 40 cm within hours. Their tide at the time of every date, as the radar sees it, goes to SET.h5 (SETaz.h5 along the flight) beside the geometry, in m and positive toward the satellite, and is subtracted. Nothing is downloaded.',
  examples: [
    'mintsar solid_earth_tides timeseries.h5 -g inputs/geometryRadar.h5',
    'mintsar solid_earth_tides geo/geo_timeseries.h5 -g geo/geo_geometryRadar.h5 --update',
    'mintsar solid_earth_tides timeseriesAz.h5 -g inputs/geometryGeo.h5 --comp en2az -o timeseriesAz_SET.h5',
    'mintsar solid_earth_tides date_list.txt -g inputs/geometryGeo.h5 --set-file SET.h5',
  ],
  references: [
    'Milbert (2018), Solid Earth Tide, http://geodesyworld.github.io/SOFTS/solid.htm',
    'McCarthy & Petit (2004), IERS Conventions (2003), chapter 7, IERS Technical Note 32',
    'Yunjun, Fattahi, Pi, Rosen, Simons, Agram & Aoki (2022), IEEE Trans. Geosci. Remote Sens. 60, doi:10.1109/TGRS.2022.3168509',
  ],
  flags: {
    timeseries: argument(
      inputFile,
      'time series, or a text file of dates (.txt), for which tides are computed and nothing is corrected',
    ),
    geometry: flag('-g --geomtry --geometry', inputFile, 'geometry with incidence and azimuth angles', {
      required: true,
    }),
    dateWise: on(
      '--date-wise-acq-time',
      'take the time of every date from the sheets of ISCE (reference/ and secondarys/ beside mintpy.load.metaFile)',
    ),
    component: flag('--comp', choice(['enu2los', 'en2az']), 'line of sight, or flight direction', {
      default: 'enu2los',
    }),
    verbose: accepted('--verbose', null, 'for old scripts; mintsar --verbose says more'),
    update: on('--update', 'keep tides that are there for these dates, times and pixels'),
    tides: flag('--set-file', outputFile, 'file of the tides', {
      shown: 'SET.h5 (SETaz.h5) beside the geometry',
    }),
    outfile: flag('-o', outputFile, 'corrected time series', {
      shown: 'the series with _SET at the end of its name',
    }),
  },
  outputs({ timeseries, geometry, component, tides, outfile }) {
    const isList = isDateList(timeseries);
    if (isList && outfile !== undefined)
      throw new OptionError(
        `${timeseries} is a list of dates: there is no series to correct for -o.`,
        'Leave -o out.',
      );
    return {
      tides: tides ?? tidesFile(geometry, component),
      outfile: isList ? undefined : (outfile ?? besideInput(timeseries, '_SET')),
    };
  },
  async run(request, context, { tides, outfile }) {
    await removeSolidEarthTides({ ...request, tides, outfile }, context);
    for (const file of [tides, outfile]) if (file !== undefined) context.print(file);
  },
});
