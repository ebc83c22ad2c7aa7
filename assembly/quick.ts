/*
 * Least squares of sixteen pixels in single precision, straight from the block, with one step of iterative refinement; the
 * same arithmetic in the same order as src/core/inversion/quick-kernel.ts. A row of sixteen f32 is as long as one of eight f64:
 * weights and factor stand where those of a group do.
 */
import { assembleAs, factorAs } from './factor';
import {
  blockObserved,
  blockQuality,
  blockSeries,
  dateOfRow,
  first,
  index,
  isOff,
  numIfgram,
  numUnknown,
  quickCount,
  quickKeep,
  pivots,
  quickRest,
  quickSolution,
  quickStays,
  quickStep,
  quickSums,
  quickTable,
  quickTurns,
  quickZero,
  references,
  ROW,
  row,
  second,
  weight,
} from './network';
import { isMissing, nodes } from './panel';
import { addWide, cosine, halfOf, RUN, sine, turnsOf } from './residuals';
import { solveAs } from './solve';
import { countDatesAs } from './weights';

/** Limits of what is trusted, and turns of which no phase is left, as in quick-kernel.ts. */
const LARGEST_RATIO: f32 = 1e4;
const LARGEST_STEP: f32 = 1e-4;
const FAR: f32 = 1048576;

// @ts-ignore: decorator
@inline
function weightAt(node: i32): usize {
  return quickTable + ((<usize>node) << 2);
}

/** Weights of four coherences. */
// @ts-ignore: decorator
@inline
function weightsOf(coherence: v128): v128 {
  const node = nodes(coherence);
  let w = v128.load32_zero(weightAt(i32x4.extract_lane(node, 0)));
  w = v128.load32_lane(weightAt(i32x4.extract_lane(node, 1)), w, 1);
  w = v128.load32_lane(weightAt(i32x4.extract_lane(node, 2)), w, 2);
  return v128.load32_lane(weightAt(i32x4.extract_lane(node, 3)), w, 3);
}

/** Four observations relative to the reference pixel, and their weights, both 0 for what is missing. @returns -1 there */
// @ts-ignore: decorator
@inline
function take(at: usize, off: usize, reference: v128, rest: usize, w: usize): v128 {
  const y = v128.load(blockObserved + at);
  const d = f32x4.sub(y, reference);
  const none = isMissing(y, d, v128.load(off), true);
  v128.store(rest, v128.andnot(d, none));
  v128.store(w, v128.andnot(weightsOf(v128.load(blockQuality + at)), none));
  return none;
}

/** Observations, weights and their count of sixteen pixels of a block of `stride` pixels, and their normal matrices. */
export function takeQuick(pixel: i32, stride: i32): void {
  let c0 = i32x4.splat(numIfgram);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  const off = isOff + ((<usize>pixel) << 2);
  let at = (<usize>pixel) << 2;
  let rest = quickRest;
  let w = weight;
  for (let i = 0; i < numIfgram; i++) {
    const reference = v128.load32_splat(references + ((<usize>i) << 2));
    c0 = i32x4.add(c0, take(at, off, reference, rest, w));
    c1 = i32x4.add(c1, take(at + 16, off + 16, reference, rest + 16, w + 16));
    c2 = i32x4.add(c2, take(at + 32, off + 32, reference, rest + 32, w + 32));
    c3 = i32x4.add(c3, take(at + 48, off + 48, reference, rest + 48, w + 48));
    at += (<usize>stride) << 2;
    rest += ROW;
    w += ROW;
  }
  v128.store(quickCount, c0);
  v128.store(quickCount, c1, 16);
  v128.store(quickCount, c2, 32);
  v128.store(quickCount, c3, 48);
  assembleAs<f32>();
}

/** The least of the dates of every lane. */
export function countQuickDates(): void {
  countDatesAs<f32>();
}

/** Factor, solution, its refinement, and the sums over the residuals. @returns whether there are lanes not to be trusted */
export function solveQuick(): bool {
  factorAs<f32>();
  rightSide(quickSolution, false);
  solveAs<f32>(quickSolution);
  rightSide(quickStep, true);
  solveAs<f32>(quickStep);
  sumPhasors();
  let stays = f32x4.splat(0);
  for (let p: usize = 0; p < ROW; p += 16) stays = v128.or(stays, addStep(p));
  return v128.any_true(stays);
}

/** Four lanes of the solution with their refinement. @returns -1 for those that are not to be trusted */
function addStep(p: usize): v128 {
  let solution = f32x4.splat(0);
  let step = solution;
  for (let r = 0; r < numUnknown; r++) {
    const x = row(quickSolution, r) + p;
    const s = v128.load(row(quickStep, r) + p);
    const sum = f32x4.add(v128.load(x), s);
    v128.store(x, sum);
    solution = f32x4.max(solution, f32x4.abs(sum));
    step = f32x4.max(step, f32x4.abs(s));
  }
  const smallest = v128.load(pivots + p);
  const isEven = f32x4.lt(v128.load(pivots + ROW + p), f32x4.mul(f32x4.splat(LARGEST_RATIO), smallest));
  const isSmall = f32x4.le(step, f32x4.mul(f32x4.splat(LARGEST_STEP), solution));
  const isNear = f32x4.lt(v128.load(quickTurns + p), f32x4.splat(FAR));
  const isTrusted = v128.and(v128.and(isEven, isSmall), v128.and(isNear, f32x4.gt(smallest, f32x4.splat(0))));
  const stays = v128.andnot(v128.load(quickKeep + p), isTrusted);
  v128.store(quickStays + p, stays);
  return stays;
}

/** Right side Aᵀ W of what is left of the observations, from which the solution is taken first where it is refined. */
// @ts-ignore: decorator
@inline
function rightSide(base: usize, isRefined: bool): void {
  memory.fill(base, 0, (<usize>numUnknown + 1) * ROW);
  let rest = quickRest;
  let w = weight;
  for (let i = 0; i < numIfgram; i++) {
    const a = (<usize>index(first, i)) * ROW;
    const b = (<usize>index(second, i)) * ROW;
    addWeighted(base, a, b, rest, w, isRefined);
    addWeighted(base, a + 16, b + 16, rest + 16, w + 16, isRefined);
    addWeighted(base, a + 32, b + 32, rest + 32, w + 32, isRefined);
    addWeighted(base, a + 48, b + 48, rest + 48, w + 48, isRefined);
    rest += ROW;
    w += ROW;
  }
}

// @ts-ignore: decorator
@inline
function addWeighted(base: usize, a: usize, b: usize, rest: usize, w: usize, isRefined: bool): void {
  let r = v128.load(rest);
  if (isRefined) {
    r = f32x4.sub(r, f32x4.sub(v128.load(quickSolution + b), v128.load(quickSolution + a)));
    v128.store(rest, r);
  }
  const y = f32x4.mul(v128.load(w), r);
  v128.store(base + a, f32x4.sub(v128.load(base + a), y));
  v128.store(base + b, f32x4.add(v128.load(base + b), y));
}

function sumPhasors(): void {
  memory.fill(quickSums, 0, 4 * ROW);
  for (let p: usize = 0; p < ROW; p += 32) sumLanes(p);
}

/** The sums of eight lanes, of which the first is so many bytes in its row; the largest residual in turns. */
function sumLanes(p: usize): void {
  const sums = quickSums + 2 * p;
  const step = quickStep + p;
  const one = first;
  const other = second;
  let rest = quickRest + p;
  let w = weight + p;
  let largest0 = f32x4.splat(0);
  let largest1 = largest0;
  for (let from = 0; from < numIfgram; from += RUN) {
    const to = from + RUN < numIfgram ? from + RUN : numIfgram;
    let squares0 = f32x4.splat(0);
    let squares1 = squares0;
    let products0 = squares0;
    let products1 = squares0;
    for (let i = from; i < to; i++) {
      const a = row(step, index(one, i));
      const b = row(step, index(other, i));
      const turns0 = turnsLeft(rest, w, a, b);
      const turns1 = turnsLeft(rest + 16, w + 16, a + 16, b + 16);
      largest0 = f32x4.pmax(largest0, f32x4.abs(turns0));
      largest1 = f32x4.pmax(largest1, f32x4.abs(turns1));
      const t0 = halfOf(turns0);
      const t1 = halfOf(turns1);
      const u0 = f32x4.mul(t0, t0);
      const u1 = f32x4.mul(t1, t1);
      const s0 = sine(t0, u0);
      const s1 = sine(t1, u1);
      squares0 = f32x4.add(squares0, f32x4.mul(s0, s0));
      squares1 = f32x4.add(squares1, f32x4.mul(s1, s1));
      products0 = f32x4.add(products0, f32x4.mul(s0, cosine(u0)));
      products1 = f32x4.add(products1, f32x4.mul(s1, cosine(u1)));
      rest += ROW;
      w += ROW;
    }
    addWide(sums, squares0);
    addWide(sums + 32, squares1);
    addWide(sums + 2 * ROW, products0);
    addWide(sums + 2 * ROW + 32, products1);
  }
  v128.store(quickTurns + p, largest0);
  v128.store(quickTurns + p, largest1, 16);
}

/** What the refinement leaves of four observations, in turns; 0 where nothing was observed. */
// @ts-ignore: decorator
@inline
function turnsLeft(rest: usize, w: usize, a: usize, b: usize): v128 {
  const turns = turnsOf(f32x4.sub(v128.load(rest), f32x4.sub(v128.load(b), v128.load(a))));
  return v128.andnot(turns, f32x4.eq(v128.load(w), f32x4.splat(0)));
}

/** Series of the first lanes to pixels of a block of `stride` pixels, but those that stay what they are; 0 for what is not kept. */
export function storeQuick(pixel: i32, used: i32, stride: i32, scale: f32, isAll: bool): void {
  const factor = f32x4.splat(scale);
  const k0 = v128.load(quickKeep);
  const k1 = v128.load(quickKeep, 16);
  const k2 = v128.load(quickKeep, 32);
  const k3 = v128.load(quickKeep, 48);
  const z0 = v128.load(quickZero);
  const z1 = v128.load(quickZero, 16);
  const z2 = v128.load(quickZero, 32);
  const z3 = v128.load(quickZero, 48);
  for (let r = 0; r <= numUnknown; r++) {
    const date = <usize>index(dateOfRow, r);
    const to = blockSeries + ((date * (<usize>stride) + (<usize>pixel)) << 2);
    const x = row(quickSolution, r);
    const v0 = v128.and(f32x4.mul(f32x4.sub(v128.load(x), z0), factor), k0);
    const v1 = v128.and(f32x4.mul(f32x4.sub(v128.load(x, 16), z1), factor), k1);
    const v2 = v128.and(f32x4.mul(f32x4.sub(v128.load(x, 32), z2), factor), k2);
    const v3 = v128.and(f32x4.mul(f32x4.sub(v128.load(x, 48), z3), factor), k3);
    // Of less than all, the row of the solution, which is not needed any more, holds the values.
    const at = isAll ? to : x;
    v128.store(at, v0);
    v128.store(at, v1, 16);
    v128.store(at, v2, 32);
    v128.store(at, v3, 48);
    if (isAll) continue;
    for (let p: usize = 0; p < (<usize>used) << 2; p += 4)
      if (load<i32>(quickStays + p) == 0) store<f32>(to + p, load<f32>(x + p));
  }
}
