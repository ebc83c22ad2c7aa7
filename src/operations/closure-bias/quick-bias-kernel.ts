import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { biasRatio, LEAST_BIAS_VELOCITY } from '../../core/closure-bias/bias-ratio.ts';
import { chosen, twoClosures } from './two-closures.ts';

export interface QuickBiasArgs {
  readonly numDate: number;
  readonly bandwidth: number;
  /** connection that stands for the whole network */
  readonly equivalent: number;
  /** span of all dates, years */
  readonly years: number;
  /** displacement per radian, m */
  readonly metresPerRadian: number;
}

/** Cumulative closure phases, rad: those of connection 2 and of the long one at all dates, of each connection at the last. */
export interface BiasInputs {
  readonly fine: Float32Array;
  readonly rough: Float32Array;
  /** [numPixel], 0 = water */
  readonly water?: ArrayLike<number>;
  readonly [total: `total${number}`]: Float32Array;
}

export interface QuickBiasOutputs {
  /** [bandwidth, numPixel] */
  readonly wratio: Float32Array;
  /** m/yr, [bandwidth, numPixel] */
  readonly velocityBias: Float32Array;
  /** m, [numDate, numPixel] */
  readonly timeseries: Float32Array;
}

/** How near to 1 the ratio of connection 2 may be for its closure phase to tell something. */
const LEAST_CONTRAST = 0.1;

/** Bias per connection, and of a time series from all pairs within the bandwidth, as if they were all alike. */
export default function quickBiasKernel(args: QuickBiasArgs): BlockFunction<BiasInputs, QuickBiasOutputs> {
  const { numDate, bandwidth, equivalent, years, metresPerRadian } = args;
  const memory = blockMemory();
  const closures = twoClosures(numDate);
  const run = (inputs: BiasInputs, { numPixel }: Pick<RowBlock, 'numPixel'>) => {
    const { rough, water } = inputs;
    const both = closures.of(inputs, numPixel);
    const wratio = new Float32Array(bandwidth * numPixel);
    const velocityBias = new Float32Array(bandwidth * numPixel);
    const timeseries = memory(numDate * numPixel);
    const last = (numDate - 1) * numPixel;
    const factor = new Float64Array(numPixel);
    const source = new Int32Array(numPixel);
    for (let i = 0; i < numPixel; i++) {
      const long = rough[last + i];
      const velocity = (long / years) * metresPerRadian;
      const isWater = water !== undefined && !(water[i] > 0);
      const ratio = (n: number) => (n === 1 ? 1 : biasRatio(inputs[`total${n}`][i], long));
      for (let n = 1; n <= bandwidth; n++) {
        const at = (n - 1) * numPixel + i;
        const share = ratio(n);
        wratio[at] = isWater || Math.abs(velocity) < LEAST_BIAS_VELOCITY ? Number.NaN : share;
        velocityBias[at] = isWater ? Number.NaN : share * velocity;
      }
      const ofTwo = ratio(2);
      const isFine = Math.abs(ofTwo - 1) >= LEAST_CONTRAST;
      source[i] = isFine ? i : numDate * numPixel + i;
      factor[i] = metresPerRadian * (isFine ? ratio(equivalent) / (1 - ofTwo) : ratio(equivalent));
      if (isWater) factor[i] = Number.NaN;
    }
    for (let row = 0; row <= last; row += numPixel) chosen(both, row, source, factor, timeseries, row);
    return { outputs: { wratio, velocityBias, timeseries } };
  };
  return Object.assign(run, { room: closures.room });
}
