/*
 * The normal matrix of every lane and its factor L D Lᵀ, row by row inside the skyline. A row of lanes is as many bytes in
 * either precision: 8 lanes of f64, or 16 of f32 (T).
 */
import {
  coupling,
  diagonal,
  factorAt,
  first,
  index,
  numEntry,
  numIfgram,
  numUnknown,
  pivots,
  ROW,
  row,
  rowFirst,
  rowStart,
  second,
  weight,
} from './network';

/** Normal matrix of every lane from its weights. */
export function assembleAs<T>(): void {
  memory.fill(factorAt, 0, (<usize>numEntry + 1) * ROW);
  // Interferograms of the same first date mostly follow one another: its diagonal stays in registers.
  let date = -1;
  let d = factorAt;
  let d0 = v128.splat<T>(0 as T);
  let d1 = d0;
  let d2 = d0;
  let d3 = d0;
  let w = weight;
  for (let i = 0; i < numIfgram; i++) {
    const from = index(first, i);
    if (from != date) {
      if (date >= 0) {
        v128.store(d, d0);
        v128.store(d, d1, 16);
        v128.store(d, d2, 32);
        v128.store(d, d3, 48);
      }
      date = from;
      d = row(factorAt, index(diagonal, from));
      d0 = v128.load(d);
      d1 = v128.load(d, 16);
      d2 = v128.load(d, 32);
      d3 = v128.load(d, 48);
    }
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const w2 = v128.load(w, 32);
    const w3 = v128.load(w, 48);
    d0 = v128.add<T>(d0, w0);
    d1 = v128.add<T>(d1, w1);
    d2 = v128.add<T>(d2, w2);
    d3 = v128.add<T>(d3, w3);
    const to = row(factorAt, index(diagonal, index(second, i)));
    v128.store(to, v128.add<T>(v128.load(to), w0));
    v128.store(to, v128.add<T>(v128.load(to, 16), w1), 16);
    v128.store(to, v128.add<T>(v128.load(to, 32), w2), 32);
    v128.store(to, v128.add<T>(v128.load(to, 48), w3), 48);
    const c = row(factorAt, index(coupling, i));
    v128.store(c, v128.sub<T>(v128.load(c), w0));
    v128.store(c, v128.sub<T>(v128.load(c, 16), w1), 16);
    v128.store(c, v128.sub<T>(v128.load(c, 32), w2), 32);
    v128.store(c, v128.sub<T>(v128.load(c, 48), w3), 48);
    w += ROW;
  }
  v128.store(d, d0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
}

/** L D Lᵀ of every lane in the place of its matrix, with 1/D on the diagonal; the range of 1/D. */
export function factorAs<T>(): void {
  for (let r = 0; r < numUnknown; r++) decomposeRow<T>(r);
  for (let p: usize = 0; p < ROW; p += 16) {
    let smallest = v128.splat<T>(Infinity as T);
    let largest = v128.splat<T>(0 as T);
    for (let r = 0; r < numUnknown; r++) {
      const inverse = v128.load(row(factorAt, index(diagonal, r)) + p);
      smallest = v128.pmin<T>(smallest, inverse);
      largest = v128.pmax<T>(largest, inverse);
    }
    v128.store(pivots + p, smallest);
    v128.store(pivots + ROW + p, largest);
  }
}

function decomposeRow<T>(r: i32): void {
  const begin = index(rowFirst, r);
  const base = index(rowStart, r) - begin; // entry of (r, column) is base + column
  for (let col = begin; col < r; col++) {
    const colFirst = index(rowFirst, col);
    const from = begin > colFirst ? begin : colFirst;
    const colBase = index(rowStart, col) - colFirst;
    const target = row(factorAt, base + col);
    let s0 = v128.load(target);
    let s1 = v128.load(target, 16);
    let s2 = v128.load(target, 32);
    let s3 = v128.load(target, 48);
    let a = row(factorAt, base + from);
    let b = row(factorAt, colBase + from);
    for (let k = from; k < col; k++) {
      s0 = v128.sub<T>(s0, v128.mul<T>(v128.load(a), v128.load(b)));
      s1 = v128.sub<T>(s1, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)));
      s2 = v128.sub<T>(s2, v128.mul<T>(v128.load(a, 32), v128.load(b, 32)));
      s3 = v128.sub<T>(s3, v128.mul<T>(v128.load(a, 48), v128.load(b, 48)));
      a += ROW;
      b += ROW;
    }
    v128.store(target, s0);
    v128.store(target, s1, 16);
    v128.store(target, s2, 32);
    v128.store(target, s3, 48);
  }
  const d = row(factorAt, index(diagonal, r));
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  for (let col = begin; col < r; col++) {
    const e = row(factorAt, base + col);
    const inverse = row(factorAt, index(diagonal, col));
    const u0 = v128.load(e);
    const u1 = v128.load(e, 16);
    const u2 = v128.load(e, 32);
    const u3 = v128.load(e, 48);
    const l0 = v128.mul<T>(u0, v128.load(inverse));
    const l1 = v128.mul<T>(u1, v128.load(inverse, 16));
    const l2 = v128.mul<T>(u2, v128.load(inverse, 32));
    const l3 = v128.mul<T>(u3, v128.load(inverse, 48));
    d0 = v128.sub<T>(d0, v128.mul<T>(u0, l0));
    d1 = v128.sub<T>(d1, v128.mul<T>(u1, l1));
    d2 = v128.sub<T>(d2, v128.mul<T>(u2, l2));
    d3 = v128.sub<T>(d3, v128.mul<T>(u3, l3));
    v128.store(e, l0);
    v128.store(e, l1, 16);
    v128.store(e, l2, 32);
    v128.store(e, l3, 48);
  }
  const one = v128.splat<T>(1 as T);
  v128.store(d, v128.div<T>(one, d0));
  v128.store(d, v128.div<T>(one, d1), 16);
  v128.store(d, v128.div<T>(one, d2), 32);
  v128.store(d, v128.div<T>(one, d3), 48);
}

export function assemble(): void {
  assembleAs<f64>();
}

export function factor(): void {
  factorAs<f64>();
}
