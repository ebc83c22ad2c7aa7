import { basename, dirname, join, resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { choice, inputFile, int } from '../flags/kind.ts';
import { countUnclosedTriplets } from '../operations/closure/unclosed-triplets.ts';
import { correctByClosure } from '../operations/unwrapping/unwrap-phase-closure.ts';
import { FILES } from '../operations/work-files.ts';
import { unwrapErrorFlags, unwrapErrorRequest } from './unwrap-error-flags.ts';

/** `mintsar unwrap_error_phase_closure`: whole cycles such that triplets of interferograms close. */
export const command = defineCommand({
  description:
    'Needs a redundant network: three interferograms between the same three dates must close. Regions that are one component in all interferograms are corrected together, from some sample pixels each. With --action calculate nothing is changed; the triplets that do not close are counted per pixel.',
  examples: [
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 -c maskConnComp.h5 -t smallbaselineApp.cfg --update',
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 -i unwrapPhase_bridging --water-mask waterMask.h5',
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 --solver l0',
    'mintsar unwrap_error_phase_closure inputs/ifgramStack.h5 --action calculate --water-mask waterMask.h5',
  ],
  templateSteps: ['correct_unwrap_error'],
  references: [
    'Yunjun et al. (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331',
    'Kschischang et al. (2001), IEEE Trans. Inf. Theory 47, doi:10.1109/18.910572 (the sums of --solver l0)',
  ],
  flags: {
    ...unwrapErrorFlags('_phaseClosure'),
    commonMask: flag('-c --cc-mask', inputFile, 'pixels that are in a component of every interferogram', {
      default: FILES.maskConnComp,
    }),
    numSample: flag('-n --num-sample', int(1), 'sample pixels of one region', {
      default: 100,
      option: 'mintpy.unwrapError.numSample',
    }),
    solver: flag(
      '--solver',
      choice(['l1', 'l0']),
      'l1: the cycles that are fewest in sum, as MintPy finds them; l0: those that leave the fewest interferograms wrong, of all that close the triplets, learning how common errors are from the place itself, and none where triplets of other sample pixels do not close better with them',
      { default: 'l1', option: 'mintpy.unwrapError.solver' },
    ),
    action: flag(
      '-a --action',
      choice(['calculate', 'correct']),
      'correct the phase, or calculate how many triplets do not close',
      { default: 'correct' },
    ),
    seed: flag('--seed', int(), 'another number chooses other sample pixels', { default: 0 }),
  },
  async run(flags, given) {
    const { request, context } = await unwrapErrorRequest(flags, given);
    const { commonMask, seed } = flags;
    if (flags.action === 'correct') return correctByClosure({ ...request, commonMask, seed }, context);
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
});

/** Stacks stand in the folder `inputs` of the work directory. */
function workDirectory(stack: string): string {
  const folder = dirname(stack);
  return basename(folder) === 'inputs' ? dirname(folder) : folder;
}

/** `numTriNonzeroIntAmbiguity.h5`; other datasets than unwrapPhase are named: `...4unwrapPhase_bridging.h5`. */
function countName(dataset: string): string {
  return dataset === 'unwrapPhase' ? FILES.numTriplets : FILES.numTriplets.replace('.h5', `4${dataset}.h5`);
}
