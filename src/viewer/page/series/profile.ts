import { acrossLine, acrossProfiles, movedAside } from '../../../core/geometry/swath.ts';
import {
  sampleAlong,
  type TransectPoints,
  transectDistance,
  transectPoints,
} from '../../../core/geometry/transect.ts';
import type { Raster, Window } from '../data/product.ts';
import type { ShownField } from '../map/shown-field.ts';
import type { Transect, Vertices } from '../state/state.ts';

/** Pixels of a window that a profile reads. */
const MOST_PIXELS = 4 << 20;

/** Values along a line of several points. */
export interface ProfileValues {
  /** from the first point, m; pixels where nothing tells their size */
  readonly distance: Float64Array;
  /** pixels of the raster */
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** over the width of the swath, NaN = no data */
  readonly mean: Float64Array;
  readonly spread: Float64Array;
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
  readonly count: Int32Array;
}

/** Shares of the pixels across below `low` and `high`, percent. */
export const PERCENTILES = [10, 90] as const;

/** Ground size of a pixel, m; 1 where nothing tells it. */
function spacingOf({ pixelWidth = 1, aspect }: Raster): { y: number; x: number } {
  return { y: pixelWidth * aspect, x: pixelWidth };
}

/** The window that a line with its swath needs. */
export function profileWindow({ vertices, width }: Transect, raster: Raster): Window {
  const room = width / 2 / Math.min(1, raster.aspect) + 2;
  const edge = (k: 0 | 1, most: number) => {
    const all = vertices.map((vertex) => vertex[k]);
    return [
      Math.max(0, Math.floor(Math.min(...all) - room)),
      Math.min(most, Math.ceil(Math.max(...all) + room)),
    ] as const;
  };
  const [y0, y1] = edge(0, raster.length);
  const [x0, x1] = edge(1, raster.width);
  const step = Math.max(1, Math.ceil(Math.sqrt(((y1 - y0) * (x1 - x0)) / MOST_PIXELS)));
  return { y0, x0, y1, x1, step };
}

/** Nearest pixels along every leg of a line, about one a pixel, and of its parallels a pixel's width apart. */
export function profileOf(
  field: ShownField,
  { vertices, width }: Pick<Transect, 'vertices' | 'width'>,
  raster: Raster,
): ProfileValues {
  const spacing = spacingOf(raster);
  const parts = legsOf(vertices).map(([start, end], leg) => {
    const points = transectPoints(start, end);
    const across = acrossLine([start, end], spacing);
    const rows = Array.from({ length: width }, (_, k) => {
      const aside = movedAside(points, across, (k - (width - 1) / 2) * spacing.x);
      return sampled(field, width === 1 ? points : aside);
    });
    const skip = leg === 0 ? 0 : 1; // a corner belongs to the leg before
    return { points, distance: transectDistance(points, spacing), rows, skip };
  });
  let before = 0;
  const distances = parts.map(({ distance, skip }) => {
    const own = distance.map((far) => far + before).subarray(skip);
    before += distance[distance.length - 1];
    return own;
  });
  const rows = Array.from({ length: width }, (_, k) =>
    joined(parts.map(({ rows: own, skip }) => own[k].subarray(skip))),
  );
  const { mean, spread, count } = acrossProfiles(rows);
  const shares = [PERCENTILES[0], 50, PERCENTILES[1]].map((percent) =>
    Float64Array.from(mean, (_, i) =>
      percentile(
        rows.map((row) => row[i]),
        percent,
      ),
    ),
  );
  return {
    distance: joined(distances),
    y: joined(parts.map(({ points, skip }) => Float64Array.from(points.y).subarray(skip))),
    x: joined(parts.map(({ points, skip }) => Float64Array.from(points.x).subarray(skip))),
    mean,
    spread,
    count,
    low: shares[0],
    median: shares[1],
    high: shares[2],
  };
}

function legsOf(vertices: Vertices): (readonly [Vertices[number], Vertices[number]])[] {
  return vertices.slice(1).map((end, k) => [vertices[k], end] as const);
}

/** Values at points of the raster; NaN outside of what was read. */
function sampled({ window, rows, columns, data }: ShownField, points: TransectPoints): Float64Array {
  const { y0, x0, step } = window;
  const inside = {
    y: points.y.map((y) => (y - y0 + 0.5) / step - 0.5),
    x: points.x.map((x) => (x - x0 + 0.5) / step - 0.5),
  };
  const values = sampleAlong({ data, shape: [rows, columns] }, inside, 'nearest');
  return values.map((value, k) => {
    const [y, x] = [inside.y[k], inside.x[k]];
    return y >= -0.5 && x >= -0.5 && y <= rows - 0.5 && x <= columns - 0.5 ? value : Number.NaN;
  });
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** Linear between the two nearest ranks. */
function percentile(values: readonly number[], percent: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = ((known.length - 1) * percent) / 100;
  const [low, high] = [known[Math.floor(at)], known[Math.ceil(at)]];
  return low === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}
