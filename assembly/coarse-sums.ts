// The loop of src/core/geometry/coarse-sums.ts with 128-bit vectors: the same operations in the same order, so the bits are
// the same. In single precision. Arrays are given by their addresses.

/**
 * to[k][i] = sum over four nodes and three components of weights[node][component][i] · node[k][component], for a run of pixels.
 *
 * @param weights f32 [12, stride], from the first pixel of the run on @param a address of the first node's values f32
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
  const row = (<usize>stride) << 2;
  for (let k = 0; k < numPlane; k++, a += 12, b += 12, c += 12, d += 12, to += row) {
    const v0 = load<f32>(a);
    const v1 = load<f32>(a, 4);
    const v2 = load<f32>(a, 8);
    const v3 = load<f32>(b);
    const v4 = load<f32>(b, 4);
    const v5 = load<f32>(b, 8);
    const v6 = load<f32>(c);
    const v7 = load<f32>(c, 4);
    const v8 = load<f32>(c, 8);
    const v9 = load<f32>(d);
    const v10 = load<f32>(d, 4);
    const v11 = load<f32>(d, 8);
    let from = weights;
    let out = to;
    let i = 0;
    for (; i + 4 <= count; i += 4, from += 16, out += 16) {
      let w = from;
      let s0 = f32x4.mul(v128.load(w), f32x4.splat(v0));
      let s1 = f32x4.mul(v128.load((w += row)), f32x4.splat(v1));
      let s2 = f32x4.mul(v128.load((w += row)), f32x4.splat(v2));
      s0 = f32x4.add(s0, f32x4.mul(v128.load((w += row)), f32x4.splat(v3)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load((w += row)), f32x4.splat(v4)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load((w += row)), f32x4.splat(v5)));
      s0 = f32x4.add(s0, f32x4.mul(v128.load((w += row)), f32x4.splat(v6)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load((w += row)), f32x4.splat(v7)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load((w += row)), f32x4.splat(v8)));
      s0 = f32x4.add(s0, f32x4.mul(v128.load((w += row)), f32x4.splat(v9)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load((w += row)), f32x4.splat(v10)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load((w += row)), f32x4.splat(v11)));
      v128.store(out, f32x4.add(f32x4.add(s0, s1), s2));
    }
    for (; i < count; i++, from += 4, out += 4) {
      let w = from;
      let s0 = load<f32>(w) * v0;
      let s1 = load<f32>((w += row)) * v1;
      let s2 = load<f32>((w += row)) * v2;
      s0 += load<f32>((w += row)) * v3;
      s1 += load<f32>((w += row)) * v4;
      s2 += load<f32>((w += row)) * v5;
      s0 += load<f32>((w += row)) * v6;
      s1 += load<f32>((w += row)) * v7;
      s2 += load<f32>((w += row)) * v8;
      s0 += load<f32>((w += row)) * v9;
      s1 += load<f32>((w += row)) * v10;
      s2 += load<f32>((w += row)) * v11;
      store<f32>(out, s0 + s1 + s2);
    }
  }
}
