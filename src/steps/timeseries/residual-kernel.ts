import type { BlockFunction } from '../../core/block.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import type { TimeFunction } from '../../core/timeseries/model.ts';
import { prepareTimeFunctionRemoval } from '../../core/timeseries/removal.ts';
import { type Rereference, rereferenced } from '../../core/timeseries/rereference.ts';

export interface ResidualKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  readonly functions: readonly TimeFunction[] | undefined;
  readonly reference: Rereference;
}

/** timeseries [numDate, numPixel] to what the chosen time functions leave of it. */
export default function residualKernel({ setup, functions, reference }: ResidualKernelArgs): BlockFunction {
  const remove = prepareTimeFunctionRemoval(setup, functions);
  return ({ timeseries }, { numPixel }) => {
    const series = rereferenced(timeseries as Float32Array, setup.dates.length, numPixel, reference);
    return { outputs: { timeseries: remove(series) } };
  };
}
