import type { BlockFunction } from '../../core/block.ts';
import type { RampFit } from '../../core/terrain/ramp.ts';
import { subtractRamp } from '../../core/terrain/ramp-removal.ts';

export interface RampRemovalArgs {
  /** ramp of every plane; a plane without one stays as it is */
  readonly fits: readonly (RampFit | undefined)[];
  /** pixel where the removed ramp is 0 */
  readonly reference?: { readonly y: number; readonly x: number };
}

/** data [numPlane, numPixel] to the same without its ramps. */
export default function rampRemovalKernel({ fits, reference }: RampRemovalArgs): BlockFunction {
  return ({ data }, { y0, numPixel }) => {
    const out = new Float32Array(data.length);
    fits.forEach((fit, k) => {
      const values = data.subarray(k * numPixel, (k + 1) * numPixel) as Float32Array;
      const left = out.subarray(k * numPixel, (k + 1) * numPixel);
      if (fit === undefined) left.set(values);
      else subtractRamp(fit, values, y0, { reference }, left);
    });
    return { outputs: { data: out } };
  };
}
