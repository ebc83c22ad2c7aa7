import { type BlockArrays, type BlockFunction, indexInBlock, type RowBlock } from '../../core/block.ts';
import type { InversionOptions } from '../../core/inversion/inversion.ts';
import type { ObservationMask } from '../../core/inversion/observation-mask.ts';
import {
  factoriseTimeFunctions,
  prepareTimeFunctionFit,
  type TimeFunctionFitSetup,
} from '../../core/timeseries/fit.ts';
import { prepareFullUncertainty } from '../../core/timeseries/full-uncertainty.ts';
import { type Rereference, rereference } from '../../core/timeseries/rereference.ts';
import { type ObservationArrays, observationBlock } from '../inversion/observations.ts';

/** How the interferograms became the series, for the full uncertainty. */
export interface FullKernelArgs {
  readonly inversion: InversionOptions;
  readonly mask: ObservationMask | undefined;
  readonly looks: number | undefined;
}

export interface VelocityKernelArgs {
  readonly setup: TimeFunctionFitSetup;
  /** names of the datasets to give back, as laid out in the file */
  readonly datasets: readonly string[];
  readonly reference: Rereference;
  /** pixel to which the series in the file is relative */
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
  readonly full?: FullKernelArgs;
}

export interface VelocityInputs extends Partial<ObservationArrays> {
  readonly timeseries: Float32Array;
  readonly covariance?: Float32Array;
}

/**
 * timeseries [numDate, numPixel] (and covariance, or the observations it was inverted from) to one raster per estimated dataset.
 */
export default function velocityKernel(args: VelocityKernelArgs): BlockFunction<VelocityInputs, BlockArrays> {
  const { setup, datasets, reference, referencePixel, full } = args;
  const estimate = prepareTimeFunctionFit(setup);
  const spread =
    full && prepareFullUncertainty({ ...full, dates: setup.dates, ...factoriseTimeFunctions(setup) });
  const ofBlock: BlockFunction<VelocityInputs, BlockArrays> = (
    { timeseries: series, covariance, observed, ...others },
    block,
  ) => {
    rereference(series, setup.dates.length, block.numPixel, reference, indexInBlock(referencePixel, block));
    const given = spread?.(
      observationBlock({ observed: observed!, ...others }, block.numPixel, full?.mask),
      series,
    );
    const estimates = estimate(series, covariance, given?.variances);
    if (given) estimates.set('s0', given.misfit);
    return { outputs: Object.fromEntries(datasets.map((name) => [name, estimates.get(name)!])) };
  };
  if (spread === undefined) return ofBlock;
  const roomOf = (name: string, { numPixel }: RowBlock) => {
    const { observed, quality, timeseries } = spread.room(numPixel);
    if (name === 'timeseries') return timeseries.subarray(0, setup.dates.length * numPixel);
    if (name === 'quality' && quality.length > 0) return quality;
    return name === 'observed' ? observed : undefined;
  };
  return Object.assign(ofBlock, { room: roomOf });
}
