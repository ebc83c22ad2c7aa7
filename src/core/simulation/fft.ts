/** The smallest power of two that is not below `n`. */
export function nextPowerOfTwo(n: number): number {
  let size = 1;
  while (size < n) size *= 2;
  return size;
}

/**
 * Fast Fourier transform of power-of-two length, in place, without scaling (radix 2, Cooley & Tukey 1965,
 * doi:10.1090/S0025-5718-1965-0178586-1):
 *
 *     X_k = sum_n x_n exp(-2 pi j k n / N)
 *
 * Returns a function for one length, so that its tables are made once. Exchange `re` and `im` for the inverse.
 *
 * @param size a power of two
 * @returns transform of real and imaginary parts [size], in place
 */
export function createFft(size: number): (re: Float64Array, im: Float64Array) => void {
  const cos = new Float64Array(size / 2);
  const sin = new Float64Array(size / 2);
  for (let k = 0; k < size / 2; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = -Math.sin((2 * Math.PI * k) / size);
  }
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);

  return (re, im) => {
    for (let i = 0; i < size; i++) {
      const j = reversed[i];
      if (j <= i) continue;
      const a = re[i];
      re[i] = re[j];
      re[j] = a;
      const b = im[i];
      im[i] = im[j];
      im[j] = b;
    }
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const wr = cos[k * step];
          const wi = sin[k * step];
          const i = start + k;
          const j = i + half;
          const tr = re[j] * wr - im[j] * wi;
          const ti = re[j] * wi + im[j] * wr;
          re[j] = re[i] - tr;
          im[j] = im[i] - ti;
          re[i] += tr;
          im[i] += ti;
        }
      }
    }
  };
}

/**
 * {@link createFft} over both axes of a raster, in place.
 *
 * @param re real part [length, width], both powers of two
 * @param im imaginary part, same shape
 */
export function fft2(re: Float64Array, im: Float64Array, length: number, width: number): void {
  const alongRow = createFft(width);
  for (let y = 0; y < length; y++) {
    alongRow(re.subarray(y * width, (y + 1) * width), im.subarray(y * width, (y + 1) * width));
  }
  const alongColumn = createFft(length);
  const columnRe = new Float64Array(length);
  const columnIm = new Float64Array(length);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < length; y++) {
      columnRe[y] = re[y * width + x];
      columnIm[y] = im[y * width + x];
    }
    alongColumn(columnRe, columnIm);
    for (let y = 0; y < length; y++) {
      re[y * width + x] = columnRe[y];
      im[y * width + x] = columnIm[y];
    }
  }
}
