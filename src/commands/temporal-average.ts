import { resolve } from 'node:path';
import { temporalAverage } from '../operations/averages/temporal-average.ts';
import type { Command } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar temporal_average`: mean over dates or interferograms. */
export const command: Command = {
  description:
    'Interferograms that are not in use and no-data are left out. Unwrapped phase is averaged as velocity (stacking).',
  examples: [
    'mintsar temporal_average inputs/ifgramStack.h5 -d coherence -o avgSpatialCoh.h5 --update',
    'mintsar temporal_average inputs/ifgramStack.h5 -d unwrapPhase -o avgPhaseVelocity.h5',
    'mintsar temporal_average timeseries_demErr.h5',
  ],
  references: ['Zebker, Rosen & Hensley (1997), J. Geophys. Res. 102, doi:10.1029/96JB03804 (stacking)'],
  configure(parser) {
    parser.add_argument('file', { help: 'stack of interferograms or time series' });
    parser.add_argument('-d', '--ds', '--dataset', {
      dest: 'datasetName',
      default: 'coherence',
      help: 'dataset of a stack (default: %(default)s)',
    });
    parser.add_argument('-o', '--outfile', { help: 'output file (default: avg*.h5 beside the input)' });
    parser.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'skip when the output is newer than the dataset',
    });
  },
  async run(args, context) {
    assertDistinct([args.outfile], [args.file]);
    const outfile = await temporalAverage(
      {
        file: resolve(args.file),
        dataset: context.given.has('datasetName') ? args.datasetName : undefined,
        outfile: args.outfile && resolve(args.outfile),
        update: args.update_mode,
      },
      context,
    );
    context.print(outfile);
  },
};
