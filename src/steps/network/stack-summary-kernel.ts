import type { Values } from '../../core/array.ts';
import type { BlockArrays, BlockFunction } from '../../core/block.ts';
import { dataThroughout, temporalMean } from './temporal-mean.ts';

export interface StackSummaryArgs {
  readonly numIfgram: number;
  /** give back, in the sums of each row, which pixels have phase in every interferogram, 32 pixels to a number */
  readonly wantsObserved: boolean;
}

/** Interferograms in use [numIfgram, numPixel] to their mean coherence, common mask and observed pixels. */
export default function stackSummaryKernel({ numIfgram, wantsObserved }: StackSummaryArgs): BlockFunction {
  return ({ coherence, component, phase }, { numPixel, width }) => {
    const through = (values: Values) => dataThroughout(values, numIfgram, numPixel);
    const outputs: BlockArrays = {};
    if (coherence !== undefined) outputs['coherence'] = temporalMean(coherence, numIfgram, numPixel);
    // Without components the phase itself is the mask.
    const observed = phase === undefined ? undefined : through(phase);
    const mask = component === undefined ? observed : through(component);
    if (mask !== undefined) outputs['mask'] = mask;
    return { outputs, rowSums: wantsObserved ? packRows(observed!, width) : undefined };
  };
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
