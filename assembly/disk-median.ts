// Medians over a disk of src/core/filters/disk-median.ts with 128-bit vectors, blocks of 8 x 8 pixels at a time. The values that lie
// in any window of a block are sorted once, by buckets. From the smallest to the largest, each then counts in the pixels whose windows
// hold it: a mask of 64 bytes that depends on its place alone. The value with which a count passes the middle is the median there.

/** Buckets: the first and the last one are for all that lies beyond the others. */
const BUCKETS: i32 = 512;
/** How far from the mean of a block its medians are expected, in mean deviations. */
const SPREAD: f32 = 1.6;
/** Values that are counted between two looks at whether all medians are found; at most 255. */
const RUN: i32 = 32;
/** Counts begin here, so that signed bytes hold twice as many. */
const ZERO: i8 = -128;

/** Bits of single values as whole numbers in the same order, and back. */
// @ts-ignore: decorator
@inline
function ordered(bits: v128): v128 {
  return v128.xor(bits, v128.and(i32x4.shr_s(bits, 31), i32x4.splat(0x7fffffff)));
}

/** Where each bucket begins, from how many are in each. */
// @ts-ignore: decorator
@inline
function begins(buckets: usize): void {
  const none = i16x8.splat(0);
  let before = none;
  for (let b = 0; b <= BUCKETS; b += 8) {
    const at = buckets + ((<usize>b) << 1);
    const own = v128.load(at);
    let sum = i16x8.add(own, v128.shuffle<i16>(none, own, 0, 8, 9, 10, 11, 12, 13, 14));
    sum = i16x8.add(sum, v128.shuffle<i16>(none, sum, 0, 0, 8, 9, 10, 11, 12, 13));
    sum = i16x8.add(sum, v128.shuffle<i16>(none, sum, 0, 0, 0, 0, 8, 9, 10, 11));
    v128.store(at, i16x8.add(before, i16x8.sub(sum, own)));
    before = i16x8.add(before, v128.shuffle<i16>(sum, sum, 7, 7, 7, 7, 7, 7, 7, 7));
  }
}

/** Order values that are nearly sorted, from number `first` on. */
// @ts-ignore: decorator
@inline
function finishOrder(sorted: usize, first: i32, count: i32): void {
  const begin = sorted + ((<usize>first) << 3);
  const end = sorted + ((<usize>count) << 3);
  for (let at = begin + 8; at < end; at += 8) {
    const value = load<i64>(at);
    let to = at;
    while (to > begin && load<i64>(to - 8) > value) {
      store<i64>(to, load<i64>(to - 8));
      to -= 8;
    }
    if (to != at) store<i64>(to, value);
  }
}

/**
 * to[y][x] = value in the middle of those of the window around values[y][x], the upper one of two; NaN stays
 * @param values first pixel of what the windows of the first block hold; a row is `stride` bytes, as in `to`
 * @param middle bytes from there to the first pixel of the block
 * @param lines [numLine][2] rows of a block's values: bytes from its first one, and how many there are; `numValue` in all
 * @param masks [numValue][8][8] bytes: 1 for pixels of the block whose window holds the value, else 0
 * @param windowSize how many values a window holds: at most 509
 * @param room 20 bytes for each value, and 2128
 */
export function diskMedian(
  values: usize, middle: usize, stride: usize, rows: i32, columns: i32, lines: usize, numLine: i32,
  masks: usize, numValue: i32, windowSize: i32, room: usize, to: usize,
): void {
  const list = (<usize>(numValue + 4)) << 2;
  const block = room;
  const keys = block + list;
  const places = keys + list;
  const sorted = places + list;
  const buckets = sorted + 2 * list;
  const sizes = buckets + 2 * (BUCKETS + 8);
  const ranks = sizes + 128;
  const limits = ranks + 128;
  const half = windowSize >> 1;
  const nothing = f32x4.splat(NaN);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const corner = values + (((<usize>row) * stride) << 3) + ((<usize>column) << 5);
      const out = to + (((<usize>row) * stride) << 3) + ((<usize>column) << 5);
      const end = gather(corner, lines, numLine, block);
      v128.store(end, nothing);
      const numReal = sort(block, end, keys, places, sorted, buckets, numValue);
      const isWhole = numReal == numValue;
      for (let i: usize = 0; i < 64; i += 16) v128.store(limits + i, i8x16.splat(<i8>(half + 1 + <i32>ZERO)));
      if (!isWhole) setLimits(sorted, numReal, numValue, masks, windowSize, sizes, limits);
      // Each bucket now ends where the next one began.
      const first = <i32>load<u16>(buckets);
      const last = <i32>load<u16>(buckets + 2 * (BUCKETS - 2));
      finishOrder(sorted, first, last);
      if (!count(sorted, isWhole ? max(first, half) : first, last, masks, limits, ranks)) {
        finishOrder(sorted, 0, numReal);
        count(sorted, 0, numReal, masks, limits, ranks);
      }
      for (let y: usize = 0; y < 8; y++) {
        const pixels = corner + middle + y * stride;
        for (let x: usize = 0; x < 8; x++) {
          const key = load<i32>(sorted + ((<usize>load<u16>(ranks + (y << 4) + (x << 1))) << 3), 4);
          store<i32>(out + y * stride + (x << 2), key ^ ((key >> 31) & 0x7fffffff));
        }
        if (isWhole) continue;
        for (let x: usize = 0; x < 32; x += 16) {
          const here = v128.load(pixels + x);
          const at = out + y * stride + x;
          v128.store(at, v128.bitselect(v128.load(at), nothing, f32x4.eq(here, here)));
        }
      }
    }
  }
}

/** Put the values of a block side by side, with one zero for both signs. @returns their end */
// @ts-ignore: decorator
@inline
function gather(corner: usize, lines: usize, numLine: i32, to: usize): usize {
  const zero = f32x4.splat(0);
  for (let l = 0; l < numLine; l++) {
    const line = lines + ((<usize>l) << 3);
    const from = corner + load<i32>(line);
    const bytes = (<usize>load<i32>(line, 4)) << 2;
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(from + i), zero));
    to += bytes;
  }
  return to;
}

/**
 * sorted[k] = key of a value and, in the lower half, its number: by buckets, NaN behind all others
 * @param block values, up to `end`  @returns how many are not NaN
 */
// @ts-ignore: decorator
@inline
function sort(
  block: usize, end: usize, keys: usize, places: usize, sorted: usize, buckets: usize, numValue: i32,
): i32 {
  // Outliers are left out of the mean as long as that makes the range much smaller.
  let mean = f32x4.splat(0);
  let reach: f32 = Infinity;
  for (let pass = 0; pass < 8; pass++) {
    const near = f32x4.splat(reach);
    let sums = f32x4.splat(0);
    let count = i32x4.splat(0);
    for (let at = block; at < end; at += 16) {
      const value = v128.load(at);
      const isNear = f32x4.lt(f32x4.abs(f32x4.sub(value, mean)), near);
      sums = f32x4.add(sums, v128.and(value, isNear));
      count = i32x4.sub(count, isNear);
    }
    const share: f32 = 1 / total(f32x4.convert_i32x4_s(count));
    const middle = f32x4.splat(total(sums) * share);
    sums = f32x4.splat(0);
    for (let at = block; at < end; at += 16) {
      const value = v128.load(at);
      const isNear = f32x4.lt(f32x4.abs(f32x4.sub(value, mean)), near);
      sums = f32x4.add(sums, v128.and(f32x4.abs(f32x4.sub(value, middle)), isNear));
    }
    const spread = SPREAD * total(sums) * share;
    if (pass > 0 && !(spread + spread < reach)) break;
    mean = middle;
    reach = spread;
  }
  const from = f32x4.sub(mean, f32x4.splat(reach));
  const scale = f32x4.splat(<f32>(BUCKETS - 2) / (2 * reach));
  const first = i32x4.splat(0);
  const last = i32x4.splat(BUCKETS - 1);
  const none = i32x4.splat(BUCKETS);
  const one = f32x4.splat(1);
  // Where the mean is not finite all values come into one bucket: no value ever comes into one before that of a smaller value.
  for (let i: usize = 0; i < end - block; i += 16) {
    const value = v128.load(block + i);
    const place = f32x4.add(f32x4.mul(f32x4.sub(value, from), scale), one);
    const bucket = i32x4.max_s(i32x4.min_s(i32x4.trunc_sat_f32x4_s(place), last), first);
    v128.store(places + i, i32x4.shl(v128.bitselect(bucket, none, f32x4.eq(value, value)), 1));
    v128.store(keys + i, ordered(value));
  }
  for (let b: usize = 0; b < 2 * (BUCKETS + 8); b += 16) v128.store(buckets + b, i32x4.splat(0));
  const endPlaces = places + ((<usize>numValue) << 2);
  for (let at = places; at < endPlaces; at += 4) {
    const bucket = buckets + load<i32>(at);
    store<u16>(bucket, load<u16>(bucket) + 1);
  }
  begins(buckets);
  const numReal = <i32>load<u16>(buckets + 2 * BUCKETS);
  for (let i = 0; i < numValue; i++) {
    const bucket = buckets + load<i32>(places + ((<usize>i) << 2));
    const place = <usize>load<u16>(bucket);
    store<u16>(bucket, <u16>(place + 1));
    store<i64>(sorted + (place << 3), ((<i64>load<i32>(keys + ((<usize>i) << 2))) << 32) | (<i64>i));
  }
  return numReal;
}

// @ts-ignore: decorator
@inline
function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

/** limits[pixel] = half of what is there in its window, and one more */
function setLimits(
  sorted: usize, numReal: i32, numValue: i32, masks: usize, windowSize: i32, sizes: usize, limits: usize,
): void {
  for (let i: usize = 0; i < 128; i += 16) v128.store(sizes + i, i16x8.splat(<i16>windowSize));
  for (let k = numReal; k < numValue; k++) {
    const mask = masks + ((<usize>load<i32>(sorted + ((<usize>k) << 3))) << 6);
    for (let i: usize = 0; i < 8; i++) {
      const at = sizes + (i << 4);
      v128.store(at, i16x8.sub(v128.load(at), i16x8.extend_low_i8x16_u(v128.load64_zero(mask + (i << 3)))));
    }
  }
  const more = i16x8.splat(1 + <i16>ZERO);
  for (let i: usize = 0; i < 64; i += 16) {
    const low = i16x8.add(i16x8.shr_u(v128.load(sizes + 2 * i), 1), more);
    const high = i16x8.add(i16x8.shr_u(v128.load(sizes + 2 * i, 16), 1), more);
    v128.store(limits + i, i8x16.narrow_i16x8_s(low, high));
  }
}

/**
 * ranks[pixel] = number of the value with which as many of its window are counted as its limit says
 * @param start values up to this number are in any order, those from there to `end` in theirs
 * @returns whether all medians are found
 */
function count(
  sorted: usize, start: i32, end: i32, masks: usize, limits: usize, ranks: usize,
): bool {
  let c0 = i8x16.splat(ZERO);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  const l0 = v128.load(limits);
  const l1 = v128.load(limits, 16);
  const l2 = v128.load(limits, 32);
  const l3 = v128.load(limits, 48);
  let at = sorted;
  for (let k = 0; k < start; k++, at += 8) {
    const mask = masks + ((<usize>load<i32>(at)) << 6);
    c0 = i8x16.add_sat_s(c0, v128.load(mask));
    c1 = i8x16.add_sat_s(c1, v128.load(mask, 16));
    c2 = i8x16.add_sat_s(c2, v128.load(mask, 32));
    c3 = i8x16.add_sat_s(c3, v128.load(mask, 48));
  }
  let open = v128.and(v128.and(i8x16.gt_s(l0, c0), i8x16.gt_s(l1, c1)), v128.and(i8x16.gt_s(l2, c2), i8x16.gt_s(l3, c3)));
  if (!i8x16.all_true(open)) return false;
  for (let i: usize = 0; i < 128; i += 16) v128.store(ranks + i, i16x8.splat(<i16>start));
  for (let k = start; k < end; k += RUN) {
    const until = at + ((<usize>min(RUN, end - k)) << 3);
    let t0 = i8x16.splat(0);
    let t1 = t0;
    let t2 = t0;
    let t3 = t0;
    for (; at < until; at += 8) {
      const mask = masks + ((<usize>load<i32>(at)) << 6);
      c0 = i8x16.add_sat_s(c0, v128.load(mask));
      c1 = i8x16.add_sat_s(c1, v128.load(mask, 16));
      c2 = i8x16.add_sat_s(c2, v128.load(mask, 32));
      c3 = i8x16.add_sat_s(c3, v128.load(mask, 48));
      t0 = i8x16.sub(t0, i8x16.gt_s(l0, c0));
      t1 = i8x16.sub(t1, i8x16.gt_s(l1, c1));
      t2 = i8x16.sub(t2, i8x16.gt_s(l2, c2));
      t3 = i8x16.sub(t3, i8x16.gt_s(l3, c3));
    }
    add(ranks, t0);
    add(ranks + 32, t1);
    add(ranks + 64, t2);
    add(ranks + 96, t3);
    open = v128.or(v128.or(i8x16.gt_s(l0, c0), i8x16.gt_s(l1, c1)), v128.or(i8x16.gt_s(l2, c2), i8x16.gt_s(l3, c3)));
    if (!v128.any_true(open)) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function add(to: usize, bytes: v128): void {
  v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(bytes)));
  v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
}
