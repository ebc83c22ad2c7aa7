import { NODES_BEFORE, type NodeAxis, type ZenithSpline } from './zenith-cube.ts';

/** Pixels whose zenith delay is asked for. */
export interface Places {
  /** degrees, [numPixel]; longitudes on the side of 180 on which those of the cube are */
  readonly latitude: ArrayLike<number>;
  readonly longitude: ArrayLike<number>;
  /** m, [numPixel] */
  readonly height: ArrayLike<number>;
}

/** Values of a weight for every pixel: four for the rows, four for the columns, one for the height. */
export const NODE_WEIGHTS = 9;

/** Where pixels lie among the nodes of a spline: the same for all splines of the same axes. */
export interface NodeWeights {
  /** first of the 4 x 4 nodes around each pixel, as an index of the coefficients; -1 outside, and without a height */
  readonly base: Int32Array;
  /** [numPixel, 9] */
  readonly weights: Float64Array;
}

/** Whether two splines have their nodes at the same places and heights. */
export function sameNodes(a: ZenithSpline, b: ZenithSpline): boolean {
  const same = (one: NodeAxis, other: NodeAxis) =>
    one.first === other.first && one.step === other.step && one.count === other.count;
  return (
    same(a.latitude, b.latitude) &&
    same(a.longitude, b.longitude) &&
    a.heights.length === b.heights.length &&
    a.heights.every((height, k) => height === b.heights[k])
  );
}

/**
 * Where pixels lie among the nodes of a spline. Heights beyond the outermost levels count as there.
 *
 * @param places [numPixel]; NaN = unknown
 */
export function nodeWeights(
  { latitude, longitude, heights }: Omit<ZenithSpline, 'coefficients'>,
  places: Places,
): NodeWeights {
  const numPixel = places.height.length;
  const levels = heights.length;
  const width = longitude.count + 3;
  const base = new Int32Array(numPixel);
  const weights = new Float64Array(NODE_WEIGHTS * numPixel);
  for (let i = 0; i < numPixel; i++) {
    const v = (places.latitude[i] - latitude.first) / latitude.step;
    const u = (places.longitude[i] - longitude.first) / longitude.step;
    const h = places.height[i];
    if (!(isWithin(v, latitude.count) && isWithin(u, longitude.count) && h > -Infinity)) {
      base[i] = -1;
      continue;
    }
    const [row, column] = [
      Math.min(Math.floor(v), latitude.count - 1),
      Math.min(Math.floor(u), longitude.count - 1),
    ];
    let level = 0;
    while (level < levels - 2 && heights[level + 1] <= h) level++;
    const share = (h - heights[level]) / (heights[level + 1] - heights[level]);
    base[i] = ((row - 1 + NODES_BEFORE) * width + column - 1 + NODES_BEFORE) * levels + level;
    const at = NODE_WEIGHTS * i;
    splineWeights(v - row, weights, at);
    splineWeights(u - column, weights, at + 4);
    weights[at + 8] = Math.min(Math.max(share, 0), 1);
  }
  return { base, weights };
}

/** On the axis, but for the rounding of a place at its very end. */
function isWithin(position: number, count: number): boolean {
  return position >= -1e-6 && position <= count - 1 + 1e-6;
}

/** Cubic B-spline at -1 - f, -f, 1 - f, 2 - f. */
function splineWeights(f: number, out: Float64Array, at: number): void {
  const g = 1 - f;
  out[at] = (g * g * g) / 6;
  out[at + 1] = 2 / 3 - f * f + (f * f * f) / 2;
  out[at + 2] = 2 / 3 - g * g + (g * g * g) / 2;
  out[at + 3] = (f * f * f) / 6;
}

/**
 * Zenith delay at pixels: cubic in the horizontal, linear between two levels.
 *
 * @param factor [numPixel], what each is multiplied by
 * @param out [numPixel], m; NaN outside of the cube
 */
export function delayAtPlaces(
  { longitude, heights, coefficients: c }: ZenithSpline,
  { base, weights: w }: NodeWeights,
  factor: Float64Array,
  out: Float32Array,
): void {
  const across = heights.length;
  const down = (longitude.count + 3) * across;
  const s1 = across;
  const s2 = 2 * across;
  const s3 = 3 * across;
  for (let i = 0; i < out.length; i++) {
    let p = base[i];
    if (p < 0) {
      out[i] = Number.NaN;
      continue;
    }
    const at = NODE_WEIGHTS * i;
    const x0 = w[at + 4];
    const x1 = w[at + 5];
    const x2 = w[at + 6];
    const x3 = w[at + 7];
    let below = 0;
    let above = 0;
    for (let k = at; k < at + 4; k++) {
      const y = w[k];
      below += y * (x0 * c[p] + x1 * c[p + s1] + x2 * c[p + s2] + x3 * c[p + s3]);
      above += y * (x0 * c[p + 1] + x1 * c[p + 1 + s1] + x2 * c[p + 1 + s2] + x3 * c[p + 1 + s3]);
      p += down;
    }
    out[i] = factor[i] * (below + w[at + 8] * (above - below));
  }
}
