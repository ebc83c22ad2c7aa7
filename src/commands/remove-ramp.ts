import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { RAMP_TYPES } from '../core/terrain/ramp-type.ts';
import { coefficientsFile, deramp } from '../operations/corrections/deramp.ts';
import type { Command } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar remove_ramp`. */
export const command: Command = {
  description:
    'Every date or interferogram gets a surface of its own, fitted to the pixels of the mask. Stacks get a new dataset NAME_ramp in place; other files are written anew.',
  examples: [
    'mintsar remove_ramp timeseries.h5 -m maskTempCoh.h5',
    'mintsar remove_ramp timeseries.h5 -m maskTempCoh.h5 -s quadratic --save-ramp-coeff',
    'mintsar remove_ramp inputs/ifgramStack.h5 -m maskConnComp.h5 -d unwrapPhase_bridging',
    'mintsar remove_ramp velocity.h5 -s linear_range -o velocity_flat.h5',
  ],
  templateSteps: ['deramp'],
  configure(parser) {
    parser.add_argument('file', { help: 'time series, stack of interferograms or single raster' });
    parser.add_argument('-m', '--mask', {
      dest: 'mask_file',
      default: 'maskTempCoh.h5',
      help: 'pixels that determine the ramp, or no for all with data (default: %(default)s)',
    });
    parser.add_argument('-s', {
      dest: 'surface_type',
      choices: [...RAMP_TYPES].sort(),
      default: 'linear',
      help: 'shape of the ramp (default: %(default)s)',
    });
    parser.add_argument('-d', '--dset', {
      dest: 'dset',
      help: 'dataset of a stack (default: unwrapPhase) or of a file with several rasters',
    });
    parser.add_argument('-o', '--outfile', {
      dest: 'outfile',
      help: 'output file (default: the input with _ramp at the end of its name; stacks are extended in place)',
    });
    parser.add_argument('--save-ramp-coeff', {
      dest: 'save_ramp_coeff',
      action: 'store_true',
      help: 'write the coefficients to rampCoeff_NAME.txt',
    });
    parser.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'skip when nothing has changed; needs --outfile',
    });
  },
  async run(args, context) {
    const file: string = args.file;
    const extension = extname(file);
    const base = file.slice(0, file.length - extension.length);
    const update = args.update_mode && args.outfile !== undefined;
    if (args.update_mode && !update) context.log.warn('--update has no effect without --outfile');
    // Without a mask file of the usual name all pixels with data count.
    let mask: string | null = /^(no|none)$/i.test(args.mask_file) ? null : args.mask_file;
    if (mask !== null && !context.given.has('mask_file') && !existsSync(mask)) {
      context.log.warn(`there is no ${mask}: the ramp is fitted to all pixels with data`);
      mask = null;
    }
    if (args.outfile !== undefined) assertDistinct([args.outfile], [file, mask]);
    await deramp(
      {
        file: resolve(file),
        type: args.surface_type,
        mask: mask && resolve(mask),
        maskName: mask ?? undefined,
        dataset: args.dset,
        outfile: resolve(args.outfile ?? `${base}_ramp${extension}`),
        coefficients: args.save_ramp_coeff ? coefficientsFile(resolve(file)) : undefined,
        update,
      },
      context,
    );
  },
};
