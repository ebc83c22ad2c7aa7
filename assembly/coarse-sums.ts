// The loop of src/core/geometry/coarse-sums.ts with 128-bit vectors: the same operations in the same order, so the bits are
// the same. In single precision. Arrays are given by their addresses.

/**
 * to[k][i] = sum over four nodes and three components of weights[node][component][i] · node[k][component], for a row of pixels,
 * which is made of runs with the same nodes.
 *
 * @param weights f32 [12, stride] @param runs i32 [numRun, 2], bytes from the first value of all to that of the run's first node,
 * and pixels @param values f32 [node, numPlane, 3] @param right bytes from a node to the next @param down bytes to the node below
 * @param to f32 [numPlane, plane], the first pixel of the row
 */
export function sumRow(
  weights: usize,
  stride: i32,
  runs: usize,
  numRun: i32,
  values: usize,
  right: usize,
  down: usize,
  numPlane: i32,
  to: usize,
  plane: i32,
): void {
  const row = (<usize>stride) << 2;
  const next = (<usize>plane) << 2;
  const end = runs + ((<usize>numRun) << 3);
  for (let k = 0; k < numPlane; k++, values += 12, to += next) {
    let from = weights;
    let out = to;
    for (let run = runs; run < end; run += 8) {
      const a = values + <usize>load<u32>(run);
      const bytes = (<usize>load<i32>(run, 4)) << 2;
      sumRun(from, row, a, a + right, a + down, a + down + right, out, bytes);
      from += bytes;
      out += bytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function sumRun(weights: usize, row: usize, a: usize, b: usize, c: usize, d: usize, to: usize, bytes: usize): void {
  const end = to + bytes;
  let from = weights;
  let out = to;
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
    for (; out + 16 <= end; from += 16, out += 16) {
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
    for (; out < end; from += 4, out += 4) {
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
