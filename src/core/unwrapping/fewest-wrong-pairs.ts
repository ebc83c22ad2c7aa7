import { median } from '../stats/robust.ts';
import { assertTripletsFit, type Triplets } from './closure.ts';
import { closingCycles, closureClasses, type PairDates } from './closure-classes.ts';
import { type SamplePhases, sampleAmbiguities } from './cycle-estimator.ts';
import { cyclePosterior } from './cycle-posterior.ts';

/** What was found for one region. */
export interface RegionAnswer {
  /** whole cycles to be added to each interferogram [numIfgram]; all 0 when it is better left alone */
  readonly cycles: Int32Array;
  /** interferograms that are expected to be wrong still */
  readonly expectedWrong: number;
  /** triplets that do not close at the samples that had no say, before and after; NaN where there are none */
  readonly unclosedBefore: number;
  readonly unclosedAfter: number;
}

/**
 * Estimator of the whole cycles to add to each interferogram in one region that leaves the fewest wrong interferograms
 * ({@link cyclePosterior}). What all pixels of a region share decides: of every triplet the median ambiguity of one half of
 * the samples; noise of single pixels drops out. The other half judges: where the answer does not lower the number of their
 * triplets that do not close, the region is left as it is.
 *
 * Interferograms of no triplet, and samples without data (0 or NaN) in some interferogram, take no part.
 *
 * @param triplets [numTriplet, 3]
 * @param dates acquisitions of the interferograms as places in a list in time order [numIfgram]
 * @returns a function of the phases of the samples [numIfgram, numSample], rad, and that of the reference point [numIfgram]
 * @throws {ShapeError} when a triplet names an interferogram outside the stack
 */
export function fewestWrongPairs(
  triplets: Triplets,
  dates: PairDates,
): (samples: SamplePhases, refPhase: ArrayLike<number>) => RegionAnswer {
  const numIfgram = dates.first.length;
  assertTripletsFit(triplets, numIfgram);
  const solve = closureSolver(triplets, dates);
  const [numTriplet] = triplets.shape;

  return (samples, refPhase) => {
    const ambiguities = sampleAmbiguities(samples, refPhase, triplets);
    const deciding = ambiguities.filter((_, s) => s % 2 === 0);
    const judging = ambiguities.filter((_, s) => s % 2 === 1);
    if (deciding.length === 0) {
      return {
        cycles: new Int32Array(numIfgram),
        expectedWrong: Number.NaN,
        unclosedBefore: Number.NaN,
        unclosedAfter: Number.NaN,
      };
    }
    const shared = Float64Array.from({ length: numTriplet }, (_, t) => {
      return Math.trunc(median(deciding.map((ambiguity) => ambiguity[t])));
    });
    const { errors, expectedWrong } = solve(shared);
    const cycles = errors.map((n) => (n === 0 ? 0 : -n));
    const judges = judging.length > 0 ? judging : deciding;
    const unclosedBefore = countUnclosed(judges, triplets, new Int32Array(numIfgram));
    const unclosedAfter = countUnclosed(judges, triplets, cycles);
    if (unclosedAfter < unclosedBefore) return { cycles, expectedWrong, unclosedBefore, unclosedAfter };
    return {
      cycles: new Int32Array(numIfgram),
      expectedWrong,
      unclosedBefore,
      unclosedAfter: unclosedBefore,
    };
  };
}

/**
 * Whole cycles by which interferograms are off, found from closures by {@link cyclePosterior} for each class of pairs.
 *
 * @param triplets [numTriplet, 3]
 * @param dates acquisitions of the interferograms as places in a list in time order [numIfgram]
 * @returns a function of integer ambiguities [numTriplet] to the errors [numIfgram] and how many of them are expected to be
 *   wrong
 */
export function closureSolver(
  triplets: Triplets,
  dates: PairDates,
): (ambiguity: ArrayLike<number>) => { readonly errors: Int32Array; readonly expectedWrong: number } {
  const solvers = closureClasses(triplets, dates).map((members) => ({
    members,
    solve: members.isStrip ? commonestAsZero : cyclePosterior(members),
  }));
  return (ambiguity) => {
    const errors = new Int32Array(dates.first.length);
    let expectedWrong = 0;
    for (const { members, solve } of solvers) {
      closingCycles(members, ambiguity, errors);
      const found = solve(Int32Array.from(members.pairs, (pair) => errors[pair]));
      members.pairs.forEach((pair, place) => {
        errors[pair] = found.errors[place];
        expectedWrong += 1 - found.certainty[place];
      });
    }
    return { errors, expectedWrong };
  };
}

/** Cycles of a strip, of which most pairs are taken to be right. */
function commonestAsZero(cycles: Int32Array): { errors: Int32Array; certainty: Float64Array } {
  const votes = new Map<number, number>();
  for (const n of cycles) votes.set(n, (votes.get(n) ?? 0) + 1);
  const [zero, most] = [...votes].sort(
    (a, b) => b[1] - a[1] || Math.abs(a[0]) - Math.abs(b[0]) || a[0] - b[0],
  )[0];
  return {
    errors: cycles.map((n) => n - zero),
    certainty: new Float64Array(cycles.length).fill(most / cycles.length),
  };
}

/** Mean number of triplets of a sample that do not close once cycles are added. */
function countUnclosed(ambiguities: readonly Float64Array[], { data }: Triplets, cycles: Int32Array): number {
  let count = 0;
  for (const ambiguity of ambiguities) {
    for (let t = 0; t < ambiguity.length; t++) {
      const [p12, p23, p13] = [data[3 * t], data[3 * t + 1], data[3 * t + 2]];
      if (ambiguity[t] + cycles[p12] + cycles[p23] - cycles[p13] !== 0) count++;
    }
  }
  return count / ambiguities.length;
}
