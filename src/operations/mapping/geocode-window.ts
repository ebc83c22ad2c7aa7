import type { Box } from '../../core/array.ts';
import { OptionError } from '../../core/errors.ts';
import { type Bounds, gridBounds, type MapGrid, mapBounds } from '../../core/geometry/map-grid.ts';
import type { BilinearTable } from '../../core/geometry/resample/bilinear.ts';
import type { NearestTable } from '../../core/geometry/resample/nearest.ts';
import { roundHalfEven } from '../../core/stats/rounding.ts';

/** @throws {OptionError} when bounds have nothing in common with what a lookup table covers */
export function assertOverlap(bounds: Bounds, { south, north, west, east }: Bounds, path: string): void {
  const apart = bounds.north < south || bounds.south > north || bounds.east < west || bounds.west > east;
  if (!apart) return;
  throw new OptionError(
    `S ${bounds.south}, N ${bounds.north}, W ${bounds.west}, E ${bounds.east} lies outside ${path}, which covers S ${south}, N ${north}, W ${west}, E ${east}.`,
    'Give the bounds as south, north, west, east in degrees, east positive.',
  );
}

/** Pixels of a map within bounds, rounded to whole pixels and clipped to the map. */
export function boundsBox(grid: MapGrid, wanted: Bounds, path: string): Box {
  const whole = gridBounds(grid);
  const bounds = mapBounds(grid, wanted);
  assertOverlap(bounds, whole, path);
  const row = (lat: number) => roundHalfEven((lat - grid.yFirst) / grid.yStep);
  const column = (lon: number) => roundHalfEven((lon - grid.xFirst) / grid.xStep);
  const box = {
    y0: Math.max(0, row(bounds.north)),
    x0: Math.max(0, column(bounds.west)),
    y1: Math.min(grid.length, row(bounds.south)),
    x1: Math.min(grid.width, column(bounds.east)),
  };
  if (box.y1 > box.y0 && box.x1 > box.x0) return box;
  throw new OptionError(
    `S ${bounds.south}, N ${bounds.north}, W ${bounds.west}, E ${bounds.east} holds no pixel of ${path}.`,
    `Give wider bounds: a pixel has ${Math.abs(grid.yStep)} x ${grid.xStep}.`,
  );
}

export function cropTable({ data, shape }: NearestTable, box: Box): NearestTable {
  return { data: cropped(data, shape[1], box, Int32Array), shape: [box.y1 - box.y0, box.x1 - box.x0] };
}

export function cropWeights({ index, fy, fx, shape, sourceWidth }: BilinearTable, box: Box): BilinearTable {
  return {
    index: cropped(index, shape[1], box, Int32Array),
    fy: cropped(fy, shape[1], box, Float32Array),
    fx: cropped(fx, shape[1], box, Float32Array),
    shape: [box.y1 - box.y0, box.x1 - box.x0],
    sourceWidth,
  };
}

function cropped<A extends Int32Array | Float32Array>(
  data: A,
  width: number,
  { y0, x0, y1, x1 }: Box,
  Type: new (n: number) => A,
): A {
  const out = new Type((y1 - y0) * (x1 - x0));
  for (let y = y0; y < y1; y++) out.set(data.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
  return out;
}

/** Where the values of a map come from: neighbours or weights within the rows of the source that are needed. */
export interface SourceRows {
  readonly y0: number;
  readonly y1: number;
  /** of these rows */
  readonly shape: readonly [length: number, width: number];
  /** neighbours of every output pixel: for all data, or for masks and integers alone when there are weights */
  readonly nearest: NearestTable;
  readonly linear?: BilinearTable;
}

/** Cut the source of tables to the rows that they reach: the tables now count from these, in memory that threads share. */
export function sourceRows({
  nearest,
  linear,
  sourceShape: [length, width],
}: Pick<SourceRows, 'nearest' | 'linear'> & {
  readonly sourceShape: readonly [length: number, width: number];
}): SourceRows {
  let low = Infinity;
  let high = -1;
  for (let k = 0; k < nearest.data.length; k++) {
    const at = nearest.data[k];
    if (at < 0) continue;
    if (at < low) low = at;
    if (at > high) high = at;
  }
  // Weights reach into the rows beside the nearest one.
  const margin = linear === undefined ? 0 : 1;
  const y0 = high < 0 ? 0 : Math.max(0, Math.floor(low / width) - margin);
  const y1 = high < 0 ? 1 : Math.min(length, Math.floor(high / width) + 1 + margin);
  const moved = (index: Int32Array) => {
    const out = shared(index, Int32Array);
    if (y0 > 0) for (let k = 0; k < out.length; k++) if (out[k] >= 0) out[k] -= y0 * width;
    return out;
  };
  return {
    y0,
    y1,
    shape: [y1 - y0, width],
    nearest: { ...nearest, data: moved(nearest.data) },
    linear: linear && {
      ...linear,
      index: moved(linear.index),
      fy: shared(linear.fy, Float32Array),
      fx: shared(linear.fx, Float32Array),
    },
  };
}

/** The same values in memory that all threads see: as they are when they stand there already. */
function shared<A extends Int32Array | Float32Array>(
  values: A,
  Type: new (memory: SharedArrayBuffer) => A,
): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const out = new Type(new SharedArrayBuffer(values.byteLength));
  for (let k = 0; k < out.length; k++) out[k] = values[k]; // faster than setting a whole range of it
  return out;
}
