import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import {
  addToStack,
  averageVelocity,
  type StackedIfgrams,
  velocityStack,
} from '../../core/inversion/average-velocity.ts';
import { temporalMean } from './temporal-mean.ts';

export interface TemporalAverageArgs {
  readonly numPlane: number;
  readonly skipsNaN: boolean;
  /** average the phase velocity instead of the values */
  readonly velocity?: StackedIfgrams;
}

/** values [numPlane, numPixel] to their average [numPixel]. */
export default function temporalAverageKernel(
  args: TemporalAverageArgs,
): BlockFunction<{ readonly values: Values }, { readonly average: Float32Array }> {
  const { numPlane, skipsNaN, velocity } = args;
  return ({ values }, { numPixel }) => {
    if (velocity === undefined)
      return { outputs: { average: temporalMean(values, numPlane, numPixel, skipsNaN) } };
    const stack = velocityStack(numPixel);
    addToStack(stack, values as Float32Array, velocity);
    return { outputs: { average: averageVelocity(stack) } };
  };
}
