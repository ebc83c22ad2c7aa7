import { basename, extname } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, argumentList, flag, on } from '../flags/flag.ts';
import { inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { subtractFiles } from '../operations/corrections/difference.ts';

/** `mintsar diff`. */
export const command = defineCommand({
  description:
    'Time series minus time series: the second is brought to the reference date and pixel of the first. Time series minus velocity: the velocity times elapsed time. Stack minus stack: their first common dataset, each relative to its own reference pixel. Interferogram (.unw) minus time series: the phase of the displacement between its dates. Other files: every raster they have in common, with any number of subtrahends. Exact zeros are no data and stay 0.',
  examples: [
    'mintsar diff timeseries_demErr.h5 timeseries.h5',
    'mintsar diff timeseries.h5 inputs/ERA5.h5 -o timeseries_ERA5.h5 --force',
    'mintsar diff timeseries_ERA5_demErr.h5 velocity.h5 -o timeseries_detrended.h5',
    'mintsar diff velocity.h5 velocity_demErr.h5 velocityERA5.h5 -o velocity_rest.h5',
    'mintsar diff velocity_2023.h5 velocity_2019.h5 --std',
  ],
  flags: {
    file1: argument(inputFile, 'file to subtract from'),
    file2: argumentList(inputFile, 'file to subtract; several for single rasters'),
    outfile: flag('-o --output', outputFile, 'output file', {
      shown: 'FILE1_diff_FILE2; required for several subtrahends',
    }),
    force: on(
      '--force --force-diff',
      'leave dates that the second series lacks as they are, and name them in UNCORRECTED_DATES; if the reference date is one of them, the result is relative to the first date of both',
    ),
    withStd: on(
      '--std',
      'of velocities: standard deviations (velocityStd) become sqrt(sum of std²), as independent errors, instead of their difference; the others relative to the point of the first as reference_point --std does',
    ),
  },
  outputs({ file1, file2, outfile }) {
    if (file2.length > 1 && outfile === undefined)
      throw new OptionError(
        `${file2.length} files are subtracted without a name for the result.`,
        'Name it with -o.',
      );
    const other = basename(file2[0], extname(file2[0]));
    return { outfile: outfile ?? besideInput(file1, `_diff_${other}`) };
  },
  run: ({ file1, file2, force, withStd }, context, { outfile }) =>
    subtractFiles({ first: file1, others: file2, outfile, force, withStd }, context),
});
