// Rows of a raster on their way to a figure, in single precision; src/core/filters/image-rows.ts has the same in plain TypeScript.

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
}

/** Masks of four values to those of the first or the last two. */
// @ts-ignore: decorator
@inline
function lowMask(m: v128): v128 {
  return v128.shuffle<i32>(m, m, 0, 0, 1, 1);
}

// @ts-ignore: decorator
@inline
function highMask(m: v128): v128 {
  return v128.shuffle<i32>(m, m, 2, 2, 3, 3);
}

// @ts-ignore: decorator
@inline
function changed(
  v: v128, noData: v128, zeroIsNone: v128, phase: v128, offset: v128, factor: v128, first: v128, cycle: v128, perCycle: v128,
): v128 {
  const nan = f64x2.splat(NaN);
  const zero = f64x2.splat(0);
  let w = v128.bitselect(nan, v, f64x2.eq(v, noData));
  w = v128.bitselect(f64x2.sub(w, phase), w, f64x2.ne(w, zero));
  w = v128.bitselect(nan, w, v128.and(zeroIsNone, f64x2.eq(w, zero)));
  w = f64x2.mul(f64x2.sub(w, offset), factor);
  const turns = f64x2.mul(cycle, f64x2.floor(f64x2.mul(f64x2.sub(w, first), perCycle)));
  return v128.bitselect(f64x2.sub(w, turns), w, f64x2.gt(cycle, zero));
}

/**
 * Change n values (a multiple of four) where they stand.
 * @param mask a byte for each, 0 = left out; 0: no mask
 * @param noData NaN for none @param cycle 0: values are not wrapped
 */
export function change(
  values: usize, mask: usize, n: i32,
  noData: f64, zeroIsNone: i32, phase: f64, offset: f64, factor: f64, first: f64, cycle: f64, perCycle: f64,
): void {
  const none = f64x2.splat(noData);
  const zeros = i64x2.splat(zeroIsNone ? -1 : 0);
  const p = f64x2.splat(phase), o = f64x2.splat(offset), f = f64x2.splat(factor);
  const a = f64x2.splat(first), c = f64x2.splat(cycle), q = f64x2.splat(perCycle);
  const nan = f32x4.splat(NaN);
  for (let x = 0; x < n; x += 4) {
    const at = values + ((<usize>x) << 2);
    const v = v128.load(at);
    const l = f32x4.demote_f64x2_zero(changed(low(v), none, zeros, p, o, f, a, c, q));
    const h = f32x4.demote_f64x2_zero(changed(high(v), none, zeros, p, o, f, a, c, q));
    let w = v128.shuffle<i32>(l, h, 0, 1, 4, 5);
    if (mask) {
      const kept = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(mask + x)));
      w = v128.bitselect(nan, w, i32x4.eq(kept, i32x4.splat(0)));
    }
    v128.store(at, w);
  }
}

/** Least and greatest finite value of n (a multiple of four) and of the two that stand in `out` (f32), which they replace. */
export function range(values: usize, n: i32, out: usize): void {
  let least = v128.load32_splat(out);
  let most = v128.load32_splat(out + 4);
  const below = f32x4.splat(-Infinity);
  const above = f32x4.splat(Infinity);
  for (let x = 0; x < n; x += 4) {
    const v = v128.load(values + ((<usize>x) << 2));
    least = v128.bitselect(v, least, v128.and(f32x4.lt(v, least), f32x4.gt(v, below)));
    most = v128.bitselect(v, most, v128.and(f32x4.gt(v, most), f32x4.lt(v, above)));
  }
  store<f32>(out, min(min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)), min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3))));
  store<f32>(out + 4, max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))));
}

/** sums[x] += value and counts[x] += 1 for the values of `rows` rows that hold data, in columns x of a multiple of four. */
export function addColumns(values: usize, stride: usize, rows: i32, width: i32, sums: usize, counts: usize): void {
  for (let x = 0; x < width; x += 4) {
    const s = sums + ((<usize>x) << 3);
    const c = counts + ((<usize>x) << 2);
    let a = v128.load(s);
    let b = v128.load(s, 16);
    let count = v128.load(c);
    let at = values + ((<usize>x) << 2);
    for (let r = 0; r < rows; r++, at += stride) {
      let v = v128.load(at);
      const there = f32x4.eq(v, v);
      v = v128.and(v, there);
      count = i32x4.sub(count, there);
      a = f64x2.add(a, low(v));
      b = f64x2.add(b, high(v));
    }
    v128.store(s, a);
    v128.store(s, b, 16);
    v128.store(c, count);
  }
}

/** The first value of each cell that holds data, row by row, to all columns of the cell, where none is known yet. */
export function findFirsts(values: usize, stride: usize, rows: i32, cells: i32, size: i32, firsts: usize): void {
  const wide = (<usize>size) << 2;
  for (let cell = 0; cell < cells; cell++) {
    const to = firsts + (((<usize>cell) * (<usize>size)) << 3);
    const known = load<f64>(to);
    if (known == known) continue;
    let at = values + (<usize>cell) * wide;
    let found: f32 = NaN;
    for (let r = 0; r < rows && found != found; r++, at += stride) {
      for (let x: usize = 0; x < wide; x += 4) {
        found = load<f32>(at + x);
        if (found == found) break;
      }
    }
    for (let x: usize = 0; x < 2 * wide; x += 8) store<f64>(to + x, <f64>found);
  }
}

// @ts-ignore: decorator
@inline
function away(v: v128, first: v128, half: v128, cycle: v128): v128 {
  const d = f64x2.sub(v, first);
  const down = v128.bitselect(f64x2.sub(d, cycle), d, f64x2.gt(d, half));
  return v128.bitselect(f64x2.add(d, cycle), down, f64x2.lt(d, f64x2.neg(half)));
}

/** `addColumns` of how far values of a cycle are from the first one of their cell, on the shorter way. */
export function addAway(
  values: usize, stride: usize, rows: i32, width: i32, sums: usize, counts: usize, firsts: usize, cycle: f64,
): void {
  const whole = f64x2.splat(cycle);
  const half = f64x2.splat(cycle / 2);
  for (let x = 0; x < width; x += 4) {
    const s = sums + ((<usize>x) << 3);
    const c = counts + ((<usize>x) << 2);
    const f = firsts + ((<usize>x) << 3);
    const fa = v128.load(f);
    const fb = v128.load(f, 16);
    let a = v128.load(s);
    let b = v128.load(s, 16);
    let count = v128.load(c);
    let at = values + ((<usize>x) << 2);
    for (let r = 0; r < rows; r++, at += stride) {
      const v = v128.load(at);
      const there = f32x4.eq(v, v);
      count = i32x4.sub(count, there);
      a = f64x2.add(a, v128.and(away(low(v), fa, half, whole), lowMask(there)));
      b = f64x2.add(b, v128.and(away(high(v), fb, half, whole), highMask(there)));
    }
    v128.store(s, a);
    v128.store(s, b, 16);
    v128.store(c, count);
  }
}

/** Means of cells of `size` columns (NaN: no value), and begin anew with all of `width` columns. */
export function closeCells(sums: usize, counts: usize, cells: i32, size: i32, width: i32, out: usize): void {
  let s = sums;
  let c = counts;
  for (let cell = 0; cell < cells; cell++) {
    let sum: f64 = 0;
    let count: i32 = 0;
    for (let i = 0; i < size; i++) {
      sum += load<f64>(s);
      count += load<i32>(c);
      s += 8;
      c += 4;
    }
    store<f64>(out + ((<usize>cell) << 3), sum / <f64>count);
  }
  memory.fill(sums, 0, (<usize>width) << 3);
  memory.fill(counts, 0, (<usize>width) << 2);
}
