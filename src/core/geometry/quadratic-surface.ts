import { minimumNormSolution } from '../linalg/decompositions.ts';
import { fromRows } from '../linalg/matrix.ts';
import { medianInPlace } from '../stats/selection.ts';

/** A surface of second order over a map, around its middle. */
export interface QuadraticSurface {
  readonly y: number;
  readonly x: number;
  readonly scale: number;
  /** of y², x², xy, y, x and 1 */
  readonly coefficients: Float64Array;
}

/**
 * Least-squares surface through values at places of a map; with fewer than six of them the one of least norm.
 *
 * @param ys coordinates [n], in the unit of the map @param xs likewise
 * @param values [n], any unit
 */
function fitSurface(
  ys: ArrayLike<number>,
  xs: ArrayLike<number>,
  values: ArrayLike<number>,
): QuadraticSurface {
  const n = values.length;
  const [y, x] = [ys, xs].map((axis) => Array.from(axis).reduce((sum, value) => sum + value / n, 0));
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(ys[i] - y), Math.abs(xs[i] - x));
  const frame = { y, x, scale: scale > 0 ? scale : 1 };
  if (n === 0) return { y: 0, x: 0, scale: 1, coefficients: new Float64Array(6).fill(Number.NaN) };
  // Normal equations: coordinates are within ±1, and there may be many places.
  const normal = Array.from({ length: 6 }, () => new Array<number>(6).fill(0));
  const right = new Float64Array(6);
  for (let i = 0; i < n; i++) {
    const row = terms(frame, ys[i], xs[i]);
    for (let a = 0; a < 6; a++) {
      right[a] += row[a] * values[i];
      for (let b = 0; b < 6; b++) normal[a][b] += row[a] * row[b];
    }
  }
  return { ...frame, coefficients: minimumNormSolution(fromRows(normal), right) };
}

/** Value of a surface at a place, in the unit of its values. */
export function surfaceAt(surface: QuadraticSurface, y: number, x: number): number {
  const { coefficients } = surface;
  return terms(surface, y, x).reduce((sum, term, k) => sum + term * coefficients[k], 0);
}

/** A place on a map with the value there. */
export interface SurfaceSample {
  readonly y: number;
  readonly x: number;
  readonly value: number;
}

/**
 * Least-squares surface through samples of several rasters, each moved by its median difference to those before it where they lie
 * on one another; samples of one place count once, with their mean.
 *
 * @param rasters samples of each raster, coordinates in the unit of the map
 * @param step distance within which samples are at one place, in the unit of the map
 * @returns see `fitSurface`; NaN everywhere without any sample
 */
export function levelledSurface(
  rasters: readonly (readonly SurfaceSample[])[],
  step: number,
): QuadraticSurface {
  const found = new Map<string, { readonly y: number; readonly x: number; sum: number; count: number }>();
  for (const samples of rasters) {
    const keyed = samples.map((sample) => ({
      ...sample,
      key: `${Math.round(sample.y / step)} ${Math.round(sample.x / step)}`,
    }));
    const apart = keyed.flatMap(({ key, value }) => {
      const known = found.get(key);
      return known === undefined ? [] : [known.sum / known.count - value];
    });
    const shift = apart.length > 0 ? medianInPlace(Float32Array.from(apart)) : 0;
    for (const { key, y, x, value } of keyed) {
      const known = found.get(key) ?? { y, x, sum: 0, count: 0 };
      known.sum += value + shift;
      known.count++;
      found.set(key, known);
    }
  }
  const all = [...found.values()];
  return fitSurface(
    all.map(({ y }) => y),
    all.map(({ x }) => x),
    all.map(({ sum, count }) => sum / count),
  );
}

function terms(frame: Pick<QuadraticSurface, 'y' | 'x' | 'scale'>, y: number, x: number): number[] {
  const [v, u] = [(y - frame.y) / frame.scale, (x - frame.x) / frame.scale];
  return [v * v, u * u, u * v, v, u, 1];
}
