import { extname, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { correctHeightCorrelation } from '../operations/corrections/correct-troposphere-height.ts';
import type { Command } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar tropo_phase_elevation`. */
export const command: Command = {
  description:
    'Fits a polynomial of height to every date, on a coarser grid, and removes it from every pixel relative to the reference pixel. Good where the air is layered and deformation does not follow height.',
  examples: [
    'mintsar tropo_phase_elevation timeseries_demErr.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5',
    'mintsar tropo_phase_elevation timeseries.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5 -t 0.5 -l 4 -p 2',
  ],
  templateSteps: ['correct_troposphere'],
  references: ['Doin et al. (2009), J. Appl. Geophys. 69, doi:10.1016/j.jappgeo.2009.03.010'],
  configure(parser) {
    parser.add_argument('timeseries_file', { help: 'time series of displacement' });
    parser.add_argument('-g', '--geometry', {
      dest: 'geom_file',
      required: true,
      help: 'geometry file with height',
    });
    parser.add_argument('-m', '--mask', {
      dest: 'mask_file',
      required: true,
      help: 'pixels that determine the delay',
    });
    parser.add_argument('-t', '--threshold', {
      dest: 'threshold',
      type: 'float',
      default: 0,
      help: 'correct only dates correlated with height more than this, 0 to 1 (default: %(default)s, all dates)',
    });
    parser.add_argument('-l', '--looks', {
      dest: 'num_multilook',
      type: 'int',
      default: 8,
      help: 'rows and columns averaged for the fit alone (default: %(default)s)',
    });
    parser.add_argument('--poly-order', '-p', {
      dest: 'poly_order',
      type: 'int',
      default: 1,
      choices: [1, 2, 3],
      help: 'degree of the polynomial (default: %(default)s)',
    });
    parser.add_argument('-o', '--outfile', {
      dest: 'outfile',
      help: 'output file (default: the input with _tropHgt at the end of its name)',
    });
  },
  async run(args, context) {
    const file: string = args.timeseries_file;
    const base = file.slice(0, file.length - extname(file).length);
    if (args.num_multilook < 1)
      throw new OptionError(
        `--looks ${args.num_multilook} is no number of pixels.`,
        'Usual is 8; 1 uses every pixel.',
      );
    const outfile = resolve(args.outfile ?? `${base}_tropHgt.h5`);
    assertDistinct([outfile], [file, args.geom_file, args.mask_file]);
    await correctHeightCorrelation(
      {
        timeseries: resolve(file),
        geometry: resolve(args.geom_file),
        mask: resolve(args.mask_file),
        outfile,
        polyOrder: args.poly_order,
        looks: args.num_multilook,
        minCorrelation: args.threshold,
      },
      context,
    );
  },
};
