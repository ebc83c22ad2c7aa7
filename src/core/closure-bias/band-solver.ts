import type { PixelRows } from './pixel-rows.ts';

/**
 * Least squares of pair values v(j) - v(i) in a network in which every date is connected to the next `bandwidth` ones, v
 * being 0 at the first date: the normal matrix is a band, which is factorised once (L D Lt).
 *
 * @param numDate dates of the network
 * @returns turns sums over the pairs, right sides of `count` pixels in numDate - 1 rows from `first` on, into the values after the
 *   first date, in place
 */
export function prepareBandSolver(
  numDate: number,
  bandwidth: number,
): (rows: PixelRows, first: number, stride: number, count: number) => void {
  const n = numDate - 1;
  const width = Math.min(bandwidth, n);
  const at = (row: number, column: number) => row * (width + 1) + (column - row + width); // column <= row
  const lower = new Float64Array(n * (width + 1));
  for (let i = 0; i < n; i++) {
    const date = i + 1;
    lower[at(i, i)] = Math.min(bandwidth, date) + Math.min(bandwidth, numDate - 1 - date);
    for (let j = Math.max(0, i - width); j < i; j++) lower[at(i, j)] = -1;
  }
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - width); j <= i; j++) {
      let sum = lower[at(i, j)];
      for (let k = Math.max(0, i - width, j - width); k < j; k++)
        sum -= lower[at(i, k)] * lower[at(j, k)] * lower[at(k, k)];
      lower[at(i, j)] = j === i ? sum : sum / lower[at(j, j)];
    }
  }
  return (rows, first, stride, count) => {
    const row = (i: number) => first + i * stride;
    for (let i = 0; i < n; i++)
      for (let k = Math.max(0, i - width); k < i; k++) rows.subtract(row(i), row(k), lower[at(i, k)], count);
    for (let i = 0; i < n; i++) rows.divide(row(i), lower[at(i, i)], count);
    for (let i = n - 1; i >= 0; i--)
      for (let k = i + 1; k <= Math.min(n - 1, i + width); k++)
        rows.subtract(row(i), row(k), lower[at(k, i)], count);
  };
}
