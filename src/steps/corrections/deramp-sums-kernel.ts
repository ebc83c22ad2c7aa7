import type { BlockFunction } from '../../core/block.ts';
import {
  countRampSamples,
  NUM_RAMP_SUM,
  prepareRampRows,
  type RampRows,
} from '../../core/terrain/ramp-sums.ts';

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
    const rampRows = new Map<number, RampRows>();
    for (const step of new Set(steps)) {
      rampRows.set(step, prepareRampRows({ length, width }, y0, y1 - y0, { mask: keep, step }));
    }
    steps.forEach((step, k) => {
      const values = data.subarray(k * numPixel, (k + 1) * numPixel) as Float32Array;
      rampRows.get(step)!(values).forEach((sums, y) => {
        rowSums[y].set(sums, k * NUM_SUM);
        rowSums[y][k * NUM_SUM + NUM_RAMP_SUM] =
          step === 1
            ? sums[0]
            : countRampSamples(values.subarray(y * width, (y + 1) * width), {
                mask: keep?.subarray(y * width, (y + 1) * width),
              });
      });
    });
    return { rowSums };
  };
}
