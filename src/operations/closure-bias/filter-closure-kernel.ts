import { type Grid, grid } from '../../core/array.ts';
import { gaussianWeights, smoothComplex } from '../../core/closure-bias/phasor-filter.ts';
import type { PlaneFunction } from '../../core/plane.ts';

export interface FilterClosureArgs {
  /** pixel to which the closure phase is relative afterwards */
  readonly reference?: { readonly y: number; readonly x: number };
}

export interface FilterClosureInputs {
  /** rad */
  readonly long: Grid;
  readonly [short: `short${number}`]: Grid;
}

type FilterClosure = PlaneFunction<FilterClosureInputs, { readonly closure: Float32Array }, number>;

/** Side and standard deviation of the filter, pixels. */
const SIZE = 5;
const SIGMA = 1;

/**
 * Interferograms of one loop to its filtered closure phase, rad.
 * @returns besides: how many pixels differ from the next one by more than half a cycle, and so may be wrapped
 */
export default function filterClosureKernel({ reference }: FilterClosureArgs): FilterClosure {
  const weights = gaussianWeights(SIZE, SIGMA);
  return ({ long, ...others }) => {
    const [length, width] = long.shape;
    const closure = Float64Array.from(long.data, (value) => -value);
    for (const { data } of Object.values(others as Record<string, Grid>))
      for (let i = 0; i < closure.length; i++) closure[i] += data[i];
    const part = (f: (x: number) => number) => grid(closure.map(f), length, width);
    const { re, im } = smoothComplex(part(Math.cos), part(Math.sin), weights);
    const phase = new Float32Array(closure.length);
    for (let i = 0; i < phase.length; i++) phase[i] = Math.atan2(im[i], re[i]);
    const zero = reference === undefined ? 0 : phase[reference.y * width + reference.x];
    let jumps = 0;
    for (let i = 1; i < phase.length; i++)
      if (i % width > 0 && Math.abs(phase[i] - phase[i - 1]) > Math.PI) jumps++;
    for (let i = 0; i < phase.length; i++) phase[i] -= zero;
    return { outputs: { closure: phase }, summary: jumps };
  };
}
