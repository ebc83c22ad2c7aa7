/* Time series of a group of pixels, from its solution into the block. */
import { blockSeries, dateOfRow, index, keep, LANES, numUnknown, row, solution, zero } from './network';

/** Four lanes of (solution - zero) * scale in single precision, 0 for lanes not kept. */
// @ts-ignore: decorator
@inline
function scaled(from: usize, p: usize, scale: v128): v128 {
  const none = f64x2.splat(0);
  const low = f64x2.mul(f64x2.sub(v128.load(from + p), v128.load(zero + p)), scale);
  const high = f64x2.mul(f64x2.sub(v128.load(from + p, 16), v128.load(zero + p, 16)), scale);
  const keepLow = f64x2.ne(v128.load(keep + p), none);
  const keepHigh = f64x2.ne(v128.load(keep + p, 16), none);
  return v128.shuffle<i32>(
    f32x4.demote_f64x2_zero(v128.and(low, keepLow)),
    f32x4.demote_f64x2_zero(v128.and(high, keepHigh)),
    0,
    1,
    4,
    5,
  );
}

/** Series of the first lanes of the group to pixels of a block of `stride` pixels. */
export function storeSeries(pixel: i32, used: i32, stride: i32, scale: f64): void {
  const factor = f64x2.splat(scale);
  for (let r = 0; r <= numUnknown; r++) {
    const from = row(solution, r);
    const date = <usize>index(dateOfRow, r);
    const to = blockSeries + ((date * (<usize>stride) + (<usize>pixel)) << 2);
    const low = scaled(from, 0, factor);
    const high = scaled(from, 32, factor);
    if (used == <i32>LANES) {
      v128.store(to, low);
      v128.store(to, high, 16);
    } else {
      // What follows belongs to the next date. The row of the solution is not needed any more: it holds the values.
      v128.store(from, low);
      v128.store(from, high, 16);
      memory.copy(to, from, (<usize>used) << 2);
    }
  }
}
