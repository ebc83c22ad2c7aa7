import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { CLOSURE_FILTER_SIMD } from './closure-filter-simd-code.ts';

/** Room for numbers: how many of each kind. */
interface Sizes {
  /** of single precision */
  readonly values: number;
  /** of double precision */
  readonly sums: number;
}

/** Loops over single precision values of one array; a run is given by the index of its first value. */
export interface Loops {
  readonly values: Float32Array;
  readonly sums: Float64Array;
  /** to = sum of the other runs - the first one, in double precision, for cycles nearly cancel; count is a multiple of four */
  closure(runs: readonly number[], to: number, count: number): void;
  /** im and re [count] at their indices become the sine and cosine of `phase`; count is a multiple of four */
  phasors(phase: number, re: number, im: number, count: number): void;
  /** The sums re and im [count] grow by the phasors of closure phases, which lose whole cycles first; count as above. */
  addPhasors(runs: readonly number[], re: number, im: number, count: number): void;
  /** to[i] = w0 c[i] + w1 (b[i] + d[i]) + w2 (a[i] + e[i]); count is a multiple of four */
  weigh(runs: readonly number[], to: number, count: number): void;
  /** to becomes the phase of re + j im; count is a multiple of four */
  angles(re: number, im: number, to: number, count: number): void;
  /** how many values differ from the one before by more than half a cycle */
  jumps(phase: number, count: number): number;
  /** sums at their index grow by phase - zero, and to[i] becomes sums[i] / divisor */
  accumulate(phase: number, zero: number, sum: number, to: number, count: number, divisor: number): void;
}

export type Half = readonly [middle: number, next: number, outer: number];
/** Makes loops over arrays of these sizes, and the weights that `weigh` gives. */
export type LoopsMaker = (sizes: Sizes, half: Half) => Loops;

interface Exports {
  closure(runs: number, numRun: number, to: number, count: number): void;
  phasors(phase: number, re: number, im: number, count: number): void;
  addPhasors(runs: number, numRun: number, re: number, im: number, count: number): void;
  weigh(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    to: number,
    count: number,
    w0: number,
    w1: number,
    w2: number,
  ): void;
  angles(re: number, im: number, to: number, count: number): void;
  jumps(phase: number, count: number): number;
  accumulate(phase: number, zero: number, sum: number, to: number, count: number, divisor: number): void;
}

const CODE = new SimdModule<Exports>(CLOSURE_FILTER_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/** With vector instructions where there are any. */
export const fastestLoops: LoopsMaker = (sizes, half) =>
  fastest(
    4 * sizes.values + 8 * sizes.sums < MOST_BYTES && CODE.isSupported(),
    () => simdLoops(sizes, half),
    () => plainLoops(sizes, half),
  );

/** Interferograms of a closure phase. */
const MOST_RUNS = 4096;

/** In WebAssembly with vector instructions (assembly/closure-filter.ts): the bits of `plainLoops`. */
export const simdLoops: LoopsMaker = (sizes, half) => {
  const layout = new MemoryLayout();
  const start = layout.reserve(4 * sizes.values);
  const sumsStart = layout.reserve(8 * sizes.sums);
  const runsStart = layout.reserve(4 * MOST_RUNS);
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  const at = (index: number) => start + 4 * index;
  const addresses = new Int32Array(buffer, runsStart, MOST_RUNS);
  return {
    values: new Float32Array(buffer, start, sizes.values),
    sums: new Float64Array(buffer, sumsStart, sizes.sums),
    closure(runs, to, count) {
      for (let k = 0; k < runs.length; k++) addresses[k] = at(runs[k]);
      code.closure(runsStart, runs.length, at(to), count);
    },
    phasors: (phase, re, im, count) => code.phasors(at(phase), at(re), at(im), count),
    addPhasors(runs, re, im, count) {
      for (let k = 0; k < runs.length; k++) addresses[k] = at(runs[k]);
      code.addPhasors(runsStart, runs.length, sumsStart + 8 * re, sumsStart + 8 * im, count);
    },
    weigh: ([a, b, c, d, e], to, count) =>
      code.weigh(at(a), at(b), at(c), at(d), at(e), at(to), count, ...half),
    angles: (re, im, to, count) => code.angles(at(re), at(im), at(to), count),
    jumps: (phase, count) => code.jumps(at(phase), count),
    accumulate: (phase, zero, sum, to, count, divisor) =>
      code.accumulate(at(phase), zero, sumsStart + 8 * sum, at(to), count, divisor),
  };
};

/** By powers of the square, the lowest first: sin(2 π t) / t, cos(2 π t), atan(a) / a. */
const SINE = [
  6.2831854820251465, -41.341697692871094, 81.60502624511719, -76.70155334472656, 42.01616668701172,
  -14.868614196777344, 3.199697256088257,
];
const COSINE = [
  1.0, -19.739208221435547, 64.93939208984375, -85.45665740966797, 60.24213790893555, -26.404708862304688,
  7.800251483917236, -1.4532487392425537,
];
const ARC_TANGENT = [
  0.9999998807907104, -0.33332598209381104, 0.19985906779766083, -0.14161230623722076, 0.10498949885368347,
  -0.07234861701726913, 0.039781246334314346, -0.014401360414922237, 0.00245672301389277,
];

const f = Math.fround;
const CYCLE = 2 * Math.PI;

function partOfCycle(phase: number): number {
  const turns = f(phase * f(0.15915493667125702));
  return f(turns - Math.floor(f(turns + 0.5)));
}

function polynomial(coefficients: readonly number[], u: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) sum = f(coefficients[k] + f(u * sum));
  return sum;
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export const plainLoops: LoopsMaker = (sizes, [w0, w1, w2]) => {
  const [values, sums] = [new Float32Array(sizes.values), new Float64Array(sizes.sums)];
  return {
    values,
    sums,
    closure(runs, to, count) {
      for (let i = 0; i < count; i++) {
        let sum = 0 - values[runs[0] + i];
        for (let k = 1; k < runs.length; k++) sum += values[runs[k] + i];
        values[to + i] = sum;
      }
    },
    addPhasors(runs, re, im, count) {
      for (let i = 0; i < count; i++) {
        let sum = 0 - values[runs[0] + i];
        for (let k = 1; k < runs.length; k++) sum += values[runs[k] + i];
        const t = partOfCycle(f(sum - CYCLE * Math.floor(sum / CYCLE + 0.5)));
        const u = f(t * t);
        sums[re + i] += polynomial(COSINE, u);
        sums[im + i] += f(t * polynomial(SINE, u));
      }
    },
    phasors(phase, re, im, count) {
      for (let i = 0; i < count; i++) {
        const t = partOfCycle(values[phase + i]);
        const u = f(t * t);
        values[im + i] = t * polynomial(SINE, u);
        values[re + i] = polynomial(COSINE, u);
      }
    },
    weigh([a, b, c, d, e], to, count) {
      for (let i = 0; i < count; i++) {
        const inner = f(w1 * f(values[b + i] + values[d + i]));
        const outer = f(w2 * f(values[a + i] + values[e + i]));
        values[to + i] = f(f(w0 * values[c + i]) + inner) + outer;
      }
    },
    angles(re, im, to, count) {
      for (let i = 0; i < count; i++) {
        const [x, y] = [values[re + i], values[im + i]];
        const [ax, ay] = [Math.abs(x), Math.abs(y)];
        const a = f(Math.min(ax, ay) / Math.max(ax, ay, f(1e-30)));
        let p = f(a * polynomial(ARC_TANGENT, f(a * a)));
        if (ay > ax) p = f(f(1.5707963705062866) - p);
        if (x < 0) p = f(f(3.1415927410125732) - p);
        values[to + i] = y < 0 ? -p : p;
      }
    },
    jumps(phase, count) {
      let jumps = 0;
      for (let i = 1; i < count; i++)
        if (Math.abs(values[phase + i] - values[phase + i - 1]) > Math.PI) jumps++;
      return jumps;
    },
    accumulate(phase, zero, sum, to, count, divisor) {
      for (let i = 0; i < count; i++) {
        sums[sum + i] += f(values[phase + i] - zero);
        values[to + i] = sums[sum + i] / divisor;
      }
    },
  };
};
