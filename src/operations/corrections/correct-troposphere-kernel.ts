import type { Grid, RasterSize } from '../../core/array.ts';
import {
  estimateHeightDelay,
  type HeightDelay,
  subtractHeightDelay,
} from '../../core/atmosphere/height-correlation.ts';
import {
  estimateLocalSlopes,
  type HeightWindows,
  subtractLocalDelay,
} from '../../core/atmosphere/local-height-delay.ts';
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
  /** slopes that vary in space as well, and the place of the reference pixel in the raster */
  readonly windows?: HeightWindows & { readonly reference: number };
}

/** timeseries [length, width] of one date to the corrected raster, and the delay that was found in it. */
export default function heightDelayKernel({
  size,
  mask,
  height,
  looks,
  polyOrder,
  minCorrelation,
  windows,
}: HeightDelayArgs): PlaneFunction<
  { readonly timeseries: Grid },
  { readonly timeseries: Float32Array },
  HeightDelay
> {
  const reduce = prepareMaskedMultilook(size, mask, looks, looks);
  const coarseHeight = reduce(height);
  const places = windows && {
    y: reduce(Float32Array.from(mask, (_, i) => Math.floor(i / size.width))),
    x: reduce(Float32Array.from(mask, (_, i) => i % size.width)),
  };
  return ({ timeseries: { data: displacement } }) => {
    const coarse = reduce(displacement);
    const delay = estimateHeightDelay(coarseHeight, coarse, { polyOrder, minCorrelation });
    subtractHeightDelay(displacement, height, delay);
    if (windows !== undefined && places !== undefined && isFollowed(delay, minCorrelation)) {
      subtractHeightDelay(coarse, coarseHeight, delay);
      const samples = { height: coarseHeight, ...places };
      const slopes = estimateLocalSlopes(size, samples, coarse, windows);
      subtractLocalDelay(size, displacement, height, slopes, windows.reference);
    }
    return { outputs: { timeseries: displacement }, summary: delay };
  };
}

/** Whether a date is corrected at all. */
function isFollowed({ correlation }: HeightDelay, minCorrelation: number): boolean {
  return Math.abs(correlation) >= minCorrelation;
}
