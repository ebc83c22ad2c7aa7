import type { BlockFunction } from '../../core/block.ts';
import type { ClosureLoop } from '../../core/closure-bias/loops.ts';
import { phasorMean } from '../../core/closure-bias/phasor-mean.ts';

export interface AverageClosureArgs {
  /** indices into the planes of `phase` */
  readonly loops: readonly ClosureLoop[];
}

export interface AverageClosureInputs {
  /** rad, [planes, numPixel] */
  readonly phase: Float32Array;
  /** [numPixel], 0 = no data */
  readonly valid?: ArrayLike<number>;
}

export interface AverageClosureOutputs {
  readonly amplitude: Float32Array;
  /** rad */
  readonly phase: Float32Array;
}

/** Phases to the mean of exp(j closure phase) over loops; NaN where there is no data. */
export default function averageClosureKernel({
  loops,
}: AverageClosureArgs): BlockFunction<AverageClosureInputs, AverageClosureOutputs> {
  return ({ phase, valid }, { numPixel }) => {
    const sums = phasorMean(numPixel);
    const closure = new Float64Array(numPixel);
    for (const { long, short } of loops) {
      closure.fill(0);
      addPlane(closure, phase, long * numPixel, -1);
      for (const pair of short) addPlane(closure, phase, pair * numPixel, 1);
      sums.add(closure);
    }
    const { re, im } = sums;
    const out = { amplitude: new Float32Array(numPixel), phase: new Float32Array(numPixel) };
    for (let i = 0; i < numPixel; i++) {
      const isOut = valid !== undefined && (valid[i] === 0 || Number.isNaN(valid[i]));
      out.amplitude[i] = isOut ? Number.NaN : Math.sqrt(re[i] ** 2 + im[i] ** 2) / loops.length;
      out.phase[i] = isOut ? Number.NaN : Math.atan2(im[i], re[i]);
    }
    return { outputs: out };
  };
}

function addPlane(sum: Float64Array, phase: Float32Array, from: number, sign: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += sign * phase[from + i];
}
