import type { PlaneFunction } from '../../core/plane.ts';
import type { CommonRegion } from '../../core/unwrapping/common-regions.ts';
import { type ClosePhase, closureCorrection } from '../../core/unwrapping/phase-closure.ts';
import { referencedPhase } from '../../core/unwrapping/referenced-phase.ts';
import { ofIfgram } from './of-ifgram.ts';
import type { UnwrappedRasters } from './unwrap-bridging-kernel.ts';

export interface PhaseClosureKernelArgs {
  readonly date12: readonly string[];
  readonly reference: { readonly y: number; readonly x: number };
  readonly connCompMinArea: number;
  /** largest first */
  readonly regions: readonly CommonRegion[];
  /** cycles of each region per interferogram; undefined for dropped ones, which are only referenced */
  readonly cycles: readonly (Int32Array | undefined)[];
}

/** Whole cycles that were added to components, as far as not 0. */
export type PhaseClosureSummary = readonly number[];

/** phase and components of one interferogram (and waterMask) to the phase corrected by closure. */
export default function phaseClosureKernel(
  args: PhaseClosureKernelArgs,
): PlaneFunction<UnwrappedRasters, { readonly phase: Float32Array }, PhaseClosureSummary> {
  const { date12, reference, connCompMinArea, regions, cycles } = args;
  const { y: refY, x: refX } = reference;
  let correct: ClosePhase | undefined;
  return ({ phase, components, waterMask }, k) => {
    const ofRegions = cycles[k];
    if (ofRegions === undefined) {
      const refPhase = phase.data[refY * phase.shape[1] + refX];
      return { outputs: { phase: referencedPhase(phase, refPhase).data }, summary: [] };
    }
    correct ??= closureCorrection(regions, { refY, refX, connCompMinArea, waterMask });
    const corrected = ofIfgram(date12[k], () => correct!(phase, components, ofRegions));
    return {
      outputs: { phase: corrected.phase.data },
      summary: [...corrected.cycles].filter((n) => n !== 0),
    };
  };
}
