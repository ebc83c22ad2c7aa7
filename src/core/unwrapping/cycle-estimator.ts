import type { NdArray } from '../array.ts';
import { roundHalfEven } from '../stats/rounding.ts';
import { assertTripletsFit, closurePhase, integerAmbiguity, type Triplets } from './closure.ts';
import { l1Solver } from './l1-least-squares.ts';
import { negativeTripletMatrix } from './sparse-columns.ts';

/** Phases of sample pixels of one region [numIfgram, numSample], rad; 0 or NaN = no data. */
export type SamplePhases = NdArray<readonly [numIfgram: number, numSample: number], Float32Array>;

/** Phases of sample pixels [numIfgram, numSample], rad, and the phase at the reference point [numIfgram]. */
export type EstimateCycles = (samples: SamplePhases, refPhase: ArrayLike<number>) => Int32Array;

const ALPHA = 0.01;
/**
 * Of U before rounding. Where n pairs share a cycle, U is 1/n less some thousandths (alpha), and for two pairs only they
 * decide between up and down: the error must stay well below.
 */
export const ACCURACY = 1e-6;

/**
 * Estimator of the whole cycles U to add to each interferogram in one region, from the closures of its sample pixels
 * (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331): for each sample
 *
 *     U = round(argmin ||-C U - n||_2^2 + alpha ||U||_1),  alpha = 0.01
 *
 * with C the triplet matrix and n the integer ambiguities of the closure phases; then the median over the samples,
 * cut to a whole number when an even count leaves it halfway.
 *
 * Samples without data (0 or NaN) in some interferogram are left out; a region without a complete sample gets 0.
 * Most samples of a region share one n: each different n is solved once, for all regions.
 *
 * @param numIfgram interferograms in the samples
 * @returns cycles per interferogram [numIfgram]
 * @throws {ShapeError} when a triplet names an interferogram outside the stack
 */
export function cycleEstimator(triplets: Triplets, numIfgram: number, alpha = ALPHA): EstimateCycles {
  assertTripletsFit(triplets, numIfgram);
  const solve = l1Solver(negativeTripletMatrix(triplets, numIfgram), alpha, ACCURACY);
  const solved = new Map<string, Int32Array>();

  const cyclesOf = (n: Float64Array): Int32Array => {
    const key = n.join();
    let cycles = solved.get(key);
    if (!cycles) {
      cycles = Int32Array.from(solve(n), roundHalfEven);
      solved.set(key, cycles);
    }
    return cycles;
  };

  return (samples, refPhase) => {
    return medianCycles(sampleAmbiguities(samples, refPhase, triplets).map(cyclesOf), numIfgram);
  };
}

/**
 * Integer ambiguities of the closures of all samples that have data in every interferogram.
 *
 * @param samples phases [numIfgram, numSample], rad; 0 or NaN = no data
 * @param refPhase phase at the reference point [numIfgram], rad
 * @returns one array [numTriplet] for each complete sample
 */
export function sampleAmbiguities(
  samples: SamplePhases,
  refPhase: ArrayLike<number>,
  triplets: Triplets,
): Float64Array[] {
  const [numIfgram, numSample] = samples.shape;
  const phase = new Float64Array(numIfgram);
  const found: Float64Array[] = [];
  for (let s = 0; s < numSample; s++) {
    let complete = true;
    for (let k = 0; k < numIfgram; k++) {
      const value = samples.data[k * numSample + s];
      if (value === 0 || Number.isNaN(value)) complete = false;
      phase[k] = value - refPhase[k];
    }
    if (complete) found.push(closurePhase(phase, triplets).map(integerAmbiguity));
  }
  return found;
}

function medianCycles(solutions: readonly Int32Array[], numIfgram: number): Int32Array {
  const median = new Int32Array(numIfgram);
  const n = solutions.length;
  if (n === 0) return median;
  const values = new Int32Array(n);
  for (let k = 0; k < numIfgram; k++) {
    for (let s = 0; s < n; s++) values[s] = solutions[s][k];
    values.sort();
    median[k] = Math.trunc((values[(n - 1) >> 1] + values[n >> 1]) / 2);
  }
  return median;
}
