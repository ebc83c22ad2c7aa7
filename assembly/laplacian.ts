/*
 * The inner loops of the network inversion in WebAssembly SIMD: eight pixels at a time, two per vector, double
 * precision. The same arithmetic in the same order as src/core/inversion/laplacian-kernel.ts, which judges it bit for
 * bit. All addresses are bytes in linear memory; arrays are [row, 8 lanes].
 */

const LANES: usize = 8;
const ROW: usize = LANES * 8; // bytes of a row of lanes

let numIfgram: i32 = 0;
let numUnknown: i32 = 0;
let numEntry: i32 = 0;

// structure, i32
let first: usize = 0;
let second: usize = 0;
let coupling: usize = 0;
let rowFirst: usize = 0;
let rowStart: usize = 0;
let diagonal: usize = 0;
// workspace, f64
let observed: usize = 0;
let weight: usize = 0;
let ground: usize = 0;
let factorAt: usize = 0;
let solution: usize = 0;
let sums: usize = 0; // cos, sin, squares
let count: usize = 0;
let least: usize = 0;
let zero: usize = 0;
let keep: usize = 0;
let dateCount: usize = 0;
// panel of pixels, f32 [row, PANEL]; isOff i32 [PANEL]; references f64 [numIfgram]; table f64
let panelObserved: usize = 0;
let panelQuality: usize = 0;
let panelSeries: usize = 0;
let isOff: usize = 0;
let references: usize = 0;
let table: usize = 0;
let lastNode: i32 = 0;

/** Pixels of a panel; the same number as in laplacian-kernel.ts. */
const PANEL: usize = 256;
const PANEL_ROW: usize = PANEL * 4;

/** Sizes, then the addresses of all arrays in the order of the declarations above. */
export function init(
  ifgrams: i32,
  unknowns: i32,
  entries: i32,
  lastNodeOfTable: i32,
  addresses: usize,
): void {
  numIfgram = ifgrams;
  numUnknown = unknowns;
  numEntry = entries;
  lastNode = lastNodeOfTable;
  first = address(addresses, 0);
  second = address(addresses, 1);
  coupling = address(addresses, 2);
  rowFirst = address(addresses, 3);
  rowStart = address(addresses, 4);
  diagonal = address(addresses, 5);
  observed = address(addresses, 6);
  weight = address(addresses, 7);
  ground = address(addresses, 8);
  factorAt = address(addresses, 9);
  solution = address(addresses, 10);
  sums = address(addresses, 11);
  count = address(addresses, 12);
  least = address(addresses, 13);
  zero = address(addresses, 14);
  keep = address(addresses, 15);
  dateCount = address(addresses, 16);
  panelObserved = address(addresses, 17);
  panelQuality = address(addresses, 18);
  panelSeries = address(addresses, 19);
  isOff = address(addresses, 20);
  references = address(addresses, 21);
  table = address(addresses, 22);
}

function address(list: usize, i: i32): usize {
  return <usize>load<i32>(list + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function index(table: usize, i: i32): i32 {
  return load<i32>(table + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function row(base: usize, i: i32): usize {
  return base + (<usize>i) * ROW;
}

// @ts-ignore: decorator
@inline
function addRow(target: usize, source: usize): void {
  v128.store(target, f64x2.add(v128.load(target), v128.load(source)));
  v128.store(target, f64x2.add(v128.load(target, 16), v128.load(source, 16)), 16);
  v128.store(target, f64x2.add(v128.load(target, 32), v128.load(source, 32)), 32);
  v128.store(target, f64x2.add(v128.load(target, 48), v128.load(source, 48)), 48);
}

// @ts-ignore: decorator
@inline
function subtractRow(target: usize, source: usize): void {
  v128.store(target, f64x2.sub(v128.load(target), v128.load(source)));
  v128.store(target, f64x2.sub(v128.load(target, 16), v128.load(source, 16)), 16);
  v128.store(target, f64x2.sub(v128.load(target, 32), v128.load(source, 32)), 32);
  v128.store(target, f64x2.sub(v128.load(target, 48), v128.load(source, 48)), 48);
}

/** Normal matrix of every lane from weights and ground, factored into L D Lᵀ with 1/D on the diagonal. */
export function factor(): void {
  memory.fill(factorAt, 0, (<usize>numEntry + 1) * ROW);
  for (let i = 0; i < numIfgram; i++) {
    const w = row(weight, i);
    addRow(row(factorAt, index(diagonal, index(first, i))), w);
    addRow(row(factorAt, index(diagonal, index(second, i))), w);
    subtractRow(row(factorAt, index(coupling, i)), w);
  }
  for (let r = 0; r < numUnknown; r++) addRow(row(factorAt, index(diagonal, r)), row(ground, r));
  for (let r = 0; r < numUnknown; r++) decomposeRow(r);
}

function decomposeRow(r: i32): void {
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
      s0 = f64x2.sub(s0, f64x2.mul(v128.load(a), v128.load(b)));
      s1 = f64x2.sub(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
      s2 = f64x2.sub(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
      s3 = f64x2.sub(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
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
    const l0 = f64x2.mul(u0, v128.load(inverse));
    const l1 = f64x2.mul(u1, v128.load(inverse, 16));
    const l2 = f64x2.mul(u2, v128.load(inverse, 32));
    const l3 = f64x2.mul(u3, v128.load(inverse, 48));
    d0 = f64x2.sub(d0, f64x2.mul(u0, l0));
    d1 = f64x2.sub(d1, f64x2.mul(u1, l1));
    d2 = f64x2.sub(d2, f64x2.mul(u2, l2));
    d3 = f64x2.sub(d3, f64x2.mul(u3, l3));
    v128.store(e, l0);
    v128.store(e, l1, 16);
    v128.store(e, l2, 32);
    v128.store(e, l3, 48);
  }
  const one = f64x2.splat(1);
  v128.store(d, f64x2.div(one, d0));
  v128.store(d, f64x2.div(one, d1), 16);
  v128.store(d, f64x2.div(one, d2), 32);
  v128.store(d, f64x2.div(one, d3), 48);
}

/** Solution of the normal equations of every lane. */
export function solve(): void {
  memory.fill(solution, 0, (<usize>numUnknown + 1) * ROW);
  for (let i = 0; i < numIfgram; i++) {
    const w = row(weight, i);
    const y = row(observed, i);
    const a = row(solution, index(first, i));
    const b = row(solution, index(second, i));
    for (let p: usize = 0; p < ROW; p += 16) {
      const value = f64x2.mul(v128.load(w + p), v128.load(y + p));
      v128.store(a + p, f64x2.sub(v128.load(a + p), value));
      v128.store(b + p, f64x2.add(v128.load(b + p), value));
    }
  }
  memory.fill(row(solution, numUnknown), 0, ROW);
  for (let r = 0; r < numUnknown; r++) {
    const target = row(solution, r);
    const begin = index(rowFirst, r);
    let l = row(factorAt, index(rowStart, r));
    let x = row(solution, begin);
    let s0 = v128.load(target);
    let s1 = v128.load(target, 16);
    let s2 = v128.load(target, 32);
    let s3 = v128.load(target, 48);
    for (let col = begin; col < r; col++) {
      s0 = f64x2.sub(s0, f64x2.mul(v128.load(l), v128.load(x)));
      s1 = f64x2.sub(s1, f64x2.mul(v128.load(l, 16), v128.load(x, 16)));
      s2 = f64x2.sub(s2, f64x2.mul(v128.load(l, 32), v128.load(x, 32)));
      s3 = f64x2.sub(s3, f64x2.mul(v128.load(l, 48), v128.load(x, 48)));
      l += ROW;
      x += ROW;
    }
    v128.store(target, s0);
    v128.store(target, s1, 16);
    v128.store(target, s2, 32);
    v128.store(target, s3, 48);
  }
  for (let r = 0; r < numUnknown; r++) {
    const target = row(solution, r);
    const d = row(factorAt, index(diagonal, r));
    for (let p: usize = 0; p < ROW; p += 16) {
      v128.store(target + p, f64x2.mul(v128.load(target + p), v128.load(d + p)));
    }
  }
  for (let r = numUnknown - 1; r >= 0; r--) {
    const begin = index(rowFirst, r);
    const source = row(solution, r);
    const s0 = v128.load(source);
    const s1 = v128.load(source, 16);
    const s2 = v128.load(source, 32);
    const s3 = v128.load(source, 48);
    let l = row(factorAt, index(rowStart, r));
    let x = row(solution, begin);
    for (let col = begin; col < r; col++) {
      v128.store(x, f64x2.sub(v128.load(x), f64x2.mul(v128.load(l), s0)));
      v128.store(x, f64x2.sub(v128.load(x, 16), f64x2.mul(v128.load(l, 16), s1)), 16);
      v128.store(x, f64x2.sub(v128.load(x, 32), f64x2.mul(v128.load(l, 32), s2)), 32);
      v128.store(x, f64x2.sub(v128.load(x, 48), f64x2.mul(v128.load(l, 48), s3)), 48);
      l += ROW;
      x += ROW;
    }
  }
}

// @ts-ignore: decorator
@inline
function residual(y: v128, b: v128, a: v128, w: v128): v128 {
  const misfit = f64x2.sub(y, f64x2.sub(b, a));
  return v128.andnot(misfit, f64x2.eq(w, f64x2.splat(0))); // 0 where nothing was observed
}

/** Sum of cos and sin of the residuals of every lane; see phasor-sum.ts for the polynomials. */
export function sumPhasors(): void {
  memory.fill(sums, 0, 2 * ROW);
  for (let p: usize = 0; p < ROW; p += 16) {
    let cosSum = f64x2.splat(0);
    let sinSum = f64x2.splat(0);
    for (let i = 0; i < numIfgram; i++) {
      const phase = residual(
        v128.load(row(observed, i) + p),
        v128.load(row(solution, index(second, i)) + p),
        v128.load(row(solution, index(first, i)) + p),
        v128.load(row(weight, i) + p),
      );
      const turns = f64x2.mul(phase, f64x2.splat(0.15915494309189535));
      const t = f64x2.sub(turns, f64x2.floor(f64x2.add(turns, f64x2.splat(0.5))));
      const u = f64x2.mul(t, t);
      let s = f64x2.add(f64x2.splat(0.08205045390632268), f64x2.mul(u, f64x2.splat(-0.007028469733828266)));
      s = f64x2.add(f64x2.splat(-0.599252209222293), f64x2.mul(u, s));
      s = f64x2.add(f64x2.splat(2.5501633199646947), f64x2.mul(u, s));
      s = f64x2.add(f64x2.splat(-5.167712764656346), f64x2.mul(u, s));
      s = f64x2.add(f64x2.splat(3.14159265353645), f64x2.mul(u, s));
      s = f64x2.mul(t, s);
      let c = f64x2.add(f64x2.splat(0.23493755886225864), f64x2.mul(u, f64x2.splat(-0.02439671646507862)));
      c = f64x2.add(f64x2.splat(-1.335212056647394), f64x2.mul(u, c));
      c = f64x2.add(f64x2.splat(4.058709164341055), f64x2.mul(u, c));
      c = f64x2.add(f64x2.splat(-4.934802137228332), f64x2.mul(u, c));
      c = f64x2.add(f64x2.splat(0.999999999780652), f64x2.mul(u, c));
      const two = f64x2.mul(f64x2.splat(2), s);
      cosSum = f64x2.add(cosSum, f64x2.sub(f64x2.splat(1), f64x2.mul(two, s)));
      sinSum = f64x2.add(sinSum, f64x2.mul(two, c));
    }
    v128.store(sums + p, cosSum);
    v128.store(sums + ROW + p, sinSum);
  }
}

/** Sum of the squared residuals of every lane. */
export function sumSquares(): void {
  for (let p: usize = 0; p < ROW; p += 16) {
    let sum = f64x2.splat(0);
    for (let i = 0; i < numIfgram; i++) {
      const e = residual(
        v128.load(row(observed, i) + p),
        v128.load(row(solution, index(second, i)) + p),
        v128.load(row(solution, index(first, i)) + p),
        v128.load(row(weight, i) + p),
      );
      sum = f64x2.add(sum, f64x2.mul(e, e));
    }
    v128.store(sums + 2 * ROW + p, sum);
  }
}

/**
 * Make the observations of the panel relative to the reference pixel and put NaN where there is none: pixels that are
 * switched off and, for phases (kind 1), zeros before and after.
 */
export function refer(kind: i32): void {
  const nan = f32x4.splat(f32.NaN);
  const none = f32x4.splat(0);
  for (let i = 0; i < numIfgram; i++) {
    const reference = f32x4.splat(<f32>load<f64>(references + ((<usize>i) << 3)));
    const from = panelObserved + (<usize>i) * PANEL_ROW;
    for (let p: usize = 0; p < PANEL_ROW; p += 16) {
      let value = v128.load(from + p);
      value = v128.bitselect(value, f32x4.sub(value, reference), f32x4.eq(value, none));
      if (kind == 1) value = v128.bitselect(nan, value, f32x4.eq(value, none));
      v128.store(from + p, v128.bitselect(nan, value, v128.load(isOff + p)));
    }
  }
}

// @ts-ignore: decorator
@inline
function weightOf(coherence: f64): f64 {
  const c = coherence >= 0.05 ? coherence : 0.05; // false for NaN
  const node = c < 0.9975 ? <i32>((c - 0.0025) / 0.005) : lastNode;
  return load<f64>(table + ((<usize>node) << 3));
}

/**
 * Observations of eight pixels of the panel as doubles, 0 where there is none, their weights, and how many there are.
 * @param kind 0: weight 1; 1: from the table of phase variance; 2: the quality as it is, for the caller to turn into weights
 */
export function gather(start: i32, kind: i32): void {
  const offset = (<usize>start) << 2;
  const one = f64x2.splat(1);
  let n0 = f64x2.splat(0);
  let n1 = n0;
  let n2 = n0;
  let n3 = n0;
  for (let i = 0; i < numIfgram; i++) {
    const from = panelObserved + (<usize>i) * PANEL_ROW + offset;
    const y = row(observed, i);
    const w = row(weight, i);
    const low = v128.load(from);
    const high = v128.load(from, 16);
    const y0 = f64x2.promote_low_f32x4(low);
    const y1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(low, low, 2, 3, 0, 1));
    const y2 = f64x2.promote_low_f32x4(high);
    const y3 = f64x2.promote_low_f32x4(v128.shuffle<i32>(high, high, 2, 3, 0, 1));
    const m0 = f64x2.eq(y0, y0);
    const m1 = f64x2.eq(y1, y1);
    const m2 = f64x2.eq(y2, y2);
    const m3 = f64x2.eq(y3, y3);
    v128.store(y, v128.and(y0, m0));
    v128.store(y, v128.and(y1, m1), 16);
    v128.store(y, v128.and(y2, m2), 32);
    v128.store(y, v128.and(y3, m3), 48);
    n0 = f64x2.add(n0, v128.and(one, m0));
    n1 = f64x2.add(n1, v128.and(one, m1));
    n2 = f64x2.add(n2, v128.and(one, m2));
    n3 = f64x2.add(n3, v128.and(one, m3));
    if (kind == 0) {
      v128.store(w, v128.and(one, m0));
      v128.store(w, v128.and(one, m1), 16);
      v128.store(w, v128.and(one, m2), 32);
      v128.store(w, v128.and(one, m3), 48);
      continue;
    }
    const quality = panelQuality + (<usize>i) * PANEL_ROW + offset;
    if (kind == 2) {
      for (let p: usize = 0; p < LANES; p++) {
        store<f64>(w + (p << 3), <f64>load<f32>(quality + (p << 2)));
      }
      continue;
    }
    const w0 = f64x2(weightOf(<f64>load<f32>(quality)), weightOf(<f64>load<f32>(quality, 4)));
    const w1 = f64x2(weightOf(<f64>load<f32>(quality, 8)), weightOf(<f64>load<f32>(quality, 12)));
    const w2 = f64x2(weightOf(<f64>load<f32>(quality, 16)), weightOf(<f64>load<f32>(quality, 20)));
    const w3 = f64x2(weightOf(<f64>load<f32>(quality, 24)), weightOf(<f64>load<f32>(quality, 28)));
    v128.store(w, v128.and(w0, m0));
    v128.store(w, v128.and(w1, m1), 16);
    v128.store(w, v128.and(w2, m2), 32);
    v128.store(w, v128.and(w3, m3), 48);
  }
  v128.store(count, n0);
  v128.store(count, n1, 16);
  v128.store(count, n2, 32);
  v128.store(count, n3, 48);
}

/** Weight 0 where nothing was observed, after the caller has turned qualities into weights. */
export function blankWeights(start: i32): void {
  for (let i = 0; i < numIfgram; i++) {
    const from = panelObserved + (<usize>i) * PANEL_ROW + ((<usize>start) << 2);
    const w = row(weight, i);
    for (let p: usize = 0; p < LANES; p++) {
      const value = load<f32>(from + (p << 2));
      if (value != value) store<f64>(w + (p << 3), 0);
    }
  }
}

/** Fewest observations among the dates other than the reference date, of every lane. */
export function countDates(): void {
  memory.fill(dateCount, 0, (<usize>numUnknown + 1) * ROW);
  const one = f64x2.splat(1);
  const none = f64x2.splat(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = row(weight, i);
    const a = row(dateCount, index(first, i));
    const b = row(dateCount, index(second, i));
    for (let p: usize = 0; p < ROW; p += 16) {
      const seen = v128.andnot(one, f64x2.eq(v128.load(w + p), none));
      v128.store(a + p, f64x2.add(v128.load(a + p), seen));
      v128.store(b + p, f64x2.add(v128.load(b + p), seen));
    }
  }
  for (let p: usize = 0; p < ROW; p += 16) {
    let fewest = f64x2.splat(f64.MAX_VALUE);
    for (let r = 0; r < numUnknown; r++) fewest = f64x2.min(fewest, v128.load(row(dateCount, r) + p));
    v128.store(least + p, fewest);
  }
}

/** Time series of the group into the panel: (solution - zero) * scale as single precision, 0 for lanes not kept. */
export function storeSeries(start: i32, scale: f64): void {
  const factorOfScale = f64x2.splat(scale);
  const none = f64x2.splat(0);
  for (let p: usize = 0; p < ROW; p += 32) {
    const zeroLow = v128.load(zero + p);
    const zeroHigh = v128.load(zero + p, 16);
    const keepLow = f64x2.ne(v128.load(keep + p), none);
    const keepHigh = f64x2.ne(v128.load(keep + p, 16), none);
    const to = panelSeries + ((<usize>start) << 2) + (p >> 1);
    for (let r = 0; r <= numUnknown; r++) {
      const from = row(solution, r) + p;
      const low = v128.and(f64x2.mul(f64x2.sub(v128.load(from), zeroLow), factorOfScale), keepLow);
      const high = v128.and(f64x2.mul(f64x2.sub(v128.load(from, 16), zeroHigh), factorOfScale), keepHigh);
      v128.store(
        to + (<usize>r) * PANEL_ROW,
        v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5),
      );
    }
  }
}
