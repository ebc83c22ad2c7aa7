import type { BlockRoom, LaneSetup, QuickKernel } from './lane-kernel.ts';
import { assemble, countDates, findPivots } from './normal-matrix.ts';
import { makeRelative } from './observation-mask.ts';
import { FAR, phasorSum, turnsOf } from './phasor-sum.ts';
import { decompose, solveFactored } from './skyline.ts';

const { fround } = Math;

/**
 * Ratio of pivots up to which single precision is trusted. In a network that falls into pieces one pivot would be 0 but for
 * rounding, 1e-5 of the largest at most: the pixel is in one piece.
 */
const LARGEST_RATIO = 1e4;
/** The refinement as a share of the solution: what is left of the error is about its square. */
const LARGEST_STEP = 1e-4;

/** The quick kernel in plain TypeScript, on the block of another one: the reference of assembly/quick.ts. */
export function quickKernel(
  { structure, weigh, references }: Pick<LaneSetup, 'structure' | 'weigh' | 'references'>,
  { observed, quality, isOff, timeseries }: BlockRoom,
  lanes: number,
): QuickKernel {
  const { numIfgram, numDate, numUnknown, numEntry, first, second, unknown } = structure;
  const rest = new Float32Array(numIfgram * lanes);
  const coherence = new Float64Array(numIfgram * lanes);
  const weight = new Float32Array(numIfgram * lanes);
  const factor = new Float32Array((numEntry + 1) * lanes);
  const solution = new Float32Array((numUnknown + 1) * lanes);
  const step = new Float32Array((numUnknown + 1) * lanes);
  const dateCount = new Float32Array((numUnknown + 1) * lanes);
  const isOffHere = new Int32Array(lanes);
  const residual = new Float64Array(lanes);
  const phasors = phasorSum(lanes);
  const count = new Int32Array(lanes);
  const least = new Float32Array(lanes);
  const smallestPivot = new Float32Array(lanes);
  const largestPivot = new Float32Array(lanes);
  const largestTurns = new Float32Array(lanes);
  const largestSolution = new Float32Array(lanes);
  const largestStep = new Float32Array(lanes);
  const zero = new Float32Array(lanes);
  const keep = new Int32Array(lanes);
  const stays = new Int32Array(lanes);

  function take(pixel: number, numPixel: number): void {
    const used = Math.min(lanes, numPixel - pixel);
    for (let i = 0; i < numIfgram; i++) {
      const from = i * numPixel + pixel;
      rest.set(observed.subarray(from, from + used), i * lanes);
      coherence.set(quality.subarray(from, from + used), i * lanes);
    }
    for (let p = 0; p < lanes; p++) isOffHere[p] = p < used ? isOff[pixel + p] : -1;
    makeRelative(rest, lanes, references!, isOffHere, 'phase');
    weigh!(coherence);
    count.fill(numIfgram);
    for (let k = 0; k < rest.length; k++) {
      const isMissing = Number.isNaN(rest[k]);
      if (isMissing) count[k % lanes]--;
      weight[k] = isMissing ? 0 : coherence[k];
      if (isMissing) rest[k] = 0;
    }
    assemble(structure, { weight, factor }, lanes);
  }

  /** Right side Aᵀ W of what is left of the observations, in the place of a solution. */
  function addRightSide(to: Float32Array): void {
    to.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const [w, a, b] = [i * lanes, first[i] * lanes, second[i] * lanes];
      for (let p = 0; p < lanes; p++) {
        const value = fround(weight[w + p] * rest[w + p]);
        to[a + p] -= value;
        to[b + p] += value;
      }
    }
  }

  /** What a solution leaves of the rest of interferogram `i`. */
  function left(i: number, p: number, from: Float32Array): number {
    return fround(rest[i * lanes + p] - fround(from[second[i] * lanes + p] - from[first[i] * lanes + p]));
  }

  function solve(): boolean {
    decompose(structure, factor, lanes);
    findPivots(structure, { factor, smallestPivot, largestPivot }, lanes);
    addRightSide(solution);
    solveFactored(structure, factor, solution, lanes);
    for (let i = 0; i < numIfgram; i++)
      for (let p = 0; p < lanes; p++) rest[i * lanes + p] = left(i, p, solution);
    addRightSide(step);
    solveFactored(structure, factor, step, lanes);
    phasors.clear();
    largestTurns.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      for (let p = 0; p < lanes; p++) {
        residual[p] = weight[i * lanes + p] === 0 ? 0 : left(i, p, step);
        largestTurns[p] = Math.max(largestTurns[p], Math.abs(turnsOf(residual[p])));
      }
      phasors.add(residual);
    }
    phasors.finish();
    largestSolution.fill(0);
    largestStep.fill(0);
    for (let k = 0; k < numUnknown * lanes; k++) {
      solution[k] += step[k];
      const p = k % lanes;
      largestSolution[p] = Math.max(largestSolution[p], Math.abs(solution[k]));
      largestStep[p] = Math.max(largestStep[p], Math.abs(step[k]));
    }
    for (let p = 0; p < lanes; p++) stays[p] = keep[p] === 0 || isTrusted(p) ? 0 : -1;
    return stays.includes(-1);
  }

  function isTrusted(p: number): boolean {
    return (
      smallestPivot[p] > 0 &&
      largestPivot[p] < fround(LARGEST_RATIO * smallestPivot[p]) &&
      largestStep[p] <= fround(fround(LARGEST_STEP) * largestSolution[p]) &&
      largestTurns[p] < FAR
    );
  }

  function store(pixel: number, used: number, numPixel: number, scale: number): void {
    for (let k = 0; k < numDate; k++) {
      const from = unknown[k] * lanes;
      const to = k * numPixel + pixel;
      for (let p = 0; p < used; p++) {
        if (stays[p] !== 0) continue;
        timeseries[to + p] = keep[p] === 0 ? 0 : fround(solution[from + p] - zero[p]) * fround(scale);
      }
    }
  }

  return {
    lanes,
    count,
    least,
    solution,
    squares: phasors.squares,
    products: phasors.products,
    zero,
    keep,
    stays,
    take,
    countDates: () => countDates(structure, { weight, least }, lanes, dateCount),
    solve,
    store,
  };
}
