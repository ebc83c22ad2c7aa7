import { NetworkError } from '../errors.ts';
import { inverseInProfile } from '../inversion/inverse-band.ts';
import type { InversionOptions } from '../inversion/inversion.ts';
import { laplacianKernel } from '../inversion/laplacian-kernel.ts';
import { type NetworkStructure, networkStructure } from '../inversion/network-structure.ts';
import { makeRelative } from '../inversion/observation-mask.ts';
import { assertBlock, type ObservationBlock, weightingOf } from '../inversion/observations.ts';
import { labelPieces } from '../inversion/pieces.ts';
import { robustSolver } from '../inversion/robust-weights.ts';
import { solveFactored } from '../inversion/skyline.ts';
import { coherenceWeighting } from '../inversion/weights.ts';
import type { Matrix } from '../linalg/matrix.ts';
import { shifted, temporalNoise } from './temporal-noise.ts';

export interface FullUncertaintySetup {
  /** how the interferograms became the series: phases, with `scale` in the unit of the series per radian */
  readonly inversion: InversionOptions;
  /** effective looks of the coherence, for the misfit s0; undefined where they or the coherence are not known */
  readonly looks?: number;
  /** dates of the fit, all of them dates of the network */
  readonly dates: readonly string[];
  /** G [numDate, numParameter] and G⁺ [numParameter, numDate] */
  readonly design: Matrix;
  readonly inverse: Matrix;
}

export interface FullUncertainty {
  /** variance of every parameter, squared unit of the series [numParameter, numPixel] */
  readonly variances: Float64Array;
  /**
   * s0, the root of the weighted misfit per degree of freedom [numPixel]: 1 where looks and coherence tell the noise; 0 where not
   * known
   */
  readonly misfit: Float32Array;
}

/** Pixels side by side. */
const LANES = 16;
/** Share of an interferogram's error that its misfit shows at least: less, and one could be all noise of a date. */
const LEAST_REDUNDANCY = 0.05;

/**
 * Variances of time functions that tell of all noise there is: decorrelation, as large as the misfit of the interferograms shows, and
 * what every date has by itself (atmosphere, motion beyond the model), from the residual of the fit:
 *
 *     sigma_m² = sum_i (w_i (A x)_i)² r_i² / (1 - h_i) + s² g R gᵀ
 *     x = C g,  C = (Aᵀ W A)⁻¹,  r = phase - A C Aᵀ W phase,  h_i = w_i (A C Aᵀ)_ii
 *
 * with g the parameter's row of G⁺. The first term is the covariance of the estimator for errors whose sizes differ and are not known,
 * of each interferogram's own misfit over its share of redundancy (HC2: MacKinnon & White 1985,
 * doi:10.1016/0304-4076(85)90158-7): right also where the weights are not. s² and R are those of {@link temporalNoise}, with C scaled by
 * rᵀ W r over its degrees of freedom. C is never formed: x is one banded solution, and the rest needs C within the band only
 * ({@link inverseInProfile}).
 *
 * Where a pixel's interferograms are in pieces, or none are left, the second term stands alone; without a series both are 0.
 *
 * @returns a function of the observations as read, which are made relative in place, and of the series as it is fitted
 *   [numDate, numPixel]
 * @throws {NetworkError} for an empty network, or a date of the fit that it does not have
 * @throws {OptionError} for weights that need looks
 */
export function prepareFullUncertainty({
  inversion,
  looks,
  dates,
  design,
  inverse,
}: FullUncertaintySetup): (block: ObservationBlock, series: Float32Array) => FullUncertainty {
  const { references, scale = 1 } = inversion;
  const structure = networkStructure(inversion.pairs);
  const { numIfgram, numUnknown, first, second, diagonal, coupling, rowFirst, rowStart } = structure;
  const weigh = weightingOf(inversion);
  const makeRobust = inversion.norm === 'L1' ? robustSolver(inversion) : undefined;
  const inverseVariance = looks === undefined ? undefined : coherenceWeighting('var', looks);
  const kernel = laplacianKernel({ structure, weigh, kind: 'phase', references: undefined }, LANES, LANES);
  const { block: room, group } = kernel;
  const numParameter = design.cols;
  const numDate = dates.length;
  const rowOf = Int32Array.from(dates, (date) => rowOfDate(structure, date));
  const noise = temporalNoise(dates, design, inverse);
  const column = (j: number) =>
    Float64Array.from({ length: numDate }, (_, k) => design.data[k * numParameter + j]);
  const columns = Array.from({ length: numParameter }, (_, j) => column(j));
  const moved = columns.map((g) => shifted(g));
  const movedProduct = columns.map((a) =>
    moved.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0)),
  );
  const profile = new Float64Array(group.factor.length);
  const response = Array.from({ length: numParameter }, () => new Float64Array(group.solution.length));
  const piece = new Int32Array(numUnknown + 1);
  /** entries of the covariance of neighbouring dates of the fit; -1 where it is 0 or not known */
  const neighbourEntry = Int32Array.from({ length: numDate - 1 }, (_, k) => {
    const [low, high] = [Math.min(rowOf[k], rowOf[k + 1]), Math.max(rowOf[k], rowOf[k + 1])];
    return high === numUnknown || low < rowFirst[high] ? -1 : rowStart[high] + low - rowFirst[high];
  });
  const residual = new Float64Array(numIfgram * LANES);
  const row = new Float64Array(LANES);
  const squares = new Float64Array(LANES);
  const normalised = new Float64Array(LANES);
  const ofPairs = new Float64Array(numParameter * LANES);

  return ({ numPixel, observed, quality, isOff }, series) => {
    assertBlock({ numPixel, observed, quality }, numIfgram, weigh !== undefined);
    if (references) makeRelative(observed, numPixel, references, isOff, 'phase');
    const variances = new Float64Array(numParameter * numPixel);
    const misfit = new Float32Array(numPixel);
    for (let start = 0; start < numPixel; start += LANES) {
      const used = Math.min(LANES, numPixel - start);
      for (let i = 0; i < numIfgram; i++) {
        const from = i * numPixel + start;
        room.observed.set(observed.subarray(from, from + used), i * LANES);
        if (weigh) room.quality.set(quality!.subarray(from, from + used), i * LANES);
      }
      for (let p = 0; p < LANES; p++) room.isOff[p] = p < used && !isOff?.[start + p] ? 0 : -1;
      kernel.load(0, LANES);
      kernel.select(0);
      for (let p = 0; p < LANES; p++) group.keep[p] = group.count[p] > 0 ? 1 : 0;
      refactor();
      kernel.solve();
      makeRobust?.(kernel, used, refactor);
      findMisfits(quality, numPixel, start, used);
      inverseInProfile(structure, group.factor, profile, LANES);
      for (let j = 0; j < numParameter; j++) respond(j);
      spread();
      for (let p = 0; p < used; p++) {
        const pixel = start + p;
        const { power, neighbour } = residualMoments(series, numPixel, pixel);
        if (power === 0) continue; // no series
        const freedom = group.count[p] - numUnknown;
        if (group.count[p] === 0 || freedom <= 0 || !isWhole(p)) {
          const { variance, time } = noise.split(power, neighbour);
          for (let j = 0; j < numParameter; j++)
            variances[j * numPixel + pixel] = variance * noise.spread[time * numParameter + j];
          continue;
        }
        if (inverseVariance) misfit[pixel] = Math.sqrt(normalised[p] / freedom);
        const traces = tracesOf(p);
        const c = (squares[p] / freedom) * scale * scale;
        const { variance, time } = noise.split(power - c * traces.power, neighbour - c * traces.neighbour);
        for (let j = 0; j < numParameter; j++) {
          variances[j * numPixel + pixel] =
            scale * scale * ofPairs[j * LANES + p] + variance * noise.spread[time * numParameter + j];
        }
      }
    }
    return { variances, misfit };
  };

  function refactor(): void {
    kernel.assemble();
    kernel.decompose();
  }

  /** Residuals of a group, and their squares weighted as the inversion did and by the variance of the coherence. */
  function findMisfits(
    quality: Float32Array | undefined,
    numPixel: number,
    start: number,
    used: number,
  ): void {
    const { weight, solution } = group;
    squares.fill(0);
    normalised.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const [w, a, b] = [i * LANES, first[i] * LANES, second[i] * LANES];
      for (let p = 0; p < LANES; p++) {
        const rest = weight[w + p] === 0 ? 0 : room.observed[w + p] - (solution[b + p] - solution[a + p]);
        residual[w + p] = rest;
        squares[p] += weight[w + p] * rest * rest;
      }
      if (!inverseVariance) continue;
      for (let p = 0; p < used; p++) row[p] = quality![i * numPixel + start + p];
      inverseVariance(row);
      for (let p = 0; p < used; p++) normalised[p] += row[p] * residual[w + p] * residual[w + p];
    }
  }

  /** C g of a parameter, by one solution. */
  function respond(j: number): void {
    const x = response[j];
    x.fill(0);
    for (let k = 0; k < numDate; k++) {
      if (rowOf[k] === numUnknown) continue;
      const at = rowOf[k] * LANES;
      x.fill(inverse.data[j * numDate + k], at, at + LANES);
    }
    solveFactored(structure, group.factor, x, LANES);
  }

  /** Variances of all parameters from the misfit of each interferogram, rad². */
  function spread(): void {
    const { weight } = group;
    ofPairs.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const isAtReference = first[i] === numUnknown || second[i] === numUnknown;
      const [w, a, b] = [i * LANES, first[i] * LANES, second[i] * LANES];
      const [da, db, c] = [diagonal[first[i]] * LANES, diagonal[second[i]] * LANES, coupling[i] * LANES];
      for (let p = 0; p < LANES; p++) {
        const value = weight[w + p];
        if (value === 0) continue;
        const za = first[i] === numUnknown ? 0 : profile[da + p];
        const zb = second[i] === numUnknown ? 0 : profile[db + p];
        const left = 1 - value * (za + zb - (isAtReference ? 0 : 2 * profile[c + p]));
        const own = (value * residual[w + p]) ** 2 / Math.max(left, LEAST_REDUNDANCY);
        for (let j = 0; j < numParameter; j++) {
          const pull = response[j][b + p] - response[j][a + p];
          ofPairs[j * LANES + p] += own * pull * pull;
        }
      }
    }
  }

  /** g C gᵀ of a parameter. */
  function product(x: Float64Array, j: number, p: number): number {
    let sum = 0;
    for (let k = 0; k < numDate; k++) sum += inverse.data[j * numDate + k] * x[rowOf[k] * LANES + p];
    return sum;
  }

  /** Whether the interferograms of a pixel hang together. */
  function isWhole(p: number): boolean {
    const { hasGap, smallestPivot, largestPivot, weight } = group;
    if (structure.numPiece === 1 && hasGap[p] === 0) return true;
    if (smallestPivot[p] > 0 && largestPivot[p] / smallestPivot[p] < 1e9) return true;
    return labelPieces(first, second, weight, p, LANES, piece) === 1;
  }

  /** tr(M C) and tr(M B M C) of a pixel, 1 / weight. */
  function tracesOf(p: number): { power: number; neighbour: number } {
    let power = 0;
    let neighbour = 0;
    for (let k = 0; k < numDate; k++) {
      if (rowOf[k] !== numUnknown) power += profile[diagonal[rowOf[k]] * LANES + p];
      if (k > 0 && neighbourEntry[k - 1] >= 0) neighbour += profile[neighbourEntry[k - 1] * LANES + p];
    }
    for (let j = 0; j < numParameter; j++) {
      const x = response[j];
      for (let k = 0; k < numDate; k++) {
        const value = x[rowOf[k] * LANES + p];
        power -= value * columns[j][k];
        neighbour -= 2 * value * moved[j][k];
      }
      for (let l = 0; l < numParameter; l++) neighbour += product(x, l, p) * movedProduct[l][j];
    }
    return { power, neighbour };
  }

  /** Power of the residual of the fit and of its products of neighbours, squared unit of the series. */
  function residualMoments(
    series: Float32Array,
    numPixel: number,
    pixel: number,
  ): { power: number; neighbour: number } {
    const model = new Float64Array(numParameter);
    for (let j = 0; j < numParameter; j++) {
      for (let k = 0; k < numDate; k++)
        model[j] += inverse.data[j * numDate + k] * series[k * numPixel + pixel];
    }
    let power = 0;
    let neighbour = 0;
    let before = 0;
    for (let k = 0; k < numDate; k++) {
      let rest = series[k * numPixel + pixel];
      for (let j = 0; j < numParameter; j++) rest -= design.data[k * numParameter + j] * model[j];
      power += rest * rest;
      neighbour += rest * before;
      before = rest;
    }
    return { power, neighbour };
  }
}

function rowOfDate({ dates, unknown }: NetworkStructure, date: string): number {
  const place = dates.indexOf(date);
  if (place < 0) {
    throw new NetworkError(
      `No interferogram of the stack has the date ${date} of the series.`,
      'Fit the series that was inverted from this stack.',
    );
  }
  return unknown[place];
}
