import type { Values } from '../../core/array.ts';
import { type BlockFunction, indexInBlock } from '../../core/block.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import type { TimeFunction } from '../../core/timeseries/model.ts';
import { prepareTimeFunctionRemoval } from '../../core/timeseries/removal.ts';
import { type Rereference, rereference } from '../../core/timeseries/rereference.ts';

export interface ResidualKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  readonly functions: readonly TimeFunction[] | undefined;
  readonly reference: Rereference;
  /** pixel to which the series in the file is relative */
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
  /** pixel to which it is relative after `reference`: all 0, so is what is left of it */
  readonly zeroPixel: { readonly y: number; readonly x: number } | undefined;
}

/** timeseries [numDate, numPixel] to what the chosen time functions leave of it. */
export default function residualKernel(
  args: ResidualKernelArgs,
): BlockFunction<{ readonly timeseries: Values }, { readonly timeseries: Float32Array }> {
  const { setup, functions, reference, referencePixel, zeroPixel } = args;
  const remove = prepareTimeFunctionRemoval(setup, functions);
  return ({ timeseries }, block) => {
    const series = timeseries as Float32Array; // or whole numbers
    const origin = indexInBlock(referencePixel, block);
    rereference(series, setup.dates.length, block.numPixel, reference, origin);
    // Only float32 holds what is left: whole numbers would lose it.
    const residual = remove(series, series instanceof Float32Array ? series : undefined);
    const zero = indexInBlock(zeroPixel, block);
    if (zero !== undefined) for (let k = zero; k < residual.length; k += block.numPixel) residual[k] = 0;
    return { outputs: { timeseries: residual } };
  };
}
