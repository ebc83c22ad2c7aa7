import type { Grid } from '../../array.ts';

const POLE = Math.sqrt(3) - 2;

/**
 * Coefficients of the cubic B-spline that passes through every pixel, with the raster mirrored at its edges
 * (Unser 1999, doi:10.1109/79.799930, box 2).
 *
 * @param raster [length, width], any unit, without NaN
 * @returns [length, width], same unit
 */
export function cubicCoefficients({ data, shape }: Grid): Grid<Float64Array> {
  const [length, width] = shape;
  const out = Float64Array.from(data);
  for (let y = 0; y < length; y++) prefilter(out, y * width, 1, width);
  for (let x = 0; x < width; x++) prefilter(out, x, width, length);
  return { data: out, shape };
}

/** Turn values along one line of the raster into coefficients, in place. */
function prefilter(data: Float64Array, start: number, stride: number, n: number): void {
  if (n < 2) return;
  const at = (k: number) => start + k * stride;
  const gain = (1 - POLE) * (1 - 1 / POLE);
  for (let k = 0; k < n; k++) data[at(k)] *= gain;
  data[at(0)] = mirroredSum(data, at, n);
  for (let k = 1; k < n; k++) data[at(k)] += POLE * data[at(k - 1)];
  data[at(n - 1)] = (POLE / (POLE * POLE - 1)) * (data[at(n - 1)] + POLE * data[at(n - 2)]);
  for (let k = n - 2; k >= 0; k--) data[at(k)] = POLE * (data[at(k + 1)] - data[at(k)]);
}

/**
 * Start of the causal filter: a geometric sum over the line and its mirrored continuation, which repeats after 2 n - 2 pixels;
 * beyond 40 pixels its weights are below 1e-22.
 */
function mirroredSum(data: Float64Array, at: (k: number) => number, n: number): number {
  const period = 2 * n - 2;
  const terms = Math.min(period, 40);
  let sum = 0;
  for (let k = 0; k < terms; k++) sum += POLE ** k * data[at(mirrored(k, n))];
  return terms < period ? sum : sum / (1 - POLE ** period);
}

/** Value of a spline at a position between pixels. @param coefficients [length, width] from `cubicCoefficients` */
export function cubicValue(
  { data, shape: [length, width] }: Grid<Float64Array>,
  y: number,
  x: number,
): number {
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const [wy, wx] = [weights(y - row), weights(x - column)];
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const line = mirrored(row - 1 + i, length) * width;
    for (let j = 0; j < 4; j++) sum += wy[i] * wx[j] * data[line + mirrored(column - 1 + j, width)];
  }
  return sum;
}

/** Cubic B-spline at -1 - f, -f, 1 - f, 2 - f. */
function weights(f: number): [number, number, number, number] {
  const g = 1 - f;
  return [g ** 3 / 6, 2 / 3 - f * f + f ** 3 / 2, 2 / 3 - g * g + g ** 3 / 2, f ** 3 / 6];
}

function mirrored(k: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const m = ((k % period) + period) % period;
  return m < n ? m : period - m;
}

/**
 * A raster whose gaps continue the values around them: along rows first, then along columns.
 *
 * @param raster [length, width], any unit; NaN = gap
 * @returns [length, width], same unit, without NaN (0 everywhere when nothing is known)
 */
export function filled({ data, shape }: Grid): Grid {
  const [length, width] = shape;
  const out = Float32Array.from(data);
  for (let y = 0; y < length; y++) continueLine(out, y * width, 1, width);
  for (let x = 0; x < width; x++) continueLine(out, x, width, length);
  for (let k = 0; k < out.length; k++) if (Number.isNaN(out[k])) out[k] = 0;
  return { data: out, shape };
}

/** Every gap takes the value of the nearest pixel of its line that has one. */
function continueLine(data: Float32Array, start: number, stride: number, n: number): void {
  let last = -1;
  for (let k = 0; k <= n; k++) {
    if (k < n && Number.isNaN(data[start + k * stride])) continue;
    for (let gap = last + 1; gap < k; gap++) {
      const isNearLast = last >= 0 && (k === n || gap - last <= k - gap);
      const from = isNearLast ? last : k;
      if (from < n) data[start + gap * stride] = data[start + from * stride];
    }
    last = k;
  }
}
