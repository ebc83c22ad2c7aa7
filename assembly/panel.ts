/*
 * A panel: some groups of neighbouring pixels, picked out of a block whose interferograms lie far apart and put side by
 * side, [group, numIfgram, 8]. Observations become relative to the reference pixel on the way; an observation that does
 * not count is 0 and has the code NONE. Other codes say where in the table its weight is.
 */
import {
  blockObserved,
  blockQuality,
  isOff,
  LANES,
  numIfgram,
  panelCode,
  panelObserved,
  panelQuality,
  references,
} from './network';

/** The code of what was not observed: the last weight of the table, 0. */
export const NONE: i32 = 255;

/** What is made of qualities, as laplacian-simd.ts numbers it: either, both, or nothing, which is code 0 for all. */
const TABLE = 1; // coherence: the code is the node of the table of phase variance
const QUALITY = 2; // qualities are kept for the caller, who turns them into weights

// @ts-ignore: decorator
@inline
function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
}

// @ts-ignore: decorator
@inline
export function isMissing(y: v128, relative: v128, off: v128, isPhase: bool): v128 {
  const isNaN = f32x4.ne(relative, relative);
  if (!isPhase) return v128.or(isNaN, off);
  const none = f32x4.splat(0); // no-data of phases, before and after referencing
  return v128.or(v128.or(f32x4.eq(y, none), f32x4.eq(relative, none)), v128.or(isNaN, off));
}

/**
 * Node of phaseVarianceNode, trunc((c - 0.0025) / 0.005), of coherences floored at 0.05. For single precision c the
 * nearest whole number to 200 c - 1 + 1e-9 is the same: 200 c is exact, and 200 c - 0.5 is a whole number or at least
 * 4e-7 away from one. Nodes 199 and 200 (c = 1) have the same weight.
 */
// @ts-ignore: decorator
@inline
export function nodes(coherence: v128): v128 {
  const least = f32x4.splat(0.05);
  const c = f32x4.pmin(f32x4.splat(1), f32x4.pmax(least, coherence)); // pmax: NaN counts as 0.05
  const scale = f64x2.splat(200);
  const shift = f64x2.splat(-0.999999999);
  const whole = f64x2.splat(4503599627370496); // 2^52: the sum has no digits after the point
  const low = f64x2.add(f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(c), scale), shift), whole);
  const high = f64x2.add(f64x2.add(f64x2.mul(promoteHigh(c), scale), shift), whole);
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** Load groups of a block with `stride` pixels, beginning with a pixel. */
export function loadPanel(start: i32, groups: i32, stride: i32, isPhase: bool, kind: i32): void {
  const none = i32x4.splat(NONE);
  const line = (<usize>numIfgram) * LANES; // values from one group to the next
  for (let i = 0; i < numIfgram; i++) {
    const reference = v128.load32_splat(references + ((<usize>i) << 2));
    const at = ((<usize>i) * (<usize>stride) + (<usize>start)) << 2;
    let from = blockObserved + at;
    let quality = blockQuality + at;
    let off = isOff + ((<usize>start) << 2);
    let to = (<usize>i) * LANES;
    for (let group = 0; group < groups; group++) {
      const y0 = v128.load(from);
      const y1 = v128.load(from, 16);
      let d0 = f32x4.sub(y0, reference);
      let d1 = f32x4.sub(y1, reference);
      if (!isPhase) {
        d0 = v128.bitselect(y0, d0, f32x4.eq(y0, f32x4.splat(0)));
        d1 = v128.bitselect(y1, d1, f32x4.eq(y1, f32x4.splat(0)));
      }
      const m0 = isMissing(y0, d0, v128.load(off), isPhase);
      const m1 = isMissing(y1, d1, v128.load(off, 16), isPhase);
      const observed = panelObserved + (to << 2);
      v128.store(observed, v128.andnot(d0, m0));
      v128.store(observed, v128.andnot(d1, m1), 16);
      let c0 = i32x4.splat(0);
      let c1 = c0;
      if (kind & TABLE) {
        c0 = nodes(v128.load(quality));
        c1 = nodes(v128.load(quality, 16));
      }
      if (kind & QUALITY) {
        v128.store(panelQuality + (to << 2), v128.load(quality));
        v128.store(panelQuality + (to << 2), v128.load(quality, 16), 16);
      }
      const codes = i16x8.narrow_i32x4_u(v128.bitselect(none, c0, m0), v128.bitselect(none, c1, m1));
      v128.store64_lane(panelCode + to, i8x16.narrow_i16x8_u(codes, codes), 0);
      from += 32;
      quality += 32;
      off += 32;
      to += line;
    }
  }
}

/** 255 where there is no observation, of the 8 codes at an address; 0 else. */
// @ts-ignore: decorator
@inline
export function missing(codes: usize): v128 {
  return i8x16.eq(v128.load64_zero(codes), i8x16.splat(-1));
}
