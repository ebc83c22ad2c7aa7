// The loop of `ionosphereRangeDelays` in src/core/geometry/ionosphere-shell.ts with 128-bit vectors: the same operations in the
// same order, so the bits are the same. Arrays are given by their addresses, counts are any.

/** out[i] = vertical / sqrt(1 - (sines[i] · slower)²). @param sines f64 @param out f32 */
export function rangeDelays(sines: usize, vertical: f64, slower: f64, out: usize, count: i32): void {
  const one = f64x2.splat(1);
  const delay = f64x2.splat(vertical);
  const share = f64x2.splat(slower);
  let i = 0;
  for (; i + 2 <= count; i += 2, sines += 16, out += 8) {
    const sine = f64x2.mul(v128.load(sines), share);
    const cosine = f64x2.sqrt(f64x2.sub(one, f64x2.mul(sine, sine)));
    v128.store64_lane(out, f32x4.demote_f64x2_zero(f64x2.div(delay, cosine)), 0);
  }
  if (i < count) {
    const sine = load<f64>(sines) * slower;
    store<f32>(out, <f32>(vertical / sqrt(1 - sine * sine)));
  }
}
