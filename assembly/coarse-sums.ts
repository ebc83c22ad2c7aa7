// The loop of src/core/geometry/coarse-sums.ts with 128-bit vectors: the same operations in the same order, so the bits are
// the same. Arrays are given by their addresses.

/**
 * to[k][i] = sum over four nodes and three components of weights[node][component][i] · node[k][component], for a run of pixels.
 *
 * @param weights f64 [12, stride], from the first pixel of the run on @param a address of the first node's values f64
 * [numPlane, 3], b, c, d those of the others @param to f32 [numPlane, stride]
 */
export function sumRun(
  weights: usize,
  stride: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  numPlane: i32,
  to: usize,
  count: i32,
): void {
  const row = (<usize>stride) << 3;
  for (let k = 0; k < numPlane; k++, a += 24, b += 24, c += 24, d += 24, to += (<usize>stride) << 2) {
    const v0 = load<f64>(a);
    const v1 = load<f64>(a, 8);
    const v2 = load<f64>(a, 16);
    const v3 = load<f64>(b);
    const v4 = load<f64>(b, 8);
    const v5 = load<f64>(b, 16);
    const v6 = load<f64>(c);
    const v7 = load<f64>(c, 8);
    const v8 = load<f64>(c, 16);
    const v9 = load<f64>(d);
    const v10 = load<f64>(d, 8);
    const v11 = load<f64>(d, 16);
    let from = weights;
    let out = to;
    let i = 0;
    for (; i + 2 <= count; i += 2, from += 16, out += 8) {
      let w = from;
      let s0 = f64x2.mul(v128.load(w), f64x2.splat(v0));
      let s1 = f64x2.mul(v128.load((w += row)), f64x2.splat(v1));
      let s2 = f64x2.mul(v128.load((w += row)), f64x2.splat(v2));
      s0 = f64x2.add(s0, f64x2.mul(v128.load((w += row)), f64x2.splat(v3)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load((w += row)), f64x2.splat(v4)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load((w += row)), f64x2.splat(v5)));
      s0 = f64x2.add(s0, f64x2.mul(v128.load((w += row)), f64x2.splat(v6)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load((w += row)), f64x2.splat(v7)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load((w += row)), f64x2.splat(v8)));
      s0 = f64x2.add(s0, f64x2.mul(v128.load((w += row)), f64x2.splat(v9)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load((w += row)), f64x2.splat(v10)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load((w += row)), f64x2.splat(v11)));
      const sum = f64x2.add(f64x2.add(s0, s1), s2);
      v128.store64_lane(out, f32x4.demote_f64x2_zero(sum), 0);
    }
    if (i < count) {
      let w = from;
      let s0 = load<f64>(w) * v0;
      let s1 = load<f64>((w += row)) * v1;
      let s2 = load<f64>((w += row)) * v2;
      s0 += load<f64>((w += row)) * v3;
      s1 += load<f64>((w += row)) * v4;
      s2 += load<f64>((w += row)) * v5;
      s0 += load<f64>((w += row)) * v6;
      s1 += load<f64>((w += row)) * v7;
      s2 += load<f64>((w += row)) * v8;
      s0 += load<f64>((w += row)) * v9;
      s1 += load<f64>((w += row)) * v10;
      s2 += load<f64>((w += row)) * v11;
      store<f32>(out, <f32>(s0 + s1 + s2));
    }
  }
}
