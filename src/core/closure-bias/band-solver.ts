/**
 * Least squares of pair values v(j) - v(i) in a network in which every date is connected to the next `bandwidth` ones, v
 * being 0 at the first date: the normal matrix is a band, which is factorised once (L D Lt).
 *
 * @param numDate dates of the network
 * @returns turns sums over the pairs, right sides [numDate - 1, numPixel], into the values after the first date, in place
 */
export function prepareBandSolver(
  numDate: number,
  bandwidth: number,
): (rightSides: Float64Array, numPixel: number) => void {
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
  return (values, numPixel) => {
    for (let i = 0; i < n; i++)
      for (let k = Math.max(0, i - width); k < i; k++) subtract(values, i, k, lower[at(i, k)], numPixel);
    for (let i = 0; i < n; i++) divide(values, i, lower[at(i, i)], numPixel);
    for (let i = n - 1; i >= 0; i--)
      for (let k = i + 1; k <= Math.min(n - 1, i + width); k++)
        subtract(values, i, k, lower[at(k, i)], numPixel);
  };
}

function subtract(values: Float64Array, to: number, from: number, factor: number, numPixel: number): void {
  const [target, source] = [to * numPixel, from * numPixel];
  for (let p = 0; p < numPixel; p++) values[target + p] -= factor * values[source + p];
}

function divide(values: Float64Array, row: number, pivot: number, numPixel: number): void {
  for (let p = row * numPixel; p < (row + 1) * numPixel; p++) values[p] /= pivot;
}
