import { fastest } from '../simd-module.ts';
import type { BandPanels, PanelNeeds } from './band-panels.ts';
import { plainBandPanels } from './band-panels-plain.ts';
import { hasSimd, simdBandPanels } from './band-panels-simd.ts';

/** The kernels as fast as this machine has them. */
export function bandPanels<Needs extends PanelNeeds>(needs: Needs): BandPanels<Needs> {
  return fastest(
    hasSimd(),
    () => simdBandPanels(needs),
    () => plainBandPanels(needs),
  );
}
