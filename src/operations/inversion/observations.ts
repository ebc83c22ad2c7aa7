import type { Values } from '../../core/array.ts';
import { blankByMask, type ObservationMask, switchedOff } from '../../core/inversion/observation-mask.ts';
import type { ObservationBlock } from '../../core/inversion/observations.ts';

export interface ObservationArrays {
  /** [numIfgram, numPixel] */
  readonly observed: Float32Array;
  readonly quality?: Float32Array;
  readonly mask?: Values;
  /** [numPixel], 0 = left out */
  readonly waterMask?: Values;
  readonly avgQuality?: Values;
}

/** The block of an inversion from what was read: observations that do not count are NaN, pixels off the masks marked. */
export function observationBlock(
  inputs: ObservationArrays,
  numPixel: number,
  mask: ObservationMask | undefined,
): ObservationBlock {
  const { observed, quality, waterMask, avgQuality } = inputs;
  if (mask !== undefined) blankByMask(observed, inputs.mask ?? quality!, mask);
  const masks = [waterMask, avgQuality].filter((values) => values !== undefined);
  return { numPixel, observed, quality, isOff: switchedOff(masks, numPixel) };
}
