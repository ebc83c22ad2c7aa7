// Medians over a disk of src/core/filters/disk-median.ts with 128-bit vectors, four pixels side by side. A pivot is compared with
// all values of the window: how many are not larger, which of them is the largest, which of the others the smallest. It moves by as
// many places as it is away from the middle, and the next row begins with the pivot of the row above, whose count is brought
// up to date by the values that leave and come. What comes out is the value in the middle, whatever the pivots were.

// @ts-ignore: decorator
@inline
function at(list: usize, n: i32): usize {
  return <usize>load<i32>(list + ((<usize>n) << 2));
}

/** Bits of single values as whole numbers in the same order, and back. */
// @ts-ignore: decorator
@inline
function ordered(bits: v128): v128 {
  return v128.xor(bits, v128.and(i32x4.shr_s(bits, 31), i32x4.splat(0x7fffffff)));
}

/** A value between two, of which the first is the smaller one: at least that, and less than the second. */
// @ts-ignore: decorator
@inline
function between(a: v128, b: v128): v128 {
  const low = ordered(a);
  const high = ordered(b);
  return ordered(i32x4.add(v128.and(low, high), i32x4.shr_s(v128.xor(low, high), 1)));
}

// @ts-ignore: decorator
@inline
function numbers(values: v128): v128 {
  return f32x4.eq(values, values);
}

/**
 * to[y][x] = value in the middle of those of the window around values[y][x], the upper one of two; NaN stays
 * @param values first pixel in the middle of a window; a row is `stride` bytes, as in `to`
 * @param window [numWindow] bytes from the middle to each pixel of the window
 * @param leaving [numEdge] bytes to the pixels that were in the window of the row above and no longer are; `coming` the others
 */
export function diskMedian(
  values: usize, stride: usize, rows: i32, groups: i32, window: usize, numWindow: i32,
  leaving: usize, coming: usize, numEdge: i32, hasGaps: i32, to: usize,
): void {
  const one = i32x4.splat(1);
  const least = f32x4.splat(-Infinity);
  const most = f32x4.splat(Infinity);
  const nothing = f32x4.splat(NaN);
  const half = f32x4.splat(0.5);
  for (let g = 0; g < groups; g++) {
    let here = values + ((<usize>g) << 4);
    let out = to + ((<usize>g) << 4);
    let pivot = v128.load(here);
    pivot = v128.bitselect(pivot, f32x4.splat(0), numbers(pivot));
    let step = f32x4.splat(0);
    let size = i32x4.splat(numWindow);
    if (hasGaps) {
      size = i32x4.splat(0);
      for (let i = 0; i < numWindow; i++) size = i32x4.sub(size, numbers(v128.load(here + at(window, i))));
    }
    let count = size;
    for (let y = 0; y < rows; y++) {
      let wanted = i32x4.shr_s(size, 1);
      if (y > 0) {
        for (let i = 0; i < numEdge; i++) {
          const old = v128.load(here + at(leaving, i));
          const fresh = v128.load(here + at(coming, i));
          count = i32x4.add(count, i32x4.sub(f32x4.le(old, pivot), f32x4.le(fresh, pivot)));
          if (hasGaps) size = i32x4.add(size, i32x4.sub(numbers(old), numbers(fresh)));
        }
        wanted = i32x4.shr_s(size, 1);
        const places = f32x4.add(f32x4.convert_i32x4_s(i32x4.sub(wanted, count)), half);
        const away = f32x4.gt(f32x4.abs(places), f32x4.splat(1));
        pivot = v128.bitselect(f32x4.add(pivot, f32x4.mul(places, step)), pivot, away);
      }
      let from = least;
      let end = most;
      let answer = nothing;
      let done = i32x4.splat(0);
      for (let pass = 0; ; pass++) {
        let low = least;
        let high = most;
        count = i32x4.splat(0);
        for (let i = 0; i < numWindow; i++) {
          const value = v128.load(here + at(window, i));
          const isLow = f32x4.le(value, pivot);
          count = i32x4.sub(count, isLow);
          low = v128.bitselect(f32x4.pmax(low, value), low, isLow);
          high = v128.bitselect(high, f32x4.pmin(high, value), isLow);
        }
        const places = i32x4.sub(wanted, count);
        const isBelow = i32x4.lt_s(places, i32x4.splat(0)); // the middle is not above the pivot
        from = v128.bitselect(from, high, v128.or(isBelow, done));
        end = v128.bitselect(low, end, v128.andnot(isBelow, done));
        const near = v128.or(i32x4.eq(places, i32x4.splat(-1)), i32x4.eq(places, i32x4.splat(0)));
        const found = v128.bitselect(low, high, isBelow);
        const fresh = v128.andnot(v128.or(near, f32x4.eq(from, end)), done);
        answer = v128.bitselect(found, answer, fresh);
        done = v128.or(done, fresh);
        const gap = f32x4.sub(high, low);
        if (pass == 0) {
          const isKnown = f32x4.lt(gap, most);
          const mean = f32x4.add(step, f32x4.mul(f32x4.sub(f32x4.mul(gap, half), step), f32x4.splat(0.125)));
          step = v128.bitselect(mean, step, isKnown);
        }
        if (i32x4.all_true(done)) break;
        const far = f32x4.convert_i32x4_s(v128.bitselect(i32x4.add(places, one), places, isBelow));
        let next = f32x4.add(found, f32x4.mul(far, step));
        // Values that are spread unevenly mislead the step: then the places between are halved.
        const isInside = v128.and(f32x4.ge(next, from), f32x4.lt(next, end));
        next = pass > 2 && (pass & 1) == 1 ? between(from, end) : v128.bitselect(next, between(from, end), isInside);
        pivot = v128.bitselect(pivot, next, done);
      }
      const middle = v128.load(here);
      v128.store(out, v128.bitselect(answer, nothing, numbers(middle)));
      here += stride;
      out += stride;
    }
  }
}
