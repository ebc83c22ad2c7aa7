import type { MultilookMethod } from './load-options.ts';

/**
 * Take looks of a raster while it is loaded: `nearest` keeps the pixel at half a step, `mean` and `median` summarise
 * the block without its NaN (all NaN gives NaN). Rows and columns that fill no block are dropped.
 * @param values [length, width]
 */
export function takeLooks(
  values: Float32Array,
  length: number,
  width: number,
  ystep: number,
  xstep: number,
  method: MultilookMethod,
): Float32Array {
  if (ystep === 1 && xstep === 1) return values;
  const rows = Math.floor(length / ystep);
  const cols = Math.floor(width / xstep);
  const out = new Float32Array(rows * cols);
  if (method === 'nearest') {
    const y0 = Math.floor(ystep / 2);
    const x0 = Math.floor(xstep / 2);
    for (let i = 0; i < rows; i++) {
      const row = (y0 + i * ystep) * width + x0;
      for (let j = 0; j < cols; j++) out[i * cols + j] = values[row + j * xstep];
    }
    return out;
  }
  const block = new Float64Array(ystep * xstep);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let n = 0;
      for (let y = i * ystep; y < (i + 1) * ystep; y++) {
        const row = y * width + j * xstep;
        for (let x = 0; x < xstep; x++) {
          const value = values[row + x];
          if (!Number.isNaN(value)) block[n++] = value;
        }
      }
      out[i * cols + j] = method === 'mean' ? meanOf(block, n) : medianOf(block, n);
    }
  }
  return out;
}

function meanOf(values: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  return sum / n;
}

function medianOf(values: Float64Array, n: number): number {
  if (n === 0) return Number.NaN;
  const sorted = values.subarray(0, n).sort();
  const middle = n >> 1;
  return n % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
