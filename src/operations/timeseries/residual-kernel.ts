import type { BlockFunction } from '../../core/block.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import type { TimeFunction } from '../../core/timeseries/model.ts';
import { prepareTimeFunctionRemoval } from '../../core/timeseries/removal.ts';
import { type Rereference, rereference } from '../../core/timeseries/rereference.ts';

export interface ResidualKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  readonly functions: readonly TimeFunction[] | undefined;
  readonly reference: Rereference;
  /** pixel to which the series is relative: all 0, so is what is left of it */
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
}

/** timeseries [numDate, numPixel] to what the chosen time functions leave of it. */
export default function residualKernel(args: ResidualKernelArgs): BlockFunction {
  const { setup, functions, reference, referencePixel } = args;
  const remove = prepareTimeFunctionRemoval(setup, functions);
  return ({ timeseries }, { y0, y1, width, numPixel }) => {
    const series = timeseries as Float32Array;
    rereference(series, setup.dates.length, numPixel, reference);
    // Only float32 holds what is left: whole numbers would lose it.
    const residual = remove(series, series instanceof Float32Array ? series : undefined);
    if (referencePixel !== undefined && referencePixel.y >= y0 && referencePixel.y < y1) {
      const at = (referencePixel.y - y0) * width + referencePixel.x;
      for (let k = at; k < residual.length; k += numPixel) residual[k] = 0;
    }
    return { outputs: { timeseries: residual } };
  };
}
