import type { LabelRuns } from './label-runs.ts';

const TWO_PI = 2 * Math.PI;

/**
 * Add whole cycles to the regions of an interferogram, in place.
 * @param phase [length, width], rad
 * @param cycles of each region [number of regions + 1]; that of the background is 0
 * @param observed phase of the same shape, rad, whose zeros stay as they are
 */
export function shiftRegions(
  phase: Float32Array,
  { start, label }: LabelRuns,
  cycles: Int32Array,
  observed?: Float32Array,
): void {
  const shift = Float32Array.from(cycles, (n) => TWO_PI * n); // single precision: the opposite shift restores it
  for (let k = 0; k < label.length; k++) {
    if (cycles[label[k]] === 0) continue;
    const cyclesPhase = shift[label[k]];
    const end = start[k + 1];
    for (let i = start[k]; i < end; i++) {
      if (observed === undefined || observed[i] !== 0) phase[i] += cyclesPhase;
    }
  }
}
