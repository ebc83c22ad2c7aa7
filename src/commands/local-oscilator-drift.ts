import { extname, resolve } from 'node:path';
import { correctOscillatorDrift } from '../operations/corrections/correct-lod.ts';
import type { Command } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar local_oscilator_drift` (spelled as old scripts spell it). */
export const command: Command = {
  description:
    'The apparent range of ASAR on Envisat grew by 3.87e-7 of itself per year. The drift is removed relative to the reference pixel and the reference date.',
  examples: [
    'mintsar local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5',
    'mintsar local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5 -o timeseries_LOD.h5',
    'mintsar local_oscilator_drift filt_050320-070708.unw inputs/geometryRadar.h5',
  ],
  references: ['Marinkovic & Larsen (2013), Proc. Living Planet Symposium, ESA SP-722'],
  configure(parser) {
    parser.add_argument('file', { help: 'time series of displacement, or one interferogram (.unw)' });
    parser.add_argument('range_dist_file', { help: 'geometry file with slantRangeDistance' });
    parser.add_argument('-o', '--output', {
      dest: 'out_file',
      help: 'output file (default: the input with _LOD at the end of its name)',
    });
  },
  async run(args, context) {
    const extension = extname(args.file);
    const base = args.file.slice(0, args.file.length - extension.length);
    const outfile = resolve(args.out_file ?? `${base}_LOD${extension}`);
    assertDistinct([outfile], [args.file, args.range_dist_file]);
    await correctOscillatorDrift(
      {
        timeseries: resolve(args.file),
        geometry: resolve(args.range_dist_file),
        outfile,
      },
      context,
    );
  },
};
