import {
  type HeightDelay,
  relativeSlantHeight,
  removeHeightDelay,
} from '../../core/atmosphere/height-correlation.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface HeightDelayArgs {
  /** delay as a polynomial of height, per date */
  readonly delays: readonly HeightDelay[];
  /** slant height of the reference pixel, m */
  readonly atReference: number;
  /** degrees, for the whole scene, where no raster gives it */
  readonly incidenceAngle?: number;
}

/** timeseries [numDate, numPixel], height and incidenceAngle [numPixel] to the corrected series. */
export default function heightDelayKernel({
  delays,
  atReference,
  incidenceAngle: ofScene,
}: HeightDelayArgs): BlockFunction {
  return ({ timeseries, height, incidenceAngle }, { numPixel }) => {
    const angle = ofScene ?? (incidenceAngle as Float32Array);
    const slant = relativeSlantHeight(height as Float32Array, angle, atReference);
    const out = new Float32Array(timeseries.length);
    delays.forEach((delay, k) => {
      const series = timeseries.subarray(k * numPixel, (k + 1) * numPixel) as Float32Array;
      out.set(removeHeightDelay(series, slant, delay), k * numPixel);
    });
    return { outputs: { timeseries: out } };
  };
}
