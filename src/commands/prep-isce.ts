import { prepIsce } from '../processors/prepare-sheets.ts';
import type { Command } from './command.ts';
import { sayWritten } from './written-sheets.ts';

/** `mintsar prep_isce`: `.rsc` sheets for ISCE-2 stacks. */
export const command: Command = {
  description:
    'Writes data.rsc beside the metadata file and a .rsc beside every geometry and observation file. The workflow reads ISCE-2 products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_isce -f './merged/interferograms/*/filt_*.unw' -m ./reference/IW1.xml -b ./baselines -g ./merged/geom_reference",
    "mintsar prep_isce -f './Igrams/*/filt_*.unw' -m ./referenceShelve/data.dat -b ./baselines -g ./geom_reference",
    "mintsar prep_isce -f './pairs/*-*/insar/filt_*.unw' -m './pairs/*-*/150408.track.xml' -b ./baseline -g ./dates_resampled/150408/insar",
  ],
  configure(parser) {
    parser.add_argument('-f', {
      dest: 'obs_files',
      nargs: '+',
      default: ['./merged/interferograms/*/filt_*.unw'],
      help: 'patterns of observation files, in quotes (default: ./merged/interferograms/*/filt_*.unw)',
    });
    parser.add_argument('-m', '--meta-file', {
      dest: 'meta_file',
      required: true,
      help: 'metadata common to all pairs: reference/IW*.xml, data.dat or *.track.xml',
    });
    parser.add_argument('-b', '--baseline-dir', {
      dest: 'baseline_dir',
      help: 'folder of baselines, or random for test values within 10 m',
    });
    parser.add_argument('-g', '--geometry-dir', {
      dest: 'geom_dir',
      required: true,
      help: 'folder of the geometry',
    });
    parser.add_argument('--geom-files', {
      dest: 'geom_files',
      nargs: '*',
      help: 'names in it (default: hgt lat lon los shadowMask waterMask incLocal, each .rdr)',
    });
    parser.add_argument('--force', {
      dest: 'update_mode',
      action: 'store_false',
      help: 'write sheets anew that say the same already',
    });
  },
  async run(args, context) {
    const sheets = prepIsce({
      workDir: process.cwd(),
      observationPatterns: args.obs_files,
      metaFile: args.meta_file,
      baselineDir: args.baseline_dir,
      geometryDir: args.geom_dir,
      geometryFiles: args.geom_files,
      updateMode: args.update_mode,
    });
    sayWritten(sheets, context);
  },
};
