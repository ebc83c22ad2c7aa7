// The loops of src/core/filters/row-sums.ts over rows of doubles, with 128-bit vectors: the same operations in the same
// order, so the bits are the same. Arrays are given by their addresses, places as indices into `values`.

// @ts-ignore: decorator
@inline
function placeOf(places: usize, n: i32): usize {
  return (<usize>load<i32>(places + ((<usize>n) << 2))) << 3;
}

/** to[x] = half[0] · values[places[0] + x] + sum_k half[k] · (values[places[2k] + x] + values[places[2k + 1] + x]) */
export function weigh(values: usize, places: usize, half: usize, numWeight: i32, to: usize, width: i32): void {
  const middle = values + placeOf(places, 0);
  let x: usize = 0;
  const end = (<usize>width) << 3;
  for (; x + 56 < end; x += 64) {
    const first = v128.load64_splat(half);
    const m = middle + x;
    let s0 = f64x2.mul(first, v128.load(m)), s1 = f64x2.mul(first, v128.load(m, 16));
    let s2 = f64x2.mul(first, v128.load(m, 32)), s3 = f64x2.mul(first, v128.load(m, 48));
    for (let k = 1; k < numWeight; k++) {
      const weight = v128.load64_splat(half + ((<usize>k) << 3));
      const a = values + placeOf(places, 2 * k) + x;
      const b = values + placeOf(places, 2 * k + 1) + x;
      s0 = f64x2.add(s0, f64x2.mul(weight, f64x2.add(v128.load(a), v128.load(b))));
      s1 = f64x2.add(s1, f64x2.mul(weight, f64x2.add(v128.load(a, 16), v128.load(b, 16))));
      s2 = f64x2.add(s2, f64x2.mul(weight, f64x2.add(v128.load(a, 32), v128.load(b, 32))));
      s3 = f64x2.add(s3, f64x2.mul(weight, f64x2.add(v128.load(a, 48), v128.load(b, 48))));
    }
    store4(to + x, s0, s1, s2, s3);
  }
  for (; x < end; x += 8) {
    let sum = load<f64>(half) * load<f64>(middle + x);
    for (let k = 1; k < numWeight; k++) {
      const a = load<f64>(values + placeOf(places, 2 * k) + x);
      const b = load<f64>(values + placeOf(places, 2 * k + 1) + x);
      sum += load<f64>(half + ((<usize>k) << 3)) * (a + b);
    }
    store<f64>(to + x, sum);
  }
}

// @ts-ignore: decorator
@inline
function run(a: usize, b: usize): v128 {
  return f64x2.sub(v128.load(b), v128.load(a));
}

/** to[x] = (sum_r values[places[2r + 1] + x] - values[places[2r] + x]) / divisor */
export function averageRuns(values: usize, places: usize, numRun: i32, divisor: f64, to: usize, width: i32): void {
  const by = f64x2.splat(divisor);
  let x: usize = 0;
  const end = (<usize>width) << 3;
  for (; x + 56 < end; x += 64) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let r = 0; r < numRun; r++) {
      const a = values + placeOf(places, 2 * r) + x;
      const b = values + placeOf(places, 2 * r + 1) + x;
      s0 = f64x2.add(s0, run(a, b));
      s1 = f64x2.add(s1, run(a + 16, b + 16));
      s2 = f64x2.add(s2, run(a + 32, b + 32));
      s3 = f64x2.add(s3, run(a + 48, b + 48));
    }
    store4(to + x, f64x2.div(s0, by), f64x2.div(s1, by), f64x2.div(s2, by), f64x2.div(s3, by));
  }
  for (; x < end; x += 8) {
    let sum: f64 = 0;
    for (let r = 0; r < numRun; r++)
      sum += load<f64>(values + placeOf(places, 2 * r + 1) + x) - load<f64>(values + placeOf(places, 2 * r) + x);
    store<f64>(to + x, sum / divisor);
  }
}

// @ts-ignore: decorator
@inline
function store4(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}
