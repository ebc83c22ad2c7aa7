import { ShapeError } from '../errors.ts';

/** Change of Envisat's apparent range with time, per metre of slant range and year. */
export const ENVISAT_DRIFT = 3.87e-7;

/**
 * Remove the drift of the local oscillator of Envisat's ASAR (Marinkovic & Larsen 2013):
 *
 *     d(t) - 3.87e-7 · (R - R_ref) · (t - t_ref)
 *
 * @param block displacement [numDate, numPixel], m
 * @param slantRange [numPixel], m
 * @param years decimal years of the dates
 * @param reference slant range of the reference pixel, m, and decimal year of the reference date
 * @returns corrected displacement, same shape; 0 is no special value here
 */
export function removeOscillatorDrift(
  block: Float32Array,
  slantRange: Float32Array,
  years: ArrayLike<number>,
  reference: { readonly slantRange: number; readonly year: number },
): Float32Array {
  const out = block.slice();
  subtractOscillatorDrift(out, slantRange, years, reference);
  return out;
}

/**
 * {@link removeOscillatorDrift} in place.
 *
 * @param block [numDate, numPixel], m; 0 = no data
 * @param slantRange [numPixel], m
 * @param years decimal year of every date [numDate]
 * @throws {ShapeError} when the block is of other dates or pixels
 */
export function subtractOscillatorDrift(
  block: Float32Array,
  slantRange: Float32Array,
  years: ArrayLike<number>,
  reference: { readonly slantRange: number; readonly year: number },
): void {
  const numPixel = slantRange.length;
  if (block.length !== numPixel * years.length) {
    throw new ShapeError(`${block.length} values are not ${years.length} dates of ${numPixel} pixels.`);
  }
  for (let k = 0; k < years.length; k++) {
    const drift = ENVISAT_DRIFT * (years[k] - reference.year);
    subtractProportional(block, k * numPixel, slantRange, reference.slantRange, drift);
  }
}

/** Subtract factor · (raster - zero) from the date that begins at `from`. */
function subtractProportional(
  block: Float32Array,
  from: number,
  raster: Float32Array,
  zero: number,
  factor: number,
): void {
  for (let i = 0; i < raster.length; i++) block[from + i] -= factor * (raster[i] - zero);
}
