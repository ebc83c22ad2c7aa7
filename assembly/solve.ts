/* Right side and solution of the normal equations of every lane. */
import {
  diagonal,
  factorAt,
  first,
  index,
  LANES,
  numIfgram,
  numUnknown,
  panelObserved,
  ROW,
  row,
  rowFirst,
  rowStart,
  second,
  solution,
  weight,
} from './network';

/** Solution of the normal equations of every lane of a group, 0 at the reference date. */
export function solve(group: i32): void {
  rightSide(group);
  solveAs<f64>(solution);
}

/** Solution from the right side at an address, in its place; 0 at the reference date. */
export function solveAs<T>(base: usize): void {
  memory.fill(row(base, numUnknown), 0, ROW);
  for (let r = 0; r < numUnknown; r++) eliminate<T>(base, r);
  for (let r = 0; r < numUnknown; r++) {
    const target = row(base, r);
    const d = row(factorAt, index(diagonal, r)); // 1/D
    v128.store(target, v128.mul<T>(v128.load(target), v128.load(d)));
    v128.store(target, v128.mul<T>(v128.load(target, 16), v128.load(d, 16)), 16);
    v128.store(target, v128.mul<T>(v128.load(target, 32), v128.load(d, 32)), 32);
    v128.store(target, v128.mul<T>(v128.load(target, 48), v128.load(d, 48)), 48);
  }
  for (let r = numUnknown - 1; r >= 0; r--) substitute<T>(base, r);
}

function rightSide(group: i32): void {
  memory.fill(solution, 0, (<usize>numUnknown + 1) * ROW);
  let observed = panelObserved + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  let w = weight;
  // As in assemble, the sums of a first date stay in registers while it lasts.
  let date = -1;
  let a = solution;
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let i = 0; i < numIfgram; i++) {
    const from = index(first, i);
    if (from != date) {
      if (date >= 0) {
        v128.store(a, a0);
        v128.store(a, a1, 16);
        v128.store(a, a2, 32);
        v128.store(a, a3, 48);
      }
      date = from;
      a = row(solution, from);
      a0 = v128.load(a);
      a1 = v128.load(a, 16);
      a2 = v128.load(a, 32);
      a3 = v128.load(a, 48);
    }
    const low = v128.load(observed);
    const high = v128.load(observed, 16);
    const y0 = f64x2.mul(v128.load(w), f64x2.promote_low_f32x4(low));
    const y1 = f64x2.mul(v128.load(w, 16), f64x2.promote_low_f32x4(v128.shuffle<i32>(low, low, 2, 3, 0, 1)));
    const y2 = f64x2.mul(v128.load(w, 32), f64x2.promote_low_f32x4(high));
    const y3 = f64x2.mul(v128.load(w, 48), f64x2.promote_low_f32x4(v128.shuffle<i32>(high, high, 2, 3, 0, 1)));
    a0 = f64x2.sub(a0, y0);
    a1 = f64x2.sub(a1, y1);
    a2 = f64x2.sub(a2, y2);
    a3 = f64x2.sub(a3, y3);
    const b = row(solution, index(second, i));
    v128.store(b, f64x2.add(v128.load(b), y0));
    v128.store(b, f64x2.add(v128.load(b, 16), y1), 16);
    v128.store(b, f64x2.add(v128.load(b, 32), y2), 32);
    v128.store(b, f64x2.add(v128.load(b, 48), y3), 48);
    observed += LANES * 4;
    w += ROW;
  }
  v128.store(a, a0);
  v128.store(a, a1, 16);
  v128.store(a, a2, 32);
  v128.store(a, a3, 48);
}

/** Row of the forward substitution with L. */
function eliminate<T>(base: usize, r: i32): void {
  const target = row(base, r);
  const begin = index(rowFirst, r);
  let l = row(factorAt, index(rowStart, r));
  let s0 = v128.load(target);
  let s1 = v128.load(target, 16);
  let s2 = v128.load(target, 32);
  let s3 = v128.load(target, 48);
  for (let x = row(base, begin); x < target; x += ROW) {
    s0 = v128.sub<T>(s0, v128.mul<T>(v128.load(l), v128.load(x)));
    s1 = v128.sub<T>(s1, v128.mul<T>(v128.load(l, 16), v128.load(x, 16)));
    s2 = v128.sub<T>(s2, v128.mul<T>(v128.load(l, 32), v128.load(x, 32)));
    s3 = v128.sub<T>(s3, v128.mul<T>(v128.load(l, 48), v128.load(x, 48)));
    l += ROW;
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
  v128.store(target, s2, 32);
  v128.store(target, s3, 48);
}

/** Row of the backward substitution with Lᵀ. */
function substitute<T>(base: usize, r: i32): void {
  const source = row(base, r);
  let l = row(factorAt, index(rowStart, r));
  let x = row(base, index(rowFirst, r));
  const s0 = v128.load(source);
  const s1 = v128.load(source, 16);
  const s2 = v128.load(source, 32);
  const s3 = v128.load(source, 48);
  for (; x < source; x += ROW) {
    v128.store(x, v128.sub<T>(v128.load(x), v128.mul<T>(v128.load(l), s0)));
    v128.store(x, v128.sub<T>(v128.load(x, 16), v128.mul<T>(v128.load(l, 16), s1)), 16);
    v128.store(x, v128.sub<T>(v128.load(x, 32), v128.mul<T>(v128.load(l, 32), s2)), 32);
    v128.store(x, v128.sub<T>(v128.load(x, 48), v128.mul<T>(v128.load(l, 48), s3)), 48);
    l += ROW;
  }
}
