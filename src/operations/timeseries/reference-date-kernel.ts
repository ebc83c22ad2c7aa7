import type { BlockFunction } from '../../core/block.ts';
import { rereference } from '../../core/timeseries/rereference.ts';

export interface ReferenceDateArgs {
  readonly numDate: number;
  /** date whose values become 0 */
  readonly dateIndex: number;
}

/** timeseries [numDate, numPixel] relative to one date. */
export default function referenceDateKernel({ numDate, dateIndex }: ReferenceDateArgs): BlockFunction {
  return ({ timeseries }, { numPixel }) => {
    rereference(timeseries as Float32Array, numDate, numPixel, { dateIndex });
    return { outputs: { timeseries } };
  };
}
