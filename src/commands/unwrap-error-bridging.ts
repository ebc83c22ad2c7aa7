import { extname } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { choice, int } from '../flags/kind.ts';
import { correctByBridges } from '../operations/unwrapping/unwrap-bridging.ts';
import { bridgeFile } from '../operations/unwrapping/unwrap-bridging-file.ts';
import { unwrapErrorFlags, unwrapErrorRequest } from './unwrap-error-flags.ts';

/** `mintsar unwrap_error_bridging`: whole cycles between components, from bridges over the gaps. */
export const command = defineCommand({
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
  flags: {
    ...unwrapErrorFlags('_bridging'),
    bridgePtsRadius: flag(
      '-r --radius',
      int(1),
      'half size of the window around a bridge end whose median is compared, pixels',
      { default: 50, option: 'mintpy.unwrapError.bridgePtsRadius' },
    ),
    ramp: flag(
      '--ramp',
      choice(['linear', 'quadratic']),
      'ramp taken out before comparing and put back after',
      {
        option: 'mintpy.unwrapError.ramp',
      },
    ),
  },
  async run(flags, given) {
    const { request, context } = await unwrapErrorRequest(flags, given);
    if (extname(request.stack) === '.unw') await bridgeFile(request.stack, request, context);
    else await correctByBridges(request, context);
  },
});
