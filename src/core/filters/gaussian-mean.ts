import { type Grid, grid } from '../array.ts';
import { type RasterPart, wholePart } from './raster-part.ts';
import { type RowSumsMaker, rowSums } from './row-sums.ts';

/**
 * How far from its middle a Gaussian goes, pixels: it is cut at four standard deviations.
 * @param sigma standard deviation, pixels
 */
export function gaussianReach(sigma: number): number {
  return Math.floor(4 * sigma + 0.5);
}

/**
 * One half of a Gaussian that is cut at four standard deviations, middle first; the whole adds up to 1.
 * @param sigma standard deviation, pixels
 */
function halfGaussian(sigma: number): Float64Array {
  const reach = gaussianReach(sigma);
  const half = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / sigma) ** 2));
  const sum = half.reduce((total, weight) => total + 2 * weight, -half[0]);
  return half.map((weight) => weight / sum);
}

/**
 * What lies beyond the edges of a raster: the values at its edge go on (`nearest`), or there is nothing, and means are of
 * what is inside (`none`).
 */
type Beyond = 'nearest' | 'none';

/**
 * Gaussian mean around every pixel: one pass along the columns, one along the rows.
 *
 * @param raster [length, width], any unit, or its rows around a part
 * @param sigma standard deviation, pixels; the Gaussian is cut at four of them
 * @param beyond what lies beyond the edges
 * @param rows gives the loops over rows
 * @param part rows wanted; all when left out
 * @returns these rows [rows, width], same unit, in double precision; NaN spreads over the reach of the Gaussian
 */
export function gaussianMean(
  raster: Grid,
  sigma: number,
  beyond: Beyond = 'nearest',
  rows: RowSumsMaker = rowSums,
  { top, length, y0, y1 }: RasterPart = wholePart(raster),
): Grid<Float64Array> {
  const width = raster.shape[1];
  const { across, down, values, line } = passes([length, width], sigma, beyond, rows);
  const out = new Float64Array((y1 - y0) * width);
  for (let y = y0, next = Math.max(0, y0 - down.reach); y < y1; y++) {
    for (; next < length && next <= y + down.reach; next++) {
      const from = (next - top) * width;
      across.run(0, next, (room) => room.set(raster.data.subarray(from, from + width)));
    }
    down.run(0, y);
    out.set(values.subarray(line, line + width), (y - y0) * width);
  }
  if (beyond === 'none') divideByShares(out, halfGaussian(sigma), width, { length, y0, y1 });
  return grid(out, y1 - y0, width);
}

/**
 * Gaussian mean of what is there: pixels without data neither count nor get a value. The edges of the raster go on.
 *
 * @param raster [length, width], any unit; NaN = no data; or its rows around a part
 * @param sigma standard deviation, pixels
 * @param rows gives the loops over rows
 * @param part rows wanted; all when left out
 * @returns these rows [rows, width], same unit, in double precision
 */
export function gaussianMeanOfData(
  raster: Grid,
  sigma: number,
  rows: RowSumsMaker = rowSums,
  part: RasterPart = wholePart(raster),
): Grid<Float64Array> {
  const { data, shape } = raster;
  const [numRow, width] = shape;
  const { top, length, y0, y1 } = part;
  const hasGap = Uint8Array.from({ length: numRow }, (_, y) => (hasNaN(data, y * width, width) ? 1 : 0));
  if (!hasGap.includes(1)) return gaussianMean(raster, sigma, 'nearest', rows, part);
  const { across, down, values, line, wholeRow, whole } = passes([length, width], sigma, 'nearest', rows);
  const { reach } = down;
  const out = new Float64Array((y1 - y0) * width);
  for (let y = y0, next = Math.max(0, y0 - reach); y < y1; y++) {
    for (; next < length && next <= y + reach; next++) {
      const from = (next - top) * width;
      if (hasGap[next - top] === 0) {
        across.run(0, next, (room) => room.set(data.subarray(from, from + width)));
        values.fill(wholeRow, across.at(1, next), across.at(1, next) + width);
        continue;
      }
      across.run(0, next, (room) => {
        for (let x = 0; x < width; x++) room[x] = Number.isNaN(data[from + x]) ? 0 : data[from + x];
      });
      across.run(1, next, (room) => {
        for (let x = 0; x < width; x++) room[x] = Number.isNaN(data[from + x]) ? 0 : 1;
      });
    }
    const here = (y - top) * width;
    const to = (y - y0) * width;
    down.run(0, y);
    out.set(values.subarray(line, line + width), to);
    if (!hasGap.subarray(Math.max(0, y - top - reach), y - top + reach + 1).includes(1)) continue;
    down.run(1, y);
    // Relative to a window without gaps, which is thus divided by 1: the same bits as where no gap is near.
    for (let x = 0; x < width; x++)
      out[to + x] = Number.isNaN(data[here + x]) ? Number.NaN : out[to + x] / (values[line + x] / whole);
  }
  return grid(out, y1 - y0, width);
}

function hasNaN(data: Float32Array, from: number, count: number): boolean {
  for (let i = from; i < from + count; i++) if (Number.isNaN(data[i])) return true;
  return false;
}

/** The two passes of a Gaussian over rasters of a shape. Of two rasters, 0 and 1, the rows within reach are kept. */
function passes(
  [length, width]: readonly [number, number],
  sigma: number,
  beyond: Beyond,
  rows: RowSumsMaker,
) {
  const half = halfGaussian(sigma);
  const reach = half.length - 1;
  const numRow = Math.min(length, 2 * reach + 1);
  const padded = width + 2 * reach;
  const line = padded;
  const nothing = line + width;
  const ring = nothing + width;
  const loops = rows({ values: ring + 2 * numRow * width, half: half.length, places: 2 * half.length });
  const { values, places } = loops;
  loops.half.set(half);
  values.fill(0, nothing, ring);
  const at = (raster: 0 | 1, row: number) => ring + (raster * numRow + (row % numRow)) * width;
  const rowAt = (raster: 0 | 1, row: number) => {
    if (row >= 0 && row < length) return at(raster, row);
    return beyond === 'none' ? nothing : at(raster, row < 0 ? 0 : length - 1);
  };
  const room = values.subarray(reach, reach + width);
  const sumOf = (value: number) =>
    half.reduce((sum, weight, k) => (k === 0 ? weight * value : sum + weight * (value + value)), 0);
  const wholeRow = sumOf(1);
  return {
    ...{ values, line, wholeRow, whole: sumOf(wholeRow) },
    across: {
      at,
      run(raster: 0 | 1, row: number, fill: (room: Float64Array) => void): void {
        fill(room);
        values.fill(beyond === 'nearest' ? room[0] : 0, 0, reach);
        values.fill(beyond === 'nearest' ? room[width - 1] : 0, reach + width, padded);
        for (let k = 0; k <= reach; k++) {
          places[2 * k] = reach - k;
          places[2 * k + 1] = reach + k;
        }
        loops.weigh(at(raster, row), width);
      },
    },
    down: {
      reach,
      run(raster: 0 | 1, y: number): void {
        for (let k = 0; k <= reach; k++) {
          places[2 * k] = rowAt(raster, y - k);
          places[2 * k + 1] = rowAt(raster, y + k);
        }
        loops.weigh(line, width);
      },
    },
  };
}

/** Make sums of what is inside the raster means of it. */
function divideByShares(
  sums: Float64Array,
  half: Float64Array,
  width: number,
  { length, y0, y1 }: Omit<RasterPart, 'top'>,
): void {
  const [down, across] = [length, width].map((n) => sharesInside(half, n));
  for (let y = y0; y < y1; y++)
    for (let x = 0; x < width; x++) sums[(y - y0) * width + x] /= down[y] * across[x];
}

/** Which share of a Gaussian around each of n places lies inside. */
function sharesInside(half: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let share = 0;
    const reach = half.length - 1;
    for (let k = Math.max(0, i - reach); k <= Math.min(n - 1, i + reach); k++) share += half[Math.abs(k - i)];
    return share;
  });
}
