import { prepGamma } from '../processors/prepare-sheets.ts';
import type { Command } from './command.ts';
import { sayWritten } from './written-sheets.ts';

const SENSORS = [
  'alos',
  'alos2',
  'csk',
  'env',
  'ers',
  'gf3',
  'jers',
  'ksat5',
  'ni',
  'rcm',
  'rs1',
  'rs2',
  'sen',
  'tsx',
  'uav',
];

/** `mintsar prep_gamma`: `.rsc` sheets for GAMMA products. */
export const command: Command = {
  description:
    'Writes <file>.rsc from the .par and .off files beside each file. The workflow reads GAMMA products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_gamma 'interferograms/*/diff_*_*rlks.unw' --sensor sen",
    "mintsar prep_gamma 'interferograms/*/filt_*.cor'",
    'mintsar prep_gamma geometry/sim_20150911_20150922.hgt_sim',
    'mintsar prep_gamma geometry/sim_20150911_20150922.UTM_TO_RDC',
    "mintsar prep_gamma 'interferograms/*/*.unw' --dem geometry/sim_20150911.utm.dem",
  ],
  configure(parser) {
    parser.add_argument('file', { nargs: '+', help: 'GAMMA files, or patterns in quotes' });
    parser.add_argument('--sensor', { choices: SENSORS, help: 'short name of the sensor, kept as PLATFORM' });
    parser.add_argument('--dem', {
      dest: 'dem_file',
      help: 'DEM that tells whether the files are geocoded',
    });
  },
  async run(args, context) {
    const sheets = prepGamma({
      workDir: process.cwd(),
      patterns: args.file,
      sensor: args.sensor,
      demFile: args.dem_file,
    });
    sayWritten(sheets, context);
  },
};
