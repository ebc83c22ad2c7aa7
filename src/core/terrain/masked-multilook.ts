import type { RasterSize } from '../array.ts';
import { ShapeError } from '../errors.ts';

/**
 * Prepare the means of many rasters (the dates of a series) over windows of looksY x looksX pixels, of which only those
 * of one mask count. Rows and columns beyond the last full window are dropped, windows without a pixel left out.
 *
 * @param mask [length, width], 0 = leave out
 * @returns raster [length, width] to the means of the windows, in the order of rows; over the values that are not NaN
 * @throws {ShapeError} when mask or raster are not of that size
 */
export function prepareMaskedMultilook(
  { length, width }: RasterSize,
  mask: Uint8Array,
  looksY: number,
  looksX: number,
): (raster: Float32Array) => Float32Array {
  if (mask.length !== length * width) {
    throw new ShapeError(`A mask of ${mask.length} values is not ${length} x ${width}.`);
  }
  const { pixels, ends } = maskedWindows(mask, width, looksY, looksX);
  return (raster) => {
    if (raster.length !== mask.length) {
      throw new ShapeError(`A raster of ${raster.length} values is not ${length} x ${width}.`);
    }
    const means = new Float32Array(ends.length);
    let from = 0;
    for (let window = 0; window < ends.length; window++) {
      const to = ends[window];
      let sum = 0;
      for (let n = from; n < to; n++) sum += raster[pixels[n]];
      means[window] = Number.isNaN(sum) ? meanOfNumbers(raster, pixels, from, to) : sum / (to - from);
      from = to;
    }
    return means;
  };
}

/**
 * The pixels of a mask, window after window, and where those of each window end. Windows without a pixel are left
 * out,
 * as are rows and columns beyond the last full window.
 *
 * @param mask [length, width], 0 = leave out
 * @returns pixels: places in the raster; ends: for every window the place in `pixels` behind its last one
 */
export function maskedWindows(
  mask: Uint8Array,
  width: number,
  looksY: number,
  looksX: number,
): { pixels: Int32Array; ends: Int32Array } {
  const numRow = Math.floor(mask.length / width / looksY);
  const numColumn = Math.floor(width / looksX);
  const pixels = new Int32Array(mask.length);
  const ends = new Int32Array(numRow * numColumn);
  let count = 0;
  let numWindow = 0;
  for (let row = 0; row < numRow; row++) {
    for (let column = 0; column < numColumn; column++) {
      const before = count;
      for (let y = row * looksY; y < (row + 1) * looksY; y++) {
        for (let x = column * looksX; x < (column + 1) * looksX; x++) {
          const pixel = y * width + x;
          if (mask[pixel] !== 0) pixels[count++] = pixel;
        }
      }
      if (count > before) ends[numWindow++] = count;
    }
  }
  return { pixels: pixels.slice(0, count), ends: ends.slice(0, numWindow) };
}

/** NaN when there is none. */
function meanOfNumbers(raster: Float32Array, pixels: Int32Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let n = from; n < to; n++) {
    const value = raster[pixels[n]];
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
