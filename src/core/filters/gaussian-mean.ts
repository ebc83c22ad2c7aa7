import { type Grid, grid } from '../array.ts';

/**
 * One half of a Gaussian that is cut at four standard deviations, middle first; the whole adds up to 1.
 * @param sigma standard deviation, pixels
 */
function halfGaussian(sigma: number): Float64Array {
  const reach = Math.floor(4 * sigma + 0.5);
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
 * @param raster [length, width], any unit
 * @param sigma standard deviation, pixels; the Gaussian is cut at four of them
 * @param beyond what lies beyond the edges
 * @returns same shape and unit, in double precision; NaN spreads over the reach of the Gaussian
 */
export function gaussianMean(raster: Grid, sigma: number, beyond: Beyond = 'nearest'): Grid<Float64Array> {
  const [length, width] = raster.shape;
  const half = halfGaussian(sigma);
  const reach = half.length - 1;
  const out = new Float64Array(raster.data.length);
  const padded = new Float64Array(width + 2 * reach);
  const shares = beyond === 'none' ? [length, width].map((n) => sharesInside(half, n)) : undefined;
  const across = new Float64Array(raster.data.length);
  for (let y = 0; y < length; y++) {
    const row = raster.data.subarray(y * width, (y + 1) * width);
    padded.set(row, reach);
    padded.fill(beyond === 'nearest' ? row[0] : 0, 0, reach);
    padded.fill(beyond === 'nearest' ? row[width - 1] : 0, reach + width);
    const line = across.subarray(y * width, (y + 1) * width);
    weigh(padded, reach, half, (k) => [reach - k, reach + k], line);
    if (shares !== undefined) for (let x = 0; x < width; x++) line[x] /= shares[1][x];
  }
  const outside = new Float64Array(width);
  for (let y = 0; y < length; y++) {
    const line = out.subarray(y * width, (y + 1) * width);
    if (beyond === 'nearest') {
      const rowAt = (row: number) => Math.min(Math.max(row, 0), length - 1) * width;
      weigh(across, y * width, half, (k) => [rowAt(y - k), rowAt(y + k)], line);
      continue;
    }
    for (let row = Math.max(0, y - reach); row <= Math.min(length - 1, y + reach); row++) {
      const weight = half[Math.abs(row - y)] / shares![0][y];
      for (let x = 0; x < width; x++) outside[x] += weight * across[row * width + x];
    }
    line.set(outside);
    outside.fill(0);
  }
  return grid(out, length, width);
}

/** Which share of a Gaussian around each of n places lies inside. */
function sharesInside(half: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let share = 0;
    for (let k = 0; k < n; k++) share += half[Math.abs(k - i)] ?? 0;
    return share;
  });
}

/** line[x] = half[0] · values[middle + x] + sum_k half[k] · (values[before(k) + x] + values[after(k) + x]) */
function weigh(
  values: Float64Array,
  middle: number,
  half: Float64Array,
  places: (k: number) => readonly [before: number, after: number],
  line: Float64Array,
): void {
  const numWeight = half.length;
  const before = new Int32Array(numWeight);
  const after = new Int32Array(numWeight);
  for (let k = 1; k < numWeight; k++) [before[k], after[k]] = places(k);
  const width = line.length;
  let x = 0;
  for (; x + 3 < width; x += 4) {
    let s0 = half[0] * values[middle + x];
    let s1 = half[0] * values[middle + x + 1];
    let s2 = half[0] * values[middle + x + 2];
    let s3 = half[0] * values[middle + x + 3];
    for (let k = 1; k < numWeight; k++) {
      const weight = half[k];
      const a = before[k] + x;
      const b = after[k] + x;
      s0 += weight * (values[a] + values[b]);
      s1 += weight * (values[a + 1] + values[b + 1]);
      s2 += weight * (values[a + 2] + values[b + 2]);
      s3 += weight * (values[a + 3] + values[b + 3]);
    }
    line[x] = s0;
    line[x + 1] = s1;
    line[x + 2] = s2;
    line[x + 3] = s3;
  }
  for (; x < width; x++) {
    let sum = half[0] * values[middle + x];
    for (let k = 1; k < numWeight; k++) sum += half[k] * (values[before[k] + x] + values[after[k] + x]);
    line[x] = sum;
  }
}

/**
 * Gaussian mean of what is there: pixels without data neither count nor get a value. The edges of the raster go on.
 *
 * @param raster [length, width], any unit; NaN = no data
 * @param sigma standard deviation, pixels
 * @returns same shape and unit, in double precision
 */
export function gaussianMeanOfData(raster: Grid, sigma: number): Grid<Float64Array> {
  const { data, shape } = raster;
  if (!data.some(Number.isNaN)) return gaussianMean(raster, sigma);
  const isData = data.map((value) => (Number.isNaN(value) ? 0 : 1));
  const filled = data.map((value) => (Number.isNaN(value) ? 0 : value));
  const mean = gaussianMean({ data: filled, shape }, sigma);
  const share = gaussianMean({ data: isData, shape }, sigma).data;
  for (let i = 0; i < data.length; i++) mean.data[i] = isData[i] === 0 ? Number.NaN : mean.data[i] / share[i];
  return mean;
}
