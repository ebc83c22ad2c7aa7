import type { Grid, Values } from '../core/array.ts';
import { OptionError } from '../core/errors.ts';

const MAX_LEVELS = 1000;

/** A contour line: x and y pairs in pixel coordinates, pixel centres at whole numbers. */
export interface ContourLine {
  readonly level: number;
  readonly points: Float64Array;
}

/**
 * Lines of equal value by marching squares. Lines that meet are joined, so a closed contour is one line with equal
 * ends. Squares touching NaN carry no line.
 */
export function contourLines(values: Grid<Values>, levels: readonly number[]): ContourLine[] {
  const meeting = new Int32Array(values.data.length * 4).fill(-1);
  return levels.flatMap((level) => tracedLines(values, level, meeting).map((points) => ({ level, points })));
}

/** Multiples of `step` strictly inside a range. @throws {OptionError} when there are too many to be seen */
export function contourLevels(low: number, high: number, step: number): number[] {
  const levels: number[] = [];
  if (!((high - low) / step < MAX_LEVELS)) {
    throw new OptionError(
      `Contours every ${step} m from ${low} to ${high} m are more than ${MAX_LEVELS}.`,
      'Choose a larger step with --contour-step.',
    );
  }
  for (let k = Math.floor(low / step) + 1; k * step < high; k++) levels.push(k * step);
  return levels;
}

/**
 * Gaussian smoothing that looks past no-data: weights of NaN pixels are left out of the mean; NaN pixels stay NaN.
 * @param sigma standard deviation, pixels
 */
export function smoothed(values: Grid<Values>, sigma: number): Grid<Float32Array> {
  const [length, width] = values.shape;
  const radius = Math.min(Math.max(1, Math.ceil(3 * sigma)), Math.max(length, width)); // beyond lies nothing
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_v, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)),
  );
  const { data } = values;
  const size = length * width;
  const known = new Float64Array(size);
  const present = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(data[i])) continue;
    known[i] = data[i];
    present[i] = 1;
  }
  const total = convolved(known, length, width, kernel);
  const norm = convolved(present, length, width, kernel);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) out[i] = present[i] === 0 ? Number.NaN : total[i] / norm[i];
  return { data: out, shape: values.shape };
}

/** Convolution with a kernel along rows, then along columns; nothing lies beyond the borders. */
function convolved(data: Float64Array, length: number, width: number, kernel: Float64Array): Float64Array {
  const radius = (kernel.length - 1) / 2;
  const rows = new Float64Array(data.length);
  const out = new Float64Array(data.length);
  // One tap at a time over a whole row: short loops without borders inside, memory read in order.
  for (let y = 0; y < length; y++) {
    const row = y * width;
    for (let k = -radius; k <= radius; k++) {
      const factor = kernel[k + radius];
      const last = row + Math.min(width, width - k);
      for (let i = row + Math.max(0, -k); i < last; i++) rows[i] += factor * data[i + k];
    }
  }
  for (let y = 0; y < length; y++) {
    const row = y * width;
    for (let k = Math.max(-radius, -y); k <= Math.min(radius, length - 1 - y); k++) {
      const factor = kernel[k + radius];
      const shift = k * width;
      for (let i = row; i < row + width; i++) out[i] += factor * rows[i + shift];
    }
  }
  return out;
}

/** Edge pairs crossed for each of the 16 corner patterns; edges are 0 top, 1 right, 2 bottom, 3 left. */
// biome-ignore format: one table
const CASES: readonly (readonly number[])[] = [
  [], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2],
  [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], [],
];

/**
 * All lines of one level. A line crosses a pixel edge at most once, so crossings are named by their edge: 2 i for the
 * edge from pixel i to its right neighbour, 2 i + 1 to the one below. At most two segments meet at an edge.
 *
 * @param meeting scratch of 4 per pixel: the two segments at every edge, or -1; left as it came
 */
function tracedLines(
  { data, shape: [length, width] }: Grid<Values>,
  level: number,
  meeting: Int32Array,
): Float64Array[] {
  const ends: number[] = []; // two edges per segment
  for (let y = 0; y < length - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      const a = data[i];
      const b = data[i + 1];
      const c = data[i + width + 1];
      const d = data[i + width];
      const pattern = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (pattern === 0 || pattern === 15 || Number.isNaN(a + b + c + d)) continue;
      const edges = CASES[pattern];
      for (let k = 0; k < edges.length; k++) {
        const edge = edges[k];
        ends.push(edge === 0 ? 2 * i : edge === 1 ? 2 * i + 3 : edge === 2 ? 2 * (i + width) : 2 * i + 1);
      }
    }
  }
  for (let k = 0; k < ends.length; k++) {
    const slot = 2 * ends[k];
    meeting[meeting[slot] < 0 ? slot : slot + 1] = k >> 1;
  }
  const used = new Uint8Array(ends.length / 2);
  const follow = (edge: number): number[] => {
    const passed: number[] = [];
    for (let here = edge; ; ) {
      const slot = 2 * here;
      const next = [meeting[slot], meeting[slot + 1]].find((segment) => segment >= 0 && used[segment] === 0);
      if (next === undefined) return passed;
      used[next] = 1;
      here = ends[2 * next] === here ? ends[2 * next + 1] : ends[2 * next];
      passed.push(here);
    }
  };
  const lines: Float64Array[] = [];
  for (let segment = 0; segment < used.length; segment++) {
    if (used[segment]) continue;
    used[segment] = 1;
    const ahead = follow(ends[2 * segment + 1]);
    const behind = follow(ends[2 * segment]).reverse();
    const edges = [...behind, ends[2 * segment], ends[2 * segment + 1], ...ahead];
    lines.push(Float64Array.from(edges.flatMap((edge) => crossing(data, width, edge, level))));
  }
  for (const edge of ends) meeting[2 * edge] = meeting[2 * edge + 1] = -1;
  return lines;
}

/** Where a level crosses an edge, by linear interpolation. */
function crossing(data: Values, width: number, edge: number, level: number): [x: number, y: number] {
  const i = edge >> 1;
  const x = i % width;
  const y = (i - x) / width;
  const down = (edge & 1) === 1;
  const from = data[i];
  const f = (level - from) / (data[i + (down ? width : 1)] - from);
  return down ? [x, y + f] : [x + f, y];
}
