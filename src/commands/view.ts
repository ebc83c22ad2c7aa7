import { relative } from 'node:path';
import { viewFigure } from '../operations/figures/view.ts';
import type { Command } from './command.ts';
import { addViewFlags } from './view-flags.ts';
import { viewRequest } from './view-request.ts';

/** `mintsar view`: a figure of one or many rasters of a file. */
export const command: Command = {
  description:
    'One raster becomes a map, several become panels. The figure is written as a file and its name is printed.\nNames of rasters are parts of names, with * for anything: a time series takes dates, or a pair of dates 20180104_20180808 for what happened between them.',
  examples: [
    'mintsar view velocity.h5',
    'mintsar view velocity.h5 velocity -v -3 3 -c RdBu --dem inputs/geometryRadar.h5',
    'mintsar view geo/geo_velocity.h5 velocity --dem geo/geo_geometryRadar.h5 --dem-nocontour -o velocity.pdf',
    'mintsar view timeseries.h5 --wrap --wrap-range -5 5 --noaxis',
    'mintsar view timeseries_demErr.h5 20180104_20190204',
    'mintsar view inputs/ifgramStack.h5 unwrapPhase- --zero-mask --wrap -c cmy',
    "mintsar view inputs/ifgramStack.h5 'coherence*20180128*' -m no",
    'mintsar view inputs/geometryRadar.h5 height incidenceAngle',
    'mintsar view temporalCoherence.h5 --sub-y 20 120 --sub-x 40 160 --dpi 150',
  ],
  configure(parser) {
    parser.add_argument('file', { help: 'any HDF5 product' });
    parser.add_argument('dset', {
      nargs: '*',
      help: 'rasters (default: unwrapped phase of a stack, everything of other files)',
    });
    addViewFlags(parser);
  },
  async run(args, context) {
    const info = args.print_msg ? context.log.info : context.log.debug;
    const quieter = { ...context, log: { ...context.log, info }, maxMemory: args.maxMemory * 2 ** 30 };
    const { files, drawn } = await viewFigure(await viewRequest(args, context), quieter);
    for (const file of files) {
      const name = relative('.', file).startsWith('..') ? file : relative('.', file);
      context.print(drawn ? `wrote ${name}` : `${name} is up to date`);
    }
  },
};
