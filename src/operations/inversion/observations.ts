import type { BlockArrays } from '../../core/block.ts';
import { blankByMask, type ObservationMask, switchedOff } from '../../core/inversion/observation-mask.ts';
import type { ObservationBlock } from '../../core/inversion/observations.ts';

/** The block of an inversion from what was read: observations that do not count are NaN, pixels off the masks marked. */
export function observationBlock(
  inputs: BlockArrays,
  numPixel: number,
  mask: ObservationMask | undefined,
): ObservationBlock {
  const observed = inputs['observed'] as Float32Array;
  const quality = inputs['quality'] as Float32Array | undefined;
  if (mask !== undefined) blankByMask(observed, inputs['mask'] ?? quality!, mask);
  const masks = ['waterMask', 'avgQuality'].flatMap((name) => (name in inputs ? [inputs[name]] : []));
  return { numPixel, observed, quality, isOff: switchedOff(masks, numPixel) };
}
