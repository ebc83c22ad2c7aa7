import { basename, dirname, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { countUnclosedTriplets } from '../operations/closure/unclosed-triplets.ts';
import { correctByClosure } from '../operations/unwrapping/unwrap-phase-closure.ts';
import { FILES } from '../operations/work-files.ts';
import type { Command } from './command.ts';
import { addUnwrapErrorFlags, unwrapErrorRequest } from './unwrap-error-flags.ts';

/** `mintsar unwrap_error_phase_closure`: whole cycles such that triplets of interferograms close. */
export const command: Command = {
  description:
    'Needs a redundant network: three interferograms between the same three dates must close. Regions that are one component in all interferograms are corrected together, from some sample pixels each. With --action calculate nothing is changed; the triplets that do not close are counted per pixel.',
  examples: [
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 -c maskConnComp.h5 -t smallbaselineApp.cfg --update',
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 -i unwrapPhase_bridging --water-mask waterMask.h5',
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 --action calculate --water-mask waterMask.h5',
  ],
  templateSteps: ['correct_unwrap_error'],
  references: ['Yunjun et al. (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331'],
  configure(parser) {
    addUnwrapErrorFlags(parser, '_phaseClosure');
    parser.add_argument('-c', '--cc-mask', {
      dest: 'cc_mask_file',
      default: FILES.maskConnComp,
      help: 'pixels that are in a component of every interferogram (default: %(default)s)',
    });
    parser.add_argument('-n', '--num-sample', {
      dest: 'numSample',
      type: 'int',
      default: 100,
      help: 'sample pixels of one region (default: %(default)s)',
    });
    parser.add_argument('-a', '--action', {
      dest: 'action',
      choices: ['calculate', 'correct'],
      default: 'correct',
      help: 'correct the phase, or calculate how many triplets do not close (default: %(default)s)',
    });
    parser.add_argument('--seed', {
      dest: 'seed',
      type: 'int',
      default: 0,
      help: 'another number chooses other sample pixels (default: %(default)s)',
    });
  },
  async run(args, given) {
    if (!(args.numSample > 0)) {
      throw new OptionError(`--num-sample ${args.numSample} is not above 0.`, 'Use 100 for a common stack.');
    }
    const { request, context } = unwrapErrorRequest(args, given);
    if (args.action === 'correct') {
      await correctByClosure(
        { ...request, commonMask: resolve(args.cc_mask_file), seed: args.seed },
        context,
      );
      return;
    }
    const workDir = workDirectory(request.stack);
    const { waterMaskFile } = request.options;
    await countUnclosedTriplets(
      {
        stack: request.stack,
        dataset: request.input,
        outfile: join(workDir, countName(request.input)),
        waterMask: waterMaskFile === null ? undefined : resolve(waterMaskFile),
        coherence: join(workDir, FILES.avgSpatialCoh),
        update: request.update,
      },
      context,
    );
  },
};

/** Stacks stand in the folder `inputs` of the work directory. */
function workDirectory(stack: string): string {
  const folder = dirname(stack);
  return basename(folder) === 'inputs' ? dirname(folder) : folder;
}

/** `numTriNonzeroIntAmbiguity.h5`; other datasets than unwrapPhase are named: `...4unwrapPhase_bridging.h5`. */
function countName(dataset: string): string {
  return dataset === 'unwrapPhase' ? FILES.numTriplets : FILES.numTriplets.replace('.h5', `4${dataset}.h5`);
}
