import type { Grid, Values } from '../core/array.ts';

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
  return levels.flatMap((level) => joined(segmentsOf(values, level)).map((points) => ({ level, points })));
}

/** Multiples of `step` strictly inside a range. */
export function contourLevels(low: number, high: number, step: number): number[] {
  const levels: number[] = [];
  for (let k = Math.floor(low / step) + 1; k * step < high; k++) levels.push(k * step);
  return levels;
}

/**
 * Gaussian smoothing that looks past no-data: weights of NaN pixels are left out of the mean; NaN pixels stay NaN.
 * @param sigma standard deviation, pixels
 */
export function smoothed(values: Grid<Values>, sigma: number): Grid<Float32Array> {
  const [length, width] = values.shape;
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_v, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)),
  );
  const size = length * width;
  const sum = new Float64Array(size);
  const weight = new Float64Array(size);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      for (let k = Math.max(-radius, -x); k <= Math.min(radius, width - 1 - x); k++) {
        const value = values.data[i + k];
        if (Number.isNaN(value)) continue;
        sum[i] += kernel[k + radius] * value;
        weight[i] += kernel[k + radius];
      }
    }
  }
  const out = new Float32Array(size).fill(Number.NaN);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (Number.isNaN(values.data[i])) continue;
      let total = 0;
      let norm = 0;
      for (let k = Math.max(-radius, -y); k <= Math.min(radius, length - 1 - y); k++) {
        total += kernel[k + radius] * sum[i + k * width];
        norm += kernel[k + radius] * weight[i + k * width];
      }
      out[i] = total / norm;
    }
  }
  return { data: out, shape: values.shape };
}

type Segment = [x0: number, y0: number, x1: number, y1: number];

/** Edge pairs crossed for each of the 16 corner patterns; edges are 0 top, 1 right, 2 bottom, 3 left. */
const CASES: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

function segmentsOf({ data, shape: [length, width] }: Grid<Values>, level: number): Segment[] {
  const segments: Segment[] = [];
  for (let y = 0; y < length - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      const a = data[i] - level;
      const b = data[i + 1] - level;
      const c = data[i + width + 1] - level;
      const d = data[i + width] - level;
      if (Number.isNaN(a + b + c + d)) continue;
      const edges = CASES[(a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0)];
      for (let k = 0; k < edges.length; k += 2) {
        const segment: number[] = [];
        for (const edge of [edges[k], edges[k + 1]]) {
          if (edge === 0) segment.push(x + a / (a - b), y);
          else if (edge === 1) segment.push(x + 1, y + b / (b - c));
          else if (edge === 2) segment.push(x + d / (d - c), y + 1);
          else segment.push(x, y + a / (a - d));
        }
        segments.push(segment as Segment);
      }
    }
  }
  return segments;
}

/** Join segments end to end; neighbouring squares compute their common point from the same corners, so keys agree. */
function joined(segments: readonly Segment[]): Float64Array[] {
  const key = (x: number, y: number) => `${x.toFixed(6)},${y.toFixed(6)}`;
  const at = new Map<string, number[]>();
  segments.forEach(([x0, y0, x1, y1], s) => {
    for (const end of [key(x0, y0), key(x1, y1)]) {
      const list = at.get(end);
      if (list) list.push(s);
      else at.set(end, [s]);
    }
  });
  const used = new Uint8Array(segments.length);
  const lines: Float64Array[] = [];
  const follow = (x: number, y: number): number[] => {
    const points: number[] = [];
    for (;;) {
      const here = key(x, y);
      const next = at.get(here)?.find((s) => used[s] === 0);
      if (next === undefined) return points;
      used[next] = 1;
      const [x0, y0, x1, y1] = segments[next];
      [x, y] = key(x0, y0) === here ? [x1, y1] : [x0, y0];
      points.push(x, y);
    }
  };
  segments.forEach(([x0, y0, x1, y1], s) => {
    if (used[s]) return;
    used[s] = 1;
    const ahead = follow(x1, y1);
    const behind = follow(x0, y0);
    const line: number[] = [];
    for (let k = behind.length - 2; k >= 0; k -= 2) line.push(behind[k], behind[k + 1]);
    lines.push(Float64Array.from([...line, x0, y0, x1, y1, ...ahead]));
  });
  return lines;
}
