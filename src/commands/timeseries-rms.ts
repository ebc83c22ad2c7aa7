import { resolve } from 'node:path';
import { type Config, readOptions } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { RAMP_TYPES } from '../core/terrain/ramp-type.ts';
import { residualRms } from '../operations/timeseries/residual-rms.ts';
import type { Arguments, Command } from './command.ts';
import { checkFigureNumbers } from './figure-numbers.ts';
import { templateOverFlags } from './template-over-flags.ts';

/** `mintsar timeseries_rms`. */
export const command: Command = {
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
  configure(parser) {
    parser.add_argument('timeseries_file', { help: 'residual time series' });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template; its mintpy.residualRMS.* win over flags',
    });
    parser.add_argument('-m', '--mask', {
      dest: 'maskFile',
      default: 'maskTempCoh.h5',
      help: 'pixels that count, or no for all (default: %(default)s)',
    });
    parser.add_argument('-r', '--ramp', '--deramp', {
      dest: 'deramp',
      default: 'quadratic',
      help: `ramp removed first: ${RAMP_TYPES.join(', ')} or no (default: %(default)s)`,
    });
    parser.add_argument('--cutoff', {
      dest: 'cutoff',
      type: 'float',
      default: 3,
      help: 'outliers lie above this many median absolute deviations (default: %(default)s)',
    });
    const figure = parser.add_argument_group('figure');
    figure.add_argument('--figsize', {
      dest: 'fig_size',
      metavar: ['WID', 'LEN'],
      type: 'float',
      nargs: 2,
      help: 'size in inches (default: by the number of dates)',
    });
    figure.add_argument('--tick-year-num', {
      dest: 'tick_year_num',
      type: 'int',
      default: 1,
      help: 'accepted for old scripts: the axis chooses its ticks itself',
    });
  },
  async run(args, context) {
    checkFigureNumbers(args);
    const template = args.template_file === undefined ? undefined : readOptions(args.template_file);
    const flags = flagOptions(args);
    const options =
      template === undefined
        ? flags
        : templateOverFlags(
            'mintpy.residualRMS.',
            template.given,
            template.config.residualRMS,
            flags,
            context.given,
          );
    const result = await residualRms(
      {
        timeseries: resolve(args.timeseries_file),
        mask: options.maskFile && resolve(options.maskFile),
        ramp: options.deramp,
        cutoff: options.cutoff,
        reuseRamp: true,
        figure: { size: args.fig_size },
      },
      context,
    );
    context.print(`reference date: ${result.referenceDate}`);
    context.print(`dates to leave out: ${result.excluded.join(', ') || 'none'}`);
  },
};

function flagOptions(args: Arguments): Config['residualRMS'] {
  const isNo = (word: string) => /^(no|none)$/i.test(word);
  const ramp = RAMP_TYPES.find((type) => type === args.deramp) ?? null;
  if (ramp === null && !isNo(args.deramp)) {
    throw new OptionError(`--ramp ${args.deramp} is unknown.`, `Choose ${RAMP_TYPES.join(', ')} or no.`);
  }
  if (!(args.cutoff > 0)) throw new OptionError(`--cutoff ${args.cutoff} is not above 0.`, 'Usual is 3.');
  return { maskFile: isNo(args.maskFile) ? null : args.maskFile, deramp: ramp, cutoff: args.cutoff };
}
