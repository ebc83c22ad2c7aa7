// Sums over the planes of a stack, in the memory in which it was read; src/core/stack-sweep.ts says what stands where.

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1);
}

/** Where |v| > beyond, of four values; NaN is beyond nothing. */
// @ts-ignore: decorator
@inline
function isBeyond(v: v128, beyond: v128): v128 {
  return f32x4.gt(f32x4.abs(v), beyond);
}

/**
 * sum[p] += (values[k, p] - shift[k]) * scale[k] for planes k in order, and missing[p] += 1 where that is NaN, of a multiple of
 * four pixels; planes lie `stride` bytes apart.
 */
export function addPlanes(
  values: usize, stride: usize, numPlane: i32, shift: usize, scale: usize, sum: usize, missing: usize, n: i32,
): void {
  const end = values + ((<usize>n) << 2);
  for (let k = 0; k < numPlane; k++) {
    const at = values + (<usize>k) * stride;
    const r = v128.load64_splat(shift + ((<usize>k) << 3));
    const s = v128.load64_splat(scale + ((<usize>k) << 3));
    let to = sum;
    let gap = missing;
    for (let x: usize = 0; x < end - values; x += 16) {
      const v = v128.load(at + x);
      const a = f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(v), r), s);
      const b = f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(high(v)), r), s);
      const inA = f64x2.eq(a, a);
      const inB = f64x2.eq(b, b);
      const a0 = v128.load(to);
      const b0 = v128.load(to, 16);
      v128.store(to, v128.bitselect(f64x2.add(a0, a), a0, inA));
      v128.store(to, v128.bitselect(f64x2.add(b0, b), b0, inB), 16);
      const there = v128.shuffle<i32>(inA, inB, 0, 2, 4, 6);
      v128.store(gap, i32x4.sub(v128.load(gap), v128.not(there)));
      to += 32;
      gap += 16;
    }
  }
}

/** gaps[p] += how many of the planes are 0 or NaN, of a multiple of four pixels of single precision */
export function countGaps(values: usize, stride: usize, numPlane: i32, gaps: usize, n: i32): void {
  const none = f32x4.splat(0);
  const bytes = (<usize>n) << 2;
  for (let k = 0; k < numPlane; k++) {
    const at = values + (<usize>k) * stride;
    for (let x: usize = 0; x < bytes; x += 16) {
      const missing = v128.not(isBeyond(v128.load(at + x), none));
      v128.store(gaps + x, i32x4.sub(v128.load(gaps + x), missing));
    }
  }
}

/** The same of 16-bit whole numbers, a multiple of eight pixels. */
export function countZeros(values: usize, stride: usize, numPlane: i32, gaps: usize, n: i32): void {
  const none = i16x8.splat(0);
  const bytes = (<usize>n) << 1;
  for (let k = 0; k < numPlane; k++) {
    const at = values + (<usize>k) * stride;
    let to = gaps;
    for (let x: usize = 0; x < bytes; x += 16) {
      const missing = i16x8.eq(v128.load(at + x), none);
      v128.store(to, i32x4.sub(v128.load(to), i32x4.extend_low_i16x8_s(missing)));
      v128.store(to, i32x4.sub(v128.load(to, 16), i32x4.extend_high_i16x8_s(missing)), 16);
      to += 32;
    }
  }
}

/**
 * Sum and number of the values of a row that count, of each plane: sums[2 k], sums[2 k + 1]. Values are added from left to
 * right; two planes go side by side, which are `stride` bytes apart.
 * @param inside [n] other than 0 where a pixel counts
 * @param beyond values count whose magnitude is larger
 * @param isShare add up how many are above the threshold, not the values
 */
export function addRows(
  values: usize, stride: usize, numPlane: i32, inside: usize, n: i32,
  beyond: f32, isShare: bool, threshold: f32, sums: usize,
): void {
  const end = (<usize>n) << 2;
  const far = f32x4.splat(beyond);
  const limit = f32x4.splat(threshold);
  const one = f64x2.splat(1);
  for (let k = 0; k < numPlane; k += 4) {
    const p0 = values + (<usize>k) * stride;
    const p1 = k + 1 < numPlane ? p0 + stride : p0;
    const p2 = k + 2 < numPlane ? p1 + stride : p0;
    const p3 = k + 3 < numPlane ? p2 + stride : p0;
    let low = f64x2.splat(0);
    let top = low;
    let count = i32x4.splat(0);
    let mask = inside;
    for (let x: usize = 0; x < end; x += 4) {
      let v = v128.load32_zero(p0 + x);
      v = v128.load32_lane(p1 + x, v, 1);
      v = v128.load32_lane(p2 + x, v, 2);
      v = v128.load32_lane(p3 + x, v, 3);
      const counts = v128.and(isBeyond(v, far), i32x4.ne(v128.load32_splat(mask), i32x4.splat(0)));
      count = i32x4.sub(count, counts);
      mask += 4;
      if (isShare) {
        const above = v128.and(f32x4.gt(v, limit), counts);
        low = f64x2.add(low, v128.and(one, v128.shuffle<i32>(above, above, 0, 0, 1, 1)));
        top = f64x2.add(top, v128.and(one, v128.shuffle<i32>(above, above, 2, 2, 3, 3)));
      } else {
        const kept = v128.and(v, counts);
        low = f64x2.add(low, f64x2.promote_low_f32x4(kept));
        top = f64x2.add(top, f64x2.promote_low_f32x4(high(kept)));
      }
    }
    const lowCount = f64x2.convert_low_i32x4_s(count);
    const topCount = f64x2.convert_low_i32x4_s(high(count));
    const to = sums + ((<usize>k) << 4);
    v128.store(to, v128.shuffle<i64>(low, lowCount, 0, 2));
    v128.store(to, v128.shuffle<i64>(low, lowCount, 1, 3), 16);
    v128.store(to, v128.shuffle<i64>(top, topCount, 0, 2), 32);
    v128.store(to, v128.shuffle<i64>(top, topCount, 1, 3), 48);
  }
}

/**
 * A tile of all interferograms relative to the reference point, in tile [numPlane, n]; 0 stays 0.
 * @param gaps [n] becomes other than 0 where one of them is NaN
 * @returns whether no magnitude is beyond 1024
 */
export function referTile(
  values: usize, stride: usize, numPlane: i32, shift: usize, tile: usize, gaps: usize, n: i32,
): bool {
  const bytes = (<usize>n) << 2;
  const none = f32x4.splat(0);
  let most = none;
  let to = tile;
  for (let k = 0; k < numPlane; k++) {
    const at = values + (<usize>k) * stride;
    const r = v128.load64_splat(shift + ((<usize>k) << 3));
    for (let x: usize = 0; x < bytes; x += 16) {
      const v = v128.load(at + x);
      const a = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(v), r));
      const b = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(high(v)), r));
      const moved = v128.shuffle<i32>(a, b, 0, 1, 4, 5);
      const referred = v128.andnot(moved, f32x4.eq(v, none));
      v128.store(to, referred);
      v128.store(gaps + x, v128.or(v128.load(gaps + x), f32x4.ne(referred, referred)));
      most = f32x4.pmax(most, f32x4.abs(referred));
      to += 16;
    }
  }
  return !v128.any_true(f32x4.gt(most, f32x4.splat(1024)));
}

// @ts-ignore: decorator
@inline
function closes(a: v128, b: v128, c: v128): v128 {
  const closure = f64x2.sub(
    f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)),
    f64x2.promote_low_f32x4(c),
  );
  const fromLow = f64x2.add(closure, f64x2.splat(Math.PI));
  return v128.and(f64x2.ge(fromLow, f64x2.splat(0)), f64x2.lt(fromLow, f64x2.splat(2 * Math.PI)));
}

/**
 * open[p] += how many triplets do not close at a pixel.
 * @param triplets [numTriplet, 3] planes of the tile
 * @param isSmall no magnitude of the tile is beyond 1024: then single precision tells what closes without any doubt
 */
export function countOpen(tile: usize, triplets: usize, numTriplet: i32, open: usize, n: i32, isSmall: bool): void {
  const bytes = (<usize>n) << 2;
  const one = i32x4.splat(1);
  const sure = f32x4.splat(3.14);
  for (let t = 0; t < numTriplet; t++) {
    const at = triplets + (<usize>t) * 12;
    const p12 = tile + (<usize>load<i32>(at)) * bytes;
    const p23 = tile + (<usize>load<i32>(at, 4)) * bytes;
    const p13 = tile + (<usize>load<i32>(at, 8)) * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      const a = v128.load(p12 + x);
      const b = v128.load(p23 + x);
      const c = v128.load(p13 + x);
      if (isSmall && i32x4.all_true(f32x4.lt(f32x4.abs(f32x4.sub(f32x4.add(a, b), c)), sure))) continue;
      const closed = v128.shuffle<i32>(closes(a, b, c), closes(high(a), high(b), high(c)), 0, 2, 4, 6);
      v128.store(open + x, i32x4.add(v128.load(open + x), i32x4.add(one, closed)));
    }
  }
}
