import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { inputFile, outputFile, word } from '../flags/kind.ts';
import { temporalAverage } from '../operations/averages/temporal-average.ts';

/** `mintsar temporal_average`: mean over dates or interferograms. */
export const command = defineCommand({
  description:
    'Interferograms that are not in use and no-data are left out. Unwrapped phase is averaged as velocity (stacking).',
  examples: [
    'mintsar temporal_average inputs/ifgramStack.h5 -d coherence -o avgSpatialCoh.h5 --update',
    'mintsar temporal_average inputs/ifgramStack.h5 -d unwrapPhase -o avgPhaseVelocity.h5',
    'mintsar temporal_average timeseries_demErr.h5',
  ],
  references: ['Zebker, Rosen & Hensley (1997), J. Geophys. Res. 102, doi:10.1029/96JB03804 (stacking)'],
  flags: {
    file: argument(inputFile, 'stack of interferograms or time series'),
    dataset: flag('-d --ds --dataset', word, 'dataset of a stack', { shown: 'coherence' }),
    outfile: flag('-o --outfile', outputFile, 'output file', { shown: 'avg*.h5 beside the input' }),
    update: on('--update', 'skip when the output is newer than the dataset'),
  },
  async run(request, context) {
    context.print(await temporalAverage(request, context));
  },
});
