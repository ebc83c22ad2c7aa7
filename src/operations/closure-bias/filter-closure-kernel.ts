import type { Grid } from '../../core/array.ts';
import { type ClosureFilter, closureFilter } from '../../core/closure-bias/closure-filter.ts';
import { gaussianWeights } from '../../core/closure-bias/phasor-filter.ts';
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
  let filter: ClosureFilter | undefined;
  return ({ long, ...others }) => {
    const width = long.shape[1];
    filter ??= closureFilter(weights, width);
    const phase = closureOf(
      long.data,
      Object.values(others as Record<string, Grid>).map(({ data }) => data),
    );
    filter.smooth(phase);
    const jumps = countJumps(phase, width);
    if (reference !== undefined) subtract(phase, phase[reference.y * width + reference.x]);
    return { outputs: { closure: phase }, summary: jumps };
  };
}

/* Loops over all pixels are functions of their own: these are compiled once, for the arrays that they are given. */

function countJumps(phase: Float32Array, width: number): number {
  let jumps = 0;
  for (let row = 0; row < phase.length; row += width)
    for (let i = row + 1; i < row + width; i++) if (Math.abs(phase[i] - phase[i - 1]) > Math.PI) jumps++;
  return jumps;
}

function subtract(phase: Float32Array, zero: number): void {
  for (let i = 0; i < phase.length; i++) phase[i] -= zero;
}

/** Pixels that are summed at a time, in the processor's cache. */
const RUN = 2048;

/** The short ones minus the long one: summed in double precision, for cycles nearly cancel. */
function closureOf(long: Grid['data'], short: readonly Grid['data'][]): Float32Array {
  const closure = new Float32Array(long.length);
  const memory = new Float64Array(RUN);
  for (let from = 0; from < long.length; from += RUN) {
    const sum = memory.subarray(0, Math.min(RUN, long.length - from));
    sum.fill(0);
    add(sum, long, from, -1);
    for (const data of short) add(sum, data, from, 1);
    closure.set(sum, from);
  }
  return closure;
}

function add(sum: Float64Array, data: Grid['data'], from: number, sign: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += sign * data[from + i];
}
