import { type BlockFunction, indexInBlock } from '../../core/block.ts';
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

/** timeseries [numDate, numPixel] (and covariance) to one raster per estimated dataset. */
export default function velocityKernel(args: VelocityKernelArgs): BlockFunction {
  const { setup, datasets, reference, referencePixel } = args;
  const estimate = prepareTimeFunctionFit(setup);
  return ({ timeseries, covariance }, block) => {
    const series = timeseries as Float32Array;
    rereference(series, setup.dates.length, block.numPixel, reference, indexInBlock(referencePixel, block));
    const estimates = estimate(series, covariance as Float32Array | undefined);
    return { outputs: Object.fromEntries(datasets.map((name) => [name, estimates.get(name)!])) };
  };
}
