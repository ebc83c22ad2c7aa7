import type { BlockFunction } from '../../core/block.ts';
import temporalAverageKernel, { type TemporalAverageArgs } from '../averages/temporal-average-kernel.ts';
import unclosedTripletsKernel, {
  type UnclosedTripletsArgs,
  type UnclosedTripletsInputs,
  type UnclosedTripletsOutputs,
} from './unclosed-triplets-kernel.ts';

export interface QuickOverviewArgs {
  readonly average: TemporalAverageArgs;
  readonly triplets: UnclosedTripletsArgs;
}

export interface QuickOverviewOutputs extends UnclosedTripletsOutputs {
  /** m/year */
  readonly average: Float32Array;
}

/** phase [numIfgram, numPixel] and masks to the average velocity and the count of unclosed triplets. */
export default function quickOverviewKernel(
  args: QuickOverviewArgs,
): BlockFunction<UnclosedTripletsInputs, QuickOverviewOutputs> {
  const average = temporalAverageKernel(args.average);
  const count = unclosedTripletsKernel(args.triplets);
  return (inputs, block) => ({
    outputs: {
      ...average({ values: inputs.phase }, block).outputs,
      ...count(inputs, block).outputs,
    },
  });
}
