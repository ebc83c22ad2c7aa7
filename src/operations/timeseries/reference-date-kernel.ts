import type { BlockFunction } from '../../core/block.ts';
import { rereference } from '../../core/timeseries/rereference.ts';

export interface ReferenceDateArgs {
  readonly numDate: number;
  /** date whose values become 0 */
  readonly dateIndex: number;
}

/** timeseries [numDate, numPixel] relative to one date. */
export default function referenceDateKernel({
  numDate,
  dateIndex,
}: ReferenceDateArgs): BlockFunction<
  { readonly timeseries: Float32Array },
  { readonly timeseries: Float32Array }
> {
  return ({ timeseries }, { numPixel }) => {
    rereference(timeseries, numDate, numPixel, { dateIndex });
    return { outputs: { timeseries } };
  };
}
