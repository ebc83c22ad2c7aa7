// The loop of src/core/atmosphere/place-delays.ts with 128-bit vectors, two dates side by side: the same operations in the same
// order, so the bits are the same. Arrays are given by their addresses.

// @ts-ignore: decorator
@inline
function across(at: usize, x0: v128, x1: v128, x2: v128, x3: v128, step: usize): v128 {
  const first = f64x2.add(f64x2.mul(x0, v128.load(at)), f64x2.mul(x1, v128.load(at + step)));
  const third = f64x2.add(first, f64x2.mul(x2, v128.load(at + 2 * step)));
  return f64x2.add(third, f64x2.mul(x3, v128.load(at + 3 * step)));
}

/**
 * @param base i32 [count], node of each pixel, -1 = none @param weights f64 [count, 9] @param factor f64 [count]
 * @param coefficients f64 [node, level, numDate] @param numDate even @param step from a column to the next, in levels
 * @param down from a row to the next, in levels @param to f32 [numDate, stride]
 */
export function delays(
  base: usize,
  weights: usize,
  factor: usize,
  count: i32,
  coefficients: usize,
  numDate: i32,
  step: i32,
  down: i32,
  to: usize,
  stride: i32,
): void {
  const level = (<usize>numDate) << 3;
  const column = (<usize>step) * level;
  const row = (<usize>down) * level;
  const plane = (<usize>stride) << 2;
  for (let i = 0; i < count; i++, base += 4, weights += 72, factor += 8, to += 4) {
    const node = load<i32>(base);
    let out = to;
    if (node < 0) {
      for (let k = 0; k < numDate; k++, out += plane) store<f32>(out, NaN);
      continue;
    }
    const y0 = v128.load64_splat(weights);
    const y1 = v128.load64_splat(weights, 8);
    const y2 = v128.load64_splat(weights, 16);
    const y3 = v128.load64_splat(weights, 24);
    const x0 = v128.load64_splat(weights, 32);
    const x1 = v128.load64_splat(weights, 40);
    const x2 = v128.load64_splat(weights, 48);
    const x3 = v128.load64_splat(weights, 56);
    const share = v128.load64_splat(weights, 64);
    const slant = v128.load64_splat(factor);
    let at = coefficients + (<usize>node) * level;
    for (let k = 0; k < numDate; k += 2, at += 16) {
      const r1 = at + row;
      const r2 = r1 + row;
      const r3 = r2 + row;
      let below = f64x2.add(f64x2.splat(0), f64x2.mul(y0, across(at, x0, x1, x2, x3, column)));
      below = f64x2.add(below, f64x2.mul(y1, across(r1, x0, x1, x2, x3, column)));
      below = f64x2.add(below, f64x2.mul(y2, across(r2, x0, x1, x2, x3, column)));
      below = f64x2.add(below, f64x2.mul(y3, across(r3, x0, x1, x2, x3, column)));
      let above = f64x2.add(f64x2.splat(0), f64x2.mul(y0, across(at + level, x0, x1, x2, x3, column)));
      above = f64x2.add(above, f64x2.mul(y1, across(r1 + level, x0, x1, x2, x3, column)));
      above = f64x2.add(above, f64x2.mul(y2, across(r2 + level, x0, x1, x2, x3, column)));
      above = f64x2.add(above, f64x2.mul(y3, across(r3 + level, x0, x1, x2, x3, column)));
      const zenith = f64x2.add(below, f64x2.mul(share, f64x2.sub(above, below)));
      const delay = f32x4.demote_f64x2_zero(f64x2.mul(slant, zenith));
      v128.store32_lane(out, delay, 0);
      v128.store32_lane(out + plane, delay, 1);
      out += 2 * plane;
    }
  }
}
