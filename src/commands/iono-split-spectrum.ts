import { resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag, list } from '../flags/flag.ts';
import { editedFile, inputFile, outputFile, word } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { ionosphereProducts, removeSplitSpectrumDelay } from '../operations/ionosphere/split-spectrum.ts';
import { FILES } from '../operations/work-files.ts';
import { dateOrListFile, words } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { neededTemplateFlag, settledOptions } from './template-flag.ts';

/** `mintsar iono_split_spectrum`. */
export const command = defineCommand({
  description:
    'Ionospheric delay of every date from pairs of split range spectra, as the stack processors of ISCE-2 make them\n(loaded by mintpy.load.ionUnwFile): some pairs are dropped, all refer to the point of the template or else of the\nseries, and their unweighted inversion is subtracted from the series. temporalCoherenceIon.h5 tells how well the\npairs agree, numInvIon.h5 how many there are. In the stack only flags and attributes change.',
  examples: [
    'mintsar iono_split_spectrum -t smallbaselineApp.cfg -f timeseries.h5',
    'mintsar iono_split_spectrum -t smallbaselineApp.cfg -f timeseries.h5 -o timeseries_ion.h5 --ex-date 20150207',
    'mintsar iono_split_spectrum -t smallbaselineApp.cfg --ex-date12 20150207_20150404 --iono-file ion.h5',
  ],
  templateSteps: ['correct_ionosphere'],
  references: [
    'Fattahi, Simons & Agram (2017), IEEE Trans. Geosci. Remote Sens. 55, doi:10.1109/TGRS.2017.2718566 (stripmap)',
    'Liang, Liu, Fielding & Bürgmann (2018), Remote Sens. Environ. 216, doi:10.1016/j.rse.2018.07.023 (ALOS-2)',
    'Liang, Agram, Simons & Fielding (2019), IEEE Trans. Geosci. Remote Sens. 57, doi:10.1109/TGRS.2019.2908494 (Sentinel-1)',
  ],
  flags: {
    template: neededTemplateFlag('template with mintpy.ionosphericDelay.* and mintpy.reference.*'),
    stack: flag('--iono-stack-file', editedFile, 'stack of the pairs', { default: FILES.ionStack }),
    timeseries: flag('-f --file', inputFile, 'time series to correct; without it there are only the delays'),
    excludeDate12: list(
      '--ex-date12 --exclude-date12',
      words(word),
      'pairs to drop, e.g. 20180104_20180116',
      {
        option: 'mintpy.ionosphericDelay.excludeDate12',
      },
    ),
    excludeDate: list(
      '--ex-date --exclude-date',
      words(dateOrListFile),
      'dates, or text files of dates, whose pairs to drop',
      { option: 'mintpy.ionosphericDelay.excludeDate' },
    ),
    delays: flag('--iono-file', outputFile, 'series of the delays', { default: FILES.ionosphere }),
    outfile: flag('-o --output', outputFile, 'corrected time series', {
      shown: 'the series with _ion at the end of its name',
    }),
  },
  outputs({ timeseries, delays, outfile }) {
    const corrected = timeseries === undefined ? undefined : (outfile ?? besideInput(timeseries, '_ion'));
    return { ...ionosphereProducts(delays), corrected };
  },
  async run(flags, context, { corrected }) {
    const { template, stack, timeseries, delays } = flags;
    for (const warning of template.warnings) context.log.warn(warning);
    const values = {
      template,
      excludeDate: flags.excludeDate.flat(),
      excludeDate12: flags.excludeDate12.flat(),
    };
    await warnOfStrangers(values.excludeDate, stack, context);
    const { excludeDate, excludeDate12 } = settledOptions('ionosphericDelay', values, context);
    const excludesSome = excludeDate.length + excludeDate12.length > 0; // else the pairs in use stay as they are
    const { yx, lalo } = template.config.reference;
    await removeSplitSpectrumDelay(
      {
        stack,
        timeseries,
        ...(excludesSome && { excludeDate, excludeDate12 }),
        pixel: yx ?? undefined,
        latLon: lalo ?? undefined,
        delays,
        outfile: corrected,
        folder: resolve('.'),
      },
      context,
    );
    context.print(delays);
    if (corrected !== undefined) context.print(corrected);
  },
});
