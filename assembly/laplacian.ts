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
// panel of pixels, f32 [numIfgram, PANEL]; seen and pixels i32; table f64
let panelObserved: usize = 0;
let panelQuality: usize = 0;
let seen: usize = 0;
let pixels: usize = 0;
let table: usize = 0;
let lastNode: i32 = 0;

/** Pixels of a panel; the same number as in pixel-panel.ts. */
const PANEL: usize = 256;
const PANEL_ROW: usize = PANEL * 4;

export function init(
  ifgrams: i32,
  unknowns: i32,
  entries: i32,
  firstAt: usize,
  secondAt: usize,
  couplingAt: usize,
  rowFirstAt: usize,
  rowStartAt: usize,
  diagonalAt: usize,
  observedAt: usize,
  weightAt: usize,
  groundAt: usize,
  factorArrayAt: usize,
  solutionAt: usize,
  sumsAt: usize,
  panelObservedAt: usize,
  panelQualityAt: usize,
  seenAt: usize,
  pixelsAt: usize,
  tableAt: usize,
  lastNodeOfTable: i32,
): void {
  panelObserved = panelObservedAt;
  panelQuality = panelQualityAt;
  seen = seenAt;
  pixels = pixelsAt;
  table = tableAt;
  lastNode = lastNodeOfTable;
  numIfgram = ifgrams;
  numUnknown = unknowns;
  numEntry = entries;
  first = firstAt;
  second = secondAt;
  coupling = couplingAt;
  rowFirst = rowFirstAt;
  rowStart = rowStartAt;
  diagonal = diagonalAt;
  observed = observedAt;
  weight = weightAt;
  ground = groundAt;
  factorAt = factorArrayAt;
  solution = solutionAt;
  sums = sumsAt;
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

/** Number of observations of every pixel of the panel. */
export function countSeen(): void {
  for (let p: usize = 0; p < PANEL_ROW; p += 16) {
    let count = i32x4.splat(0);
    for (let i = 0; i < numIfgram; i++) {
      const value = v128.load(panelObserved + (<usize>i) * PANEL_ROW + p);
      count = i32x4.sub(count, f32x4.eq(value, value)); // true is -1
    }
    v128.store(seen + p, count);
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
 * Observations of eight pixels of the panel as doubles, 0 where there is none, and their weights.
 * @param kind 0: weight 1; 1: from the table of phase variance; 2: the quality as it is, for the caller to turn into weights
 */
export function gather(kind: i32): void {
  for (let i = 0; i < numIfgram; i++) {
    const from = panelObserved + (<usize>i) * PANEL_ROW;
    const quality = panelQuality + (<usize>i) * PANEL_ROW;
    const y = row(observed, i);
    const w = row(weight, i);
    for (let p: usize = 0; p < LANES; p++) {
      const at = (<usize>load<i32>(pixels + (p << 2))) << 2;
      const value = <f64>load<f32>(from + at);
      const isSeen = value == value;
      store<f64>(y + (p << 3), isSeen ? value : 0);
      let factor: f64 = 1;
      if (kind != 0) {
        const q = <f64>load<f32>(quality + at);
        factor = kind == 1 ? weightOf(q) : q;
      }
      store<f64>(w + (p << 3), isSeen || kind == 2 ? factor : 0);
    }
  }
}

/** Weight 0 where nothing was observed, after the caller has turned qualities into weights. */
export function blankWeights(): void {
  for (let i = 0; i < numIfgram; i++) {
    const from = panelObserved + (<usize>i) * PANEL_ROW;
    const w = row(weight, i);
    for (let p: usize = 0; p < LANES; p++) {
      const value = load<f32>(from + ((<usize>load<i32>(pixels + (p << 2))) << 2));
      if (value != value) store<f64>(w + (p << 3), 0);
    }
  }
}
