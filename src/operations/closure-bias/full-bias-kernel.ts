import type { BlockFunction } from '../../core/block.ts';
import { prepareBandSolver } from '../../core/closure-bias/band-solver.ts';
import { biasRatio, LEAST_BIAS_VELOCITY } from '../../core/closure-bias/bias-ratio.ts';
import type { BiasInputs, QuickBiasArgs } from './quick-bias-kernel.ts';

export type FullBiasArgs = Omit<QuickBiasArgs, 'equivalent'>;

/** Bias of every pair within the bandwidth, and the time series [numDate, numPixel] that they make, m; 0 on water. */
export default function fullBiasKernel(
  args: FullBiasArgs,
): BlockFunction<BiasInputs, { readonly timeseries: Float32Array }> {
  const { numDate, bandwidth, years, metresPerRadian } = args;
  const solve = prepareBandSolver(numDate, bandwidth);
  return (inputs, { numPixel }) => {
    const { water } = inputs;
    const series = biasOfDates(inputs, numDate, numPixel, metresPerRadian / years);
    const last = (numDate - 1) * numPixel;
    const sums = new Float64Array((numDate - 1) * numPixel);
    for (let n = 1; n <= bandwidth; n++) {
      const ratio = new Float64Array(numPixel).fill(1);
      if (n > 1)
        for (let i = 0; i < numPixel; i++)
          ratio[i] = biasRatio(inputs[`total${n}`][i], inputs.rough[last + i]);
      for (let k = 0; k + n < numDate; k++) addPairs(sums, series, ratio, k, k + n, numPixel);
    }
    solve(sums, numPixel);
    const timeseries = new Float32Array(numDate * numPixel);
    for (let at = 0; at < sums.length; at++) {
      const isWater = water !== undefined && !(water[at % numPixel] > 0);
      timeseries[numPixel + at] = isWater ? 0 : sums[at] * metresPerRadian;
    }
    return { outputs: { timeseries } };
  };
}

/** Closure phase of connection 2, scaled to end where the long one does, where it is strong enough; else the long one. */
function biasOfDates(
  { fine, rough }: BiasInputs,
  numDate: number,
  numPixel: number,
  velocityPerRadian: number,
): Float64Array {
  const series = new Float64Array(numDate * numPixel);
  const last = (numDate - 1) * numPixel;
  for (let i = 0; i < numPixel; i++) {
    const isFine = Math.abs(fine[last + i] * velocityPerRadian) >= LEAST_BIAS_VELOCITY;
    const from = isFine ? fine : rough;
    const factor = isFine ? rough[last + i] / fine[last + i] : 1;
    for (let at = i; at <= last + i; at += numPixel) series[at] = factor * from[at];
  }
  return series;
}

/** Add the bias of the pair of dates j, k to the right sides of both; the first date is 0 and has none. */
function addPairs(
  sums: Float64Array,
  series: Float64Array,
  ratio: Float64Array,
  j: number,
  k: number,
  numPixel: number,
): void {
  for (let i = 0; i < numPixel; i++) {
    const bias = ratio[i] * (series[k * numPixel + i] - series[j * numPixel + i]);
    sums[(k - 1) * numPixel + i] += bias;
    if (j > 0) sums[(j - 1) * numPixel + i] -= bias;
  }
}
