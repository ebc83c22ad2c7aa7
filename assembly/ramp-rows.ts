// The loops of src/core/terrain/ramp-rows-plain.ts with 128-bit vectors: the same operations in the same order, so the
// bits are the same.

// @ts-ignore: decorator
@inline
function high(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 2, 3, 2, 3);
}

/**
 * Of rows offset, offset + step, ...: sums of d, d u and d u² over the kept samples, and whether one of those is 0.
 * Sums go in four lanes, sample x into lane x mod 4.
 * @param keep a byte per sample, -1 or 0; rows are `stride` samples long, a multiple of 8, and so is u
 * @param to four doubles per row
 */
export function sumRows(
  raster: usize, keep: usize, u: usize, to: usize, length: i32, width: i32, stride: i32, offset: i32, step: i32,
): void {
  const zero = f64x2.splat(0);
  for (let y = offset; y < length; y += step) {
    let d = raster + (<usize>y * <usize>width << 2);
    let k = keep + <usize>y * <usize>stride;
    let s = u;
    const end = k + <usize>stride;
    let l0 = zero, l1 = zero, l2 = zero; // lanes 0 and 1
    let h0 = zero, h1 = zero, h2 = zero; // lanes 2 and 3
    let zeros = zero;
    while (k < end) {
      // Left out is what has no bits in `keep`, be it NaN: 0 adds nothing to the sums.
      const kept = v128.load_ext<i8>(k);
      const keptA = i32x4.extend_low_i16x8_s(kept), keptB = i32x4.extend_high_i16x8_s(kept);
      const a = v128.and(v128.load(d), keptA), b = v128.and(v128.load(d, 16), keptB);
      zeros = v128.or(zeros, v128.and(f32x4.eq(a, zero), keptA));
      zeros = v128.or(zeros, v128.and(f32x4.eq(b, zero), keptB));
      const a0 = f64x2.promote_low_f32x4(a), a1 = f64x2.promote_low_f32x4(high(a));
      const b0 = f64x2.promote_low_f32x4(b), b1 = f64x2.promote_low_f32x4(high(b));
      const u0 = v128.load(s), u1 = v128.load(s, 16), u2 = v128.load(s, 32), u3 = v128.load(s, 48);
      const au0 = f64x2.mul(a0, u0), au1 = f64x2.mul(a1, u1);
      const bu0 = f64x2.mul(b0, u2), bu1 = f64x2.mul(b1, u3);
      l0 = f64x2.add(f64x2.add(l0, a0), b0);
      h0 = f64x2.add(f64x2.add(h0, a1), b1);
      l1 = f64x2.add(f64x2.add(l1, au0), bu0);
      h1 = f64x2.add(f64x2.add(h1, au1), bu1);
      l2 = f64x2.add(f64x2.add(l2, f64x2.mul(au0, u0)), f64x2.mul(bu0, u2));
      h2 = f64x2.add(f64x2.add(h2, f64x2.mul(au1, u1)), f64x2.mul(bu1, u3));
      d += 32;
      k += 8;
      s += 64;
    }
    const row = to + (<usize>y << 5);
    store<f64>(row, total(l0, h0));
    store<f64>(row, total(l1, h1), 8);
    store<f64>(row, total(l2, h2), 16);
    store<f64>(row, v128.any_true(zeros) ? 1 : 0, 24);
  }
}

// @ts-ignore: decorator
@inline
function total(low: v128, high: v128): f64 {
  const pair = f64x2.add(low, high);
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Subtract c0 + c1 u + c2 u² from every row, its three coefficients in `curves`. */
export function subtractRows(
  raster: usize, u: usize, curves: usize, length: i32, width: i32, ignoreZero: bool,
): void {
  const zero = f64x2.splat(0);
  const unchanged = i32x4.splat(ignoreZero ? -1 : 0);
  let d = raster;
  for (let y = 0; y < length; y++) {
    const c0 = v128.load64_splat(curves), c1 = v128.load64_splat(curves + 8), c2 = v128.load64_splat(curves + 16);
    let s = u;
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const value = v128.load(d);
      const u0 = v128.load(s), u1 = v128.load(s, 16);
      const r0 = f64x2.add(c0, f64x2.mul(u0, f64x2.add(c1, f64x2.mul(u0, c2))));
      const r1 = f64x2.add(c0, f64x2.mul(u1, f64x2.add(c1, f64x2.mul(u1, c2))));
      const e0 = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(value), r0));
      const e1 = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(high(value)), r1));
      const rest = v128.shuffle<f32>(e0, e1, 0, 1, 4, 5);
      v128.store(d, v128.bitselect(value, rest, v128.and(f32x4.eq(value, zero), unchanged)));
      d += 16;
      s += 32;
    }
    for (; x < width; x++) {
      const value = load<f32>(d);
      const u0 = load<f64>(s);
      const rest = <f64>value - (load<f64>(curves) + u0 * (load<f64>(curves, 8) + u0 * load<f64>(curves, 16)));
      if (!(ignoreZero && value == 0)) store<f32>(d, <f32>rest);
      d += 4;
      s += 8;
    }
    curves += 24;
  }
}
