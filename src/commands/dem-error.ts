import { dirname, join } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, list, on } from '../flags/flag.ts';
import { inputFile, int, outputFile, positive } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { correctDemError } from '../operations/corrections/correct-topography.ts';
import { computeFlags, withCompute } from './compute-flags.ts';
import { date, dateOrFile } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { settledOptions, templateFlag } from './template-flag.ts';

/** `mintsar dem_error`. */
export const command = defineCommand({
  description:
    'The DEM error is the part of the series that follows the perpendicular baseline, estimated together with a model of the deformation. Also writes the DEM error (demErr.h5) and what is left of the series (timeseriesResidual.h5), beside the output.',
  examples: [
    'mintsar dem_error timeseries_ERA5_ramp.h5 -g inputs/geometryRadar.h5 -t smallbaselineApp.cfg --update',
    'mintsar dem_error timeseries.h5 -g inputs/geometryRadar.h5 -p 3 --step-date 20180610',
    'mintsar dem_error timeseries.h5 --periodic 1 0.5 --ex 20180901',
    'mintsar dem_error timeseries.h5 -g inputs/geometryRadar.h5 --shrinkage',
  ],
  templateSteps: ['correct_topography'],
  references: [
    'Fattahi & Amelung (2013), IEEE Trans. Geosci. Remote Sens. 51, doi:10.1109/TGRS.2012.2227761',
    'Efron & Morris (1973), J. Am. Stat. Assoc. 68, doi:10.1080/01621459.1973.10481350 (--shrinkage)',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series of displacement'),
    geometry: flag(
      '-g --geometry',
      inputFile,
      'geometry file; without it the scene centre stands for all pixels',
    ),
    outfile: flag('-o --outfile', outputFile, 'output file', {
      shown: 'the input with _demErr at the end of its name',
    }),
    demErrorFile: flag('--dem-err-file --dem-error-file', outputFile, 'file of the DEM error', {
      shown: 'demErr.h5 beside the output',
    }),
    template: templateFlag('template; its mintpy.topographicResidual.* win over flags'),
    update: on('--update', 'skip when nothing has changed'),
    ...group('deformation while the DEM error is estimated', {
      phaseVelocity: on('--phase-velocity', 'fit the changes between dates instead of the displacements', {
        option: 'mintpy.topographicResidual.phaseVelocity',
      }),
      excludeDate: list(
        '--ex --exclude',
        dateOrFile,
        'dates, or text files of dates, not used for the estimate',
        {
          option: 'mintpy.topographicResidual.excludeDate',
        },
      ),
      polyOrder: flag('-p --poly-order', int(1), 'degree of the polynomial in time', {
        default: 2,
        option: 'mintpy.topographicResidual.polyOrder',
      }),
      stepDate: list('-s --step-date', date, 'dates of sudden offsets', {
        option: 'mintpy.topographicResidual.stepDate',
      }),
      shrinkage: on(
        '--shrinkage',
        'keep of the estimate what stands out of the noise of the scene (empirical Bayes); days of steps are not used',
        { option: 'mintpy.topographicResidual.shrinkage' },
      ),
      periodic: list('--periodic --period --peri', positive, 'periods, years', { count: '+' }),
    }),
    ...computeFlags,
  },
  outputs(request) {
    const outfile = request.outfile ?? besideInput(request.timeseries, '_demErr', '.h5');
    const folder = dirname(outfile);
    return {
      outfile,
      demErrorFile: request.demErrorFile ?? join(folder, 'demErr.h5'),
      residual: join(folder, 'timeseriesResidual.h5'),
    };
  },
  async run(request, context, { outfile, demErrorFile }) {
    const { timeseries, geometry, periodic, update } = request;
    await warnOfStrangers(request.excludeDate, timeseries, context);
    const options = settledOptions('topographicResidual', request, context);
    await correctDemError(
      { timeseries, geometry, outfile, demErrorFile, options, periodic, update },
      await withCompute(request, context),
    );
  },
});
