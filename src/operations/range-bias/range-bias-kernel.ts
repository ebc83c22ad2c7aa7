import type { BlockFunction } from '../../core/block.ts';

export interface RangeBiasArgs {
  /** for each date, whether the bias is subtracted */
  readonly isBiased: readonly boolean[];
}

export interface RangeBiasInputs {
  /** m, [numDate, numPixel]; 0 = no data */
  readonly timeseries: Float32Array;
  /** m, [numPixel]; NaN where it is not known */
  readonly bias: Float32Array;
}

/** Range offsets without the bias of some dates, in place. Pixels without a bias have no value on any date. */
export default function rangeBiasKernel({
  isBiased,
}: RangeBiasArgs): BlockFunction<RangeBiasInputs, Pick<RangeBiasInputs, 'timeseries'>> {
  return ({ timeseries, bias }, { numPixel }) => {
    isBiased.forEach((biased, k) => {
      for (let i = 0, at = k * numPixel; i < numPixel; i++, at++) {
        if (Number.isNaN(bias[i])) timeseries[at] = Number.NaN;
        else if (biased && timeseries[at] !== 0) timeseries[at] -= bias[i];
      }
    });
    return { outputs: { timeseries } };
  };
}
