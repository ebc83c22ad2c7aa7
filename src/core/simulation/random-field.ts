import { type Grid, grid } from '../array.ts';
import { createGaussian } from '../stats/gaussian.ts';
import type { Random } from '../stats/random.ts';
import { fft2, nextPowerOfTwo } from './fft.ts';

/**
 * Two independent isotropic random fields with a power-law spectrum,
 *
 *     E |F(k)|^2 ~ k^-slope   (k the radial wavenumber of the two-dimensional spectrum)
 *
 * by shaping complex white noise in the spectrum: real and imaginary part of the result are independent. A slope of
 * 8/3 is the turbulent troposphere (Hanssen 2001, doi:10.1007/0-306-47633-9, section 4.7), 3 to 4 is terrain.
 * The fields are cut out of a larger periodic one, so that opposite edges are unrelated.
 *
 * @param slope of the two-dimensional power spectrum, 0 = white
 * @returns fields of zero mean and unit standard deviation [length, width]; zero for a single pixel
 */
export function powerLawFields(length: number, width: number, slope: number, random: Random): [Grid, Grid] {
  const rows = nextPowerOfTwo(Math.ceil(1.25 * length));
  const cols = nextPowerOfTwo(Math.ceil(1.25 * width));
  const re = new Float64Array(rows * cols);
  const im = new Float64Array(rows * cols);
  const gaussian = createGaussian(random);
  for (let y = 0; y < rows; y++) {
    const ky = Math.min(y, rows - y) / rows;
    for (let x = 0; x < cols; x++) {
      const kx = Math.min(x, cols - x) / cols;
      const k2 = ky * ky + kx * kx;
      if (k2 === 0) continue; // the mean is removed anyway
      const amplitude = k2 ** (-slope / 4);
      re[y * cols + x] = amplitude * gaussian();
      im[y * cols + x] = amplitude * gaussian();
    }
  }
  fft2(re, im, rows, cols);
  return [standardised(re, cols, length, width), standardised(im, cols, length, width)];
}

/** The upper left corner of a raster with `cols` columns, as a field of zero mean and unit standard deviation. */
function standardised(values: Float64Array, cols: number, length: number, width: number): Grid {
  const size = length * width;
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) sum += values[y * cols + x];
  }
  const mean = sum / size;
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) squares += (values[y * cols + x] - mean) ** 2;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares / size) : 0;
  const out = new Float32Array(size);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = (values[y * cols + x] - mean) * scale;
  }
  return grid(out, length, width);
}
