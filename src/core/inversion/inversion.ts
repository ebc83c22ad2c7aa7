import { temporalBaselines } from '../dates.ts';
import type { Pair } from '../network/pairs.ts';
import { blockKernel, takeIn } from './block-kernel.ts';
import { fastestLaneKernel } from './fastest-lane-kernel.ts';
import { gapModel } from './gap-model.ts';
import type { LaneGroup, LaneKernel, LaneSetup, MakeLaneKernel } from './lane-kernel.ts';
import { type NetworkStructure, networkStructure } from './network-structure.ts';
import { assertBlock, type ObservationBlock, type WeightSource, weightingOf } from './observations.ts';
import { groundPieces, labelPieces, pieceScratch, placePieces } from './pieces.ts';
import { isQuick, quickSolver } from './quick-solver.ts';
import { robustSolver } from './robust-weights.ts';
import { coherenceOfSums } from './temporal-coherence.ts';
import type { WeightFunction } from './weights.ts';

export interface InversionOptions extends WeightSource {
  readonly weightFunc: WeightFunction;
  /** kept interferograms only */
  readonly pairs: readonly Pair[];
  /** minimise the norm of velocities (default) or of phases where the network falls into pieces */
  readonly minNormVelocity?: boolean;
  /** place pieces of the network by a line with an annual period instead of a minimum norm, and count them */
  readonly gap?: 'nsbas' | null;
  /** L1: observations that the others contradict count less, see robust-weights.ts; L2 by default */
  readonly norm?: 'L1' | 'L2';
  /** single precision with refinement where that is as good but for the last bits; of phases weighted by `var`, norm L2 */
  readonly fast?: boolean;
  /** least number of observations of every date but the reference date; 1 by default */
  readonly minRedundancy?: number;
  /** output per unit of observation, see displacement-scale.ts; 1 by default */
  readonly scale?: number;
  /**
   * Value of each interferogram at the reference pixel: then observations come as read, are made relative to it here,
   * and phases of 0 count as missing (before and after). Without it they are used as they are.
   */
  readonly references?: ArrayLike<number>;
}

/** A block of pixels inverted. The time series is in memory of the inversion: it stands until the next block. */
export interface InvertedBlock {
  /** [numDate, numPixel] observation times scale; 0 for pixels that are not inverted */
  readonly timeseries: Float32Array;
  /** [numPixel] temporal coherence, 0 for pixels not inverted; for offsets the root of summed squares, NaN */
  readonly inversionQuality: Float32Array;
  /** [numPixel] observations used */
  readonly numInvIfgram: Float32Array;
  /** [numPixel] pieces of the network of each pixel, 0 for pixels not inverted; with `gap` only */
  readonly numPieces: Float32Array | undefined;
  /** pixels whose network was in pieces */
  readonly numInPieces: number;
  /** pixels whose weights spread so far that a truncated SVD (rcond 1e-5) would drop a direction; solved exactly */
  readonly numIllConditioned: number;
}

type Output = { -readonly [K in keyof InvertedBlock]: InvertedBlock[K] };

/** The inversion of one network, ready for any number of blocks. Not to be shared by threads: it owns scratch memory. */
export interface Inversion {
  readonly structure: NetworkStructure;
  invert(block: ObservationBlock): InvertedBlock;
  /** Memory for the observations and qualities of a block: when they are there already, they need not be copied. */
  room(numPixel: number): { readonly observed: Float32Array; readonly quality: Float32Array };
}

/** Ratio of pivots below which a matrix is regular beyond the doubt of rounding. */
const CLEARLY_REGULAR = 1e9;
/** Squared condition number beyond which the reference's cutoff of 1e-5 on singular values sets in. */
const ILL_CONDITIONED = 1e10;

/**
 * Weighted least-squares inversion of a network of interferograms into a time series (Berardino et al. 2002,
 * doi:10.1109/TGRS.2002.803792; Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * In phase form the normal matrix is a graph Laplacian with its entries near the diagonal, so that a direct
 * factorisation costs little; velocities and phases are the same solution as long as the pixel's network hangs
 * together, and where it does not, the pieces are shifted to the minimum norm that an SVD would give, or to where a model
 * continues them ({@link gapModel}). Missing
 * observations are zero weights. Each pixel's arithmetic is its own: results do not depend on the block it is in.
 *
 * @param makeKernel the arithmetic: vector instructions where the machine has them, else plain TypeScript
 * @throws {NetworkError} for an empty network
 * @throws {OptionError} for weights that need looks, or that offsets do not know
 */
export function prepareInversion(
  options: InversionOptions,
  makeKernel: MakeLaneKernel = fastestLaneKernel,
): Inversion {
  const structure = networkStructure(options.pairs);
  const weigh = weightingOf(options);
  const isPhase = options.observation !== 'offset';
  const isVelocity = options.minNormVelocity ?? true;
  const minRedundancy = options.minRedundancy ?? 1;
  const scale = options.scale ?? 1;
  const makeRobust = options.norm === 'L1' ? robustSolver(options) : undefined;
  const { numIfgram, numDate, numUnknown, reference, unknown, first, second, diagonal } = structure;

  const setup: LaneSetup = {
    structure,
    weigh,
    kind: options.observation ?? 'phase',
    references: options.references,
    isQuick: isQuick(options),
  };
  const piece = new Int32Array(numUnknown + 1);
  const pieceOfDate = new Int32Array(numDate);
  const phase = new Float64Array(numDate);
  const scratch = pieceScratch(numDate);
  const placeByModel = options.gap === 'nsbas' ? gapModel(temporalBaselines(structure.dates)) : undefined;
  let numPiece = new Int32Array(0);

  /** Without weights all pixels that were always observed share one factorisation: that in the kernel while it lasts. */
  let holdsCompleteFactor = false;

  const { kernelFor, room } = blockKernel(makeKernel, setup, ({ lanes }) => {
    numPiece = new Int32Array(lanes);
    holdsCompleteFactor = false;
  });

  function invert(block: ObservationBlock): InvertedBlock {
    assertBlock(block, numIfgram, weigh !== undefined);
    const { numPixel } = block;
    const kernel = kernelFor(numPixel);
    const { lanes, panel } = kernel;
    takeIn(block, kernel);
    const out = {
      timeseries: kernel.block.timeseries.subarray(0, numDate * numPixel),
      inversionQuality: new Float32Array(numPixel).fill(isPhase ? 0 : Number.NaN),
      numInvIfgram: new Float32Array(numPixel),
      numPieces: placeByModel && new Float32Array(numPixel),
      numInPieces: 0,
      numIllConditioned: 0,
    };
    if (kernel.quick) {
      const exact = (pixel: number) => {
        kernel.load(pixel, numPixel, 1);
        solveAndStore(kernel, 0, pixel, numPixel, out);
      };
      quickSolver(kernel.quick, structure, { minRedundancy, isVelocity, scale }, exact, lanes)(numPixel, out);
      return out;
    }
    for (let start = 0; start < numPixel; start += panel * lanes) {
      kernel.load(start, numPixel);
      for (let g = 0, pixel = start; g < panel && pixel < numPixel; g++, pixel += lanes) {
        solveAndStore(kernel, g, pixel, numPixel, out);
      }
    }
    return out;
  }

  /** @param g group of the panel @param pixel its first one in the block */
  function solveAndStore(kernel: LaneKernel, g: number, pixel: number, numPixel: number, out: Output): void {
    const used = Math.min(kernel.lanes, numPixel - pixel);
    kernel.select(g);
    solveGroup(kernel, pixel, used, out);
    kernel.store(pixel, used, numPixel, scale);
  }

  /** @param pixel first of the group in the block @param used lanes that hold a pixel */
  function solveGroup(kernel: LaneKernel, pixel: number, used: number, out: Output): void {
    const { lanes, group } = kernel;
    const { count, zero, keep, smallestPivot, largestPivot } = group;
    let numComplete = 0;
    for (let p = 0; p < lanes; p++) if (count[p] === numIfgram) numComplete++;
    zero.fill(0);
    if (chooseKept(kernel) === 0) return;
    const isShared = numComplete === lanes && weigh === undefined;
    if (!(isShared && holdsCompleteFactor)) factor(kernel, used);
    holdsCompleteFactor = isShared;
    kernel.solve();
    if (makeRobust) {
      makeRobust(kernel, used, () => factor(kernel, used));
      holdsCompleteFactor = false;
    }
    kernel.sumResiduals(isPhase ? 'phasor' : 'square');
    for (let p = 0; p < used; p++) {
      if (keep[p] === 0) continue;
      if (numPiece[p] > 1) out.numInPieces++;
      // The ratio of pivots is a lower bound of the condition number of the normal matrix.
      else if (largestPivot[p] / smallestPivot[p] > ILL_CONDITIONED) out.numIllConditioned++;
      finishPixel(kernel, p, pixel + p, out);
    }
  }

  /** `keep` of a group: pixels with enough observations of every date. @returns how many there are */
  function chooseKept(kernel: LaneKernel): number {
    const { count, least, keep } = kernel.group;
    let isCounted = false;
    let numKept = 0;
    for (let p = 0; p < kernel.lanes; p++) {
      // What is missing may all be missing at one date.
      let isKept = count[p] > 0 && structure.leastOfDates - (numIfgram - count[p]) >= minRedundancy;
      if (!isKept && count[p] > 0) {
        if (!isCounted) kernel.countDates();
        isCounted = true;
        isKept = least[p] >= minRedundancy;
      }
      keep[p] = isKept ? 1 : 0;
      numKept += keep[p];
    }
    return numKept;
  }

  /** Factor the normal matrices of a group, and find how many pieces the networks of its pixels are in. */
  function factor(kernel: LaneKernel, used: number): void {
    const { group, lanes } = kernel;
    kernel.assemble();
    kernel.decompose();
    let isWhole = true;
    for (let p = 0; p < used; p++) {
      const isInDoubt = structure.numPiece > 1 || (group.hasGap[p] !== 0 && !isClearlyRegular(group, p));
      numPiece[p] =
        group.keep[p] === 1 && isInDoubt ? labelPieces(first, second, group.weight, p, lanes, piece) : 1;
      isWhole &&= numPiece[p] === 1;
    }
    if (isWhole) return;
    kernel.assemble();
    for (let p = 0; p < used; p++) {
      if (numPiece[p] === 1) continue;
      labelPieces(first, second, group.weight, p, lanes, piece);
      groundPieces(piece, group.factor, diagonal, p, lanes);
    }
    kernel.decompose();
  }

  function finishPixel({ group, lanes }: LaneKernel, p: number, pixel: number, out: InvertedBlock): void {
    const { solution, squares, products, squareSum, count, zero } = group;
    if (numPiece[p] > 1) place(group, p, lanes);
    zero[p] = isVelocity ? solution[unknown[0] * lanes + p] : 0; // velocities are summed from the first date
    out.numInvIfgram[pixel] = count[p];
    if (out.numPieces) out.numPieces[pixel] = numPiece[p];
    if (isPhase) out.inversionQuality[pixel] = coherenceOfSums(squares[p], products[p], count[p]);
    else if (weigh !== undefined || numPiece[p] === 1) {
      // Unweighted offsets of a network in pieces have no residual in the reference: they stay NaN.
      out.inversionQuality[pixel] = Math.sqrt(squareSum[p]);
    }
  }

  /** Shift the pieces of a pixel's network against each other, by the model or to the minimum norm. */
  function place({ solution, weight }: LaneGroup, p: number, lanes: number): void {
    labelPieces(first, second, weight, p, lanes, piece);
    for (let k = 0; k < numDate; k++) {
      phase[k] = solution[unknown[k] * lanes + p];
      pieceOfDate[k] = piece[unknown[k]];
    }
    if (placeByModel) placeByModel(phase, pieceOfDate, reference);
    else placePieces(phase, pieceOfDate, reference, isVelocity ? structure.interval : undefined, scratch);
    for (let k = 0; k < numDate; k++) solution[unknown[k] * lanes + p] = phase[k];
  }

  return { structure, invert, room };
}

/**
 * Whether the pivots of a pixel say that its normal matrix is regular, so that its network is in one piece. In pieces,
 * one pivot would be 0 but for rounding, 1e-12 of the largest for hundreds of dates.
 */
function isClearlyRegular({ smallestPivot, largestPivot }: LaneGroup, p: number): boolean {
  return smallestPivot[p] > 0 && largestPivot[p] / smallestPivot[p] < CLEARLY_REGULAR;
}
