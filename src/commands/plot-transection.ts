import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { flag, group, list, tuple } from '../flags/flag.ts';
import { asTyped, float, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { drawTransects } from '../operations/figures/transect.ts';
import { filePatterns } from './file-patterns.ts';
import { endsOf } from './line-ends.ts';
import {
  drawingContext,
  lineFlags,
  mapBesideFlags,
  markerSizeFlag,
  printDrawn,
  profileDrawing,
  samplingFlag,
  writingFlags,
} from './profile-flags.ts';

/** `mintsar plot_transection`. */
export const command = defineCommand({
  description:
    'Values of one file or several along a straight line: a table of each (row, column, distance, value; .csv) and a figure with the map of the first one beside the profiles. There is no window: what is written is named.',
  examples: [
    'mintsar plot_transection velocity.h5 --start-yx 20 95 --end-yx 130 30',
    'mintsar plot_transection geo/geo_velocity.h5 --start-lalo 36.38 25.40 --end-lalo 36.44 25.46 -o profile.png',
    'mintsar plot_transection velocity.h5 --yx0 20 95 --yx1 130 30 --interpolation bilinear --window 5',
    'mintsar plot_transection timeseries.h5 timeseries_demErr.h5 --dset 20181206 --yx0 20 95 --yx1 130 30 --offset 0.1',
  ],
  flags: {
    files: filePatterns('files or patterns; the first one gives the map'),
    dataset: flag('--dset', word, 'raster, by name or date', { shown: 'the first one of the first file' }),
    ...group('line', {
      startYX: tuple('--start-yx --yx0', int(), 'Y0 X0', 'start by row and column'),
      endYX: tuple('--end-yx --yx1', int(), 'Y1 X1', 'end by row and column'),
      ...lineFlags,
      lookup: flag('-l --lookup', asTyped(inputFile), 'lookup table of data in radar coordinates', {
        shown: 'inputs/geometry*.h5 near the file',
      }),
      sampling: samplingFlag,
      window: flag('--window', int(1), 'mean and spread of NUM x NUM pixels; an odd number', { default: 1 }),
    }),
    ...group('profile', {
      offset: list('--offset --off', float, 'shift between profiles, m: one value, or one for each file', {
        count: '+',
        default: [0.05],
      }),
      markerSize: markerSizeFlag,
    }),
    ...mapBesideFlags,
    ...group('file', {
      outfile: list('-o --outfile', asTyped(outputFile), 'name of the figure and the table', {
        shown: 'transect_Y0X0_Y1X1.pdf',
      }),
      ...writingFlags,
    }),
  },
  async run(request, context) {
    const files = request.files.map(shortName);
    const [start, end] = endsOf(request);
    const drawing = await profileDrawing(request, request.files[0], request.outfile[0]);
    const {
      files: written,
      profiles,
      isKept,
    } = await drawTransects(
      { ...request, ...drawing, files, start, end, interpolation: request.sampling },
      drawingContext(request, context),
    );
    printDrawn(written, isKept, context);
    return profiles;
  },
});
