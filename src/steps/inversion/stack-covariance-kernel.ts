import type { BlockFunction } from '../../core/block.ts';
import { blankUnobserved } from '../../core/inversion/observation-mask.ts';
import { type CovarianceOptions, prepareCovariance } from '../../core/inversion/timeseries-covariance.ts';
import type { InvertKernelArgs } from './invert-network-kernel.ts';

export interface CovarianceKernelArgs {
  readonly covariance: CovarianceOptions;
  readonly observations: Pick<InvertKernelArgs, 'referenceValues' | 'mask'>;
}

/** Observations and their quality to the covariance of the time series [numDate · numDate, numPixel]. */
export default function covarianceKernel({ covariance, observations }: CovarianceKernelArgs): BlockFunction {
  const { referenceValues, mask } = observations;
  const covarianceOf = prepareCovariance(covariance);
  return (inputs, { numPixel }) => {
    const observed = inputs['observed'] as Float32Array;
    const quality = inputs['quality'] as Float32Array;
    blankUnobserved(observed, numPixel, {
      referenceValues,
      isPhase: covariance.observation !== 'offset',
      mask: mask && { ...mask, values: inputs['mask'] ?? quality },
      pixelMasks: ['waterMask', 'avgQuality'].flatMap((name) => (name in inputs ? [inputs[name]] : [])),
    });
    return { outputs: { timeseries: covarianceOf({ numPixel, observed, quality }) } };
  };
}
