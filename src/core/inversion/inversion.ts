import { join } from '../network/disjoint-sets.ts';
import type { Pair } from '../network/pairs.ts';
import { type LaneGroup, type LaneKernel, laplacianKernel, PANEL } from './laplacian-kernel.ts';
import { hasSimd, laplacianSimdKernel } from './laplacian-simd.ts';
import { type NetworkStructure, networkStructure } from './network-structure.ts';
import { assertBlock, type ObservationBlock, type WeightSource, weightingOf } from './observations.ts';
import { groundPieces, labelPieces, pieceScratch, placePieces } from './pieces.ts';
import { loadPanel } from './pixel-panel.ts';
import { coherenceOfSums } from './temporal-coherence.ts';
import type { WeightFunction, Weighting } from './weights.ts';

export interface InversionOptions extends WeightSource {
  readonly weightFunc: WeightFunction;
  /** kept interferograms only */
  readonly pairs: readonly Pair[];
  /** minimise the norm of velocities (default) or of phases where the network falls into pieces */
  readonly minNormVelocity?: boolean;
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

export interface InvertedBlock {
  /** [numDate, numPixel] observation times scale; 0 for pixels that are not inverted */
  readonly timeseries: Float32Array;
  /** [numPixel] temporal coherence, 0 for pixels not inverted; for offsets the root of summed squares, NaN */
  readonly inversionQuality: Float32Array;
  /** [numPixel] observations used */
  readonly numInvIfgram: Float32Array;
  /** pixels whose network was in pieces, placed by minimum norm */
  readonly numInPieces: number;
  /** pixels whose weights spread so far that a truncated SVD (rcond 1e-5) would drop a direction; solved exactly */
  readonly numIllConditioned: number;
}

/** The inversion of one network, ready for any number of blocks. Not to be shared by threads: it owns scratch memory. */
export interface Inversion {
  readonly structure: NetworkStructure;
  invert(block: ObservationBlock): InvertedBlock;
}

/** Squared condition number beyond which the reference's cutoff of 1e-5 on singular values sets in. */
const ILL_CONDITIONED = 1e10;

/**
 * Weighted least-squares inversion of a network of interferograms into a time series (Berardino et al. 2002,
 * doi:10.1109/TGRS.2002.803792; Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * In phase form the normal matrix is a graph Laplacian with its entries near the diagonal, so that a direct
 * factorisation costs little; velocities and phases are the same solution as long as the pixel's network hangs
 * together, and where it does not, the pieces are shifted to the minimum norm that an SVD would give. Missing
 * observations are zero weights. Each pixel's arithmetic is its own: results do not depend on the block it is in.
 *
 * @param makeKernel the arithmetic: vector instructions where the machine has them, else plain TypeScript
 * @throws {NetworkError} for an empty network
 * @throws {OptionError} for weights that need looks, or that offsets do not know
 */
export function prepareInversion(
  options: InversionOptions,
  makeKernel: (structure: NetworkStructure, weigh: Weighting | undefined) => LaneKernel = hasSimd()
    ? laplacianSimdKernel
    : laplacianKernel,
): Inversion {
  const structure = networkStructure(options.pairs);
  const weigh = weightingOf(options);
  const isPhase = options.observation !== 'offset';
  const isVelocity = options.minNormVelocity ?? true;
  const minRedundancy = options.minRedundancy ?? 1;
  const scale = options.scale ?? 1;
  const { numIfgram, numDate, numUnknown, reference, unknown } = structure;

  const kernel = makeKernel(structure, weigh);
  const { group, panel } = kernel;
  const { lanes, count, least } = group;
  const referencing = options.references && {
    values: options.references,
    kind: options.observation ?? 'phase',
  };
  const numPiece = new Int32Array(lanes);
  const isGrounded = new Uint8Array(lanes);
  const piece = new Int32Array(numUnknown + 1);
  const pieceOfDate = new Int32Array(numDate);
  const phase = new Float64Array(numDate);
  const scratch = pieceScratch(numDate);
  const tree = spanningPairs(structure);
  const leastOfNetwork = leastOfDates(structure);

  /** Without weights all pixels that were always observed share one factorisation: that in `group` while it lasts. */
  let holdsCompleteFactor = false;

  function invert(block: ObservationBlock): InvertedBlock {
    assertBlock(block, numIfgram, weigh !== undefined);
    const { numPixel } = block;
    const out = {
      timeseries: new Float32Array(numDate * numPixel),
      inversionQuality: new Float32Array(numPixel).fill(isPhase ? 0 : Number.NaN),
      numInvIfgram: new Float32Array(numPixel),
      numInPieces: 0,
      numIllConditioned: 0,
    };
    for (let start = 0; start < numPixel; start += PANEL) {
      const used = loadPanel(kernel, block, start, referencing);
      for (let p = 0; p < used; p += lanes) solveGroup(p, start + p, Math.min(lanes, used - p), out);
      for (let k = 0; k < numDate; k++) {
        const row = unknown[k] * PANEL;
        out.timeseries.set(panel.series.subarray(row, row + used), k * numPixel + start);
      }
    }
    return out;
  }

  /** @param inPanel @param inBlock first pixel of the group @param used lanes that hold a pixel */
  function solveGroup(
    inPanel: number,
    inBlock: number,
    used: number,
    out: { -readonly [K in keyof InvertedBlock]: InvertedBlock[K] },
  ): void {
    const { keep, zero } = group;
    kernel.gather(inPanel);
    let numComplete = 0;
    for (let p = 0; p < lanes; p++) numComplete += Number(count[p] === numIfgram);
    if (numComplete < used) kernel.countDates();
    let numKept = 0;
    for (let p = 0; p < lanes; p++) {
      const isComplete = count[p] === numIfgram;
      const fewest = isComplete ? leastOfNetwork : least[p];
      keep[p] = Number(count[p] > 0 && fewest >= minRedundancy);
      numKept += keep[p];
      ground(p, isComplete);
    }
    zero.fill(0);
    if (numKept > 0) {
      const isShared = numComplete === lanes && weigh === undefined;
      if (!(isShared && holdsCompleteFactor)) kernel.factor();
      holdsCompleteFactor = isShared;
      kernel.solve();
      kernel.sumResiduals(isPhase ? 'phasor' : 'square');
      out.numIllConditioned += countIllConditioned(structure, group, numPiece);
      for (let p = 0; p < used; p++) if (keep[p] === 1) finishPixel(p, inBlock + p, out);
    }
    kernel.store(inPanel, scale);
  }

  /** How many pieces the network of a pixel is in, and what keeps its normal matrix regular. */
  function ground(p: number, isComplete: boolean): void {
    const { weight } = group;
    const isTreeSeen =
      structure.numPiece === 1 && (isComplete || tree.every((i) => weight[i * lanes + p] !== 0));
    if (isTreeSeen || group.keep[p] === 0) {
      numPiece[p] = 1;
      if (isGrounded[p] === 1) for (let k = 0; k < numUnknown; k++) group.ground[k * lanes + p] = 0;
      isGrounded[p] = 0;
      return;
    }
    numPiece[p] = labelPieces(structure.first, structure.second, weight, p, lanes, piece);
    groundPieces(piece, group.ground, p, lanes);
    isGrounded[p] = 1;
  }

  function finishPixel(p: number, pixel: number, out: InvertedBlock & { numInPieces: number }): void {
    const { solution, cosSum, sinSum, squareSum, zero } = group;
    if (numPiece[p] > 1) {
      out.numInPieces++;
      place(p);
    }
    zero[p] = isVelocity ? solution[unknown[0] * lanes + p] : 0; // velocities are summed from the first date
    out.numInvIfgram[pixel] = count[p];
    if (isPhase) out.inversionQuality[pixel] = coherenceOfSums(cosSum[p], sinSum[p], count[p], numIfgram);
    else if (weigh !== undefined || numPiece[p] === 1) {
      // Unweighted offsets of a network in pieces have no residual in the reference: they stay NaN.
      out.inversionQuality[pixel] = Math.sqrt(squareSum[p]);
    }
  }

  /** Shift the pieces of a pixel's network against each other to the minimum norm. */
  function place(p: number): void {
    const { solution, weight } = group;
    labelPieces(structure.first, structure.second, weight, p, lanes, piece);
    for (let k = 0; k < numDate; k++) {
      phase[k] = solution[unknown[k] * lanes + p];
      pieceOfDate[k] = piece[unknown[k]];
    }
    placePieces(phase, pieceOfDate, reference, isVelocity ? structure.interval : undefined, scratch);
    for (let k = 0; k < numDate; k++) solution[unknown[k] * lanes + p] = phase[k];
  }

  return { structure, invert };
}

/** Interferograms that connect all dates of the network: a pixel that has them is in one piece for sure. */
function spanningPairs({ first, second, numUnknown }: NetworkStructure): number[] {
  const order = Array.from(first, (_, i) => i).sort((i, j) => span(i) - span(j));
  const root = new Int32Array(numUnknown + 1).map((_, k) => k);
  return order.filter((i) => join(root, first[i], second[i]));

  function span(i: number): number {
    return Math.abs(first[i] - second[i]);
  }
}

/** Fewest interferograms of a date other than the reference date. */
function leastOfDates({ first, second, numUnknown }: NetworkStructure): number {
  const counts = new Int32Array(numUnknown + 1);
  for (const row of [...first, ...second]) counts[row]++;
  return Math.min(...counts.subarray(0, numUnknown));
}

/**
 * Kept pixels in one piece whose largest and smallest pivot lie so far apart that a truncated SVD would drop a
 * direction: the ratio is a lower bound of the condition number of the normal matrix.
 */
function countIllConditioned(
  { numUnknown, diagonal }: NetworkStructure,
  { factor, keep, lanes }: LaneGroup,
  numPiece: Int32Array,
): number {
  let number = 0;
  for (let p = 0; p < lanes; p++) {
    if (keep[p] === 0 || numPiece[p] > 1) continue;
    let least = Infinity;
    let most = 0;
    for (let row = 0; row < numUnknown; row++) {
      const inverse = factor[diagonal[row] * lanes + p];
      if (inverse < least) least = inverse;
      if (inverse > most) most = inverse;
    }
    if (most / least > ILL_CONDITIONED) number++;
  }
  return number;
}
