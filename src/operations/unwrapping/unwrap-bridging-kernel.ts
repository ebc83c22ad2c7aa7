import type { Grid, Values } from '../../core/array.ts';
import { ReferencePointError } from '../../core/errors.ts';
import type { PlaneFunction } from '../../core/plane.ts';
import { derampGrid, removeRamp } from '../../core/terrain/ramp-removal.ts';
import type { RampType } from '../../core/terrain/ramp-type.ts';
import { type BridgePhase, bridgeCorrection, type FitRamp } from '../../core/unwrapping/bridging.ts';
import { ofIfgram } from './of-ifgram.ts';

/** How bridges are built: the same for every interferogram. */
export interface BridgeRules {
  readonly reference?: { readonly y: number; readonly x: number };
  readonly connCompMinArea: number;
  readonly bridgePtsRadius: number;
  readonly ramp?: RampType;
}

export interface BridgingKernelArgs extends BridgeRules {
  readonly date12: readonly string[];
  /** dropped interferograms pass unchanged */
  readonly isKept: readonly boolean[];
}

export interface BridgingSummary {
  readonly numBridge: number;
  /** whole cycles added to each region, as far as not 0 */
  readonly cycles: readonly number[];
}

/** the mask is one for all */
export interface UnwrappedRasters {
  readonly phase: Grid;
  readonly components: Grid<Values>;
  readonly waterMask?: Grid<Values>;
}

/** phase and components of one interferogram (and waterMask) to the phase corrected by bridging. */
export default function bridgingKernel(
  args: BridgingKernelArgs,
): PlaneFunction<UnwrappedRasters, { readonly phase?: Float32Array }, BridgingSummary> {
  const { date12, isKept } = args;
  let correct: BridgePhase | undefined;
  return ({ phase, components, waterMask }, k) => {
    if (!isKept[k]) return { outputs: { phase: phase.data }, summary: { numBridge: 0, cycles: [] } };
    correct ??= bridger(args, waterMask);
    const corrected = ofIfgram(date12[k], () => correct!(phase, components));
    return {
      outputs: { phase: corrected.phase.data },
      summary: {
        numBridge: corrected.bridges.length,
        cycles: [...corrected.cycles].filter((n) => n !== 0),
      },
    };
  };
}

/**
 * Bridging by these rules, for one interferogram after another.
 * @throws {ReferencePointError} from the correction, when the reference point has no data or lies in no component
 */
export function bridger(
  { reference, connCompMinArea, bridgePtsRadius, ramp }: BridgeRules,
  waterMask: Grid<Values> | undefined,
): BridgePhase {
  const correct = bridgeCorrection({
    refY: reference?.y,
    refX: reference?.x,
    connCompMinArea,
    bridgePtsRadius,
    fitRamp: ramp && fitRampOf(ramp),
    waterMask,
  });
  return (phase, components) => {
    if (reference && Number.isNaN(phase.data[reference.y * phase.shape[1] + reference.x])) {
      throw new ReferencePointError(
        `The reference point (y ${reference.y}, x ${reference.x}) has no data.`,
        'Choose another with mintsar reference_point, or drop the interferogram.',
      );
    }
    return correct(phase, components);
  };
}

/** Pixels without data (0) do not shape the ramp, yet it is taken off everywhere. */
function fitRampOf(type: RampType): FitRamp {
  return (phase, mask) => {
    const { fit } = derampGrid(phase, type, { mask: mask.data });
    return { data: removeRamp(fit, phase.data, 0, { ignoreZero: false }).ramp, shape: phase.shape };
  };
}
