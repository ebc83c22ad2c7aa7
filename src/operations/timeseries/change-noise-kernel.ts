import type { BlockFunction } from '../../core/block.ts';
import { levelOf } from '../../core/timeseries/change-null.ts';
import { CORRELATIONS, prepareChangeSearch } from '../../core/timeseries/change-point.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import { LAGS } from '../../core/timeseries/scene-changes.ts';
import type { ChangeInputs } from './change-points-kernel.ts';

export interface ChangeNoiseArgs {
  readonly setup: TimeFunctionFitSetup;
  readonly bounds: Float64Array;
  /** one of so many pixels is looked at */
  readonly stride: number;
}

/**
 * Noise of some pixels: sums by row of pixels by level of their correlation, then of the correlation with the pixel at each
 * distance along the row, then how many pairs these are.
 */
export default function changeNoiseKernel({
  setup,
  bounds,
  stride,
}: ChangeNoiseArgs): BlockFunction<ChangeInputs, Record<never, never>> {
  const search = prepareChangeSearch(setup);
  const { numDate } = search;
  const series = new Float64Array(numDate);
  const other = new Float64Array(numDate);
  return ({ timeseries, mask }, { y0, y1, width, numPixel }) => {
    const unit = (p: number, out: Float64Array): number => {
      if (mask !== undefined && !(mask[p] !== 0)) return Number.NaN;
      for (let k = 0; k < numDate; k++) series[k] = timeseries[k * numPixel + p];
      const correlation = search.correlation(series);
      if (Number.isNaN(correlation)) return correlation;
      const size = Math.sqrt(search.residual.reduce((sum, value) => sum + value * value, 0));
      for (let k = 0; k < numDate; k++) out[k] = search.residual[k] / size;
      return correlation;
    };
    const here = new Float64Array(numDate);
    const rowSums = Array.from({ length: y1 - y0 }, (_, row) => {
      const sums = new Float64Array(CORRELATIONS.length + 2 * LAGS.length);
      const start = (y0 + row) * width;
      // counted over the image, so that blocks do not matter
      for (let x = (stride - (start % stride)) % stride; x < width; x += stride) {
        const correlation = unit(row * width + x, here);
        if (Number.isNaN(correlation)) continue;
        sums[levelOf(correlation, bounds)]++;
        LAGS.forEach((lag, j) => {
          if (x + lag >= width || Number.isNaN(unit(row * width + x + lag, other))) return;
          let product = 0;
          for (let k = 0; k < numDate; k++) product += here[k] * other[k];
          sums[CORRELATIONS.length + j] += product;
          sums[CORRELATIONS.length + LAGS.length + j]++;
        });
      }
      return sums;
    });
    return { outputs: {}, rowSums };
  };
}
