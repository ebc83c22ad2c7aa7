import type { QuickKernel } from './lane-kernel.ts';
import type { NetworkStructure } from './network-structure.ts';
import type { WeightSource } from './observations.ts';
import { coherenceOfSums } from './temporal-coherence.ts';
import type { WeightFunction } from './weights.ts';

/** What is found of the pixels of a block [numPixel], besides their series. */
interface PixelResults {
  readonly inversionQuality: Float32Array;
  readonly numInvIfgram: Float32Array;
  readonly numPieces: Float32Array | undefined;
}

interface Choices extends WeightSource {
  readonly weightFunc: WeightFunction;
  readonly fast?: boolean;
  readonly norm?: 'L1' | 'L2';
  readonly references?: ArrayLike<number>;
}

/** Whether an inversion can be done by a {@link QuickKernel}. */
export function isQuick({ fast, observation, weightFunc, norm, references }: Choices): boolean {
  const isPhase = observation !== 'offset' && references !== undefined;
  return fast === true && isPhase && weightFunc === 'var' && norm !== 'L1';
}

/**
 * Inverts blocks in single precision with refinement; pixels that this does not do well are left to `exact`, each by itself, so
 * that no pixel's bits depend on its neighbours.
 * @param exact inverts the group of so many lanes that begins with a pixel, in double precision, and stores it
 */
export function quickSolver(
  kernel: QuickKernel,
  structure: NetworkStructure,
  {
    minRedundancy,
    isVelocity,
    scale,
  }: { readonly minRedundancy: number; readonly isVelocity: boolean; readonly scale: number },
  exact: (pixel: number) => void,
  exactLanes: number,
): (numPixel: number, out: PixelResults) => void {
  const { lanes, count, least, keep, stays, zero, solution, squares, products } = kernel;
  const { numIfgram, leastOfDates, unknown } = structure;

  /** Pixels with enough observations of every date are kept. @returns whether there are any */
  function chooseKept(): boolean {
    let isCounted = false;
    let any = false;
    for (let p = 0; p < lanes; p++) {
      let isKept = leastOfDates - (numIfgram - count[p]) >= minRedundancy;
      if (!isKept && count[p] > 0) {
        if (!isCounted) kernel.countDates();
        isCounted = true;
        isKept = least[p] >= minRedundancy;
      }
      keep[p] = isKept && count[p] > 0 ? -1 : 0;
      any ||= keep[p] !== 0;
    }
    return any;
  }

  function solveOthers(pixel: number): void {
    let last = -1; // group that is done
    for (let p = 0; p < lanes; p++) {
      const group = Math.floor(p / exactLanes);
      if (stays[p] === 0 || group === last) continue;
      exact(pixel + group * exactLanes);
      last = group;
    }
  }

  function finishPixel(p: number, pixel: number, out: PixelResults): void {
    zero[p] = isVelocity ? solution[unknown[0] * lanes + p] : 0; // velocities are summed from the first date
    out.numInvIfgram[pixel] = keep[p] === 0 ? 0 : count[p];
    out.inversionQuality[pixel] = keep[p] === 0 ? 0 : coherenceOfSums(squares[p], products[p], count[p]);
    if (out.numPieces) out.numPieces[pixel] = keep[p] === 0 ? 0 : 1;
  }

  return (numPixel, out) => {
    for (let pixel = 0; pixel < numPixel; pixel += lanes) {
      const used = Math.min(lanes, numPixel - pixel);
      kernel.take(pixel, numPixel);
      if (!chooseKept()) stays.fill(0);
      else if (kernel.solve()) solveOthers(pixel);
      for (let p = 0; p < used; p++) if (stays[p] === 0) finishPixel(p, pixel + p, out);
      kernel.store(pixel, used, numPixel, scale);
    }
  };
}
