import { dirname, extname, join, resolve } from 'node:path';
import { isDateFile, readOptions, wideDate } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { correctDemError, type DemErrorRequest } from '../operations/corrections/correct-topography.ts';
import type { Arguments, Command } from './command.ts';
import { addComputeFlags, withComputeFlags } from './compute-flags.ts';
import { assertDistinct } from './distinct-files.ts';
import { templateOverFlags } from './template-over-flags.ts';

/** `mintsar dem_error`. */
export const command: Command = {
  description:
    'The DEM error is the part of the series that follows the perpendicular baseline, estimated together with a model of the deformation. Also writes the DEM error (demErr.h5) and what is left of the series (timeseriesResidual.h5), beside the output.',
  examples: [
    'mintsar dem_error timeseries_ERA5_ramp.h5 -g inputs/geometryRadar.h5 -t smallbaselineApp.cfg --update',
    'mintsar dem_error timeseries.h5 -g inputs/geometryRadar.h5 -p 3 --step-date 20180610',
    'mintsar dem_error timeseries.h5 --periodic 1 0.5 --ex 20180901',
  ],
  templateSteps: ['correct_topography'],
  references: [
    'Fattahi & Amelung (2013), IEEE Trans. Geosci. Remote Sens. 51, doi:10.1109/TGRS.2012.2227761',
  ],
  configure(parser) {
    parser.add_argument('ts_file', { help: 'time series of displacement' });
    parser.add_argument('-g', '--geometry', {
      dest: 'geom_file',
      help: 'geometry file; without it the scene centre stands for all pixels',
    });
    parser.add_argument('-o', '--outfile', {
      dest: 'ts_cor_file',
      help: 'output file (default: the input with _demErr at the end of its name)',
    });
    parser.add_argument('--dem-err-file', '--dem-error-file', {
      dest: 'dem_err_file',
      help: 'file of the DEM error (default: demErr.h5 beside the output)',
    });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template; its mintpy.topographicResidual.* win over flags',
    });
    parser.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'skip when nothing has changed',
    });
    const model = parser.add_argument_group('deformation while the DEM error is estimated');
    model.add_argument('--phase-velocity', {
      dest: 'phaseVelocity',
      action: 'store_true',
      help: 'fit the changes between dates instead of the displacements',
    });
    model.add_argument('--ex', '--exclude', {
      dest: 'excludeDate',
      nargs: '*',
      default: [],
      help: 'dates, or text files of dates, not used for the estimate',
    });
    model.add_argument('-p', '--poly-order', {
      dest: 'polyOrder',
      type: 'int',
      default: 2,
      help: 'degree of the polynomial in time (default: %(default)s)',
    });
    model.add_argument('-s', '--step-date', {
      dest: 'stepDate',
      nargs: '*',
      default: [],
      help: 'dates of sudden offsets',
    });
    model.add_argument('--periodic', '--period', '--peri', {
      dest: 'periodic',
      type: 'float',
      nargs: '+',
      default: [],
      help: 'periods, years',
    });
    addComputeFlags(parser, { cluster: true });
  },
  async run(args, context) {
    const template = args.template_file === undefined ? undefined : readOptions(args.template_file);
    const file: string = args.ts_file;
    const base = file.slice(0, file.length - extname(file).length);
    const outfile = resolve(args.ts_cor_file ?? `${base}_demErr.h5`);
    const demErrorFile =
      args.dem_err_file === undefined ? join(dirname(outfile), 'demErr.h5') : resolve(args.dem_err_file);
    assertDistinct(
      [outfile, demErrorFile, join(dirname(outfile), 'timeseriesResidual.h5')],
      [file, args.geom_file],
    );
    const flags = flagOptions(args);
    await correctDemError(
      {
        timeseries: resolve(file),
        geometry: args.geom_file && resolve(args.geom_file),
        outfile,
        demErrorFile,
        options:
          template === undefined
            ? flags
            : templateOverFlags(
                'mintpy.topographicResidual.',
                template.given,
                template.config.topographicResidual,
                flags,
                context.given,
              ),
        periodic: args.periodic,
        update: args.update_mode,
      },
      withComputeFlags(args, context, template?.config.compute),
    );
  },
};

function flagOptions(args: Arguments): DemErrorRequest['options'] {
  if (args.polyOrder < 1)
    throw new OptionError(`--poly-order ${args.polyOrder} is below 1.`, 'Use 1 for a velocity.');
  const dates = (words: readonly string[], flag: string, filesToo: boolean) =>
    words.map((word) => {
      const date = filesToo && isDateFile(word) ? word : wideDate(word);
      if (date === null) throw new OptionError(`${flag} ${word} is not a date.`, 'Write dates as YYYYMMDD.');
      return date;
    });
  return {
    polyOrder: args.polyOrder,
    phaseVelocity: args.phaseVelocity,
    stepDate: dates(args.stepDate, '--step-date', false),
    excludeDate: dates(args.excludeDate, '--ex', true),
  };
}
