import { resolve } from 'node:path';
import { choice as optionChoice } from '../config/value-type.ts';
import { RAMP_TYPES } from '../core/terrain/ramp-type.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag, group, tuple } from '../flags/flag.ts';
import { asTyped, inputFile, int, optionalFile, orNo, positive } from '../flags/kind.ts';
import { residualRms } from '../operations/timeseries/residual-rms.ts';
import { styleFlags } from './style-flags.ts';
import { settledOptions, templateFlag } from './template-flag.ts';

/** `mintsar timeseries_rms`. */
export const command = defineCommand({
  description:
    'Root mean square over the pixels of a mask for every date of a residual series. Writes rms_NAME.txt and .pdf, the quietest date to reference_date.txt and outliers to exclude_date.txt (removed when there are none), all beside the series.',
  examples: [
    'mintsar timeseries_rms timeseriesResidual.h5',
    'mintsar timeseries_rms timeseriesResidual.h5 -t smallbaselineApp.cfg',
    'mintsar timeseries_rms timeseriesResidual.h5 -m maskTempCoh.h5 -r linear --cutoff 2',
  ],
  templateSteps: ['residual_RMS'],
  references: [
    'Yunjun, Fattahi & Amelung (2019), Computers & Geosciences 133, doi:10.1016/j.cageo.2019.104331 (section 4.9)',
    'Rousseeuw & Hubert (2011), WIREs Data Mining Knowl. Discov. 1, doi:10.1002/widm.2 (outliers)',
  ],
  flags: {
    timeseries: argument(inputFile, 'residual time series'),
    template: templateFlag('template; its mintpy.residualRMS.* win over flags'),
    maskFile: flag('-m --mask', orNo(asTyped(optionalFile)), 'pixels that count, or no for all', {
      default: 'maskTempCoh.h5',
      option: 'mintpy.residualRMS.maskFile',
    }),
    deramp: flag(
      '-r --ramp --deramp',
      orNo(optionChoice(...RAMP_TYPES)),
      `ramp removed first: ${RAMP_TYPES.join(', ')} or no`,
      {
        default: 'quadratic',
        option: 'mintpy.residualRMS.deramp',
      },
    ),
    cutoff: flag('--cutoff', positive, 'outliers lie above this many median absolute deviations', {
      default: 3,
      option: 'mintpy.residualRMS.cutoff',
    }),
    ...group('figure', {
      ...styleFlags,
      size: tuple('--figsize', positive, 'WID LEN', 'size in inches', { shown: 'by the number of dates' }),
      tickYears: accepted(
        '--tick-year-num',
        int(),
        'accepted for old scripts: the axis chooses its ticks itself',
      ),
    }),
  },
  async run(request, context) {
    const { maskFile, deramp, cutoff } = settledOptions('residualRMS', request, context);
    const result = await residualRms(
      {
        timeseries: request.timeseries,
        mask: maskFile && resolve(maskFile),
        ramp: deramp,
        cutoff,
        reuseRamp: true,
        figure: { size: request.size && [...request.size], theme: request.theme },
      },
      context,
    );
    context.print(`reference date: ${result.referenceDate}`);
    context.print(`dates to leave out: ${result.excluded.join(', ') || 'none'}`);
  },
});
