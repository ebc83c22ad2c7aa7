import type { Grid } from '../array.ts';

/**
 * What a correction does to pixels without data, whose phase is exactly 0.
 *
 * - 'shift': the same as to their neighbours. They stop being 0, and an inversion takes them for observations.
 *   MintPy does this; its products can only be matched this way.
 * - 'keep': they stay 0, hence no-data.
 */
export type NoDataPolicy = 'keep' | 'shift';

/**
 * Phase relative to the reference point, rad: all that happens to an interferogram that is not in the network.
 *
 * @param out as long as the phase; taken over and returned, so that the same memory serves many interferograms
 * @param phase [length, width], rad; exact 0 = no data
 * @returns [length, width], rad; exact 0 stays 0 (no data) unless all pixels are shifted
 */
export function referencedPhase(
  phase: Grid,
  refPhase: number,
  noData: NoDataPolicy = 'shift',
  out = new Float32Array(phase.data.length),
): Grid {
  const from = phase.data;
  if (noData === 'shift') {
    for (let i = 0; i < out.length; i++) out[i] = from[i] - refPhase;
  } else {
    for (let i = 0; i < out.length; i++) {
      const value = from[i];
      out[i] = value === 0 ? 0 : value - refPhase;
    }
  }
  return { data: out, shape: phase.shape };
}
