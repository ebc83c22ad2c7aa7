import { assertArgument } from '../arguments.ts';
import type { RasterSize } from '../array.ts';
import { ShapeError } from '../errors.ts';

/** Windows in which the delay may follow height in another way than in the whole scene. */
export interface HeightWindows {
  /** rows and columns of a window, pixels */
  readonly size: number;
  /** a window with fewer averaged pixels has no slope of its own */
  readonly minPixels: number;
}

/** Windows with less relief than this share of the whole scene's have no slope of their own. */
const LEAST_RELIEF = 0.1;

/** Of fewer windows with slopes of their own the means say nothing. */
const FEWEST_WINDOWS = 8;

/** Middles of windows along one axis, which overlap by half: evenly spaced from the first pixel to the last. */
interface Lattice {
  readonly count: number;
  /** pixels from one middle to the next */
  readonly spacing: number;
}

function latticeOf(length: number, window: number): Lattice {
  const count = Math.max(2, Math.round((2 * (length - 1)) / window) + 1);
  return { count, spacing: Math.max(1, length - 1) / (count - 1) };
}

/**
 * Weight of the window before a place and, less it from 1, of the one behind: cosines that overlap, so that neighbours pass
 * into each other without an edge.
 */
function placeIn({ count, spacing }: Lattice, position: number): [before: number, weight: number] {
  const at = Math.min(Math.max(position / spacing, 0), count - 1);
  const before = Math.min(Math.floor(at), count - 2);
  return [before, 0.5 + 0.5 * Math.cos(Math.PI * (at - before))];
}

/** How the slope of delay over height differs from that of the whole scene, window by window. */
export interface LocalSlopes {
  readonly rows: Lattice;
  readonly columns: Lattice;
  /** [rows, columns], m per m; 0 where a window has no slope of its own */
  readonly slope: Float64Array;
  /** [rows, columns], slope times the height at which the window adds nothing, m */
  readonly offset: Float64Array;
}

/** Averaged pixels that an estimate goes by. */
export interface HeightSamples {
  /** relative slant height, m [n] */
  readonly height: ArrayLike<number>;
  /** where they are, rows and columns of pixels [n] */
  readonly y: ArrayLike<number>;
  readonly x: ArrayLike<number>;
}

/**
 * What is left of a stratified delay, as a slope over height that varies in space. In every window k of a lattice that
 * overlaps by half, weighed by the cosine w that the window has in the blending,
 *
 *     slope_k = sum w (h - h_k) (d - d_k) / sum w (h - h_k)^2,    h_k, d_k: weighed means
 *
 * as for the whole scene (Doin et al. 2009, doi:10.1016/j.jappgeo.2009.03.010), and in windows as by
 * Bekaert et al. (2015, doi:10.1002/2014JB011558). Of the means of the windows goes what follows from their slopes, the same
 * way everywhere,
 *
 *     d_k = a + b slope_k h_k + c slope_k
 *
 * by least squares over all windows (b = 1, c = -b h0 for a delay that ends at a height h0 everywhere); the rest stays: motion
 * that is wider than a window and does not go with the air is not touched.
 *
 * @param residual what the fit to the whole scene leaves at the samples, m [n]; NaN = no data
 * @throws {ShapeError} when there are not as many residuals as samples
 */
export function estimateLocalSlopes(
  size: RasterSize,
  samples: HeightSamples,
  residual: ArrayLike<number>,
  windows: HeightWindows,
): LocalSlopes {
  assertArgument('estimateLocalSlopes', 'samples', samples, { height: 'list', y: 'list', x: 'list' });
  const { height, y, x } = samples;
  if (residual.length !== height.length)
    throw new ShapeError(`${residual.length} residuals do not fit ${height.length} samples.`);
  const [rows, columns] = [latticeOf(size.length, windows.size), latticeOf(size.width, windows.size)];
  const numWindow = rows.count * columns.count;
  const [count, w, wh, wd, whh, whd] = Array.from({ length: 6 }, () => new Float64Array(numWindow));
  const all = { n: 0, h: 0, hh: 0 };
  for (let i = 0; i < residual.length; i++) {
    const [h, d] = [height[i], residual[i]];
    if (!Number.isFinite(h + d)) continue;
    all.n++;
    all.h += h;
    all.hh += h * h;
    const [row, down] = placeIn(rows, y[i]);
    const [column, right] = placeIn(columns, x[i]);
    for (let k = 0; k < 4; k++) {
      const window = (row + (k >> 1)) * columns.count + column + (k & 1);
      const weight = (k < 2 ? down : 1 - down) * (k % 2 === 0 ? right : 1 - right);
      if (weight > 0.01) count[window]++;
      w[window] += weight;
      wh[window] += weight * h;
      wd[window] += weight * d;
      whh[window] += weight * h * h;
      whd[window] += weight * h * d;
    }
  }
  const relief = all.hh / all.n - (all.h / all.n) ** 2;
  const slope = new Float64Array(numWindow);
  const offset = new Float64Array(numWindow);
  const own: OwnWindow[] = [];
  for (let k = 0; k < numWindow; k++) {
    const mean = wh[k] / w[k];
    const variance = whh[k] / w[k] - mean * mean;
    if (!(count[k] >= windows.minPixels && variance > LEAST_RELIEF ** 2 * relief)) continue;
    slope[k] = (whd[k] / w[k] - (mean * wd[k]) / w[k]) / variance;
    own.push({ k, slope: slope[k], rise: slope[k] * mean, mean: wd[k] / w[k] });
  }
  const [b, c] = meansBySlopes(own);
  for (const { k, slope: one, rise } of own) offset[k] = rise - b * rise - c * one;
  return { rows, columns, slope, offset };
}

/** A window with a slope of its own: slope, slope times mean height, and mean of what is left there. */
interface OwnWindow {
  readonly k: number;
  readonly slope: number;
  readonly rise: number;
  readonly mean: number;
}

/** The factors b and c above; 0 where there are too few windows to tell. */
function meansBySlopes(windows: readonly OwnWindow[]): [b: number, c: number] {
  const n = windows.length;
  if (n < FEWEST_WINDOWS) return [0, 0];
  const centred = (value: (window: OwnWindow) => number) => {
    const mean = windows.reduce((sum, window) => sum + value(window), 0) / n;
    return windows.map((window) => value(window) - mean);
  };
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i], 0);
  const [u, v, d] = [centred(({ rise }) => rise), centred(({ slope }) => slope), centred(({ mean }) => mean)];
  const [uu, uv, vv, ud, vd] = [dot(u, u), dot(u, v), dot(v, v), dot(u, d), dot(v, d)];
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-9 * uu * vv)) return [0, 0];
  return [(ud * vv - vd * uv) / determinant, (vd * uu - ud * uv) / determinant];
}

/**
 * Subtract the delay of local slopes from the displacement of one date, relative to the reference pixel. Values of exactly 0
 * stay 0.
 *
 * @param displacement [length, width], m; changed in place @param height relative slant height [length, width], m
 * @param reference place of the reference pixel in the rasters
 */
export function subtractLocalDelay(
  { length, width }: RasterSize,
  displacement: Float32Array,
  height: Float32Array,
  { rows, columns, slope, offset }: LocalSlopes,
  reference: number,
): void {
  const across = Array.from({ length: width }, (_, x) => placeIn(columns, x));
  const [slopes, offsets] = [new Float64Array(columns.count), new Float64Array(columns.count)];
  const mixRow = (y: number) => {
    const [row, down] = placeIn(rows, y);
    for (let k = 0, a = row * columns.count; k < columns.count; k++, a++) {
      slopes[k] = down * slope[a] + (1 - down) * slope[a + columns.count];
      offsets[k] = down * offset[a] + (1 - down) * offset[a + columns.count];
    }
  };
  const delayAt = (x: number, h: number) => {
    const [column, right] = across[x];
    const s = right * slopes[column] + (1 - right) * slopes[column + 1];
    return s * h - (right * offsets[column] + (1 - right) * offsets[column + 1]);
  };
  mixRow(Math.floor(reference / width));
  const atReference = delayAt(reference % width, height[reference]);
  for (let y = 0, i = 0; y < length; y++) {
    mixRow(y);
    for (let x = 0; x < width; x++, i++)
      if (displacement[i] !== 0) displacement[i] -= delayAt(x, height[i]) - atReference;
  }
}
