import type { BlockFunction } from '../../core/block.ts';
import { prepareTimeFunctionFit, type TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import { type Rereference, rereference } from '../../core/timeseries/rereference.ts';

export interface VelocityKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  /** names of the datasets to give back, as laid out in the file */
  readonly datasets: readonly string[];
  readonly reference: Rereference;
}

/** timeseries [numDate, numPixel] (and covariance) to one raster per estimated dataset. */
export default function velocityKernel({ setup, datasets, reference }: VelocityKernelArgs): BlockFunction {
  const estimate = prepareTimeFunctionFit(setup);
  return ({ timeseries, covariance }, { numPixel }) => {
    const series = timeseries as Float32Array;
    rereference(series, setup.dates.length, numPixel, reference);
    const estimates = estimate(series, covariance as Float32Array | undefined);
    return { outputs: Object.fromEntries(datasets.map((name) => [name, estimates.get(name)!])) };
  };
}
