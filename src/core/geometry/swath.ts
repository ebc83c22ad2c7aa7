import type { TransectPoints } from './transect.ts';

/** Row and column, pixels; whole numbers are pixel centres. */
export type Position = readonly [y: number, x: number];

/** A straight line over a raster. */
export type Line = readonly [start: Position, end: Position];

/** Ground size of a pixel; 1 and 1 where it is not known and lengths are in pixels. */
interface Spacing {
  readonly y: number;
  readonly x: number;
}

/**
 * Unit vector across a line on the ground, to the right of its direction where rows run down the page.
 *
 * @param line start and end, pixels
 * @param spacing ground size of a pixel
 * @returns rows and columns per unit of length
 */
export function acrossLine([[y0, x0], [y1, x1]]: Line, spacing: Spacing): Position {
  const [ty, tx] = [(y1 - y0) * spacing.y, (x1 - x0) * spacing.x];
  const norm = Math.hypot(ty, tx);
  return [tx / norm / spacing.y, -ty / norm / spacing.x];
}

/**
 * The points of a line, moved aside.
 *
 * @param points y, x [numPoint], pixels
 * @param across rows and columns per unit of length, see `acrossLine`
 * @param offset how far, in the unit of `across`
 * @returns y, x [numPoint], pixels, which may lie outside the raster
 */
export function movedAside({ y, x }: TransectPoints, across: Position, offset: number): TransectPoints {
  return { y: y.map((row) => row + offset * across[0]), x: x.map((column) => column + offset * across[1]) };
}

/**
 * Lines that cross a trace at right angles, their middles on it: one at the middle of the trace, or one every so often,
 * the first after half of that.
 *
 * @param trace [numVertex] of a polyline, pixels
 * @param spacing ground size of a pixel
 * @param length of each line, in the unit of `spacing`
 * @param every distance between lines along the trace, in the same unit
 * @returns lines from left to right of the trace where rows run down the page, pixels; at least one
 */
export function crossings(
  trace: readonly Position[],
  spacing: Spacing,
  length: number,
  every?: number,
): Line[] {
  const pieces = trace.slice(1).map((end, k) => {
    const [from] = [trace[k]];
    const size = Math.hypot((end[0] - from[0]) * spacing.y, (end[1] - from[1]) * spacing.x);
    return { line: [from, end] as const, size };
  });
  const whole = pieces.reduce((sum, { size }) => sum + size, 0);
  const count = every === undefined ? 1 : Math.max(1, Math.floor(whole / every + 0.5));
  const first = every === undefined || whole < every / 2 ? whole / 2 : every / 2;
  return Array.from({ length: count }, (_, k) => {
    let along = first + k * (every ?? 0);
    // A piece of no length is none; the last one takes what rounding leaves over.
    let [piece] = pieces;
    for (const next of pieces) {
      if (next.size === 0) continue;
      piece = next;
      if (along <= next.size) break;
      along -= next.size;
    }
    const [[y0, x0], [y1, x1]] = piece.line;
    const share = Math.min(1, along / piece.size);
    const [y, x] = [y0 + share * (y1 - y0), x0 + share * (x1 - x0)];
    const [dy, dx] = acrossLine(piece.line, spacing).map((unit) => (unit * length) / 2);
    return [
      [y - dy, x - dx],
      [y + dy, x + dx],
    ] as const;
  });
}

/**
 * Mean and standard deviation of profiles, point by point.
 *
 * @param profiles [numProfile][numPoint], any unit; NaN is left out
 * @returns mean and spread [numPoint] in that unit, NaN where no profile has data; count [numPoint] of profiles with data
 */
export function acrossProfiles(profiles: readonly Float64Array[]): {
  mean: Float64Array;
  spread: Float64Array;
  count: Int32Array;
} {
  const size = profiles[0]?.length ?? 0;
  const [mean, spread, count] = [new Float64Array(size), new Float64Array(size), new Int32Array(size)];
  for (let k = 0; k < size; k++) {
    const values = profiles.map((values) => values[k]).filter((value) => !Number.isNaN(value));
    count[k] = values.length;
    mean[k] = values.reduce((sum, value) => sum + value, 0) / values.length;
    spread[k] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean[k]) ** 2, 0) / values.length);
  }
  return { mean, spread, count };
}
