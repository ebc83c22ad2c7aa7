import type { Pair } from '../network/pairs.ts';
import { closurePhase, integerAmbiguity } from '../unwrapping/closure.ts';
import { networkTriplets } from '../unwrapping/network-triplets.ts';
import { type InversionOptions, prepareInversion } from './inversion.ts';
import { laplacianKernel } from './laplacian-kernel.ts';
import { blankByMask, makeRelative, type ObservationMask } from './observation-mask.ts';
import { weightingOf } from './observations.ts';
import { labelPieces } from './pieces.ts';
import { prepareCovariance } from './timeseries-covariance.ts';

/** What became of the observation of one pair at a pixel. */
export interface ExplainedPair {
  readonly pair: Pair;
  /** dropped: by the network; empty: no phase here; masked: by another dataset of the pair */
  readonly use: 'used' | 'dropped' | 'empty' | 'masked';
  /** rad, relative to the reference point; NaN where there is none */
  readonly phase: number;
  /** coherence; NaN where unknown */
  readonly quality: number;
  /** in the inversion, 1/rad² for 'var'; 0 where not used */
  readonly weight: number;
  /** phase less that of the inverted series, rad; also of pairs that were left out, where the series has both dates */
  readonly residual: number;
}

/** A loop of three pairs, as positions in the list of pairs. */
export interface ExplainedLoop {
  readonly pairs: readonly [number, number, number];
  /** phase 12 + 23 - 13, rad */
  readonly closure: number;
  /** whole cycles in it: other than 0, one of the three has an unwrapping error */
  readonly cycles: number;
}

/** How the time series of one pixel came about, or why there is none. */
export interface PixelExplanation {
  /**
   * solved; reference: the pixel all others are relative to, zero by definition; off: left out by a mask; empty: no
   * observation; sparse: some dates have fewer observations than wanted
   */
  readonly outcome: 'solved' | 'reference' | 'off' | 'empty' | 'sparse';
  readonly pairs: readonly ExplainedPair[];
  readonly dates: readonly string[];
  /** [numDate] observation times scale, relative to the first date; zeros where there is none */
  readonly timeseries: Float32Array;
  /** [numDate] standard deviation by decorrelation, relative to the first date; absent without coherence and looks */
  readonly std?: Float64Array;
  /** [numDate, numDate] covariance of which `std` is the diagonal; absent like it */
  readonly covariance?: Float32Array;
  readonly temporalCoherence: number;
  readonly numUsed: number;
  /** of the design matrix; the series is determined by the observations where it is the number of unknowns */
  readonly rank: number;
  readonly numUnknown: number;
  /** dates that the pixel's pairs connect, the piece of the first date first */
  readonly pieces: readonly (readonly string[])[];
  /** dates with fewer observations than minRedundancy */
  readonly sparseDates: readonly string[];
  readonly loops: readonly ExplainedLoop[];
}

/** An inversion and the part of a stack that it is for. */
export interface ExplainOptions extends Omit<InversionOptions, 'pairs' | 'references' | 'observation'> {
  /** all pairs of the stack */
  readonly pairs: readonly Pair[];
  /** [numPair] other than 0: the pair takes part */
  readonly kept: ArrayLike<number>;
  /** [numPair] phase at the reference point, rad */
  readonly references: ArrayLike<number>;
  readonly mask?: ObservationMask;
  readonly isReference?: boolean;
  /** the pixel is left out by a mask of the scene */
  readonly isOff?: boolean;
}

/** What a stack holds of one pixel, one value per pair. */
export interface PixelOfStack {
  /** [numPair] unwrapped phase as read, rad; 0 and NaN = none */
  readonly observed: ArrayLike<number>;
  /** [numPair] coherence; needed for weights */
  readonly quality?: ArrayLike<number>;
  /** [numPair] of the dataset that masks single observations; that of `quality` unless given */
  readonly mask?: ArrayLike<number>;
}

/**
 * Invert one pixel as the whole map is inverted, to the bit, and tell how: which pairs took part with which weight, what
 * they leave unexplained, how the network hangs together (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * @throws {NetworkError} when no pair takes part
 * @throws {OptionError} for weights that need looks
 * @throws {ShapeError} for weights without coherence
 */
export function explainPixel(stack: PixelOfStack, options: ExplainOptions): PixelExplanation {
  const { pairs, kept, references, mask, isReference = false, isOff = false } = options;
  const { minRedundancy = 1, looks, scale = 1, minNormVelocity, gap, norm, weightFunc } = options;
  const all = pairs.map((_, i) => i);
  const used = all.filter((i) => kept[i] !== 0);
  const own = used.map((i) => pairs[i]);
  const take = (values: ArrayLike<number>) => Float32Array.from(used, (i) => values[i]);

  const relative = Float32Array.from(stack.observed);
  makeRelative(relative, 1, references, undefined, 'phase');
  const observed = take(stack.observed);
  const quality = stack.quality && take(stack.quality);
  if (mask !== undefined) blankByMask(observed, take((stack.mask ?? stack.quality)!), mask);
  const block = { numPixel: 1, observed, quality, isOff: Uint8Array.of(isOff ? 1 : 0) };
  const inversion = { pairs: own, weightFunc, looks, minNormVelocity, gap, norm, minRedundancy, scale };
  const ownReferences = used.map((i) => references[i]);
  const prepared = prepareInversion({ ...inversion, references: ownReferences }, laplacianKernel);
  const { structure } = prepared;
  const { dates } = structure;
  const result = prepared.invert({ ...block, observed: observed.slice() });

  const seen = Float32Array.from(used, (i, k) => (Number.isNaN(observed[k]) ? Number.NaN : relative[i]));
  const weight = Float64Array.from(seen, (value, k) => (Number.isNaN(value) ? 0 : (quality?.[k] ?? 1)));
  const weigh = weightingOf({ weightFunc, looks });
  if (weigh === undefined) weight.fill(1);
  else weigh(weight);
  for (let k = 0; k < seen.length; k++) if (Number.isNaN(seen[k]) || isReference || isOff) weight[k] = 0;

  const timeseries = isReference ? new Float32Array(dates.length) : result.timeseries.slice();
  const numUsed = isReference ? used.length : result.numInvIfgram[0];
  const counts = new Map(dates.map((date) => [date, 0]));
  for (let k = 0; k < own.length; k++) {
    if (weight[k] === 0) continue;
    for (const date of [own[k].date1, own[k].date2]) counts.set(date, counts.get(date)! + 1);
  }
  const sparseDates = dates.filter(
    (date, k) => k !== structure.reference && counts.get(date)! < minRedundancy,
  );
  const hasData = weight.some((value) => value > 0);
  const outcome = isReference
    ? 'reference'
    : isOff
      ? 'off'
      : !hasData
        ? 'empty'
        : numUsed > 0
          ? 'solved'
          : 'sparse';
  const place = new Map(dates.map((date, k) => [date, k]));
  const explained = all.map((i): ExplainedPair => {
    const k = used.indexOf(i);
    const [from, to] = [place.get(pairs[i].date1), place.get(pairs[i].date2)];
    const hasModel = outcome === 'solved' && from !== undefined && to !== undefined;
    const model = hasModel ? (timeseries[to] - timeseries[from]) / scale : Number.NaN;
    return {
      pair: pairs[i],
      use:
        k < 0
          ? 'dropped'
          : weight[k] > 0 || isReference
            ? 'used'
            : Number.isNaN(relative[i])
              ? 'empty'
              : 'masked',
      phase: relative[i],
      quality: stack.quality?.[i] ?? Number.NaN,
      weight: k < 0 ? 0 : weight[k],
      residual: relative[i] - model,
    };
  });
  const canVary = outcome === 'solved' && quality !== undefined && looks !== undefined;
  const pieces = piecesOf(structure, isReference ? new Float64Array(own.length).fill(1) : weight);
  return {
    outcome,
    pairs: explained,
    dates,
    timeseries,
    ...(canVary &&
      spreadOf(
        { pairs: own, refDate: dates[0], looks, minRedundancy, scale, references: ownReferences },
        { numPixel: 1, observed: observed.slice(), quality },
      )),
    temporalCoherence: isReference ? 1 : result.inversionQuality[0],
    numUsed,
    rank: dates.length - pieces.length,
    numUnknown: structure.numUnknown,
    pieces,
    sparseDates,
    loops: loopsOf(pairs, relative, kept),
  };
}

/**
 * Pairs of a network as a template leaves them out, `1:5,25`: both ends of a range are included.
 * @param indices positions in the stack, from 0, in any order
 */
export function indexRanges(indices: readonly number[]): string {
  const sorted = [...new Set(indices)].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let k = 0; k < sorted.length; k++) {
    const from = sorted[k];
    while (sorted[k + 1] === sorted[k] + 1) k++;
    ranges.push(sorted[k] === from ? String(from) : `${from}:${sorted[k]}`);
  }
  return ranges.join(',');
}

function piecesOf(
  { dates, unknown, first, second, numUnknown }: ReturnType<typeof prepareInversion>['structure'],
  weight: Float64Array,
): string[][] {
  const piece = new Int32Array(numUnknown + 1);
  labelPieces(first, second, weight, 0, 1, piece);
  const found = new Map<number, string[]>();
  dates.forEach((date, k) => {
    const root = piece[unknown[k]];
    found.set(root, [...(found.get(root) ?? []), date]);
  });
  return [...found.values()];
}

function spreadOf(
  options: Parameters<typeof prepareCovariance>[0],
  block: Parameters<ReturnType<typeof prepareCovariance>>[0],
): { covariance: Float32Array; std: Float64Array } {
  const covariance = prepareCovariance(options)(block);
  const n = Math.round(Math.sqrt(covariance.length));
  const std = Float64Array.from({ length: n }, (_, k) => Math.sqrt(Math.max(0, covariance[k * n + k])));
  return { covariance, std };
}

/** Loops of pairs that take part and have a phase, those that close worst first. */
function loopsOf(pairs: readonly Pair[], phase: Float32Array, kept: ArrayLike<number>): ExplainedLoop[] {
  const triplets = networkTriplets(pairs);
  const loops = Array.from(closurePhase(phase, triplets), (closure, t): ExplainedLoop => {
    const [i, j, k] = triplets.data.subarray(3 * t, 3 * t + 3);
    return { pairs: [i, j, k], closure, cycles: integerAmbiguity(closure) };
  });
  return loops
    .filter(({ pairs: loop, closure }) => !Number.isNaN(closure) && loop.every((i) => kept[i] !== 0))
    .sort((a, b) => Math.abs(b.closure) - Math.abs(a.closure));
}
