import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { CLOSURE_FILTER_SIMD } from './closure-filter-simd-code.ts';

/** Loops over single precision values of one array; a run is given by the index of its first value, counts are multiples of four. */
interface Loops {
  readonly values: Float32Array;
  /** im and re [count] at their indices become the sine and cosine of `phase` */
  phasors(phase: number, re: number, im: number, count: number): void;
  /** to[i] = w0 c[i] + w1 (b[i] + d[i]) + w2 (a[i] + e[i]) */
  weigh(runs: readonly number[], to: number, count: number): void;
  /** to becomes the phase of re + j im */
  angles(re: number, im: number, to: number, count: number): void;
}

type Half = readonly [middle: number, next: number, outer: number];
/** Makes loops over an array of `size` values, and the weights that `weigh` gives. */
export type LoopsMaker = (size: number, half: Half) => Loops;

/**
 * Phase of a raster of phasors that are smoothed over five by five pixels; beyond its edges there is nothing (0).
 * In single precision: good to some 1e-6 rad.
 */
export interface ClosureFilter {
  /** phases [length, width], rad; become the smoothed ones */
  smooth(phase: Float32Array): void;
}

/** @param weights five of one axis, symmetrical, the middle one for the pixel itself @param width of the rasters, pixels */
export function closureFilter(
  weights: ArrayLike<number>,
  width: number,
  make: LoopsMaker = fastestLoops,
): ClosureFilter {
  const half = [weights[2], weights[1], weights[0]].map(Math.fround) as unknown as Half;
  // Rows have room for two pixels beyond each edge, and are filled up to whole vectors.
  const count = 4 * Math.ceil(width / 4);
  const stride = count + 8;
  const numRow = 5;
  // 0 and 1: phasors of a row; 2 and 3: their sums down the rows; then a row of nothing, and five smoothed rows of each part.
  const row = (k: number) => 4 + k * stride;
  const nothing = row(4);
  const kept = (part: number, y: number) => row(5 + part * numRow + (y % numRow));
  const { values, ...loops } = make(stride * (5 + 2 * numRow) + 8, half);
  return {
    smooth(phase) {
      const length = phase.length / width;
      const around = (part: number, y: number) => (y < 0 || y >= length ? nothing : kept(part, y));
      for (let y = 0; y < length + 2; y++) {
        if (y < length) {
          values.set(phase.subarray(y * width, (y + 1) * width), row(2));
          loops.phasors(row(2), row(0), row(1), count);
          for (const part of [0, 1]) {
            const at = row(part);
            values.fill(0, at + width, at + count + 4); // beyond the edge
            loops.weigh([at - 2, at - 1, at, at + 1, at + 2], kept(part, y), count);
          }
        }
        const done = y - 2;
        if (done < 0) continue;
        for (const part of [0, 1]) {
          const rows = [-2, -1, 0, 1, 2].map((k) => around(part, done + k));
          loops.weigh(rows, row(2 + part), count);
        }
        loops.angles(row(2), row(3), row(0), count);
        phase.set(values.subarray(row(0), row(0) + width), done * width);
      }
    },
  };
}

interface Exports {
  phasors(phase: number, re: number, im: number, count: number): void;
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
}

const CODE = new SimdModule<Exports>(CLOSURE_FILTER_SIMD);

/** With vector instructions where there are any. */
export const fastestLoops: LoopsMaker = (size, half) =>
  fastest(
    CODE.isSupported(),
    () => simdLoops(size, half),
    () => plainLoops(size, half),
  );

/** In WebAssembly with vector instructions (assembly/closure-filter.ts): the bits of `plainLoops`. */
export const simdLoops: LoopsMaker = (size, half) => {
  const layout = new MemoryLayout();
  const start = layout.reserve(4 * size);
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  const at = (index: number) => start + 4 * index;
  return {
    values: new Float32Array(buffer, start, size),
    phasors: (phase, re, im, count) => code.phasors(at(phase), at(re), at(im), count),
    weigh: ([a, b, c, d, e], to, count) =>
      code.weigh(at(a), at(b), at(c), at(d), at(e), at(to), count, ...half),
    angles: (re, im, to, count) => code.angles(at(re), at(im), at(to), count),
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

function polynomial(coefficients: readonly number[], u: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) sum = f(coefficients[k] + f(u * sum));
  return sum;
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export const plainLoops: LoopsMaker = (size, [w0, w1, w2]) => {
  const values = new Float32Array(size);
  return {
    values,
    phasors(phase, re, im, count) {
      for (let i = 0; i < count; i++) {
        const turns = f(values[phase + i] * f(0.15915493667125702));
        const t = f(turns - Math.floor(f(turns + 0.5)));
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
  };
};
