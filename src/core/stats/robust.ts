/**
 * Third quartile of the standard normal distribution, which turns a median of absolute deviations into a standard
 * deviation; with the digits that published thresholds were computed with (all of them: 0.6744897501960817).
 */
export const NORMAL_QUARTILE = 0.67449;

/**
 * Median of the values that are not NaN; NaN when there are none. The middle two are averaged.
 *
 * @param values of any number, in any unit
 */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Median absolute deviation, scaled to a standard deviation for normal errors: median |x - center| / 0.67449.
 *
 * @param center the median by default; NaN values are left out
 * @param values of any number, in any unit
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>, center: number = median(values)): number {
  return median(Float64Array.from(values, (value) => Math.abs(value - center))) / NORMAL_QUARTILE;
}

/**
 * Values above `center + cutoff · MAD` are outliers.
 *
 * @param values of any number, in any unit; NaN = no data
 * @returns in the unit of the values
 */
export function outlierThreshold(
  values: ArrayLike<number>,
  { center = median(values), cutoff = 3 }: { center?: number; cutoff?: number } = {},
): number {
  return center + cutoff * medianAbsoluteDeviation(values, center);
}

/**
 * sqrt(sum (x - y)² / (n - 1)) over the values that are not NaN; y is 0 by default.
 *
 * @param x [n], any unit; NaN = no data
 * @param y [n], same unit
 */
export function rootMeanSquareError(x: ArrayLike<number>, y?: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    const difference = x[i] - (y ? y[i] : 0);
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    count++;
  }
  return Math.sqrt(sum / (count - 1));
}

/** The `count` most frequent values, the earlier one first among equals. */
export function mostCommon<T>(values: readonly T[], count = 1): T[] {
  const frequency = new Map<T, number>();
  for (const value of values) frequency.set(value, (frequency.get(value) ?? 0) + 1);
  return [...frequency.entries()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([value]) => value);
}
