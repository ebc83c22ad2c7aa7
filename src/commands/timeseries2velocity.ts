import { basename, dirname, extname, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { TimeFunction } from '../core/timeseries/model.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, list, on, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { stepDatesAt, stepDatesOf, withQuakes } from '../operations/timeseries/earthquake-list.ts';
import { fitVelocity } from '../operations/timeseries/velocity.ts';
import { withCompute } from './compute-flags.ts';
import { date, dateOrFile } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { memoryFlags } from './memory-flags.ts';
import { site } from './site-kind.ts';
import { settledOptions, templateFlag } from './template-flag.ts';
import { timeFunctionFlags } from './time-function-flags.ts';

const FUNCTIONS = ['exp', 'log', 'periodic', 'polyline', 'polynomial', 'step'] as const;

/** `mintsar timeseries2velocity`: fit time functions. */
export const command = defineCommand({
  description:
    'Standard deviations come from the residue of the fit, from a covariance file or from the bootstrap.',
  examples: [
    'mintsar timeseries2velocity timeseries_demErr.h5',
    'mintsar timeseries2velocity timeseries_demErr.h5 -t smallbaselineApp.cfg --update',
    'mintsar timeseries2velocity timeseries_demErr.h5 -s 20180128 -e 20181206 --ex 20180516 -o velocity2.h5',
    'mintsar timeseries2velocity timeseries_demErr.h5 --poly 1 --periodic 1 0.5 --step 20180610 --save-res',
    'mintsar timeseries2velocity timeseries_demErr.h5 --uq bootstrap --bc 400',
    'mintsar timeseries2velocity timeseries_demErr.h5 --date-weight residual',
  ],
  templateSteps: ['velocity'],
  references: [
    'Fattahi & Amelung (2015), J. Geophys. Res. 120, doi:10.1002/2015JB012419 (uncertainty)',
    'Hetland et al. (2012), J. Geophys. Res. 117, doi:10.1029/2011JB008731 (time functions)',
    'Efron & Tibshirani (1986), Statist. Sci. 1, doi:10.1214/ss/1177013815 (bootstrap)',
    'Carroll & Ruppert (1982), Ann. Statist. 10, 429-441 (--date-weight)',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series of displacement'),
    template: templateFlag('template; its mintpy.timeFunc.* win over flags'),
    outfile: flag('-o --output', outputFile, 'output file', { shown: 'velocity.h5' }),
    update: on('--update', 'skip when nothing has changed'),
    ...group(
      'reference',
      {
        refDate: flag('--ref-date', { ...word, metavar: 'DATE' }, 'date'),
        refLalo: tuple('--ref-lalo', float, 'LAT LON', 'pixel at this place'),
        refYX: tuple('--ref-yx', int(), 'Y X', 'pixel by row and column'),
      },
      'another zero than that of the file',
    ),
    ...group('dates', {
      startDate: flag('-s --start-date', date, 'first date used', { option: 'mintpy.timeFunc.startDate' }),
      endDate: flag('-e --end-date', date, 'last date used', { option: 'mintpy.timeFunc.endDate' }),
      excludeDate: list('--ex --ex-date', dateOrFile, 'dates, or text files of dates, not used', {
        count: '+',
        option: 'mintpy.timeFunc.excludeDate',
      }),
    }),
    ...group('uncertainty', {
      uncertaintyQuantification: flag(
        '--uq --uncertainty',
        choice(['bootstrap', 'covariance', 'full', 'residue']),
        'where standard deviations come from; full: the misfit of the interferograms in inputs/ifgramStack.h5 beside the series, and what the fit leaves beyond it, white or correlated in time',
        { default: 'residue', option: 'mintpy.timeFunc.uncertaintyQuantification' },
      ),
      timeSeriesCovFile: flag('--ts-cov --ts-cov-file', asTyped(inputFile), 'covariance of the time series', {
        option: 'mintpy.timeFunc.timeSeriesCovFile',
      }),
      bootstrapCount: flag('--bc --bootstrap-count', int(2), 'number of draws', {
        default: 400,
        option: 'mintpy.timeFunc.bootstrapCount',
      }),
    }),
    dateWeight: flag(
      '--date-weight',
      choice(['residual']),
      'noisy dates count less, by 1 / s^2 of what a fit without weights leaves of the scene on each date',
      { option: 'mintpy.timeFunc.dateWeight' },
    ),
    ...timeFunctionFlags,
    quakes: flag(
      '--quakes',
      asTyped(inputFile),
      'list of earthquakes (date,latitude,longitude,magnitude): those within 10^(M/2 - 0.79) km of the scene become steps, the largest between two dates',
      { metavar: 'FILE.csv' },
    ),
    quakesOf: flag(
      '--quakes-of',
      site,
      'GNSS station: the earthquakes that the Nevada Geodetic Laboratory lists for it become steps, the largest between two dates; the list (steps.txt) is fetched into the current folder',
    ),
    ...group('residual', {
      saveResidual: on('--save-res', 'write what the functions leave'),
      residualFile: flag('--res-file', outputFile, 'its file', { shown: 'timeseriesResidual.h5' }),
      removed: list('--rm-timefun', choice(['all', ...FUNCTIONS]), 'functions removed from it', {
        default: ['all'],
      }),
    }),
    ...memoryFlags,
  },
  outputs(request) {
    const { timeseries, saveResidual } = request;
    const removed = request.removed.filter((name) => name !== 'all');
    const outfile = request.outfile ?? resolve(outputName(timeseries, saveResidual ? removed : []));
    const residual = request.residualFile ?? residualName(timeseries, removed);
    return { outfile, residual: saveResidual ? residual : undefined };
  },
  async run(request, context, { outfile, residual }) {
    const { timeseries, polyline, refDate, refYX, refLalo, update } = request;
    if (request.polynomial === 0 && polyline.length > 0)
      throw new OptionError(
        '--polyline changes a velocity, and --poly 0 has none.',
        'Use --poly 1, or leave --polyline out.',
      );
    await warnOfStrangers(request.excludeDate, timeseries, context);
    const options = settledOptions('timeFunc', request, context);
    const quakes = request.quakes === undefined ? [] : await stepDatesOf(request.quakes, timeseries, context);
    const ofStation =
      request.quakesOf === undefined ? [] : await stepDatesAt(request.quakesOf, timeseries, context);
    await fitVelocity(
      {
        timeseries,
        outfile,
        options: { ...options, stepDate: withQuakes(options.stepDate, withQuakes(quakes, ofStation)) },
        polyline,
        refDate,
        refYX: refYX && { y: refYX[0], x: refYX[1] },
        refLatLon: refLalo && { lat: refLalo[0], lon: refLalo[1] },
        update,
        residual:
          residual === undefined ? undefined : { outfile: residual, functions: functionsOf(request.removed) },
      },
      await withCompute({ maxMemory: request.maxMemory }, context),
    );
  },
});

function functionsOf(names: readonly ('all' | (typeof FUNCTIONS)[number])[]): TimeFunction[] | undefined {
  const chosen = names.filter((name) => name !== 'all');
  return chosen.length === 0 ? undefined : chosen.map((name) => (name === 'step' ? 'stepDate' : name));
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

function residualName(timeseries: string, removed: readonly string[]): string {
  if (removed.length === 0) return resolve('timeseriesResidual.h5');
  const base = basename(timeseries, extname(timeseries));
  return join(dirname(timeseries), `${base}_${removed.join('_')}.h5`);
}
