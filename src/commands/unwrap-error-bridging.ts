import { extname } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { correctByBridges } from '../operations/unwrapping/unwrap-bridging.ts';
import { bridgeFile } from '../operations/unwrapping/unwrap-bridging-file.ts';
import type { Command } from './command.ts';
import { addUnwrapErrorFlags, unwrapErrorRequest } from './unwrap-error-flags.ts';

/** `mintsar unwrap_error_bridging`: whole cycles between components, from bridges over the gaps. */
export const command: Command = {
  description:
    'Each interferogram is corrected alone, outward from the component with the reference point: the phase is taken as smooth across the shortest gaps between components. Islands far from each other are better served by phase closure. The stack needs connectComponent; a single name.unw needs name.unw.conncomp beside it and gives name_unwCor.unw.',
  examples: [
    'mintsar unwrap_error_bridging inputs/ifgramStack.h5 -t smallbaselineApp.cfg --update',
    'mintsar unwrap_error_bridging inputs/ifgramStack.h5 --water-mask waterMask.h5 --ramp linear',
    'mintsar unwrap_error_bridging inputs/ifgramStack.h5 -r 20 -m 1000 -o unwrapPhase_bridging20',
    'mintsar unwrap_error_bridging 20180104_20180116/filt_fine.unw --ramp linear',
  ],
  templateSteps: ['correct_unwrap_error'],
  references: ['Yunjun et al. (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331'],
  configure(parser) {
    addUnwrapErrorFlags(parser, '_bridging');
    parser.add_argument('-r', '--radius', {
      dest: 'bridgePtsRadius',
      type: 'int',
      default: 50,
      help: 'half size of the window around a bridge end whose median is compared, pixels (default: %(default)s)',
    });
    parser.add_argument('--ramp', {
      dest: 'ramp',
      choices: ['linear', 'quadratic'],
      help: 'ramp taken out before comparing and put back after',
    });
  },
  async run(args, given) {
    if (!(args.bridgePtsRadius > 0)) {
      throw new OptionError(`--radius ${args.bridgePtsRadius} is not above 0.`, 'Use 50 for a common stack.');
    }
    const { request, context } = unwrapErrorRequest(args, given);
    if (extname(request.stack) === '.unw') await bridgeFile(request.stack, request, context);
    else await correctByBridges(request, context);
  },
};
