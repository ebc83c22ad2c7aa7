import { stack, type Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { countNonzeroClosures, type Triplets } from '../../core/unwrapping/closure.ts';

export interface UnclosedTripletsArgs {
  readonly numIfgram: number;
  readonly triplets: Triplets;
  /** phase at the reference point, rad */
  readonly referencePhase: Float64Array;
}

export interface UnclosedTripletsInputs {
  readonly phase: Float32Array;
  /** 0 = left out */
  readonly land?: Values;
  readonly coherence?: Values;
}

export interface UnclosedTripletsOutputs {
  readonly count: Float32Array;
}

/**
 * phase [numIfgram, numPixel] to the number of triplets that do not close; NaN on water, without coherence, and where
 * all triplets fail, which is noise.
 */
export default function unclosedTripletsKernel(
  args: UnclosedTripletsArgs,
): BlockFunction<UnclosedTripletsInputs, UnclosedTripletsOutputs> {
  const { numIfgram, triplets, referencePhase } = args;
  const all = triplets.shape[0];
  return ({ phase, land, coherence }, { y0, y1, width }) => {
    const cube = stack(phase, numIfgram, y1 - y0, width);
    const count = countNonzeroClosures(cube, referencePhase, triplets);
    const shown = new Float32Array(count.length);
    for (let p = 0; p < shown.length; p++) shown[p] = count[p] === all ? Number.NaN : count[p];
    for (const mask of [land, coherence]) {
      if (mask === undefined) continue;
      for (let p = 0; p < shown.length; p++) if (mask[p] === 0) shown[p] = Number.NaN;
    }
    return { outputs: { count: shown } };
  };
}
