import type { Box, Grid } from '../../array.ts';
import type { MapGrid } from '../map-grid.ts';
import { mapTransform } from '../map-transform.ts';

/**
 * Pixels of the source by which the middle of a piece of a row may be off when the positions between its ends are taken to be
 * linear: the tolerance of GDAL, whose numbers these are.
 */
const TOLERANCE = 0.125;
/** A source that is finer than this share of the target is averaged over a target pixel, as GDAL does. */
const FINER = 0.95;

/**
 * What a value counts as beside that of the pixel that covers a place, where not all values can be averaged: phases of other
 * cycles, angles across a full turn. NaN leaves it out.
 */
export type Mixing = (value: number, covering: number) => number;

/**
 * A raster of one map brought to the pixels of another: degrees, or metres of a UTM zone each. Two maps without UTM zone have
 * the same coordinates.
 *
 * `bilinear` weighs the pixels with data around a place by their distance; where the source is finer than the target it
 * reaches over the target's pixel, so that nothing is left out. `nearest` takes the pixel that covers a place. A function does as
 * `bilinear` where that pixel has a value, with what it makes of the values around.
 *
 * @param source values, NaN = no data
 * @param from map of the source
 * @param to map of the result
 * @param out memory of the result, [to.length, to.width]
 * @returns NaN where there is no data
 */
export function warpMap(
  source: Grid,
  from: MapGrid,
  to: MapGrid,
  method: 'nearest' | 'bilinear' | Mixing,
  out: Float32Array = new Float32Array(to.length * to.width),
): Float32Array {
  const place = mapTransform(to, from);
  const reach = method === 'nearest' ? undefined : reachOf(place, from, to);
  const positions = new Float64Array(2 * to.width);
  for (let y = 0; y < to.length; y++) {
    rowPositions((x) => pixelAt(place, from, to, y, x), to.width, positions);
    for (let x = 0; x < to.width; x++) {
      const [row, column] = [positions[2 * x], positions[2 * x + 1]];
      out[y * to.width + x] =
        reach === undefined
          ? nearest(source, row, column)
          : weighted(source, row, column, reach, typeof method === 'function' ? method : undefined);
    }
  }
  return out;
}

/** Points along the edges of a map by which its window is found. */
const EDGE_POINTS = 17;
/** Pixels around a window: what weighing reaches over, and what straight edges leave out of curved ones. */
const MARGIN = 8;

/**
 * The part of a source from which `warpMap` takes its values, so that no more of a large file is read.
 * @param from map of the source
 * @param to map of the result
 * @returns undefined when the source does not meet the map
 */
export function warpWindow(from: MapGrid, to: MapGrid): Box | undefined {
  const place = mapTransform(to, from);
  const steps = Array.from({ length: EDGE_POINTS }, (_, k) => k / (EDGE_POINTS - 1));
  const corners = steps.flatMap((a) =>
    steps.map((b) => pixelAt(place, from, to, a * to.length, b * to.width)),
  );
  const [ys, xs] = [0, 1].map((k) => corners.map((corner) => corner[k]));
  const reach = reachOf(place, from, to);
  const box = {
    y0: Math.max(0, Math.floor(Math.min(...ys) - reach.y) - MARGIN),
    x0: Math.max(0, Math.floor(Math.min(...xs) - reach.x) - MARGIN),
    y1: Math.min(from.length, Math.ceil(Math.max(...ys) + reach.y) + MARGIN),
    x1: Math.min(from.width, Math.ceil(Math.max(...xs) + reach.x) + MARGIN),
  };
  return box.y1 > box.y0 && box.x1 > box.x0 ? box : undefined;
}

type Transformer = ReturnType<typeof mapTransform>;

/** Rows and columns of the source, fractional, 0 the centre of the first pixel. */
function pixelAt(place: Transformer, from: MapGrid, to: MapGrid, y: number, x: number): [number, number] {
  const [mapY, mapX] = place(to.yFirst + (y + 0.5) * to.yStep, to.xFirst + (x + 0.5) * to.xStep);
  return [(mapY - from.yFirst) / from.yStep - 0.5, (mapX - from.xFirst) / from.xStep - 0.5];
}

/** Rows and columns of the source for a row of the target, [width, 2]. */
function rowPositions(exact: (x: number) => [number, number], width: number, out: Float64Array): void {
  const piece = (x0: number, x1: number): void => {
    const last = x1 - 1;
    const middle = x0 + Math.floor((last - x0) / 2);
    const [start, centre, end] = [x0, middle, last].map(exact);
    const slope = [0, 1].map((k) => (last > x0 ? (end[k] - start[k]) / (last - x0) : 0));
    const off = [0, 1].map((k) => Math.abs(start[k] + slope[k] * (middle - x0) - centre[k]));
    if (off[0] + off[1] > TOLERANCE && middle > x0) {
      piece(x0, middle);
      piece(middle, x1);
      return;
    }
    for (let x = x0; x < x1; x++) for (const k of [0, 1]) out[2 * x + k] = start[k] + slope[k] * (x - x0);
  };
  piece(0, width);
}

/** Pixels of the source from which a place takes its value, up and down and to the sides: 1 for the four around it. */
function reachOf(place: Transformer, from: MapGrid, to: MapGrid): { y: number; x: number } {
  const [y, x] = [to.length / 2, to.width / 2];
  const [row, column] = pixelAt(place, from, to, y, x);
  const below = pixelAt(place, from, to, y + 1, x);
  const beside = pixelAt(place, from, to, y, x + 1);
  const size = (value: number) => (1 / Math.abs(value) < FINER ? Math.abs(value) : 1);
  return { y: size(below[0] - row), x: size(beside[1] - column) };
}

function nearest({ data, shape: [length, width] }: Grid, row: number, column: number): number {
  const y = Math.floor(row + 0.5);
  const x = Math.floor(column + 0.5);
  return y >= 0 && y < length && x >= 0 && x < width ? data[y * width + x] : Number.NaN;
}

function weighted(
  source: Grid,
  row: number,
  column: number,
  reach: { y: number; x: number },
  mixing: Mixing | undefined,
): number {
  const { data, shape } = source;
  const [length, width] = shape;
  const covering = mixing === undefined ? 0 : nearest(source, row, column);
  if (Number.isNaN(covering)) return Number.NaN;
  if (!(row >= -0.5 && row < length - 0.5 && column >= -0.5 && column < width - 0.5)) return Number.NaN;
  let sum = 0;
  let weights = 0;
  const lastY = Math.min(length - 1, Math.floor(row + reach.y));
  const lastX = Math.min(width - 1, Math.floor(column + reach.x));
  for (let y = Math.max(0, Math.ceil(row - reach.y)); y <= lastY; y++) {
    const wy = 1 - Math.abs(y - row) / reach.y;
    for (let x = Math.max(0, Math.ceil(column - reach.x)); x <= lastX; x++) {
      const own = data[y * width + x];
      const value = mixing === undefined ? own : mixing(own, covering);
      const weight = wy * (1 - Math.abs(x - column) / reach.x);
      if (Number.isNaN(value) || !(weight > 0)) continue;
      sum += weight * value;
      weights += weight;
    }
  }
  return weights > 0 ? sum / weights : Number.NaN;
}
