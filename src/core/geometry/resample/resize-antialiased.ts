import type { Grid, RasterSize } from '../../array.ts';

/**
 * A raster stretched over another number of pixels, edge on edge: smoothed by a Gaussian of (n/m - 1)/2 pixels where it
 * becomes coarser, then interpolated between pixel centres. Beyond its edges there is nothing, 0, so that the outermost
 * half pixel is damped, though not below the least value of the raster. So do scikit-image's `resize(mode='constant',
 * anti_aliasing=True)` and, with it, the reference.
 *
 * @param raster [length, width], any unit; NaN spreads
 * @returns writes a row of the result
 */
export function prepareResizeAntialiased(
  raster: Grid,
  to: RasterSize,
): (y: number, out: Float64Array | Float32Array) => void {
  const [length, width] = raster.shape;
  const smooth = smoothed(raster, (length / to.length - 1) / 2, (width / to.width - 1) / 2);
  let [least, most] = [Infinity, -Infinity];
  for (const value of raster.data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const keepsZero = least > 0 || most < 0;
  const columns = Float64Array.from({ length: to.width }, (_, x) => ((x + 0.5) * width) / to.width - 0.5);
  const padded = new Float64Array(width + 2); // a row with nothing on both sides
  return (y, out) => {
    const v = ((y + 0.5) * length) / to.length - 0.5;
    const [row, fy] = [Math.floor(v), v - Math.floor(v)];
    for (let x = 0; x < width; x++) {
      const upper = row >= 0 ? smooth[row * width + x] : 0;
      const lower = row + 1 < length ? smooth[(row + 1) * width + x] : 0;
      padded[x + 1] = fy === 0 ? upper : upper * (1 - fy) + lower * fy;
    }
    for (let x = 0; x < to.width; x++) {
      const u = columns[x];
      const [column, fx] = [Math.floor(u), u - Math.floor(u)];
      const value = fx === 0 ? padded[column + 1] : padded[column + 1] * (1 - fx) + padded[column + 2] * fx;
      out[x] = keepsZero && value === 0 ? 0 : Math.min(Math.max(value, least), most);
    }
  };
}

/** Gaussian mean with nothing, 0, beyond the edges; cut at four standard deviations. Not smoothed where sigma is not above 0. */
function smoothed({ data, shape: [length, width] }: Grid, sigmaY: number, sigmaX: number): Float64Array {
  const down = alongAxis(Float64Array.from(data), length, width, width, 1, sigmaY);
  return alongAxis(down, width, 1, length, width, sigmaX);
}

/** @param size and step of the axis; lines and their distance across it */
function alongAxis(
  data: Float64Array,
  size: number,
  step: number,
  lines: number,
  lineStep: number,
  sigma: number,
): Float64Array {
  if (!(sigma > 0)) return data;
  const reach = Math.floor(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / sigma) ** 2),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  const out = new Float64Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < size; i++) {
      let total = 0;
      const [first, last] = [Math.max(0, i - reach), Math.min(size - 1, i + reach)];
      for (let j = first; j <= last; j++) total += weights[j - i + reach] * data[line * lineStep + j * step];
      out[line * lineStep + i * step] = total / sum;
    }
  }
  return out;
}
