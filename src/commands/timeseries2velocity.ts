import { basename, dirname, extname, join, resolve } from 'node:path';
import { type Config, defaultOptions, readOptions, wideDate } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { parseTransient, type TimeFunction } from '../core/timeseries/model.ts';
import { fitVelocity } from '../operations/timeseries/velocity.ts';
import type { Arguments, Command } from './command.ts';
import { addComputeFlags, withComputeFlags } from './compute-flags.ts';
import { assertDistinct } from './distinct-files.ts';
import { templateOverFlags } from './template-over-flags.ts';

const FUNCTIONS = ['exp', 'log', 'periodic', 'polyline', 'polynomial', 'step'] as const;

/** `mintsar timeseries2velocity`: fit time functions. */
export const command: Command = {
  description:
    'Standard deviations come from the residue of the fit, from a covariance file or from the bootstrap.',
  examples: [
    'mintsar timeseries2velocity timeseries_demErr.h5',
    'mintsar timeseries2velocity timeseries_demErr.h5 -t smallbaselineApp.cfg --update',
    'mintsar timeseries2velocity timeseries_demErr.h5 -s 20180128 -e 20181206 --ex 20180516 -o velocity2.h5',
    'mintsar timeseries2velocity timeseries_demErr.h5 --poly 1 --periodic 1 0.5 --step 20180610 --save-res',
    'mintsar timeseries2velocity timeseries_demErr.h5 --uq bootstrap --bc 400',
  ],
  templateSteps: ['velocity'],
  references: [
    'Fattahi & Amelung (2015), J. Geophys. Res. 120, doi:10.1002/2015JB012419 (uncertainty)',
    'Hetland et al. (2012), J. Geophys. Res. 117, doi:10.1029/2011JB008731 (time functions)',
    'Efron & Tibshirani (1986), Statist. Sci. 1, doi:10.1214/ss/1177013815 (bootstrap)',
  ],
  configure(parser) {
    parser.add_argument('timeseries_file', { help: 'time series of displacement' });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template; its mintpy.timeFunc.* win over flags',
    });
    parser.add_argument('-o', '--output', { dest: 'outfile', help: 'output file (default: velocity.h5)' });
    parser.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'skip when nothing has changed',
    });
    const reference = parser.add_argument_group('reference', 'another zero than that of the file');
    reference.add_argument('--ref-date', { metavar: 'DATE' });
    reference.add_argument('--ref-lalo', { metavar: ['LAT', 'LON'], type: 'float', nargs: 2 });
    reference.add_argument('--ref-yx', { metavar: ['Y', 'X'], type: 'int', nargs: 2 });
    const dates = parser.add_argument_group('dates');
    dates.add_argument('-s', '--start-date', { dest: 'startDate', help: 'first date used' });
    dates.add_argument('-e', '--end-date', { dest: 'endDate', help: 'last date used' });
    dates.add_argument('--ex', '--ex-date', {
      dest: 'excludeDate',
      nargs: '+',
      default: [],
      help: 'dates, or text files of dates, not used',
    });
    const uncertainty = parser.add_argument_group('uncertainty');
    uncertainty.add_argument('--uq', '--uncertainty', {
      dest: 'uncertaintyQuantification',
      choices: ['bootstrap', 'covariance', 'residue'],
      default: 'residue',
      help: 'where standard deviations come from (default: %(default)s)',
    });
    uncertainty.add_argument('--ts-cov', '--ts-cov-file', {
      dest: 'timeSeriesCovFile',
      help: 'covariance of the time series',
    });
    uncertainty.add_argument('--bc', '--bootstrap-count', {
      dest: 'bootstrapCount',
      type: 'int',
      default: 400,
      help: 'number of draws (default: %(default)s)',
    });
    addTimeFunctionFlags(parser);
    const residual = parser.add_argument_group('residual');
    residual.add_argument('--save-res', {
      dest: 'save_res',
      action: 'store_true',
      help: 'write what the functions leave',
    });
    residual.add_argument('--res-file', {
      dest: 'res_file',
      default: 'timeseriesResidual.h5',
      help: 'its file (default: %(default)s)',
    });
    residual.add_argument('--rm-timefun', {
      dest: 'rm_timefuns',
      nargs: '*',
      choices: ['all', ...FUNCTIONS],
      default: ['all'],
      help: 'functions removed from it (default: all)',
    });
    addComputeFlags(parser);
  },
  async run(args, context) {
    const removed = (args.rm_timefuns as string[]).filter((name) => name !== 'all');
    const outfile = resolve(args.outfile ?? outputName(args.timeseries_file, args.save_res ? removed : []));
    const residual = args.save_res ? resolve(residualName(args, removed, context.given)) : undefined;
    assertDistinct([outfile, residual], [args.timeseries_file, args.timeSeriesCovFile]);
    const template = args.template_file === undefined ? undefined : readOptions(args.template_file);
    const flags = flagOptions(args);
    await fitVelocity(
      {
        timeseries: resolve(args.timeseries_file),
        outfile,
        options:
          template === undefined
            ? flags
            : templateOverFlags(
                'mintpy.timeFunc.',
                template.given,
                template.config.timeFunc,
                flags,
                context.given,
              ),
        polyline: datesOf(args.polyline, '--polyline'),
        refDate: args.ref_date,
        refYX: args.ref_yx && { y: args.ref_yx[0], x: args.ref_yx[1] },
        refLatLon: args.ref_lalo && { lat: args.ref_lalo[0], lon: args.ref_lalo[1] },
        update: args.update_mode,
        residual: residual === undefined ? undefined : { outfile: residual, functions: functionsOf(removed) },
      },
      withComputeFlags(args, context),
    );
  },
};

/** The shared group of flags that describe a time-function model. */
export function addTimeFunctionFlags(parser: Parameters<Command['configure']>[0]): void {
  const group = parser.add_argument_group('time functions', 'added up to describe the displacement history');
  group.add_argument('--poly', '--polynomial', '--poly-order', {
    dest: 'polynomial',
    type: 'int',
    default: 1,
    help: 'degree; 1 = velocity (default: %(default)s)',
  });
  group.add_argument('--periodic', '--period', '--peri', {
    dest: 'periodic',
    type: 'float',
    nargs: '+',
    default: [],
    help: 'periods, years',
  });
  group.add_argument('--step', '--step-date', {
    dest: 'stepDate',
    nargs: '+',
    default: [],
    help: 'dates of sudden offsets',
  });
  group.add_argument('--polyline', {
    dest: 'polyline',
    nargs: '+',
    default: [],
    help: 'dates at which the velocity changes',
  });
  group.add_argument('--exp', '--exponential', {
    dest: 'exp',
    nargs: '+',
    action: 'append',
    default: [],
    metavar: ['DATE', 'DAYS'],
    help: 'exponential: onset, then characteristic times in days; repeatable',
  });
  group.add_argument('--log', '--logarithmic', {
    dest: 'log',
    nargs: '+',
    action: 'append',
    default: [],
    metavar: ['DATE', 'DAYS'],
    help: 'logarithmic: likewise',
  });
}

function flagOptions(args: Arguments): Config['timeFunc'] {
  const transient = (kind: 'exp' | 'log') =>
    (args[kind] as string[][]).map((words) => {
      const { onset, tau } = parseTransient(words, kind);
      return { onset: datesOf([onset], `--${kind}`)[0], times: tau };
    });
  if (args.polynomial < 0)
    throw new OptionError(`--poly ${args.polynomial} is negative.`, 'Use 1 for a velocity.');
  if (args.polynomial === 0 && args.polyline.length > 0)
    throw new OptionError(
      '--polyline changes a velocity, and --poly 0 has none.',
      'Use --poly 1, or leave --polyline out.',
    );
  return {
    ...defaultOptions().config.timeFunc,
    startDate: args.startDate ? datesOf([args.startDate], '--start-date')[0] : null,
    endDate: args.endDate ? datesOf([args.endDate], '--end-date')[0] : null,
    excludeDate: args.excludeDate,
    polynomial: args.polynomial,
    periodic: args.periodic,
    stepDate: datesOf(args.stepDate, '--step'),
    exp: transient('exp'),
    log: transient('log'),
    uncertaintyQuantification: args.uncertaintyQuantification,
    timeSeriesCovFile: args.timeSeriesCovFile ?? null,
    bootstrapCount: args.bootstrapCount,
  };
}

function datesOf(words: readonly string[], flag: string): string[] {
  return words.map((word) => {
    const date = wideDate(word);
    if (date === null) throw new OptionError(`${flag} ${word} is not a date.`, 'Write dates as YYYYMMDD.');
    return date;
  });
}

function functionsOf(names: readonly string[]): TimeFunction[] | undefined {
  return names.length === 0
    ? undefined
    : names.map((name) => (name === 'step' ? 'stepDate' : name) as TimeFunction);
}

function outputName(timeseries: string, removed: readonly string[]): string {
  const base = basename(timeseries, extname(timeseries));
  if (removed.length > 0) return `velocity_${removed.join('_')}.h5`;
  return base === 'timeseriesRg'
    ? 'velocityRg.h5'
    : base === 'timeseriesAz'
      ? 'velocityAz.h5'
      : 'velocity.h5';
}

function residualName(args: Arguments, removed: readonly string[], given: ReadonlySet<string>): string {
  if (given.has('res_file') || removed.length === 0) return args.res_file;
  const base = basename(args.timeseries_file, extname(args.timeseries_file));
  return join(dirname(args.timeseries_file), `${base}_${removed.join('_')}.h5`);
}
