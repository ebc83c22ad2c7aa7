import { basename, extname, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { subtractFiles } from '../operations/corrections/difference.ts';
import type { Command } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar diff`. */
export const command: Command = {
  description:
    'Time series minus time series: the second is brought to the reference date and pixel of the first. Time series minus velocity: the velocity times elapsed time. Stack minus stack: their first common dataset, each relative to its own reference pixel. Interferogram (.unw) minus time series: the phase of the displacement between its dates. Other files: every raster they have in common, with any number of subtrahends. Exact zeros are no data and stay 0.',
  examples: [
    'mintsar diff timeseries_demErr.h5 timeseries.h5',
    'mintsar diff timeseries.h5 inputs/ERA5.h5 -o timeseries_ERA5.h5 --force',
    'mintsar diff timeseries_ERA5_demErr.h5 velocity.h5 -o timeseries_detrended.h5',
    'mintsar diff velocity.h5 velocity_demErr.h5 velocityERA5.h5 -o velocity_rest.h5',
  ],
  configure(parser) {
    parser.add_argument('file1', { help: 'file to subtract from' });
    parser.add_argument('file2', { nargs: '+', help: 'file to subtract; several for single rasters' });
    parser.add_argument('-o', '--output', {
      dest: 'out_file',
      help: 'output file (default: FILE1_diff_FILE2; required for several subtrahends)',
    });
    parser.add_argument('--force', '--force-diff', {
      dest: 'force_diff',
      action: 'store_true',
      help: 'leave dates that the second series lacks as they are, and name them in UNCORRECTED_DATES; if the reference date is one of them, the result is relative to the first date of both',
    });
  },
  async run(args, context) {
    const [first, others]: [string, string[]] = [args.file1, args.file2];
    if (others.length > 1 && args.out_file === undefined) {
      throw new OptionError(
        `${others.length} files are subtracted without a name for the result.`,
        'Give -o.',
      );
    }
    const extension = extname(first);
    const base = first.slice(0, first.length - extension.length);
    const other = basename(others[0], extname(others[0]));
    const outfile = resolve(args.out_file ?? `${base}_diff_${other}${extension}`);
    assertDistinct([outfile], [first, ...others]);
    await subtractFiles(
      {
        first: resolve(first),
        others: others.map((file) => resolve(file)),
        outfile,
        force: args.force_diff,
      },
      context,
    );
  },
};
