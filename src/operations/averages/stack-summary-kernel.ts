import type { Values } from '../../core/array.ts';
import { type BlockFunction, indexInBlock } from '../../core/block.ts';
import { gapCount, temporalMean } from './temporal-mean.ts';

export interface StackSummaryArgs {
  /** interferograms in the stack, and those of them that are not in use */
  readonly numIfgram: number;
  readonly numDropped: number;
  /** give back, in the sums of each row, which pixels have phase in every interferogram, 32 pixels to a number */
  readonly wantsObserved: boolean;
  /** pixel to which the phase was made relative: its zeros are data */
  readonly origin?: { readonly y: number; readonly x: number };
}

/** as described below; what is not wanted is left out */
export interface StackSummaryInputs {
  readonly coherence?: Values;
  readonly component?: Values;
  readonly phase?: Values;
  readonly coherenceSum?: Values;
  readonly coherenceMissing?: Values;
  readonly componentGaps?: Values;
  readonly phaseGaps?: Values;
}

export interface StackSummaryOutputs {
  readonly coherence?: Values;
  readonly mask?: Values;
}

/**
 * Interferograms to the mean coherence, common mask and observed pixels of those in use. A dataset comes as the
 * interferograms in use [numIfgram - numDropped, numPixel]; where sums over all interferograms are known (coherenceSum,
 * coherenceMissing, componentGaps, phaseGaps), as those not in use [numDropped, numPixel], which are taken away.
 */
export default function stackSummaryKernel(
  args: StackSummaryArgs,
): BlockFunction<StackSummaryInputs, StackSummaryOutputs> {
  const { numIfgram, numDropped, wantsObserved, origin } = args;
  const numKept = numIfgram - numDropped;
  return (inputs, block) => {
    const { numPixel, width } = block;
    const none = new Float32Array(0);
    const throughout = (values: Values | undefined, totalGaps: Values | undefined) => {
      if (totalGaps === undefined) return values && areZero(gapCount(values, numKept, numPixel));
      const gaps = gapCount(values ?? none, numDropped, numPixel);
      for (let p = 0; p < numPixel; p++) gaps[p] = totalGaps[p] - gaps[p];
      return areZero(gaps);
    };
    const outputs: { coherence?: Values; mask?: Values } = {};
    const { coherence, coherenceSum, coherenceMissing, component, phase } = inputs;
    if (coherenceSum !== undefined) {
      const known = { sum: coherenceSum, missing: coherenceMissing!, numPlane: numIfgram };
      outputs.coherence = temporalMean(coherence ?? none, numDropped, numPixel, true, known);
    } else if (coherence !== undefined) outputs.coherence = temporalMean(coherence, numKept, numPixel);
    // Without components the phase itself is the mask.
    const observed = throughout(phase, inputs.phaseGaps);
    const at = indexInBlock(origin, block);
    if (observed !== undefined && at !== undefined) observed[at] = 1;
    const mask = throughout(component, inputs.componentGaps) ?? observed;
    if (mask !== undefined) outputs.mask = mask;
    return { outputs, rowSums: wantsObserved ? packRows(observed!, width) : undefined };
  };
}

function areZero(count: Int32Array): Uint8Array {
  const mask = new Uint8Array(count.length);
  for (let p = 0; p < count.length; p++) mask[p] = count[p] === 0 ? 1 : 0;
  return mask;
}

/** Bits of a mask row by row; `unpackRows` is its inverse. */
export function packRows(mask: Uint8Array, width: number): Float64Array[] {
  const words = Math.ceil(width / 32);
  return Array.from({ length: mask.length / width }, (_, row) => {
    const bits = new Uint32Array(words);
    for (let x = 0; x < width; x++) bits[x >> 5] |= mask[row * width + x] << (x & 31);
    return Float64Array.from(bits);
  });
}

export function unpackRows(rows: readonly Float64Array[], width: number): Uint8Array {
  const mask = new Uint8Array(rows.length * width);
  rows.forEach((bits, row) => {
    for (let x = 0; x < width; x++) mask[row * width + x] = (bits[x >> 5] >>> (x & 31)) & 1;
  });
  return mask;
}
