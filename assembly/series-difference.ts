// The loops of src/core/timeseries/series-difference.ts with 128-bit vectors: the same operations in the same order, so the bits
// are the same. Arrays are given by their addresses, counts are any.

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1);
}

/** zero[i] = other[i] - offset. @param zero f64 */
export function relate(other: usize, offset: f64, zero: usize, count: i32): void {
  const offsets = f64x2.splat(offset);
  let i = 0;
  for (; i + 2 <= count; i += 2, other += 8, zero += 16)
    v128.store(zero, f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(other)), offsets));
  if (i < count) store<f64>(zero, <f64>load<f32>(other) - offset);
}

/** first[i] -= sign · (other[i] - offset - zero[i]) where first[i] is not 0. @param zero f64 */
export function subtract(first: usize, other: usize, offset: f64, zero: usize, sign: f64, count: i32): void {
  const offsets = f64x2.splat(offset);
  const signs = f64x2.splat(sign);
  let i = 0;
  for (; i + 4 <= count; i += 4, first += 16, other += 16, zero += 32) {
    const v = v128.load(first);
    const w = v128.load(other);
    const a = f64x2.sub(f64x2.sub(f64x2.promote_low_f32x4(w), offsets), v128.load(zero));
    const b = f64x2.sub(f64x2.sub(f64x2.promote_low_f32x4(high(w)), offsets), v128.load(zero, 16));
    const low = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(v), f64x2.mul(signs, a)));
    const top = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(high(v)), f64x2.mul(signs, b)));
    const moved = v128.shuffle<i32>(low, top, 0, 1, 4, 5);
    v128.store(first, v128.bitselect(v, moved, f32x4.eq(v, f32x4.splat(0))));
  }
  for (; i < count; i++, first += 4, other += 4, zero += 8) {
    const value = load<f32>(first);
    if (value != 0)
      store<f32>(first, <f32>(<f64>value - sign * (<f64>load<f32>(other) - offset - load<f64>(zero))));
  }
}
