import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { prepareBandSolver } from '../../core/closure-bias/band-solver.ts';
import { biasRatio, LEAST_BIAS_VELOCITY } from '../../core/closure-bias/bias-ratio.ts';
import { pixelRows } from '../../core/closure-bias/pixel-rows.ts';
import type { BiasInputs, QuickBiasArgs } from './quick-bias-kernel.ts';
import { chosen, twoClosures } from './two-closures.ts';

export type FullBiasArgs = Omit<QuickBiasArgs, 'equivalent'>;

/** Pixels whose dates stay in the processor's cache from the first pair to the last date of the solution. */
const TILE = 512;

/** Bias of every pair within the bandwidth, and the time series [numDate, numPixel] that they make, m; 0 on water. */
export default function fullBiasKernel(
  args: FullBiasArgs,
): BlockFunction<BiasInputs, { readonly timeseries: Float32Array }> {
  const { numDate, bandwidth, years, metresPerRadian } = args;
  const solve = prepareBandSolver(numDate, bandwidth);
  const output = blockMemory();
  // Rows of a tile: series and sums of every date, and one of ratios.
  const rows = pixelRows((2 * numDate + 1) * TILE);
  const series = rows.values.subarray(0, numDate * TILE);
  const sumsAt = series.length;
  const ratioAt = 2 * sumsAt;
  const closures = twoClosures(numDate);
  const run = (inputs: BiasInputs, { numPixel }: Pick<RowBlock, 'numPixel'>) => {
    const both = closures.of(inputs, numPixel);
    const timeseries = output(numDate * numPixel);
    timeseries.fill(0, 0, numPixel);
    for (let from = 0; from < numPixel; from += TILE) {
      const count = Math.min(TILE, numPixel - from);
      biasOfDates(both, from, numPixel, metresPerRadian / years, series, count);
      rows.values.fill(0, sumsAt, ratioAt);
      for (let n = 1; n <= bandwidth; n++) {
        rows.values.set(ratioOf(inputs, n, from, count, (numDate - 1) * numPixel), ratioAt);
        for (let k = 0; k + n < numDate; k++) {
          // The first date is 0 and has no sum.
          const [early, late] = [k * TILE, (k + n) * TILE];
          const toEarly = k === 0 ? undefined : sumsAt + early;
          rows.addPair(ratioAt, early, late, toEarly, sumsAt + late, count);
        }
      }
      solve(rows, sumsAt + TILE, TILE, count);
      for (let k = 1; k < numDate; k++)
        scale(rows.values, sumsAt + k * TILE, metresPerRadian, timeseries, k * numPixel + from, count);
    }
    const { water } = inputs;
    if (water !== undefined)
      for (let i = 0; i < numPixel; i++)
        if (!(water[i] > 0)) for (let at = i; at < timeseries.length; at += numPixel) timeseries[at] = 0;
    return { outputs: { timeseries } };
  };
  return Object.assign(run, { room: closures.room });
}

/**
 * Closure phase of connection 2, scaled to end where the long one does, where it is strong enough; else the long one.
 * @param both of connection 2 and of the long one, rad [2, numDate, numPixel]
 * @param series of `count` pixels from `from` on [numDate, TILE]
 */
function biasOfDates(
  both: Float32Array,
  from: number,
  numPixel: number,
  velocityPerRadian: number,
  series: Float64Array,
  count: number,
): void {
  const size = both.length / 2;
  const last = size - numPixel + from;
  const source = new Int32Array(count);
  const factor = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    const fine = both[last + i];
    const isFine = Math.abs(fine * velocityPerRadian) >= LEAST_BIAS_VELOCITY;
    if (isFine) factor[i] = both[size + last + i] / fine;
    source[i] = (isFine ? from : size + from) + i;
  }
  for (let to = 0, date = 0; to < series.length; to += TILE, date += numPixel)
    chosen(both, date, source, factor, series, to);
}

/** How much of the bias pairs of connection n have, by pixels from `from` on. @param last where the last date begins */
function ratioOf(inputs: BiasInputs, n: number, from: number, count: number, last: number): Float64Array {
  const ratio = new Float64Array(count).fill(1);
  if (n === 1) return ratio;
  const total = inputs[`total${n}`];
  for (let i = 0; i < count; i++) ratio[i] = biasRatio(total[from + i], inputs.rough[last + from + i]);
  return ratio;
}

function scale(
  values: Float64Array,
  at: number,
  factor: number,
  out: Float32Array,
  to: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) out[to + i] = values[at + i] * factor;
}
