import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { type ChangeOdds, changeProbability, levelOf } from '../../core/timeseries/change-null.ts';
import { prepareChangeSearch } from '../../core/timeseries/change-point.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';

export interface ChangeInputs {
  readonly timeseries: Values;
  /** pixels that count, not 0 */
  readonly mask?: Values;
}

export interface ChangePointsArgs {
  readonly setup: TimeFunctionFitSetup;
  readonly bounds: Float64Array;
  readonly tails: ChangeOdds['tails'];
  /** decimal year of every candidate */
  readonly years: Float64Array;
  readonly falseAlarm: number;
}

/**
 * The most likely offset of every pixel, NaN where a date is missing; sums by row: pixels tested, pixels with missing dates, and
 * significant ones by candidate.
 */
export default function changePointsKernel(args: ChangePointsArgs): BlockFunction<
  ChangeInputs,
  {
    readonly date: Float32Array;
    readonly step: Float32Array;
    readonly stepStd: Float32Array;
    readonly pValue: Float32Array;
  }
> {
  const { setup, bounds, tails, years, falseAlarm } = args;
  const search = prepareChangeSearch(setup);
  const { numDate } = search;
  const series = new Float64Array(numDate);
  return ({ timeseries, mask }, { y0, y1, width, numPixel }) => {
    const empty = () => new Float32Array(numPixel).fill(Number.NaN);
    const outputs = { date: empty(), step: empty(), stepStd: empty(), pValue: empty() };
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2 + years.length));
    for (let p = 0; p < numPixel; p++) {
      if (mask !== undefined && !(mask[p] !== 0)) continue;
      const sums = rowSums[Math.floor(p / width)];
      for (let k = 0; k < numDate; k++) series[k] = timeseries[k * numPixel + p];
      const correlation = search.correlation(series);
      if (Number.isNaN(correlation)) {
        if (series.some(Number.isNaN) && !series.every(Number.isNaN)) sums[1]++;
        continue;
      }
      const level = levelOf(correlation, bounds);
      const { candidate, statistic, step, stepStd } = search.search(series, level);
      const pValue = changeProbability(tails[level], statistic);
      outputs.date[p] = years[candidate];
      outputs.step[p] = step;
      outputs.stepStd[p] = stepStd;
      outputs.pValue[p] = pValue;
      sums[0]++;
      if (pValue <= falseAlarm) sums[2 + candidate]++;
    }
    return { outputs, rowSums };
  };
}
