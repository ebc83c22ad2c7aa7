// The loops of src/core/filters/row-sums-plain.ts over bands of rows, with 128-bit vectors: the same operations in the same
// order, so the bits are the same. Arrays are given by their addresses, rows of single and of double values by their counts.

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

// @ts-ignore: decorator
@inline
function single(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function store4(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** What single values become: themselves, themselves and 0 for NaN, or 1 and 0 for NaN. */
const ZERO_FOR_NAN = 1;
const IS_DATA = 2;

// @ts-ignore: decorator
@inline
function changed(v: v128, change: i32): v128 {
  if (change == ZERO_FOR_NAN) return v128.and(v, f32x4.eq(v, v));
  if (change == IS_DATA) return v128.and(f32x4.splat(1), f32x4.eq(v, v));
  return v;
}

/**
 * A row in double precision with `reach` values before and behind it: those at its ends, or 0.
 * @returns whether one of it is NaN
 */
function widen(from: usize, width: i32, reach: i32, isNearest: bool, change: i32, to: usize): i32 {
  const first = to + ((<usize>reach) << 3);
  let gaps = i32x4.splat(0);
  for (let x = 0; x < width; x += 4) {
    const v = v128.load(from + ((<usize>x) << 2));
    const hasValue = f32x4.eq(v, v);
    const isRow = i32x4.lt_s(i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)), i32x4.splat(width));
    gaps = v128.or(gaps, v128.andnot(isRow, hasValue));
    const w = changed(v, change);
    const at = first + ((<usize>x) << 3);
    v128.store(at, low(w));
    v128.store(at, high(w), 16);
  }
  const last = first + ((<usize>width) << 3);
  const before: f64 = isNearest ? load<f64>(first) : 0;
  const behind: f64 = isNearest ? load<f64>(last - 8) : 0;
  for (let k: usize = 0; k < ((<usize>reach) << 3); k += 8) {
    store<f64>(to + k, before);
    store<f64>(last + k, behind);
  }
  return i32(v128.any_true(gaps));
}

/** Gaussian sums along rows; flags become 1 for those with NaN. @param room a row with what lies around it */
export function weighAcross(
  from: usize, width: i32, rows: i32, half: usize, numWeight: i32, isNearest: i32, change: i32, room: usize,
  to: usize, stride: i32, flags: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const hasGap = widen(from, width, numWeight - 1, isNearest != 0, change, room);
    store<u8>(flags + r, <u8>hasGap);
    weighRow(room + ((<usize>(numWeight - 1)) << 3), 8, half, numWeight, to, width);
    from += (<usize>width) << 2;
    to += (<usize>stride) << 3;
  }
}

/** Gaussian sums along columns: rows of `to` from the rows around those at `from`. Eight columns go down together. */
export function weighDown(
  from: usize, stride: i32, half: usize, numWeight: i32, to: usize, outStride: i32, width: i32, rows: i32,
): void {
  const step = (<usize>stride) << 3;
  for (let x = 0; x < width; x += 8) {
    let at = from + ((<usize>x) << 3);
    let out = to + ((<usize>x) << 3);
    for (let r = 0; r < rows; r++) {
      weighRow(at, step, half, numWeight, out, 8);
      at += step;
      out += (<usize>outStride) << 3;
    }
  }
}

/** to[x] = half[0] · from[x] + sum_k half[k] · (from[x - k steps] + from[x + k steps]), by eights */
// @ts-ignore: decorator
@inline
function weighRow(from: usize, step: usize, half: usize, numWeight: i32, to: usize, width: i32): void {
  const end = (<usize>width) << 3;
  for (let x: usize = 0; x < end; x += 64) {
    const first = v128.load64_splat(half);
    let a = from + x;
    let b = a;
    let s0 = f64x2.mul(first, v128.load(a)), s1 = f64x2.mul(first, v128.load(a, 16));
    let s2 = f64x2.mul(first, v128.load(a, 32)), s3 = f64x2.mul(first, v128.load(a, 48));
    let h = half;
    for (let k = 1; k < numWeight; k++) {
      h += 8;
      a -= step;
      b += step;
      const weight = v128.load64_splat(h);
      s0 = f64x2.add(s0, f64x2.mul(weight, f64x2.add(v128.load(a), v128.load(b))));
      s1 = f64x2.add(s1, f64x2.mul(weight, f64x2.add(v128.load(a, 16), v128.load(b, 16))));
      s2 = f64x2.add(s2, f64x2.mul(weight, f64x2.add(v128.load(a, 32), v128.load(b, 32))));
      s3 = f64x2.add(s3, f64x2.mul(weight, f64x2.add(v128.load(a, 48), v128.load(b, 48))));
    }
    store4(to + x, s0, s1, s2, s3);
  }
}

/** sums /= shares / whole; NaN where the raster is */
export function divideByShares(
  raster: usize, width: i32, sums: usize, shares: usize, stride: i32, whole: f64, rows: i32,
): void {
  const all = f64x2.splat(whole);
  for (let r = 0; r < rows; r++) {
    for (let x = 0; x < width; x += 4) {
      const v = v128.load(raster + ((<usize>x) << 2));
      const there = f32x4.eq(v, v);
      const at = (<usize>x) << 3;
      const a = f64x2.div(v128.load(sums + at), f64x2.div(v128.load(shares + at), all));
      const b = f64x2.div(v128.load(sums + at, 16), f64x2.div(v128.load(shares + at, 16), all));
      const nan = f64x2.splat(NaN);
      v128.store(sums + at, v128.bitselect(a, nan, v128.shuffle<i32>(there, there, 0, 0, 1, 1)));
      v128.store(sums + at, v128.bitselect(b, nan, v128.shuffle<i32>(there, there, 2, 2, 3, 3)), 16);
    }
    raster += (<usize>width) << 2;
    sums += (<usize>stride) << 3;
    shares += (<usize>stride) << 3;
  }
}

/** Rows in single precision, or what the raster has beyond them. @param raster 0 for none */
export function round(raster: usize, sums: usize, stride: i32, to: usize, width: i32, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    for (let x = 0; x < width; x += 4) {
      const at = sums + ((<usize>x) << 3);
      let a = v128.load(at);
      let b = v128.load(at, 16);
      if (raster) {
        const v = v128.load(raster + ((<usize>x) << 2));
        a = f64x2.sub(low(v), a);
        b = f64x2.sub(high(v), b);
      }
      v128.store(to + ((<usize>x) << 2), single(a, b));
    }
    if (raster) raster += (<usize>width) << 2;
    sums += (<usize>stride) << 3;
    to += (<usize>width) << 2;
  }
}

/** Whether single values are what counts in running sums: all, 0 for those not finite, or 1 for these and 0 else. */
// @ts-ignore: decorator
@inline
function counted(value: f32, change: i32): f64 {
  if (change == 0) return <f64>value;
  const isFinite = value - value == 0;
  if (change == ZERO_FOR_NAN) return isFinite ? <f64>value : 0;
  return isFinite ? 0 : 1;
}

/**
 * Sums of rows up to each of their pixels, in the order of `columns`; flags become 1 for rows with values that are not finite.
 * Four rows at a time: each sum waits for the one before.
 */
export function sumAlong(
  from: usize, width: i32, rows: i32, columns: usize, numColumn: i32, change: i32, to: usize, stride: i32, flags: usize,
): void {
  const row = (<usize>width) << 2;
  const line = (<usize>stride) << 3;
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    let a: f64 = 0, b: f64 = 0, c: f64 = 0, d: f64 = 0;
    const t1 = to + line, t2 = t1 + line, t3 = t2 + line;
    store<f64>(to, 0); store<f64>(t1, 0); store<f64>(t2, 0); store<f64>(t3, 0);
    for (let x = 0; x < numColumn; x++) {
      const at = from + ((<usize>load<i32>(columns + ((<usize>x) << 2))) << 2);
      const next = (<usize>(x + 1)) << 3;
      a += counted(load<f32>(at), change);
      b += counted(load<f32>(at + row), change);
      c += counted(load<f32>(at + 2 * row), change);
      d += counted(load<f32>(at + 3 * row), change);
      store<f64>(to + next, a); store<f64>(t1 + next, b); store<f64>(t2 + next, c); store<f64>(t3 + next, d);
    }
    if (flags) {
      store<u8>(flags + r, <u8>(a - a != 0));
      store<u8>(flags + r, <u8>(b - b != 0), 1);
      store<u8>(flags + r, <u8>(c - c != 0), 2);
      store<u8>(flags + r, <u8>(d - d != 0), 3);
    }
    from += 4 * row;
    to += 4 * line;
  }
  for (; r < rows; r++) {
    let a: f64 = 0;
    store<f64>(to, 0);
    for (let x = 0; x < numColumn; x++) {
      a += counted(load<f32>(from + ((<usize>load<i32>(columns + ((<usize>x) << 2))) << 2)), change);
      store<f64>(to + ((<usize>(x + 1)) << 3), a);
    }
    if (flags) store<u8>(flags + r, <u8>(a - a != 0));
    from += row;
    to += line;
  }
}

/**
 * Sums over a window for `rows` rows: along its rows by differences of running sums, once for each width that occurs, and
 * those of its lines added up. Eight columns go down together.
 * @param boxes first and end of each width, columns  @param lines row and width of each line of the window
 * @param room 64 bytes for every row at hand and width
 */
export function sumWindow(
  from: usize, stride: i32, rowsAtHand: i32, boxes: usize, numBox: i32, lines: usize, numLine: i32, divisor: f64,
  room: usize, to: usize, outStride: i32, width: i32, rows: i32,
): void {
  const perRow = (<usize>numBox) << 6;
  const by = f64x2.splat(divisor);
  for (let x = 0; x < width; x += 8) {
    let at = from + ((<usize>x) << 3);
    let box = room;
    for (let r = 0; r < rowsAtHand; r++) {
      for (let b = 0; b < numBox; b++) {
        const first = at + ((<usize>load<i32>(boxes + ((<usize>b) << 3))) << 3);
        const end = at + ((<usize>load<i32>(boxes + ((<usize>b) << 3), 4)) << 3);
        store4(
          box,
          f64x2.sub(v128.load(end), v128.load(first)),
          f64x2.sub(v128.load(end, 16), v128.load(first, 16)),
          f64x2.sub(v128.load(end, 32), v128.load(first, 32)),
          f64x2.sub(v128.load(end, 48), v128.load(first, 48)),
        );
        box += 64;
      }
      at += (<usize>stride) << 3;
    }
    let out = to + ((<usize>x) << 3);
    box = room;
    for (let r = 0; r < rows; r++) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (let n = 0; n < numLine; n++) {
        const line = box + (<usize>load<i32>(lines + ((<usize>n) << 2)) << 6);
        s0 = f64x2.add(s0, v128.load(line));
        s1 = f64x2.add(s1, v128.load(line, 16));
        s2 = f64x2.add(s2, v128.load(line, 32));
        s3 = f64x2.add(s3, v128.load(line, 48));
      }
      if (divisor != 1) {
        s0 = f64x2.div(s0, by);
        s1 = f64x2.div(s1, by);
        s2 = f64x2.div(s2, by);
        s3 = f64x2.div(s3, by);
      }
      store4(out, s0, s1, s2, s3);
      box += perRow;
      out += (<usize>outStride) << 3;
    }
  }
}

/** sums become (sums - disks) / numRing - disks / numDisk, `count` of them */
export function subtractDisks(sums: usize, disks: usize, numRing: f64, numDisk: f64, count: i32): void {
  const ring = f64x2.splat(numRing);
  const disk = f64x2.splat(numDisk);
  for (let x: usize = 0; x < ((<usize>count) << 3); x += 16) {
    const d = v128.load(disks + x);
    const r = f64x2.sub(v128.load(sums + x), d);
    v128.store(sums + x, f64x2.sub(f64x2.div(r, ring), f64x2.div(d, disk)));
  }
}

/** NaN where `gaps` is not 0 */
export function blank(sums: usize, gaps: usize, count: i32): void {
  const nan = f64x2.splat(NaN);
  const zero = f64x2.splat(0);
  for (let x: usize = 0; x < ((<usize>count) << 3); x += 16)
    v128.store(sums + x, v128.bitselect(v128.load(sums + x), nan, f64x2.eq(v128.load(gaps + x), zero)));
}
