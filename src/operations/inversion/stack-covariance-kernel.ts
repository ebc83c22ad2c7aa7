import type { BlockFunction } from '../../core/block.ts';
import type { ObservationMask } from '../../core/inversion/observation-mask.ts';
import { type CovarianceOptions, prepareCovariance } from '../../core/inversion/timeseries-covariance.ts';
import { type ObservationArrays, observationBlock } from './observations.ts';

export interface CovarianceKernelArgs {
  readonly covariance: CovarianceOptions;
  readonly mask: ObservationMask | undefined;
}

/** Observations and their quality to the covariance of the time series [numDate · numDate, numPixel]. */
export default function covarianceKernel({
  covariance,
  mask,
}: CovarianceKernelArgs): BlockFunction<ObservationArrays, { readonly timeseries: Float32Array }> {
  const covarianceOf = prepareCovariance(covariance);
  return (inputs, { numPixel }) => ({
    outputs: { timeseries: covarianceOf(observationBlock(inputs, numPixel, mask)) },
  });
}
