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
  // Four at a time take a third of the time.
  const whole = from.length & ~3;
  if (noData === 'shift') {
    for (let i = 0; i < whole; i += 4) {
      out[i] = from[i] - refPhase;
      out[i + 1] = from[i + 1] - refPhase;
      out[i + 2] = from[i + 2] - refPhase;
      out[i + 3] = from[i + 3] - refPhase;
    }
    for (let i = whole; i < from.length; i++) out[i] = from[i] - refPhase;
  } else {
    for (let i = 0; i < whole; i += 4) {
      const a = from[i];
      const b = from[i + 1];
      const c = from[i + 2];
      const d = from[i + 3];
      out[i] = a === 0 ? 0 : a - refPhase;
      out[i + 1] = b === 0 ? 0 : b - refPhase;
      out[i + 2] = c === 0 ? 0 : c - refPhase;
      out[i + 3] = d === 0 ? 0 : d - refPhase;
    }
    for (let i = whole; i < from.length; i++) out[i] = from[i] === 0 ? 0 : from[i] - refPhase;
  }
  return { data: out, shape: phase.shape };
}
