// The loops of src/core/closure-bias/closure-filter.ts with 128-bit vectors: the same operations in the same order, so the bits
// are the same. Arrays are given by their addresses, counts are multiples of four unless said otherwise.

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1);
}

/** Sum of runs but the first, minus that, in double precision. @param runs addresses [numRun] */
export function closure(runs: usize, numRun: i32, to: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  for (let x: usize = 0; x < bytes; x += 16) {
    const long = v128.load(<usize>load<u32>(runs) + x);
    let a = f64x2.sub(f64x2.splat(0), f64x2.promote_low_f32x4(long));
    let b = f64x2.sub(f64x2.splat(0), f64x2.promote_low_f32x4(high(long)));
    for (let k = 1; k < numRun; k++) {
      const short = v128.load(<usize>load<u32>(runs + ((<usize>k) << 2)) + x);
      a = f64x2.add(a, f64x2.promote_low_f32x4(short));
      b = f64x2.add(b, f64x2.promote_low_f32x4(high(short)));
    }
    v128.store(to + x, v128.shuffle<i32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5));
  }
}

/** Of phases in cycles: the part of a cycle, -0.5 to 0.5. */
// @ts-ignore: decorator
@inline
function partOfCycle(phase: v128): v128 {
  const turns = f32x4.mul(phase, f32x4.splat(0.15915493667125702));
  return f32x4.sub(turns, f32x4.floor(f32x4.add(turns, f32x4.splat(0.5))));
}

// @ts-ignore: decorator
@inline
function sine(t: v128, u: v128): v128 {
  let s = f32x4.splat(3.199697256088257);
  s = f32x4.add(f32x4.splat(-14.868614196777344), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(42.01616668701172), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(-76.70155334472656), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(81.60502624511719), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(-41.341697692871094), f32x4.mul(u, s));
  s = f32x4.add(f32x4.splat(6.2831854820251465), f32x4.mul(u, s));
  return f32x4.mul(t, s);
}

// @ts-ignore: decorator
@inline
function cosine(u: v128): v128 {
  let c = f32x4.splat(-1.4532487392425537);
  c = f32x4.add(f32x4.splat(7.800251483917236), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(-26.404708862304688), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(60.24213790893555), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(-85.45665740966797), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(64.93939208984375), f32x4.mul(u, c));
  c = f32x4.add(f32x4.splat(-19.739208221435547), f32x4.mul(u, c));
  return f32x4.add(f32x4.splat(1.0), f32x4.mul(u, c));
}

/** Phasors of phases. */
export function phasors(phase: usize, re: usize, im: usize, count: i32): void {
  for (const end = phase + ((<usize>count) << 2); phase < end; phase += 16, re += 16, im += 16) {
    const t = partOfCycle(v128.load(phase));
    const u = f32x4.mul(t, t);
    v128.store(im, sine(t, u));
    v128.store(re, cosine(u));
  }
}

// @ts-ignore: decorator
@inline
function withinCycle(phase: v128): v128 {
  const cycle = f64x2.splat(6.283185307179586);
  const turns = f64x2.floor(f64x2.add(f64x2.div(phase, cycle), f64x2.splat(0.5)));
  return f64x2.sub(phase, f64x2.mul(cycle, turns));
}

// @ts-ignore: decorator
@inline
function addTo(sum: usize, values: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(values)));
  v128.store(sum + 16, f64x2.add(v128.load(sum + 16), f64x2.promote_low_f32x4(high(values))));
}

/**
 * The phasors of closure phases (see `closure`) are added to sums.
 * @param runs addresses [numRun] @param re f64 @param im f64
 */
export function addPhasors(runs: usize, numRun: i32, re: usize, im: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  for (let x: usize = 0; x < bytes; x += 16) {
    const long = v128.load(<usize>load<u32>(runs) + x);
    let a = f64x2.sub(f64x2.splat(0), f64x2.promote_low_f32x4(long));
    let b = f64x2.sub(f64x2.splat(0), f64x2.promote_low_f32x4(high(long)));
    for (let k = 1; k < numRun; k++) {
      const short = v128.load(<usize>load<u32>(runs + ((<usize>k) << 2)) + x);
      a = f64x2.add(a, f64x2.promote_low_f32x4(short));
      b = f64x2.add(b, f64x2.promote_low_f32x4(high(short)));
    }
    const first = f32x4.demote_f64x2_zero(withinCycle(a));
    const t = partOfCycle(v128.shuffle<i32>(first, f32x4.demote_f64x2_zero(withinCycle(b)), 0, 1, 4, 5));
    const u = f32x4.mul(t, t);
    addTo(re + 2 * x, cosine(u));
    addTo(im + 2 * x, sine(t, u));
  }
}

/** Sum of five values by symmetrical weights: to[i] = w0 c[i] + w1 (b[i] + d[i]) + w2 (a[i] + e[i]). */
export function weigh(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  to: usize,
  count: i32,
  w0: f32,
  w1: f32,
  w2: f32,
): void {
  const end = (<usize>count) << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const inner = f32x4.mul(f32x4.splat(w1), f32x4.add(v128.load(b + i), v128.load(d + i)));
    const outer = f32x4.mul(f32x4.splat(w2), f32x4.add(v128.load(a + i), v128.load(e + i)));
    const middle = f32x4.mul(f32x4.splat(w0), v128.load(c + i));
    v128.store(to + i, f32x4.add(f32x4.add(middle, inner), outer));
  }
}

/** Phases of phasors of any length. */
export function angles(re: usize, im: usize, to: usize, count: i32): void {
  for (const end = to + ((<usize>count) << 2); to < end; to += 16, re += 16, im += 16) {
    const x = v128.load(re);
    const y = v128.load(im);
    const ax = f32x4.abs(x);
    const ay = f32x4.abs(y);
    const largest = f32x4.max(f32x4.max(ax, ay), f32x4.splat(1e-30));
    const a = f32x4.div(f32x4.min(ax, ay), largest);
    const u = f32x4.mul(a, a);
    let p = f32x4.splat(0.00245672301389277);
    p = f32x4.add(f32x4.splat(-0.014401360414922237), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(0.039781246334314346), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(-0.07234861701726913), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(0.10498949885368347), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(-0.14161230623722076), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(0.19985906779766083), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(-0.33332598209381104), f32x4.mul(u, p));
    p = f32x4.add(f32x4.splat(0.9999998807907104), f32x4.mul(u, p));
    p = f32x4.mul(a, p);
    p = v128.bitselect(f32x4.sub(f32x4.splat(1.5707963705062866), p), p, f32x4.gt(ay, ax));
    p = v128.bitselect(f32x4.sub(f32x4.splat(3.1415927410125732), p), p, f32x4.lt(x, f32x4.splat(0)));
    v128.store(to, v128.bitselect(f32x4.neg(p), p, f32x4.lt(y, f32x4.splat(0))));
  }
}

/** How many phases differ from the one before by more than half a cycle. @param count any */
export function jumps(phase: usize, count: i32): i32 {
  const sure = f32x4.splat(3.14); // no difference below that is half a cycle, whatever its rounding
  let total = 0;
  for (let i = 1; i < count; i += 4) {
    const at = phase + ((<usize>i) << 2);
    const isWhole = i + 4 <= count;
    if (isWhole && i32x4.all_true(f32x4.lt(f32x4.abs(f32x4.sub(v128.load(at), v128.load(at - 4))), sure))) continue;
    const end = isWhole ? at + 16 : phase + ((<usize>count) << 2);
    for (let p = at; p < end; p += 4)
      if (Math.abs(<f64>load<f32>(p) - <f64>load<f32>(p - 4)) > Math.PI) total++;
  }
  return total;
}

/** sum[i] += phase[i] - zero, to[i] = sum[i] / divisor. @param sum f64 @param count any */
export function accumulate(phase: usize, zero: f32, sum: usize, to: usize, count: i32, divisor: f64): void {
  const divisors = f64x2.splat(divisor);
  let i = 0;
  for (; i + 2 <= count; i += 2, phase += 8, sum += 16, to += 8) {
    const relative = f32x4.sub(v128.load64_zero(phase), f32x4.splat(zero));
    const total = f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(relative));
    v128.store(sum, total);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(total, divisors)), 0);
  }
  if (i < count) {
    const total = load<f64>(sum) + <f64>(load<f32>(phase) - zero);
    store<f64>(sum, total);
    store<f32>(to, <f32>(total / divisor));
  }
}
