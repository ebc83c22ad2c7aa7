/**
 * Slopes at the knots of the cubic spline whose third derivative does not jump at the second and the last but one knot
 * (de Boor 1978, A Practical Guide to Splines, chapter IV). In place of the values of `slopes`.
 *
 * @param x knots [n], ascending, at least four
 * @param y values [n]
 * @param slopes gets the slopes [n]
 * @param work memory of at least 2 n
 */
export function notAKnotSlopes(
  x: Float64Array,
  y: Float64Array,
  slopes: Float64Array,
  work: Float64Array,
): void {
  const n = x.length;
  const [diagonal, upper] = [work.subarray(0, n), work.subarray(n, 2 * n)];
  const step = (k: number) => x[k + 1] - x[k];
  const rise = (k: number) => (y[k + 1] - y[k]) / step(k);
  const span = x[2] - x[0];
  diagonal[0] = step(1);
  upper[0] = span;
  slopes[0] = ((step(0) + 2 * span) * step(1) * rise(0) + step(0) ** 2 * rise(1)) / span;
  for (let k = 1; k < n; k++) {
    const isLast = k === n - 1;
    const [before, here] = [step(k - 1), isLast ? 0 : step(k)];
    const lastSpan = x[n - 1] - x[n - 3];
    const lower = isLast ? lastSpan : here;
    const middle = isLast ? step(n - 3) : 2 * (before + here);
    const right = isLast
      ? (before ** 2 * rise(n - 3) + (2 * lastSpan + before) * step(n - 3) * rise(n - 2)) / lastSpan
      : 3 * (here * rise(k - 1) + before * rise(k));
    const factor = lower / diagonal[k - 1];
    diagonal[k] = middle - factor * upper[k - 1];
    upper[k] = before;
    slopes[k] = right - factor * slopes[k - 1];
  }
  slopes[n - 1] /= diagonal[n - 1];
  for (let k = n - 2; k >= 0; k--) slopes[k] = (slopes[k] - upper[k] * slopes[k + 1]) / diagonal[k];
}

/**
 * Values of a cubic spline at ascending places.
 *
 * @param x knots [n], ascending @param y values [n] @param slopes [n], of {@link notAKnotSlopes}
 * @param at places, ascending; beyond the knots the outermost pieces go on
 * @param out gets the values
 */
export function splineValues(
  x: Float64Array,
  y: Float64Array,
  slopes: Float64Array,
  at: Float64Array,
  out: Float64Array,
): void {
  let k = -1;
  let [start, a, b, c, d] = [0, 0, 0, 0, 0];
  for (let i = 0; i < at.length; i++) {
    const before = k;
    while (k < 0 || (k < x.length - 2 && at[i] >= x[k + 1])) k++;
    if (k !== before) {
      const h = x[k + 1] - x[k];
      const rise = (y[k + 1] - y[k]) / h;
      start = x[k];
      [a, b] = [y[k], slopes[k]];
      c = (3 * rise - 2 * slopes[k] - slopes[k + 1]) / h;
      d = (slopes[k] + slopes[k + 1] - 2 * rise) / (h * h);
    }
    const t = at[i] - start;
    out[i] = a + t * (b + t * (c + t * d));
  }
}
