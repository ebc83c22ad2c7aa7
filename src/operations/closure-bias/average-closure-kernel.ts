import type { BlockFunction, RowBlock } from '../../core/block.ts';
import type { ClosureLoop } from '../../core/closure-bias/loops.ts';
import { type PhasorMean, phasorMean } from '../../core/closure-bias/phasor-mean.ts';

export interface AverageClosureArgs {
  /** indices into the planes of `phase` */
  readonly loops: readonly ClosureLoop[];
  readonly numPlane: number;
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
  numPlane,
}: AverageClosureArgs): BlockFunction<AverageClosureInputs, AverageClosureOutputs> {
  let mean: PhasorMean | undefined;
  const meanFor = (numPixel: number) => {
    if (mean === undefined || mean.most < numPixel) mean = phasorMean(numPlane, numPixel);
    return mean;
  };
  const run = ({ phase, valid }: AverageClosureInputs, { numPixel }: Pick<RowBlock, 'numPixel'>) => {
    const mean = meanFor(numPixel);
    const own = mean.phase(numPixel);
    if (phase.buffer !== own.buffer) own.set(phase);
    const { re, im } = mean.sums(loops, numPixel);
    const out = { amplitude: new Float32Array(numPixel), phase: new Float32Array(numPixel) };
    for (let i = 0; i < numPixel; i++) {
      const isOut = valid !== undefined && (valid[i] === 0 || Number.isNaN(valid[i]));
      out.amplitude[i] = isOut ? Number.NaN : Math.sqrt(re[i] ** 2 + im[i] ** 2) / loops.length;
      out.phase[i] = isOut ? Number.NaN : Math.atan2(im[i], re[i]);
    }
    return { outputs: out };
  };
  const room = (name: string, { numPixel }: Pick<RowBlock, 'numPixel'>) =>
    name === 'phase' ? meanFor(numPixel).phase(numPixel) : undefined;
  return Object.assign(run, { room });
}
