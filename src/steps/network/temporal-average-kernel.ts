import type { BlockFunction } from '../../core/block.ts';
import { addToStack, averageVelocity, velocityStack } from '../../core/inversion/average-velocity.ts';
import { temporalMean } from './temporal-mean.ts';

/** What stacking needs to know of each interferogram. */
export interface VelocityStacking {
  /** phase at the reference point, rad; 0 without one */
  readonly referencePhase: ArrayLike<number>;
  /** later minus earlier date */
  readonly years: ArrayLike<number>;
  /** m */
  readonly wavelength: number;
}

export interface TemporalAverageArgs {
  readonly numPlane: number;
  readonly skipsNaN: boolean;
  /** average the phase velocity instead of the values */
  readonly velocity?: VelocityStacking;
}

/** values [numPlane, numPixel] to their average [numPixel]. */
export default function temporalAverageKernel(args: TemporalAverageArgs): BlockFunction {
  const { numPlane, skipsNaN, velocity } = args;
  return ({ values }, { numPixel }) => {
    if (velocity === undefined)
      return { outputs: { average: temporalMean(values, numPlane, numPixel, skipsNaN) } };
    const stack = velocityStack(numPixel);
    for (let k = 0; k < numPlane; k++) {
      addToStack(stack, values.subarray(k * numPixel, (k + 1) * numPixel) as Float32Array, {
        referencePhase: velocity.referencePhase[k],
        years: velocity.years[k],
        wavelength: velocity.wavelength,
      });
    }
    return { outputs: { average: averageVelocity(stack) } };
  };
}
