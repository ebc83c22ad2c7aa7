import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, tuple } from '../flags/flag.ts';
import { float, inputFile, int, outputFile } from '../flags/kind.ts';
import { h5BesideInput } from '../flags/outputs-beside.ts';
import { blankByMask } from '../operations/masks/blank.ts';

/** `mintsar mask`. */
export const command = defineCommand({
  description:
    'Pixels at which the mask is 0 or has no data are blanked in every raster of the file. With limits any raster can be the mask, and 0 is a number like any other.',
  examples: [
    'mintsar mask velocity.h5 -m maskTempCoh.h5',
    'mintsar mask timeseries.h5 -m temporalCoherence.h5 --vmin 0.7',
    'mintsar mask temporalCoherence.h5 -m maskTempCoh.h5 -y 20 120 -x 30 170 --fill 0 -o out.h5',
  ],
  flags: {
    file: argument(inputFile, 'file to blank'),
    mask: flag('-m --mask', inputFile, 'mask, 0 = blank', { required: true }),
    outfile: flag('-o --outfile', outputFile, 'output file', {
      shown: 'the input with _msk at the end of its name',
    }),
    min: flag('--vmin --mask-vmin', float, 'keep where the mask is this and more'),
    max: flag('--vmax --mask-vmax', float, 'keep where the mask is this and less'),
    x: tuple('-x', int(), 'XMIN XMAX', 'keep columns, end exclusive'),
    y: tuple('-y', int(), 'YMIN YMAX', 'keep rows, end exclusive'),
    fill: flag('--fill', float, 'value of blanked pixels; nan makes whole numbers float32', {
      default: Number.NaN,
      shown: 'nan',
    }),
  },
  outputs: ({ file, outfile }) => ({ outfile: outfile ?? h5BesideInput(file, '_msk') }),
  async run(request, context, { outfile }) {
    await blankByMask({ ...request, outfile }, context);
    context.print(outfile);
  },
});
