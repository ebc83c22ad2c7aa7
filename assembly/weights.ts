/* Weights of a group of pixels, and what is known of its observations. */
import {
  count,
  dateCount,
  first,
  hasGap,
  index,
  LANES,
  least,
  numIfgram,
  numUnknown,
  panelCode,
  panelQuality,
  ROW,
  row,
  second,
  spanning,
  table,
  weight,
} from './network';
import { missing } from './panel';

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, code: usize): usize {
  return weights + ((<usize>load<u8>(code)) << 3);
}

/** Weights of two codes. */
// @ts-ignore: decorator
@inline
export function pair(weights: usize, code: usize): v128 {
  return v128.load64_lane(weightOf(weights, code + 1), v128.load64_zero(weightOf(weights, code)), 1);
}

// @ts-ignore: decorator
@inline
function storeWide(to: usize, v: v128): void {
  v128.store(to, f64x2.convert_low_i32x4_s(v));
  v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(v, v, 2, 3, 0, 1)), 16);
}

/**
 * Weights of a group from its codes, 0 where nothing was observed; how many observations every lane has, and whether
 * one of the interferograms that connect all dates is missing.
 */
export function weigh(group: i32): void {
  let code = panelCode + (<usize>group) * (<usize>numIfgram) * LANES;
  let w = weight;
  let seen0 = i32x4.splat(numIfgram);
  let seen1 = seen0;
  let gap = i8x16.splat(0);
  for (let i = 0; i < numIfgram; i++) {
    const none = missing(code);
    const wide = i16x8.extend_low_i8x16_s(none); // -1 where missing
    seen0 = i32x4.add(seen0, i32x4.extend_low_i16x8_s(wide));
    seen1 = i32x4.add(seen1, i32x4.extend_high_i16x8_s(wide));
    gap = v128.or(gap, v128.and(none, v128.load8_splat(spanning + (<usize>i))));
    v128.store(w, pair(table, code));
    v128.store(w, pair(table, code + 2), 16);
    v128.store(w, pair(table, code + 4), 32);
    v128.store(w, pair(table, code + 6), 48);
    code += LANES;
    w += ROW;
  }
  storeWide(count, seen0);
  storeWide(count + 32, seen1);
  const wide = i16x8.extend_low_i8x16_s(gap);
  storeWide(hasGap, i32x4.extend_low_i16x8_s(wide));
  storeWide(hasGap + 32, i32x4.extend_high_i16x8_s(wide));
}

/** Qualities of a group as doubles in place of its weights: the caller turns them into weights. */
export function fetchQualities(group: i32): void {
  let quality = panelQuality + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  const end = row(weight, numIfgram);
  for (let w = weight; w < end; w += ROW) {
    for (let p: usize = 0; p < LANES; p++) {
      store<f64>(w + (p << 3), <f64>load<f32>(quality + (p << 2)));
    }
    quality += LANES * 4;
  }
}

/** Weight 0 where nothing was observed, after the caller has turned qualities into weights. */
export function blankWeights(group: i32): void {
  let code = panelCode + (<usize>group) * (<usize>numIfgram) * LANES;
  for (let i = 0; i < numIfgram; i++) {
    const w = row(weight, i);
    for (let p: usize = 0; p < LANES; p++) if (load<u8>(code + p) == 255) store<f64>(w + (p << 3), 0);
    code += LANES;
  }
}

/** Fewest observations among the dates other than the reference date, of every lane. */
export function countDatesAs<T>(): void {
  memory.fill(dateCount, 0, (<usize>numUnknown + 1) * ROW);
  const one = v128.splat<T>(1 as T);
  const none = v128.splat<T>(0 as T);
  for (let i = 0; i < numIfgram; i++) {
    const w = row(weight, i);
    const a = row(dateCount, index(first, i));
    const b = row(dateCount, index(second, i));
    for (let p: usize = 0; p < ROW; p += 16) {
      const seen = v128.andnot(one, v128.eq<T>(v128.load(w + p), none));
      v128.store(a + p, v128.add<T>(v128.load(a + p), seen));
      v128.store(b + p, v128.add<T>(v128.load(b + p), seen));
    }
  }
  for (let p: usize = 0; p < ROW; p += 16) {
    let fewest = v128.splat<T>(f32.MAX_VALUE as T);
    for (let r = 0; r < numUnknown; r++) fewest = v128.min<T>(fewest, v128.load(row(dateCount, r) + p));
    v128.store(least + p, fewest);
  }
}

export function countDates(): void {
  countDatesAs<f64>();
}
