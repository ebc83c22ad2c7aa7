// The running median of src/core/timeseries/running-median.ts with 128-bit vectors, four pixels at a time: the values of
// the window are kept in order, and at every date one leaves while another comes.

/** bytes of a row of a panel: PANEL single values */
const ROW: usize = 4 * 496;

// @ts-ignore: decorator
@inline
function rowOf(date: i32, numDate: i32): usize {
  return (<usize>max(0, min(date, numDate - 1))) * ROW;
}

/**
 * to[k] = median of from[k - window / 2] ... (`window` rows, the first and the last going on) minus that of the reference
 * @param sorted room for the window of a group of pixels: 16 bytes a value
 */
export function runningMedian(
  from: usize, numDate: i32, window: i32, reference: i32, sorted: usize, to: usize, groups: i32,
): void {
  const first = -(window >> 1);
  const end = sorted + ((<usize>(window - 1)) << 4);
  const middle = sorted + ((<usize>(window >> 1)) << 4);
  for (let g = 0; g < groups; g++) {
    const pixels = from + ((<usize>g) << 4);
    const out = to + ((<usize>g) << 4);
    for (let n = 0; n < window; n++) {
      let coming = v128.load(pixels + rowOf(first + n, numDate));
      const last = sorted + ((<usize>n) << 4);
      for (let at = sorted; at < last; at += 16) {
        const value = v128.load(at);
        v128.store(at, f32x4.pmin(value, coming));
        coming = f32x4.pmax(coming, value);
      }
      v128.store(last, coming);
    }
    v128.store(out, v128.load(middle));
    for (let k = 1; k < numDate; k++) {
      const leaving = v128.load(pixels + rowOf(k - 1 + first, numDate));
      let coming = v128.load(pixels + rowOf(k + first + window - 1, numDate));
      let value = v128.load(sorted);
      for (let at = sorted; at < end; at += 16) {
        const next = v128.load(at, 16);
        const kept = v128.bitselect(value, next, f32x4.lt(value, leaving));
        v128.store(at, f32x4.pmin(kept, coming));
        coming = f32x4.pmax(coming, kept);
        value = next;
      }
      v128.store(end, coming);
      v128.store(out + (<usize>k) * ROW, v128.load(middle));
    }
    const zero = v128.load(out + (<usize>reference) * ROW);
    for (let k = 0; k < numDate; k++) {
      const at = out + (<usize>k) * ROW;
      v128.store(at, f32x4.sub(v128.load(at), zero));
    }
  }
}
