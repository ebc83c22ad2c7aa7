import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, argument, argumentList, on } from '../flags/flag.ts';
import { asTyped, inputFile, positive, word } from '../flags/kind.ts';
import { viewFigure } from '../operations/figures/view.ts';
import { isForViewer } from './for-viewer.ts';
import { viewFlags } from './view-flags.ts';
import { viewRequest } from './view-request.ts';

/** `mintsar view`: a figure of one or many rasters of a file. */
export const command = defineCommand({
  description:
    'One raster becomes a map, several become panels. The figure is written as a file and its name is printed; at a terminal with a display, and without flags that ask for a file (-o, --nodisplay ...), the page of the viewer opens instead.\nNames of rasters are parts of names, with * for anything: a time series takes dates, or a pair of dates 20180104_20180808 for what happened between them.',
  examples: [
    'mintsar view velocity.h5',
    'mintsar view velocity.h5 velocity -v -3 3 -c RdBu --dem inputs/geometryRadar.h5',
    'mintsar view geo/geo_velocity.h5 velocity --dem geo/geo_geometryRadar.h5 --dem-nocontour -o velocity.pdf',
    'mintsar view timeseries.h5 --wrap --wrap-range -5 5 --noaxis',
    'mintsar view timeseries_demErr.h5 20180104_20190204',
    'mintsar view inputs/ifgramStack.h5 unwrapPhase- --zero-mask --wrap -c cmy',
    "mintsar view inputs/ifgramStack.h5 'coherence*20180128*' -m no",
    'mintsar view inputs/geometryRadar.h5 height incidenceAngle',
    'mintsar view velocity.h5 --web',
    'mintsar view geo/geo_velocity.h5 velocity --dem geo/geo_geometryRadar.h5 --dem-blend --cbar-loc bottom --theme paper',
    'mintsar view timeseries_demErr.h5 --animation -o series.gif',
    'mintsar view temporalCoherence.h5 --sub-y 20 120 --sub-x 40 160 --dpi 150',
  ],
  flags: {
    file: argument(asTyped(inputFile), 'any HDF5 product, or a raster with a sheet beside it'),
    names: argumentList(
      word,
      'rasters (default: unwrapped phase of a stack, everything of other files)',
      '*',
    ),
    ...viewFlags,
    web: on(
      '--web',
      'open the file in the browser, live, instead of drawing a figure; the default at a terminal with a display, unless a file is asked for',
    ),
    mapSize: accepted('--figsize-img', positive, 'accepted: size of the map beside a time series (tsview)'),
  },
  async run(flags, context) {
    if (isForViewer(flags, context)) {
      const { openInViewer } = await import('./open-in-viewer.ts');
      return openInViewer([flags.file], flags, context);
    }
    const info = flags.verbose ? context.log.info : context.log.debug;
    const quieter = { ...context, log: { ...context.log, info }, maxMemory: flags.maxMemory * 2 ** 30 };
    const { files, drawn } = await viewFigure(await viewRequest(flags), quieter);
    for (const file of files) {
      context.print(drawn ? `wrote ${shortName(file)}` : `${shortName(file)} is up to date`);
    }
  },
});
