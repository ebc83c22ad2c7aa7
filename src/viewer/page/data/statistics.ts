import type { Statistics } from './product.ts';

const SAMPLE = 100_000;

/** @param values NaN is left out, infinite ones too, and zeros where they stand for no data */
export function statisticsOf(values: Float32Array, zeroIsEmpty: boolean): Statistics {
  const stride = Math.max(1, Math.floor(values.length / SAMPLE));
  const sample = new Float32Array(Math.ceil(values.length / stride));
  let n = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0, next = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || (zeroIsEmpty && value === 0)) {
      if (i === next) next++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (i >= next) {
      sample[n++] = value;
      next = i + stride;
    }
  }
  const sorted = sample.subarray(0, Math.min(n, sample.length)).sort();
  const at = (percent: number) => sorted[Math.round(((sorted.length - 1) * percent) / 100)] ?? Number.NaN;
  const percentiles = Array.from({ length: 101 }, (_, percent) => at(percent));
  return n > 0 ? { min, max, percentiles } : { min: Number.NaN, max: Number.NaN, percentiles };
}
