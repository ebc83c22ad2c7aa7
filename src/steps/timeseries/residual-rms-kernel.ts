import type { BlockFunction } from '../../core/block.ts';
import { squareRowSums } from '../../core/stats/residual-rms.ts';

export interface SquareSumsArgs {
  readonly numDate: number;
  readonly width: number;
}

/** residual [numDate, numPixel] and mask [numPixel] to the sums that make the RMS of every date. */
export default function squareSumsKernel({ numDate, width }: SquareSumsArgs): BlockFunction {
  return ({ residual, mask }) => {
    const keep = mask && Uint8Array.from(mask, (value) => (value !== 0 && !Number.isNaN(value) ? 1 : 0));
    return { rowSums: squareRowSums(residual as Float32Array, numDate, width, keep) };
  };
}
