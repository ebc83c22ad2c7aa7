// What is done to every value of a raster while it is loaded; src/loading/raster-rows.ts says what stands where.

/** Places whose bits are set, counted from `at`, to a list; returns its new end. */
// @ts-ignore: decorator
@inline
function note(bits: i32, at: i32, list: usize): usize {
  while (bits != 0) {
    store<i32>(list, at + ctz(bits));
    list += 4;
    bits &= bits - 1;
  }
  return list;
}

/** Places of values that are 0 or NaN, of a multiple of eight values; returns how many there are. */
export function gaps(values: usize, n: i32, list: usize): i32 {
  const none = f32x4.splat(0);
  let end = list;
  for (let i = 0; i < n; i += 8) {
    const at = values + ((<usize>i) << 2);
    const a = f32x4.gt(f32x4.abs(v128.load(at)), none);
    const b = f32x4.gt(f32x4.abs(v128.load(at, 16)), none);
    if (i32x4.all_true(v128.and(a, b))) continue;
    end = note(15 & ~i32x4.bitmask(a), i, end);
    end = note(15 & ~i32x4.bitmask(b), i + 4, end);
  }
  return <i32>((end - list) >> 2);
}

/**
 * Values to 16-bit whole numbers, digits after the point cut off, of a multiple of eight values.
 * @returns how many are 0, whose places are listed; -1 where a value has no place in 32 bits
 */
export function labels(values: usize, n: i32, to: usize, list: usize): i32 {
  const most = f32x4.splat(2147483520);
  let far = f32x4.splat(0);
  let end = list;
  for (let i = 0; i < n; i += 8) {
    const at = values + ((<usize>i) << 2);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    far = v128.or(far, v128.or(f32x4.gt(f32x4.abs(a), most), f32x4.gt(f32x4.abs(b), most)));
    const whole = v128.shuffle<i16>(
      i32x4.trunc_sat_f32x4_s(a), i32x4.trunc_sat_f32x4_s(b), 0, 2, 4, 6, 8, 10, 12, 14,
    );
    v128.store(to + ((<usize>i) << 1), whole);
    if (!i16x8.all_true(whole)) end = note(i16x8.bitmask(i16x8.eq(whole, i16x8.splat(0))), i, end);
  }
  return v128.any_true(far) ? -1 : <i32>((end - list) >> 2);
}
