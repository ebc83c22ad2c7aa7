import { basename, extname } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on } from '../flags/flag.ts';
import { outputFile } from '../flags/kind.ts';
import { h5BesideInput } from '../flags/outputs-beside.ts';
import { addFiles } from '../operations/arithmetic/sum.ts';
import { filePatterns } from './file-patterns.ts';

/** `mintsar add`. */
export const command = defineCommand({
  description:
    'Two time series: the second is brought to the reference date and pixel of the first; exact zeros of the first are no data and stay 0. Other files: every raster they have in common; where some have no data the others count alone.',
  examples: [
    'mintsar add maskTempCoh.h5 maskConnComp.h5 -o mask_sum.h5',
    'mintsar add timeseries_demErr.h5 inputs/ERA5.h5 --force',
    'mintsar add velocity.h5 velocityERA5.h5 velocitySET.h5 -o velocity_all.h5',
  ],
  flags: {
    files: filePatterns('two files or more; exactly two time series', { repeats: true }),
    outfile: flag('-o --output', outputFile, 'output file', { shown: 'FILE1_plus_FILE2...' }),
    force: on('--force', 'leave dates that the second series lacks as they are'),
  },
  outputs({ files: [first, ...others], outfile }) {
    if (others.length === 0) throw new OptionError('One file alone has no sum.', 'Name two files or more.');
    const names = others.map((file) => `_plus_${basename(file, extname(file))}`).join('');
    return { outfile: outfile ?? h5BesideInput(first, names) };
  },
  run: (request, context, { outfile }) => addFiles({ ...request, outfile }, context),
});
