// The sums of src/core/linalg/band-panels.ts with 128-bit vectors, eight pixels at a time. Every pixel is summed in the
// same order as there, so the bits are the same. Rows of panels are PANEL pixels long; matrices are row-major doubles.

const PANEL: usize = 496;
/** bytes of a row of single and of double values */
const SINGLES: usize = 4 * PANEL;
const DOUBLES: usize = 8 * PANEL;

// Two pixels: of a row of singles, or of doubles.
// @ts-ignore: decorator
@inline
function two<T>(row: usize, pair: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(row + 16 * pair);
  return f64x2.promote_low_f32x4(v128.load64_zero(row + 8 * pair));
}

/** to[r] = (to[r] +) sum_k weights[r, column + k] · from[k] */
export function projectBands(
  weights: usize, rows: i32, cols: i32, column: i32, from: usize, bands: i32, to: usize, groups: i32,
): void {
  project<f32>(weights, rows, cols, column, from, bands, to, groups);
}

export function projectSums(
  weights: usize, rows: i32, cols: i32, column: i32, from: usize, bands: i32, to: usize, groups: i32,
): void {
  project<f64>(weights, rows, cols, column, from, bands, to, groups);
}

// @ts-ignore: decorator
@inline
function project<T>(
  weights: usize, rows: i32, cols: i32, column: i32, from: usize, bands: i32, to: usize, groups: i32,
): void {
  const next = (<usize>cols) << 3;
  const first = weights + ((<usize>column) << 3);
  for (let g = 0; g < groups; g++) {
    const pixels = from + (<usize>g) * 8 * sizeof<T>();
    let w = first;
    let out = to + (<usize>g) * 64;
    let r = 0;
    for (; r + 1 < rows; r += 2) {
      projectPair<T>(w, w + next, column > 0, pixels, bands, out);
      w += 2 * next;
      out += 2 * DOUBLES;
    }
    if (r < rows) projectRow<T>(w, column > 0, pixels, bands, out);
  }
}

// @ts-ignore: decorator
@inline
function projectPair<T>(upper: usize, lower: usize, isMore: bool, from: usize, bands: i32, to: usize): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  if (isMore) {
    a0 = v128.load(to); a1 = v128.load(to, 16); a2 = v128.load(to, 32); a3 = v128.load(to, 48);
    const under = to + DOUBLES;
    b0 = v128.load(under); b1 = v128.load(under, 16); b2 = v128.load(under, 32); b3 = v128.load(under, 48);
  }
  for (let k = 0; k < bands; k++) {
    const a = v128.load64_splat(upper);
    const b = v128.load64_splat(lower);
    const d0 = two<T>(from, 0), d1 = two<T>(from, 1), d2 = two<T>(from, 2), d3 = two<T>(from, 3);
    a0 = f64x2.add(a0, f64x2.mul(a, d0));
    a1 = f64x2.add(a1, f64x2.mul(a, d1));
    a2 = f64x2.add(a2, f64x2.mul(a, d2));
    a3 = f64x2.add(a3, f64x2.mul(a, d3));
    b0 = f64x2.add(b0, f64x2.mul(b, d0));
    b1 = f64x2.add(b1, f64x2.mul(b, d1));
    b2 = f64x2.add(b2, f64x2.mul(b, d2));
    b3 = f64x2.add(b3, f64x2.mul(b, d3));
    upper += 8;
    lower += 8;
    from += PANEL * sizeof<T>();
  }
  store(to, a0, a1, a2, a3);
  store(to + DOUBLES, b0, b1, b2, b3);
}

// @ts-ignore: decorator
@inline
function projectRow<T>(weights: usize, isMore: bool, from: usize, bands: i32, to: usize): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  if (isMore) {
    a0 = v128.load(to); a1 = v128.load(to, 16); a2 = v128.load(to, 32); a3 = v128.load(to, 48);
  }
  for (let k = 0; k < bands; k++) {
    const a = v128.load64_splat(weights);
    a0 = f64x2.add(a0, f64x2.mul(a, two<T>(from, 0)));
    a1 = f64x2.add(a1, f64x2.mul(a, two<T>(from, 1)));
    a2 = f64x2.add(a2, f64x2.mul(a, two<T>(from, 2)));
    a3 = f64x2.add(a3, f64x2.mul(a, two<T>(from, 3)));
    weights += 8;
    from += PANEL * sizeof<T>();
  }
  store(to, a0, a1, a2, a3);
}

// @ts-ignore: decorator
@inline
function store(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** to = sum_k (from[k] - design[k] · parameters)² */
export function sumSquares(
  design: usize, cols: i32, parameters: usize, from: usize, bands: i32, to: usize, groups: i32,
): void {
  for (let g = 0; g < groups; g++) {
    const place = (<usize>g) * 64;
    let d = from + (<usize>g) * 32;
    let weight = design;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let k = 0; k < bands; k++) {
      let e0 = two<f32>(d, 0), e1 = two<f32>(d, 1), e2 = two<f32>(d, 2), e3 = two<f32>(d, 3);
      let m = parameters + place;
      for (let p = 0; p < cols; p++) {
        const w = v128.load64_splat(weight);
        e0 = f64x2.sub(e0, f64x2.mul(w, v128.load(m)));
        e1 = f64x2.sub(e1, f64x2.mul(w, v128.load(m, 16)));
        e2 = f64x2.sub(e2, f64x2.mul(w, v128.load(m, 32)));
        e3 = f64x2.sub(e3, f64x2.mul(w, v128.load(m, 48)));
        weight += 8;
        m += DOUBLES;
      }
      s0 = f64x2.add(s0, f64x2.mul(e0, e0));
      s1 = f64x2.add(s1, f64x2.mul(e1, e1));
      s2 = f64x2.add(s2, f64x2.mul(e2, e2));
      s3 = f64x2.add(s3, f64x2.mul(e3, e3));
      d += SINGLES;
    }
    store(to + place, s0, s1, s2, s3);
  }
}

/** r = from - design · parameters: power = sum_k r[k]², neighbour = sum_k r[k] · r[k - 1]; four pixels at a time stay in registers */
export function sumMoments(
  design: usize, cols: i32, parameters: usize, from: usize, bands: i32, power: usize, neighbour: usize, groups: i32,
): void {
  for (let half = 0; half < 2 * groups; half++) {
    const place = (<usize>half) * 32;
    let d = from + (<usize>half) * 16;
    let weight = design;
    let s0 = f64x2.splat(0), s1 = s0, n0 = s0, n1 = s0, b0 = s0, b1 = s0;
    for (let k = 0; k < bands; k++) {
      let e0 = two<f32>(d, 0), e1 = two<f32>(d, 1);
      let m = parameters + place;
      for (let p = 0; p < cols; p++) {
        const w = v128.load64_splat(weight);
        e0 = f64x2.sub(e0, f64x2.mul(w, v128.load(m)));
        e1 = f64x2.sub(e1, f64x2.mul(w, v128.load(m, 16)));
        weight += 8;
        m += DOUBLES;
      }
      s0 = f64x2.add(s0, f64x2.mul(e0, e0));
      s1 = f64x2.add(s1, f64x2.mul(e1, e1));
      n0 = f64x2.add(n0, f64x2.mul(e0, b0));
      n1 = f64x2.add(n1, f64x2.mul(e1, b1));
      b0 = e0;
      b1 = e1;
      d += SINGLES;
    }
    v128.store(power + place, s0);
    v128.store(power + place, s1, 16);
    v128.store(neighbour + place, n0);
    v128.store(neighbour + place, n1, 16);
  }
}

/**
 * to[k] = from[k] (- factor · scaled[k]) - design[k] · parameters, and 0 where `keep` has no bits
 * @param scaled 0 for none
 */
export function subtract(
  design: usize, cols: i32, parameters: usize, factor: usize, scaled: usize, from: usize, bands: i32, to: usize,
  keep: usize, groups: i32,
): void {
  for (let k = 0; k < bands; k++) {
    for (let g = 0; g < groups; g++) {
      const place = (<usize>g) * 64;
      const d = from + (<usize>g) * 32;
      let e0 = two<f32>(d, 0), e1 = two<f32>(d, 1), e2 = two<f32>(d, 2), e3 = two<f32>(d, 3);
      if (scaled != 0) {
        const f = factor + place;
        const s = scaled + place;
        e0 = f64x2.sub(e0, f64x2.mul(v128.load(s), v128.load(f)));
        e1 = f64x2.sub(e1, f64x2.mul(v128.load(s, 16), v128.load(f, 16)));
        e2 = f64x2.sub(e2, f64x2.mul(v128.load(s, 32), v128.load(f, 32)));
        e3 = f64x2.sub(e3, f64x2.mul(v128.load(s, 48), v128.load(f, 48)));
      }
      let m = parameters + place;
      let weight = design;
      for (let p = 0; p < cols; p++) {
        const w = v128.load64_splat(weight);
        e0 = f64x2.sub(e0, f64x2.mul(w, v128.load(m)));
        e1 = f64x2.sub(e1, f64x2.mul(w, v128.load(m, 16)));
        e2 = f64x2.sub(e2, f64x2.mul(w, v128.load(m, 32)));
        e3 = f64x2.sub(e3, f64x2.mul(w, v128.load(m, 48)));
        weight += 8;
        m += DOUBLES;
      }
      const mask = keep + (<usize>g) * 32;
      const out = to + (<usize>g) * 32;
      v128.store(out, v128.and(single(e0, e1), v128.load(mask)));
      v128.store(out, v128.and(single(e2, e3), v128.load(mask, 16)), 16);
    }
    design += (<usize>cols) << 3;
    from += SINGLES;
    to += SINGLES;
    if (scaled != 0) scaled += DOUBLES;
  }
}

// Four pixels in single precision.
// @ts-ignore: decorator
@inline
function single(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}

/**
 * to = dᵀ Q d, two rows of the folded Q at a time
 * @param wide room for one group in double precision, one band of zeros more, so that rows pair up
 */
export function quadraticForm(q: usize, from: usize, bands: i32, wide: usize, to: usize, groups: i32): void {
  const next = (<usize>bands) << 3;
  const end = wide + ((<usize>bands) << 6);
  for (let g = 0; g < groups; g++) {
    let d = from + (<usize>g) * 32;
    for (let at = wide; at < end; at += 64) {
      store(at, two<f32>(d, 0), two<f32>(d, 1), two<f32>(d, 2), two<f32>(d, 3));
      d += SINGLES;
    }
    const zero = f64x2.splat(0);
    store(end, zero, zero, zero, zero);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    let upper = q;
    for (let at = wide; at < end; at += 128) {
      const corner = v128.load64_splat(upper); // the lower row has nothing below the diagonal
      let a0 = f64x2.mul(corner, v128.load(at)), a1 = f64x2.mul(corner, v128.load(at, 16));
      let a2 = f64x2.mul(corner, v128.load(at, 32)), a3 = f64x2.mul(corner, v128.load(at, 48));
      let b0 = zero, b1 = zero, b2 = zero, b3 = zero;
      let w = upper + 8;
      for (let j = at + 64; j < end; j += 64) {
        const a = v128.load64_splat(w);
        const b = v128.load64_splat(w + next);
        const d0 = v128.load(j), d1 = v128.load(j, 16), d2 = v128.load(j, 32), d3 = v128.load(j, 48);
        a0 = f64x2.add(a0, f64x2.mul(a, d0));
        a1 = f64x2.add(a1, f64x2.mul(a, d1));
        a2 = f64x2.add(a2, f64x2.mul(a, d2));
        a3 = f64x2.add(a3, f64x2.mul(a, d3));
        b0 = f64x2.add(b0, f64x2.mul(b, d0));
        b1 = f64x2.add(b1, f64x2.mul(b, d1));
        b2 = f64x2.add(b2, f64x2.mul(b, d2));
        b3 = f64x2.add(b3, f64x2.mul(b, d3));
        w += 8;
      }
      s0 = f64x2.add(s0, f64x2.add(f64x2.mul(a0, v128.load(at)), f64x2.mul(b0, v128.load(at, 64))));
      s1 = f64x2.add(s1, f64x2.add(f64x2.mul(a1, v128.load(at, 16)), f64x2.mul(b1, v128.load(at, 80))));
      s2 = f64x2.add(s2, f64x2.add(f64x2.mul(a2, v128.load(at, 32)), f64x2.mul(b2, v128.load(at, 96))));
      s3 = f64x2.add(s3, f64x2.add(f64x2.mul(a3, v128.load(at, 48)), f64x2.mul(b3, v128.load(at, 112))));
      upper += 2 * next + 16;
    }
    store(to + (<usize>g) * 64, s0, s1, s2, s3);
  }
}

/** What basis and coordinates leave of the rows of `from`: |from|², |rest|² and rest · data */
export function outsideProducts(
  basis: usize, cols: i32, coordinates: usize, from: usize, data: usize, rows: i32, norm: usize, normOutside: usize,
  dot: usize, groups: i32,
): void {
  for (let g = 0; g < 4 * groups; g++) {
    const place = (<usize>g) * 16;
    let at = place;
    let weight = basis;
    let n = f64x2.splat(0), outside = n, product = n;
    for (let k = 0; k < rows; k++) {
      let e = v128.load(from + at);
      n = f64x2.add(n, f64x2.mul(e, e));
      let c = coordinates + place;
      for (let p = 0; p < cols; p++) {
        e = f64x2.sub(e, f64x2.mul(v128.load64_splat(weight), v128.load(c)));
        weight += 8;
        c += DOUBLES;
      }
      outside = f64x2.add(outside, f64x2.mul(e, e));
      product = f64x2.add(product, f64x2.mul(e, v128.load(data + at)));
      at += DOUBLES;
    }
    v128.store(norm + place, n);
    v128.store(normOutside + place, outside);
    v128.store(dot + place, product);
  }
}
