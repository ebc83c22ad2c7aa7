import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface VelocityChangeArgs {
  /** of the earlier velocity at the reference pixel of the later one, m/year */
  readonly origin: number;
  readonly sigmas: number;
}

export interface VelocityChangeInputs {
  /** m/year; NaN = no data */
  readonly before: Values;
  /** standard deviation of `before`, m/year */
  readonly sigma: Values;
  readonly after: Values;
  /** pixels that count, not 0 */
  readonly mask?: Values;
}

/**
 * What became of a velocity, per pixel: the change relative to one reference pixel [m/year], the same in standard deviations of the
 * earlier velocity, and whether that is more than so many. NaN where one of the two is missing; a standard deviation of 0 (the
 * reference pixel) tells nothing.
 */
export default function velocityChangeKernel({ origin, sigmas }: VelocityChangeArgs): BlockFunction<
  VelocityChangeInputs,
  {
    readonly velocityChange: Float32Array;
    readonly velocityChangeSigma: Float32Array;
    readonly moved: Uint8Array;
  }
> {
  return ({ before, sigma, after, mask }) => {
    const n = before.length;
    const velocityChange = new Float32Array(n);
    const velocityChangeSigma = new Float32Array(n);
    const moved = new Uint8Array(n);
    for (let p = 0; p < n; p++) {
      const change = after[p] - (before[p] - origin);
      const ratio = sigma[p] > 0 ? change / sigma[p] : Number.NaN;
      velocityChange[p] = change;
      velocityChangeSigma[p] = ratio;
      if (Math.abs(ratio) > sigmas && (mask === undefined || mask[p] !== 0)) moved[p] = 1;
    }
    return { outputs: { velocityChange, velocityChangeSigma, moved } };
  };
}
