/* The spread of parameters by the misfit of the interferograms, see src/core/timeseries/full-uncertainty.ts. */
import {
  coupling,
  diagonal,
  factorAt,
  first,
  index,
  LANES,
  lastBelow,
  numIfgram,
  numUnknown,
  panelObserved,
  profile,
  ROW,
  response,
  row,
  rowFirst,
  rowStart,
  second,
  solution,
  spreadAt,
  weight,
} from './network';
import { solveAt } from './solve';

// @ts-ignore: decorator
@inline
function entry(r: i32, column: i32): i32 {
  return index(rowStart, r) + column - index(rowFirst, r);
}

/** Elements of the inverse within the profile, see src/core/inversion/inverse-band.ts. */
export function invertProfile(): void {
  for (let i = numUnknown - 1; i >= 0; i--) {
    const last = index(lastBelow, i);
    for (let j = last; j > i; j--) {
      if (index(rowFirst, j) > i) continue;
      const target = row(profile, entry(j, i));
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let k = i + 1; k <= last; k++) {
        if (index(rowFirst, k) > i) continue;
        const l = row(factorAt, entry(k, i));
        const z = row(profile, k >= j ? entry(k, j) : entry(j, k));
        s0 = f64x2.sub(s0, f64x2.mul(v128.load(l), v128.load(z)));
        s1 = f64x2.sub(s1, f64x2.mul(v128.load(l, 16), v128.load(z, 16)));
        s2 = f64x2.sub(s2, f64x2.mul(v128.load(l, 32), v128.load(z, 32)));
        s3 = f64x2.sub(s3, f64x2.mul(v128.load(l, 48), v128.load(z, 48)));
      }
      v128.store(target, s0);
      v128.store(target, s1, 16);
      v128.store(target, s2, 32);
      v128.store(target, s3, 48);
    }
    const d = row(profile, index(diagonal, i));
    const f = row(factorAt, index(diagonal, i));
    let d0 = v128.load(f);
    let d1 = v128.load(f, 16);
    let d2 = v128.load(f, 32);
    let d3 = v128.load(f, 48);
    for (let k = i + 1; k <= last; k++) {
      if (index(rowFirst, k) > i) continue;
      const e = entry(k, i);
      const l = row(factorAt, e);
      const z = row(profile, e);
      d0 = f64x2.sub(d0, f64x2.mul(v128.load(l), v128.load(z)));
      d1 = f64x2.sub(d1, f64x2.mul(v128.load(l, 16), v128.load(z, 16)));
      d2 = f64x2.sub(d2, f64x2.mul(v128.load(l, 32), v128.load(z, 32)));
      d3 = f64x2.sub(d3, f64x2.mul(v128.load(l, 48), v128.load(z, 48)));
    }
    v128.store(d, d0);
    v128.store(d, d1, 16);
    v128.store(d, d2, 32);
    v128.store(d, d3, 48);
  }
}

// @ts-ignore: decorator
@inline
function responseOf(j: i32): usize {
  return row(response, j * (numUnknown + 1));
}

/** Solution of a right side that stands in the place of a response. */
export function respond(j: i32): void {
  solveAt(responseOf(j));
}

/**
 * Squared misfits w r^2 of every lane, then for each parameter the sum of (w r)^2 / (1 - h) times the square of what its
 * response says of the interferogram.
 */
export function sumSpread(group: i32, numParameter: i32, leastRedundancy: f64): void {
  memory.fill(spreadAt, 0, (<usize>numParameter + 1) * ROW);
  const base = panelObserved + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const least = f64x2.splat(leastRedundancy);
  const none = f64x2.splat(0);
  for (let i = 0; i < numIfgram; i++) {
    const a = index(first, i);
    const b = index(second, i);
    const isAtReference = a == numUnknown || b == numUnknown;
    const da = row(profile, index(diagonal, a));
    const db = row(profile, index(diagonal, b));
    const c = row(profile, index(coupling, i));
    const xa = row(solution, a);
    const xb = row(solution, b);
    const w = row(weight, i);
    const observed = base + (<usize>i) * LANES * 4;
    for (let p: usize = 0; p < ROW; p += 16) {
      const y = f64x2.promote_low_f32x4(v128.load64_zero(observed + (p >> 1)));
      const value = v128.load(w + p);
      const r = f64x2.sub(y, f64x2.sub(v128.load(xb + p), v128.load(xa + p)));
      const weighted = f64x2.mul(value, r);
      v128.store(spreadAt + p, f64x2.add(v128.load(spreadAt + p), f64x2.mul(weighted, r)));
      const za = a == numUnknown ? none : v128.load(da + p);
      const zb = b == numUnknown ? none : v128.load(db + p);
      const shared = isAtReference ? none : f64x2.mul(two, v128.load(c + p));
      const left = f64x2.sub(one, f64x2.mul(value, f64x2.sub(f64x2.add(za, zb), shared)));
      const own = f64x2.div(f64x2.mul(weighted, weighted), f64x2.pmax(least, left));
      for (let j = 0; j < numParameter; j++) {
        const x = responseOf(j) + p;
        const pull = f64x2.sub(v128.load(row(x, b)), v128.load(row(x, a)));
        const to = row(spreadAt, j + 1) + p;
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(f64x2.mul(own, pull), pull)));
      }
    }
  }
}
