import type { Pair } from '../network/pairs.ts';
import { type LaneGroup, type LaneKernel, laplacianKernel } from './laplacian-kernel.ts';
import { hasSimd, laplacianSimdKernel } from './laplacian-simd.ts';
import { type NetworkStructure, networkStructure } from './network-structure.ts';
import { assertBlock, type ObservationBlock, type WeightSource, weightingOf } from './observations.ts';
import { groundPieces, labelPieces, pieceScratch, placePieces } from './pieces.ts';
import { PixelPanel } from './pixel-panel.ts';
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
  const { group } = kernel;
  const { lanes } = group;
  const panel = new PixelPanel(kernel, numIfgram);
  const pixels = new Int32Array(lanes); // the pixel of each lane; unused lanes repeat the last one
  const counts = new Int32Array(lanes);
  const numPiece = new Int32Array(lanes);
  const isRejected = new Uint8Array(lanes);
  const shift = new Float64Array(lanes); // of the reference date, where a network in pieces was placed
  const zero = new Float64Array(lanes);
  const observations = new Int32Array((numUnknown + 1) * lanes);
  const piece = new Int32Array(numUnknown + 1);
  const pieceOfDate = new Int32Array(numDate);
  const phase = new Float64Array(numDate);
  const scratch = pieceScratch(numDate);

  group.weight.fill(1);
  countObservations(structure, group, observations, counts);
  const leastOfNetwork = leastCount(observations, 0, numUnknown, lanes);

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
    for (let start = 0; start < numPixel; ) {
      start = panel.load(block, start);
      for (const isComplete of [true, false]) {
        const list = isComplete ? panel.complete : panel.partial;
        const count = isComplete ? panel.numComplete : panel.numPartial;
        for (let k = 0; k < count; k += lanes) {
          const used = Math.min(lanes, count - k);
          for (let p = 0; p < lanes; p++) pixels[p] = list[k + Math.min(p, used - 1)];
          solveGroup(numPixel, used, isComplete, out);
        }
      }
    }
    return out;
  }

  function solveGroup(
    numPixel: number,
    used: number,
    isComplete: boolean,
    out: { -readonly [K in keyof InvertedBlock]: InvertedBlock[K] },
  ): void {
    const isShared = isComplete && weigh === undefined;
    shift.fill(0);
    kernel.gather(pixels);
    if (isComplete) counts.fill(numIfgram);
    else countObservations(structure, group, observations, counts);
    for (let p = 0; p < lanes; p++) {
      const least = isComplete ? leastOfNetwork : leastCount(observations, p, numUnknown, lanes);
      isRejected[p] = Number(least < minRedundancy);
      numPiece[p] = isComplete
        ? structure.numPiece
        : labelPieces(structure.first, structure.second, group.weight, p, lanes, piece);
      groundPieces(isComplete ? structure.piece : piece, group.ground, p, lanes);
    }
    if (isRejected.every((flag) => flag === 1)) return;

    if (!(isShared && holdsCompleteFactor)) kernel.factor();
    holdsCompleteFactor = isShared;
    kernel.solve();
    kernel.sumResiduals(isPhase ? 'phasor' : 'square');

    for (let p = 0; p < used; p++) {
      if (isRejected[p] === 1) continue;
      if (numPiece[p] > 1) place(p, isComplete, out);
      else if (pivotSpread(structure, group, p) > ILL_CONDITIONED) out.numIllConditioned++;
    }
    store(numPixel, used, out);
  }

  /** Shift the pieces of a pixel's network against each other to the minimum norm. */
  function place(p: number, isComplete: boolean, out: { numInPieces: number }): void {
    out.numInPieces++;
    if (!isComplete) labelPieces(structure.first, structure.second, group.weight, p, lanes, piece);
    const label = isComplete ? structure.piece : piece;
    for (let k = 0; k < numDate; k++) {
      phase[k] = group.solution[unknown[k] * lanes + p];
      pieceOfDate[k] = label[unknown[k]];
    }
    placePieces(phase, pieceOfDate, reference, isVelocity ? structure.interval : undefined, scratch);
    // The reference date has no row of its own: the others carry its shift.
    for (let k = 0; k < numDate; k++) {
      if (k !== reference) group.solution[unknown[k] * lanes + p] = phase[k];
    }
    shift[p] = phase[reference];
  }

  /** Results of the group's pixels into the block: date by date, neighbouring pixels together. */
  function store(numPixel: number, used: number, out: InvertedBlock): void {
    const { solution, cosSum, sinSum, squareSum } = group;
    // Velocities are summed from the first date.
    for (let p = 0; p < used; p++) {
      zero[p] = !isVelocity ? 0 : reference === 0 ? shift[p] : solution[unknown[0] * lanes + p];
    }
    for (let k = 0; k < numDate; k++) {
      const row = k * numPixel + panel.start;
      const from = unknown[k] * lanes;
      for (let p = 0; p < used; p++) {
        const value = k === reference ? shift[p] : solution[from + p];
        if (isRejected[p] === 0) out.timeseries[row + pixels[p]] = (value - zero[p]) * scale;
      }
    }
    for (let p = 0; p < used; p++) {
      if (isRejected[p] === 1) continue;
      const pixel = panel.start + pixels[p];
      out.numInvIfgram[pixel] = counts[p];
      if (isPhase) out.inversionQuality[pixel] = coherenceOfSums(cosSum[p], sinSum[p], counts[p], numIfgram);
      else if (weigh !== undefined || numPiece[p] === 1) {
        // Unweighted offsets of a network in pieces have no residual in the reference: they stay NaN.
        out.inversionQuality[pixel] = Math.sqrt(squareSum[p]);
      }
    }
  }

  return { structure, invert };
}

/** Observations per date and in total of every lane. */
function countObservations(
  { first, second }: NetworkStructure,
  { lanes, weight }: LaneGroup,
  observations: Int32Array,
  counts: Int32Array,
): void {
  observations.fill(0);
  counts.fill(0);
  for (let i = 0; i < first.length; i++) {
    const a = first[i] * lanes;
    const b = second[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const one = weight[i * lanes + p] === 0 ? 0 : 1;
      observations[a + p] += one;
      observations[b + p] += one;
      counts[p] += one;
    }
  }
}

/** Fewest observations among the dates other than the reference date. */
function leastCount(observations: Int32Array, lane: number, numUnknown: number, lanes: number): number {
  let least = Infinity;
  for (let k = 0; k < numUnknown; k++) least = Math.min(least, observations[k * lanes + lane]);
  return least;
}

/** Largest over smallest pivot: a lower bound of the condition number of the normal matrix. */
function pivotSpread(
  { numUnknown, diagonal }: NetworkStructure,
  { factor, lanes }: LaneGroup,
  lane: number,
): number {
  let least = Infinity;
  let most = 0;
  for (let row = 0; row < numUnknown; row++) {
    const inverse = factor[diagonal[row] * lanes + lane];
    if (inverse < least) least = inverse;
    if (inverse > most) most = inverse;
  }
  return most / least;
}
