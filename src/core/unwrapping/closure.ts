import { assertSameShape, type NdArray, type Stack } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { stackSweepOf } from '../stack-sweep.ts';

/**
 * Triplets of interferograms that close a loop [numTriplet, 3]: places of the pairs 12, 23 and 13 in the stack.
 * The closure phase of a triplet is phase12 + phase23 - phase13.
 */
export type Triplets = NdArray<readonly [numTriplet: number, pairs: 3], Int32Array>;

const TWO_PI = 2 * Math.PI;

/**
 * Integer ambiguity of a closure phase, the whole cycles by which the three unwrapped phases disagree:
 *
 *     n = round((closure - wrap(closure)) / 2 pi),  wrap into [-pi, pi)
 *
 * (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331). Since closure - wrap(closure) is 2 pi times
 * floor((closure + pi) / 2 pi), that floor is the answer and nothing has to be rounded.
 */
export function integerAmbiguity(closure: number): number {
  return Math.floor((closure + Math.PI) / TWO_PI);
}

/** Whether {@link integerAmbiguity} is 0, without its division; NaN does not close. */
function isClosed(closure: number): boolean {
  const fromLow = closure + Math.PI; // the sum as it is rounded there: just below pi it may reach 2 pi
  return fromLow >= 0 && fromLow < TWO_PI;
}

/**
 * Closure phases of one pixel.
 *
 * @param phase unwrapped phase of every interferogram at the pixel [numIfgram], rad
 * @param out memory of the result [numTriplet]
 * @returns [numTriplet], rad
 */
export function closurePhase(
  phase: ArrayLike<number>,
  triplets: Triplets,
  out = new Float64Array(triplets.shape[0]),
): Float64Array {
  const { data } = triplets;
  for (let t = 0, k = 0; t < out.length; t++, k += 3) {
    out[t] = phase[data[k]] + phase[data[k + 1]] - phase[data[k + 2]];
  }
  return out;
}

/**
 * Number of triplets with a nonzero integer ambiguity, T_int: a map of where unwrapping went wrong
 * (Yunjun et al. 2019). A pixel with a NaN in any interferogram counts all triplets, which marks it as invalid.
 *
 * Interferogram-major in tiles: the referenced tile of all interferograms stays in cache for all its triplets.
 *
 * @param phase unwrapped phase [numIfgram, length, width], rad; exactly 0 = no data, which is not referenced
 * @param refPhase phase at the reference point of every interferogram [numIfgram], rad
 * @returns [length * width]
 * @throws {ShapeError} when a triplet names an interferogram outside the stack
 */
export function countNonzeroClosures(
  phase: Stack,
  refPhase: ArrayLike<number>,
  triplets: Triplets,
): Uint16Array {
  const [numIfgram, length, width] = phase.shape;
  assertTripletsFit(triplets, numIfgram);
  const numPixel = length * width;
  const count = new Uint16Array(numPixel);
  const { data } = phase;
  if (stackSweepOf(data)?.countOpen(data, refPhase, triplets.data, count)) return count;
  const pairs = triplets.data;
  const tileSize = 512;
  const tile = new Float32Array(numIfgram * tileSize);
  const open = new Int32Array(tileSize);
  const hasGap = new Uint8Array(tileSize);
  const numTriplet = triplets.shape[0];

  for (let start = 0; start < numPixel; start += tileSize) {
    const n = Math.min(tileSize, numPixel - start);
    open.fill(0);
    hasGap.fill(0);
    for (let k = 0; k < numIfgram; k++)
      referTo(refPhase[k], data, k * numPixel + start, n, tile, k * tileSize, hasGap);
    for (let t = 0; t < pairs.length; t += 3)
      countOpen(tile, pairs[t] * tileSize, pairs[t + 1] * tileSize, pairs[t + 2] * tileSize, n, open);
    for (let i = 0; i < n; i++) count[start + i] = hasGap[i] === 1 ? numTriplet : open[i];
  }
  return count;
}

/** Phases less that at the reference point; marks the pixels of NaN. */
function referTo(
  shift: number,
  phase: Float32Array,
  from: number,
  n: number,
  out: Float32Array,
  to: number,
  hasGap: Uint8Array,
): void {
  for (let i = 0; i < n; i++) {
    const value = phase[from + i];
    const referenced = value === 0 ? 0 : value - shift;
    out[to + i] = referenced;
    if (Number.isNaN(referenced)) hasGap[i] = 1;
  }
}

/** Count the pixels at which three interferograms do not close. */
function countOpen(
  tile: Float32Array,
  p12: number,
  p23: number,
  p13: number,
  n: number,
  open: Int32Array,
): void {
  for (let i = 0; i < n; i++) {
    if (!isClosed(tile[p12 + i] + tile[p23 + i] - tile[p13 + i])) open[i]++;
  }
}

/**
 * Check that triplets name interferograms of a stack.
 *
 * @param triplets [numTriplet, 3], indices of interferograms
 * @throws {ShapeError} when one lies outside the stack
 */
export function assertTripletsFit(triplets: Triplets, numIfgram: number): void {
  assertSameShape(triplets, { data: undefined, shape: [triplets.data.length / 3, 3] });
  for (const pair of triplets.data) {
    if (!(pair >= 0 && pair < numIfgram)) {
      throw new ShapeError(`A triplet names interferogram ${pair} of a stack of ${numIfgram}.`);
    }
  }
}
