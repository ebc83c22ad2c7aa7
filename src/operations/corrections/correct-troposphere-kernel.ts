import type { Grid, RasterSize } from '../../core/array.ts';
import {
  estimateHeightDelay,
  type HeightDelay,
  subtractHeightDelay,
} from '../../core/atmosphere/height-correlation.ts';
import type { PlaneFunction } from '../../core/plane.ts';
import { prepareMaskedMultilook } from '../../core/terrain/masked-multilook.ts';

export interface HeightDelayArgs {
  readonly size: RasterSize;
  /** [length, width], 1 = pixel that the estimate uses */
  readonly mask: Uint8Array;
  /** slant height of every pixel relative to the reference pixel, m */
  readonly height: Float32Array;
  /** rows and columns averaged for the estimate alone */
  readonly looks: number;
  readonly polyOrder: number;
  readonly minCorrelation: number;
}

/** timeseries [length, width] of one date to the corrected raster, and the delay that was found in it. */
export default function heightDelayKernel({
  size,
  mask,
  height,
  looks,
  polyOrder,
  minCorrelation,
}: HeightDelayArgs): PlaneFunction<
  { readonly timeseries: Grid },
  { readonly timeseries: Float32Array },
  HeightDelay
> {
  const reduce = prepareMaskedMultilook(size, mask, looks, looks);
  const coarseHeight = reduce(height);
  return ({ timeseries: { data: displacement } }) => {
    const delay = estimateHeightDelay(coarseHeight, reduce(displacement), { polyOrder, minCorrelation });
    subtractHeightDelay(displacement, height, delay);
    return { outputs: { timeseries: displacement }, summary: delay };
  };
}
