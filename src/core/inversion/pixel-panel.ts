import { type LaneKernel, PANEL } from './laplacian-kernel.ts';
import type { ObservationBlock } from './observations.ts';

/**
 * Copy the panel that starts at a pixel from a block into a kernel, relative to the reference pixel when one is given.
 * Pixels beyond the end of the block are left out.
 * @returns how many pixels of the block are in the panel
 */
export function loadPanel(
  { panel, refer }: LaneKernel,
  { numPixel, observed, quality, isOff }: ObservationBlock,
  start: number,
  reference: { readonly values: ArrayLike<number>; readonly kind: 'phase' | 'offset' } | undefined,
): number {
  const used = Math.min(PANEL, numPixel - start);
  const numIfgram = panel.references.length;
  for (let i = 0; i < numIfgram; i++) {
    const from = i * numPixel + start;
    panel.observed.set(observed.subarray(from, from + used), i * PANEL);
    if (panel.quality.length > 0) panel.quality.set(quality!.subarray(from, from + used), i * PANEL);
  }
  for (let p = 0; p < PANEL; p++) panel.isOff[p] = p >= used || isOff?.[start + p] ? -1 : 0;
  if (reference !== undefined) {
    panel.references.set(reference.values);
    refer(reference.kind);
  } else {
    panel.references.fill(0); // values stay as they are, only pixels that are left out go
    refer('offset');
  }
  return used;
}
