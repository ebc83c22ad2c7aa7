import { type BlockArrays, type BlockFunction, indexInBlock } from '../../core/block.ts';
import { prepareTimeFunctionFit, type TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import { type Rereference, rereference } from '../../core/timeseries/rereference.ts';

export interface VelocityKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  /** names of the datasets to give back, as laid out in the file */
  readonly datasets: readonly string[];
  readonly reference: Rereference;
  /** pixel to which the series in the file is relative */
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
}

export interface VelocityInputs {
  readonly timeseries: Float32Array;
  readonly covariance?: Float32Array;
}

/** timeseries [numDate, numPixel] (and covariance) to one raster per estimated dataset. */
export default function velocityKernel(args: VelocityKernelArgs): BlockFunction<VelocityInputs, BlockArrays> {
  const { setup, datasets, reference, referencePixel } = args;
  const estimate = prepareTimeFunctionFit(setup);
  return ({ timeseries: series, covariance }, block) => {
    rereference(series, setup.dates.length, block.numPixel, reference, indexInBlock(referencePixel, block));
    const estimates = estimate(series, covariance);
    return { outputs: Object.fromEntries(datasets.map((name) => [name, estimates.get(name)!])) };
  };
}
