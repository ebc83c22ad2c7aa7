/* Elements of the inverse of the normal matrix of every lane within its profile, see src/core/inversion/inverse-band.ts. */
import { diagonal, factorAt, index, lastBelow, numUnknown, profile, ROW, row, rowFirst, rowStart } from './network';

export function invertProfile(): void {
  for (let i = numUnknown - 1; i >= 0; i--) invertColumn(i);
}

/** Column i of the lower triangle, of which those behind it are there. */
// @ts-ignore: decorator
@inline
function invertColumn(i: i32): void {
  const last = index(lastBelow, i);
  const begin = rowFirst;
  const start = rowStart;
  const column = (<usize>i) * ROW;
  const l = factorAt + column;
  const z = profile + column;
  for (let j = last; j > i; j--) {
    const from = index(begin, j);
    if (from <= i) findCoupling(i, j, last, index(start, j) - from, begin, start, l, z);
  }
  const d = row(profile, index(diagonal, i));
  const f = row(factorAt, index(diagonal, i));
  let d0 = v128.load(f);
  let d1 = v128.load(f, 16);
  let d2 = v128.load(f, 32);
  let d3 = v128.load(f, 48);
  for (let k = i + 1; k <= last; k++) {
    const from = index(begin, k);
    if (from > i) continue;
    const base = (<usize>(index(start, k) - from)) * ROW; // where column 0 of row k would be
    const a = l + base;
    const b = z + base;
    d0 = f64x2.sub(d0, f64x2.mul(v128.load(a), v128.load(b)));
    d1 = f64x2.sub(d1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    d2 = f64x2.sub(d2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    d3 = f64x2.sub(d3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  v128.store(d, d0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
}

/**
 * The element of row j and column i, of rows i + 1 to `last` that reach column i.
 * @param own where column 0 of row j would be, in entries @param l column i of row 0 in the factor @param z the same of the inverse
 */
// @ts-ignore: decorator
@inline
function findCoupling(
  i: i32,
  j: i32,
  last: i32,
  own: i32,
  begin: usize,
  start: usize,
  l: usize,
  z: usize,
): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const target = z + (<usize>own) * ROW;
  // of rows above j, column j is in row j, one behind the other
  let b = target;
  for (let k = i + 1; k < j; k++) {
    b += ROW;
    const from = index(begin, k);
    if (from > i) continue;
    const a = l + (<usize>(index(start, k) - from)) * ROW;
    s0 = f64x2.sub(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.sub(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.sub(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.sub(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const across = z + (<usize>(j - i)) * ROW;
  for (let k = j; k <= last; k++) {
    const from = index(begin, k);
    if (from > i) continue;
    const base = (<usize>(index(start, k) - from)) * ROW;
    const a = l + base;
    const c = across + base;
    s0 = f64x2.sub(s0, f64x2.mul(v128.load(a), v128.load(c)));
    s1 = f64x2.sub(s1, f64x2.mul(v128.load(a, 16), v128.load(c, 16)));
    s2 = f64x2.sub(s2, f64x2.mul(v128.load(a, 32), v128.load(c, 32)));
    s3 = f64x2.sub(s3, f64x2.mul(v128.load(a, 48), v128.load(c, 48)));
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
  v128.store(target, s2, 32);
  v128.store(target, s3, 48);
}
