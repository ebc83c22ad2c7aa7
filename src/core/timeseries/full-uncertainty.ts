import { NetworkError } from '../errors.ts';
import { type BlockKernel, blockKernel, takeIn } from '../inversion/block-kernel.ts';
import { fastestLaneKernel } from '../inversion/fastest-lane-kernel.ts';
import type { InversionOptions } from '../inversion/inversion.ts';
import type { LaneGroup, LaneKernel, MakeLaneKernel, SpreadSetup } from '../inversion/lane-kernel.ts';
import { type NetworkStructure, networkStructure } from '../inversion/network-structure.ts';
import { assertBlock, type ObservationBlock, weightingOf } from '../inversion/observations.ts';
import { labelPieces } from '../inversion/pieces.ts';
import { robustSolver } from '../inversion/robust-weights.ts';
import { coherenceWeighting } from '../inversion/weights.ts';
import { type Factorisation, whitened } from './fit.ts';
import { type ResidualMoments, residualMoments } from './residual-moments.ts';
import { shifted, temporalNoise } from './temporal-noise.ts';

export interface FullUncertaintySetup extends Factorisation {
  /** how the interferograms became the series: phases, with `scale` in the unit of the series per radian */
  readonly inversion: InversionOptions;
  /** effective looks of the coherence, for the misfit s0; undefined where they or the coherence are not known */
  readonly looks?: number;
  /** dates of the fit, all of them dates of the network */
  readonly dates: readonly string[];
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

/** A function of the observations as read and of the series as it is fitted [numDate, numPixel]. */
export interface FullUncertaintyOfBlock {
  (block: ObservationBlock, series: Float32Array): FullUncertainty;
  /** Memory for a block: when observations, qualities and series are there already, they need not be copied. */
  readonly room: BlockKernel['room'];
}

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
 * (`inverseInProfile`).
 *
 * Where dates have weights, G⁺ = (Gᵀ W G)⁻¹ Gᵀ W, and noise of the dates is s²_k = s² / w_k: the second term is that of the data times
 * W^½, as which all dates are alike.
 *
 * Where a pixel's interferograms are in pieces, or none are left, the second term stands alone; without a series both are 0.
 *
 * @throws {NetworkError} for an empty network, or a date of the fit that it does not have
 * @throws {OptionError} for weights that need looks
 */
export function prepareFullUncertainty(
  { inversion, looks, dates, ...factorisation }: FullUncertaintySetup,
  makeKernel: MakeLaneKernel = fastestLaneKernel,
): FullUncertaintyOfBlock {
  const { references, scale = 1 } = inversion;
  const structure = networkStructure(inversion.pairs);
  const { numIfgram, numUnknown, first, second } = structure;
  const weigh = weightingOf(inversion);
  const makeRobust = inversion.norm === 'L1' ? robustSolver(inversion) : undefined;
  /** the inversion weighs by the variance of the coherence itself: its misfit is s0 */
  const isNormalised = inversion.weightFunc === 'var' && inversion.looks === looks && !makeRobust;
  const normal = looks === undefined || isNormalised ? undefined : coherenceWeighting('var', looks);
  const numParameter = factorisation.design.cols;
  const white = whitened(factorisation);
  const rowOf = Int32Array.from(dates, (date) => rowOfDate(structure, date));
  const spread = spreadSetup(structure, rowOf, factorisation);
  const { kernelFor, room } = blockKernel(makeKernel, {
    structure,
    weigh,
    normal,
    kind: 'phase',
    references,
    spread,
  });
  const noise = temporalNoise(dates, white.design, white.inverse);
  const momentsOf = residualMoments(factorisation);
  const piece = new Int32Array(numUnknown + 1);

  function ofBlock(block: ObservationBlock, series: Float32Array): FullUncertainty {
    assertBlock(block, numIfgram, (weigh ?? normal) !== undefined);
    const { numPixel } = block;
    const kernel = kernelFor(numPixel);
    const { lanes, panel } = kernel;
    takeIn(block, kernel);
    const moments = momentsOf(series, numPixel);
    const out = { variances: new Float64Array(numParameter * numPixel), misfit: new Float32Array(numPixel) };
    for (let start = 0; start < numPixel; start += panel * lanes) {
      kernel.load(start, numPixel);
      for (let g = 0, pixel = start; g < panel && pixel < numPixel; g++, pixel += lanes) {
        kernel.select(g);
        addGroup(kernel, moments, pixel, Math.min(lanes, numPixel - pixel), out);
      }
    }
    return out;
  }

  /** Variances and misfit of the pixels of a group. @param start first pixel in the block @param used lanes that hold a pixel */
  function addGroup(
    kernel: LaneKernel,
    moments: ResidualMoments,
    start: number,
    used: number,
    { variances, misfit }: FullUncertainty,
  ): void {
    const numPixel = misfit.length;
    const { group, lanes } = kernel;
    const { keep, count, spread, squareSum, traces } = group;
    for (let p = 0; p < lanes; p++) keep[p] = count[p] > 0 ? 1 : 0;
    const refactor = () => {
      kernel.assemble();
      kernel.decompose();
    };
    refactor();
    kernel.solve();
    makeRobust?.(kernel, used, refactor);
    if (normal) kernel.sumNormalised();
    const squares = normal ? squareSum : spread;
    kernel.findSpread(LEAST_REDUNDANCY);
    for (let p = 0; p < used; p++) {
      const pixel = start + p;
      const [power, neighbour] = [moments.power[pixel], moments.neighbour[pixel]];
      if (power === 0) continue; // no series
      const freedom = count[p] - numUnknown;
      if (count[p] === 0 || freedom <= 0 || !isWhole(group, p, lanes)) {
        const { variance, time } = noise.split(power, neighbour);
        for (let j = 0; j < numParameter; j++)
          variances[j * numPixel + pixel] = variance * noise.spread[time * numParameter + j];
        continue;
      }
      if (looks !== undefined) misfit[pixel] = Math.sqrt(squares[p] / freedom);
      const c = (spread[p] / freedom) * scale * scale;
      const { variance, time } = noise.split(power - c * traces[p], neighbour - c * traces[lanes + p]);
      for (let j = 0; j < numParameter; j++) {
        variances[j * numPixel + pixel] =
          scale * scale * spread[(1 + j) * lanes + p] + variance * noise.spread[time * numParameter + j];
      }
    }
  }

  /** Whether the interferograms of a pixel hang together. */
  function isWhole(
    { hasGap, smallestPivot, largestPivot, weight }: LaneGroup,
    p: number,
    lanes: number,
  ): boolean {
    if (structure.numPiece === 1 && hasGap[p] === 0) return true;
    if (smallestPivot[p] > 0 && largestPivot[p] / smallestPivot[p] < 1e9) return true;
    return labelPieces(first, second, weight, p, lanes, piece) === 1;
  }

  return Object.assign(ofBlock, { room });
}

/**
 * What the kernel needs to find the spread of every parameter, and tr(M C) and tr(M B M C) of {@link temporalNoise} for the data
 * times the roots of their weights.
 * @param rowOf row of every date of the fit among the unknowns [numDate]
 */
function spreadSetup(
  { numUnknown, diagonal, rowFirst, rowStart }: NetworkStructure,
  rowOf: Int32Array,
  factorisation: Factorisation,
): SpreadSetup {
  const { design, inverse: white } = whitened(factorisation);
  const [numDate, numParameter] = [design.rows, design.cols];
  const { inverse, roots = new Float64Array(numDate).fill(1) } = factorisation;
  const rightSides = new Float64Array(numParameter * (numUnknown + 1));
  const taken = new Float64Array(2 * rightSides.length);
  const columns = Array.from({ length: numParameter }, (_, j) =>
    Float64Array.from({ length: numDate }, (_, k) => design.data[k * numParameter + j]),
  );
  columns.forEach((column, j) => {
    // Of a response x, tr(M C) takes G x, and tr(M B M C) takes 2 B G x less what G⁺ has of Gᵀ B G.
    const moved = shifted(column);
    const products = columns.map((a) => a.reduce((sum, value, k) => sum + value * moved[k], 0));
    for (let k = 0; k < numDate; k++) {
      if (rowOf[k] === numUnknown) continue;
      const at = j * (numUnknown + 1) + rowOf[k];
      rightSides[at] = inverse.data[j * numDate + k];
      taken[2 * at] = roots[k] * column[k];
      taken[2 * at + 1] =
        roots[k] * products.reduce((left, of, l) => left - white.data[l * numDate + k] * of, 2 * moved[k]);
    }
  });
  const own: Term[] = [];
  const neighbour: Term[] = [];
  rowOf.forEach((row, k) => {
    if (row !== numUnknown) own.push({ entry: diagonal[row], factor: roots[k] * roots[k] });
    if (k === 0) return;
    const [low, high] = [Math.min(row, rowOf[k - 1]), Math.max(row, rowOf[k - 1])];
    if (high === numUnknown || low < rowFirst[high]) return; // 0, or beyond the profile
    neighbour.push({ entry: rowStart[high] + low - rowFirst[high], factor: roots[k - 1] * roots[k] });
  });
  return {
    numParameter,
    rightSides,
    taken,
    ownEntries: Int32Array.from(own, ({ entry }) => entry),
    ownFactors: Float64Array.from(own, ({ factor }) => factor),
    neighbourEntries: Int32Array.from(neighbour, ({ entry }) => entry),
    neighbourFactors: Float64Array.from(neighbour, ({ factor }) => factor),
  };
}

/** An entry of the covariance and the factor with which it counts. */
interface Term {
  readonly entry: number;
  readonly factor: number;
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
