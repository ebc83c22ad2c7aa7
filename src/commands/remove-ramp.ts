import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RAMP_TYPES } from '../core/terrain/ramp-type.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { asTyped, choice, inputFile, orNo, outputFile, word } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { coefficientsFile, deramp } from '../operations/corrections/deramp.ts';

/** `mintsar remove_ramp`. */
export const command = defineCommand({
  description:
    'Every date or interferogram gets a surface of its own, fitted to the pixels of the mask. Stacks get a new dataset NAME_ramp in place; other files are written anew.',
  examples: [
    'mintsar remove_ramp timeseries.h5 -m maskTempCoh.h5',
    'mintsar remove_ramp timeseries.h5 -m maskTempCoh.h5 -s quadratic --save-ramp-coeff',
    'mintsar remove_ramp inputs/ifgramStack.h5 -m maskConnComp.h5 -d unwrapPhase_bridging',
    'mintsar remove_ramp velocity.h5 -s linear_range -o velocity_flat.h5',
  ],
  templateSteps: ['deramp'],
  flags: {
    file: argument(inputFile, 'time series, stack of interferograms or single raster'),
    mask: flag(
      '-m --mask',
      orNo(asTyped(inputFile)),
      'pixels that determine the ramp, or no for all with data',
      {
        default: 'maskTempCoh.h5',
      },
    ),
    type: flag('-s', choice([...RAMP_TYPES].sort()), 'shape of the ramp', {
      default: 'linear',
      option: 'mintpy.deramp',
    }),
    dataset: flag(
      '-d --dset',
      word,
      'dataset of a stack (default: unwrapPhase) or of a file with several rasters',
    ),
    outfile: flag('-o --outfile', outputFile, 'output file', {
      shown: 'the input with _ramp at the end of its name; stacks are extended in place',
    }),
    saveCoefficients: on('--save-ramp-coeff', 'write the coefficients to rampCoeff_NAME.txt'),
    update: on('--update', 'skip when nothing has changed; needs --outfile'),
  },
  async run(request, context) {
    const { file, type, dataset } = request;
    const update = request.update && request.outfile !== undefined;
    if (request.update && !update) context.log.warn('--update has no effect without --outfile');
    // Without a mask file of the usual name all pixels with data count.
    const isMissing = request.mask !== null && !context.given.has('mask') && !existsSync(request.mask);
    if (isMissing)
      context.log.warn(`there is no ${request.mask}: the ramp is fitted to all pixels with data`);
    const mask = isMissing ? null : request.mask;
    await deramp(
      {
        file,
        type,
        mask: mask && resolve(mask),
        maskName: mask ?? undefined,
        dataset,
        outfile: request.outfile ?? besideInput(file, '_ramp'),
        coefficients: request.saveCoefficients ? coefficientsFile(file) : undefined,
        update,
      },
      context,
    );
  },
});
