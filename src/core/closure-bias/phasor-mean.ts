import { fastestLoops, type LoopsMaker } from './closure-loops.ts';
import type { ClosureLoop } from './loops.ts';

/** Sums of unit phasors of closure phases, block of pixels by block of pixels. */
export interface PhasorMean {
  /** pixels of the largest block */
  readonly most: number;
  /** Where the interferograms of a block are wanted, rad [numPlane, numPixel]. */
  phase(numPixel: number): Float32Array;
  /**
   * @param loops closure phases, of whatever cycle, as indices of planes
   * @returns sums over them of cosines and sines [numPixel], NaN where a phase is; the next ones come in the same memory
   */
  sums(
    loops: readonly ClosureLoop[],
    numPixel: number,
  ): { readonly re: Float64Array; readonly im: Float64Array };
}

/**
 * Sums of phasors in double precision, whose sines and cosines come from polynomials in single precision: each errs by less
 * than 8e-7 (root mean square 1.7e-7), however many cycles there are, for whole cycles are taken away before.
 *
 * @param numPlane interferograms @param most pixels of the largest block @param make loops that do the work
 */
export function phasorMean(numPlane: number, most: number, make: LoopsMaker = fastestLoops): PhasorMean {
  const room = 4 * Math.ceil(most / 4); // whole vectors
  const { values, sums, addPhasors } = make({ values: numPlane * most + 4, sums: 2 * room }, [0, 0, 0]);
  return {
    most,
    phase: (numPixel) => values.subarray(0, numPlane * numPixel),
    sums(loops, numPixel) {
      sums.fill(0);
      const count = 4 * Math.ceil(numPixel / 4);
      for (const { long, short } of loops)
        addPhasors(
          [long, ...short].map((plane) => plane * numPixel),
          0,
          room,
          count,
        );
      return { re: sums.subarray(0, numPixel), im: sums.subarray(room, room + numPixel) };
    },
  };
}
