/**
 * A raster at half its resolution, for overviews: each value is the mean of those of 2 x 2 pixels that have one, so that
 * the rim of a gap neither spreads nor eats good pixels. The last row and column of an odd size have fewer pixels to
 * average.
 *
 * @param values [rows, width], row by row; NaN = no data
 * @returns [ceil(rows / 2), ceil(width / 2)], NaN where none of the pixels has a value
 */
export function halveRaster<T extends Float32Array | Float64Array>(
  values: T,
  rows: number,
  width: number,
): T {
  const [outRows, outWidth] = [Math.ceil(rows / 2), Math.ceil(width / 2)];
  const out = new (values.constructor as new (n: number) => T)(outRows * outWidth);
  for (let y = 0; y < outRows; y++) {
    const top = 2 * y * width;
    const bottom = 2 * y + 1 < rows ? top + width : top;
    const pairs = width >> 1;
    for (let x = 0, to = y * outWidth; x < pairs; x++, to++) {
      const i = top + 2 * x;
      const j = bottom + 2 * x;
      const sum = values[i] + values[i + 1] + values[j] + values[j + 1];
      // One NaN makes the sum NaN: only then the pixels are looked at one by one.
      out[to] = Number.isNaN(sum) ? meanOfValid(values[i], values[i + 1], values[j], values[j + 1]) : sum / 4;
    }
    if (width % 2 === 1) {
      const [i, j] = [top + width - 1, bottom + width - 1];
      out[y * outWidth + pairs] = meanOfValid(values[i], values[j], Number.NaN, Number.NaN);
    }
  }
  return out;
}

function meanOfValid(a: number, b: number, c: number, d: number): number {
  let sum = 0;
  let count = 0;
  if (!Number.isNaN(a)) {
    sum += a;
    count++;
  }
  if (!Number.isNaN(b)) {
    sum += b;
    count++;
  }
  if (!Number.isNaN(c)) {
    sum += c;
    count++;
  }
  if (!Number.isNaN(d)) {
    sum += d;
    count++;
  }
  return sum / count;
}
