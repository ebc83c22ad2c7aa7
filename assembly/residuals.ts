/* How well the solution explains the observations: sums over the interferograms of every lane. */
import {
  first,
  index,
  LANES,
  normalTable,
  numIfgram,
  panelCode,
  panelObserved,
  ROW,
  row,
  second,
  solution,
  sums,
  weight,
} from './network';
import { missing } from './panel';
import { pair } from './weights';

/** Interferograms whose phasors are summed in single precision; the same number as in phasor-sum.ts. */
export const RUN: i32 = 8;

/** Residuals of the first or second half of a row of single-precision observations, and of four lanes from `p` on. */
// @ts-ignore: decorator
@inline
export function residuals(observed: v128, a: usize, b: usize): v128 {
  const low = f64x2.sub(v128.load(b), v128.load(a));
  const high = f64x2.sub(v128.load(b, 16), v128.load(a, 16));
  const y0 = f64x2.promote_low_f32x4(observed);
  const y1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(observed, observed, 2, 3, 0, 1));
  const e0 = f32x4.demote_f64x2_zero(f64x2.sub(y0, low));
  const e1 = f32x4.demote_f64x2_zero(f64x2.sub(y1, high));
  return v128.shuffle<i32>(e0, e1, 0, 1, 4, 5);
}

/** Phases in turns. */
// @ts-ignore: decorator
@inline
export function turnsOf(phase: v128): v128 {
  return f32x4.mul(phase, f32x4.splat(0.15915493667125702));
}

/** Where turns are so many that no phase is left. */
// @ts-ignore: decorator
@inline
function areFar(turns: v128): v128 {
  return f32x4.ge(f32x4.abs(turns), f32x4.splat(1048576));
}

/** Turns brought to -1/2 to 1/2. */
// @ts-ignore: decorator
@inline
export function halfOf(turns: v128): v128 {
  return f32x4.sub(turns, f32x4.floor(f32x4.add(turns, f32x4.splat(0.5))));
}

/** The same, a quarter for those that are far. */
// @ts-ignore: decorator
@inline
function halfTurns(turns: v128, far: v128): v128 {
  return v128.bitselect(f32x4.splat(0.25), halfOf(turns), far);
}

/** sin(pi t) of turns t whose square is u; see phasor-sum.ts. */
// @ts-ignore: decorator
@inline
export function sine(t: v128, u: v128): v128 {
  let s = f32x4.add(f32x4.splat(-0.5985945463180542), f32x4.mul(u, f32x4.splat(0.07816819846630096)));
  s = f32x4.add(f32x4.splat(2.550137758255005), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(-5.167714595794678), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(3.1415927410125732), f32x4.mul(u, s));
  return f32x4.mul(t, s);
}

/** cos(pi t), by the square of t. */
// @ts-ignore: decorator
@inline
export function cosine(u: v128): v128 {
  let c = f32x4.add(f32x4.splat(-1.3318802118301392), f32x4.mul(u, f32x4.splat(0.2196968048810959)));
  c = f32x4.add(f32x4.splat(4.05841064453125), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(-4.934792518615723), f32x4.mul(u, c));
  return f32x4.add(f32x4.splat(0.9999999403953552), f32x4.mul(u, c));
}

// @ts-ignore: decorator
@inline
export function addWide(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(v)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
}

/** Sums of sin^2 and of sin cos of half the residuals of every lane of a group; see phasor-sum.ts. */
export function sumPhasors(group: i32): void {
  memory.fill(sums, 0, 2 * ROW);
  const base = (<usize>group) * (<usize>numIfgram) * LANES;
  let code = panelCode + base;
  let observed = panelObserved + (base << 2);
  for (let from = 0; from < numIfgram; from += RUN) {
    const to = from + RUN < numIfgram ? from + RUN : numIfgram;
    let squares0 = f32x4.splat(0);
    let squares1 = squares0;
    let products0 = squares0;
    let products1 = squares0;
    for (let i = from; i < to; i++) {
      const a = row(solution, index(first, i));
      const b = row(solution, index(second, i));
      const none = i16x8.extend_low_i8x16_s(missing(code));
      const turns0 = turnsOf(residuals(v128.load(observed), a, b));
      const turns1 = turnsOf(residuals(v128.load(observed, 16), a + 32, b + 32));
      const far0 = areFar(turns0);
      const far1 = areFar(turns1);
      const t0 = v128.andnot(halfTurns(turns0, far0), i32x4.extend_low_i16x8_s(none));
      const t1 = v128.andnot(halfTurns(turns1, far1), i32x4.extend_high_i16x8_s(none));
      const u0 = f32x4.mul(t0, t0);
      const u1 = f32x4.mul(t1, t1);
      const s0 = sine(t0, u0);
      const s1 = sine(t1, u1);
      squares0 = f32x4.add(squares0, f32x4.mul(s0, s0));
      squares1 = f32x4.add(squares1, f32x4.mul(s1, s1));
      products0 = f32x4.add(products0, v128.andnot(f32x4.mul(s0, cosine(u0)), far0));
      products1 = f32x4.add(products1, v128.andnot(f32x4.mul(s1, cosine(u1)), far1));
      code += LANES;
      observed += LANES * 4;
    }
    addWide(sums, squares0);
    addWide(sums + 32, squares1);
    addWide(sums + ROW, products0);
    addWide(sums + ROW + 32, products1);
  }
}

/** Sum of the squared residuals of every lane; what has no weight counts as explained. */
export function sumSquares(group: i32): void {
  const from = panelObserved + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  for (let p: usize = 0; p < ROW; p += 16) {
    let sum = f64x2.splat(0);
    for (let i = 0; i < numIfgram; i++) {
      const y = f64x2.promote_low_f32x4(v128.load64_zero(from + (<usize>i) * LANES * 4 + (p >> 1)));
      const b = v128.load(row(solution, index(second, i)) + p);
      const a = v128.load(row(solution, index(first, i)) + p);
      const w = v128.load(row(weight, i) + p);
      const misfit = f64x2.sub(y, f64x2.sub(b, a));
      const e = v128.andnot(misfit, f64x2.eq(w, f64x2.splat(0)));
      sum = f64x2.add(sum, f64x2.mul(e, e));
    }
    v128.store(sums + 2 * ROW + p, sum);
  }
}

/** Sum of the squared residuals of every lane by the inverse variance of their coherence. */
export function sumNormalised(group: i32): void {
  const base = (<usize>group) * (<usize>numIfgram) * LANES;
  let code = panelCode + base;
  let observed = panelObserved + (base << 2);
  const weights = normalTable;
  const x = solution;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let i = 0; i < numIfgram; i++) {
    const a = row(x, index(first, i));
    const b = row(x, index(second, i));
    const r0 = misfit(observed, a, b);
    const r1 = misfit(observed + 8, a + 16, b + 16);
    const r2 = misfit(observed + 16, a + 32, b + 32);
    const r3 = misfit(observed + 24, a + 48, b + 48);
    s0 = f64x2.add(s0, f64x2.mul(f64x2.mul(pair(weights, code), r0), r0));
    s1 = f64x2.add(s1, f64x2.mul(f64x2.mul(pair(weights, code + 2), r1), r1));
    s2 = f64x2.add(s2, f64x2.mul(f64x2.mul(pair(weights, code + 4), r2), r2));
    s3 = f64x2.add(s3, f64x2.mul(f64x2.mul(pair(weights, code + 6), r3), r3));
    code += LANES;
    observed += LANES * 4;
  }
  const to = sums + 2 * ROW;
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}

/** Residuals of two lanes. */
// @ts-ignore: decorator
@inline
function misfit(observed: usize, a: usize, b: usize): v128 {
  const y = f64x2.promote_low_f32x4(v128.load64_zero(observed));
  return f64x2.sub(y, f64x2.sub(v128.load(b), v128.load(a)));
}
