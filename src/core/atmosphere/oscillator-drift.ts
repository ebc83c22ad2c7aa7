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
  const numPixel = slantRange.length;
  if (block.length !== numPixel * years.length) {
    throw new ShapeError(`${block.length} values are not ${years.length} dates of ${numPixel} pixels.`);
  }
  const out = new Float32Array(block.length);
  for (let k = 0; k < years.length; k++) {
    const drift = ENVISAT_DRIFT * (years[k] - reference.year);
    const from = k * numPixel;
    for (let i = 0; i < numPixel; i++) {
      out[from + i] = block[from + i] - drift * (slantRange[i] - reference.slantRange);
    }
  }
  return out;
}
