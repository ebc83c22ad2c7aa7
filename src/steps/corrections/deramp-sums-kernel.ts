import type { BlockFunction } from '../../core/block.ts';
import { countRampSamples, NUM_RAMP_SUM, rampRowSums } from '../../core/terrain/ramp.ts';

export interface RampSumsArgs {
  readonly length: number;
  readonly width: number;
  /** thinning of the samples, per plane */
  readonly steps: readonly number[];
}

/** Entries per plane of a row: the sums of a fit, then the number of samples before thinning. */
export const NUM_SUM = NUM_RAMP_SUM + 1;

/** data [numPlane, numPixel] and mask [numPixel] to the sums that determine a ramp in every plane. */
export default function rampSumsKernel({ length, width, steps }: RampSumsArgs): BlockFunction {
  return ({ data, mask }, { y0, y1, numPixel }) => {
    const keep = mask && Uint8Array.from(mask, (value) => (value !== 0 && !Number.isNaN(value) ? 1 : 0));
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(steps.length * NUM_SUM));
    steps.forEach((step, k) => {
      const values = data.subarray(k * numPixel, (k + 1) * numPixel) as Float32Array;
      const sums = rampRowSums(values, { length, width }, y0, { mask: keep, step });
      sums.forEach((row, y) => {
        const samples = { mask: keep?.subarray(y * width, (y + 1) * width) };
        rowSums[y].set(row, k * NUM_SUM);
        rowSums[y][k * NUM_SUM + NUM_RAMP_SUM] = countRampSamples(
          values.subarray(y * width, (y + 1) * width),
          samples,
        );
      });
    });
    return { rowSums };
  };
}
