import { MintsarError, OptionError, ShapeError } from '../errors.ts';
import { type Matrix, symmetricEigen, zeros } from '../linalg/matrix.ts';

export const RAMP_TYPES = [
  'linear',
  'quadratic',
  'linear_range',
  'linear_azimuth',
  'quadratic_range',
  'quadratic_azimuth',
] as const;
export type RampType = (typeof RAMP_TYPES)[number];

/** A ramp that the data cannot determine. */
export class RampError extends MintsarError {}

/** Powers of y and x in the columns of the reference: [y² x² xy y x 1] and parts of it. */
const TERMS: Record<RampType, readonly (readonly [powerY: number, powerX: number])[]> = {
  linear: [
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  quadratic: [
    [2, 0],
    [0, 2],
    [1, 1],
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  linear_range: [
    [0, 1],
    [0, 0],
  ],
  linear_azimuth: [
    [1, 0],
    [0, 0],
  ],
  quadratic_range: [
    [0, 2],
    [0, 1],
    [0, 0],
  ],
  quadratic_azimuth: [
    [2, 0],
    [1, 0],
    [0, 0],
  ],
};

/** Size of a raster. */
export interface RasterSize {
  readonly length: number;
  readonly width: number;
}

/** Products of powers whose sums a fit needs: v^a u^b up to degree 4, and d v^a u^b up to degree 2. */
const POWERS = [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].map((b) => [a, b] as const));
const DESIGN_POWERS = POWERS.filter(([a, b]) => a + b <= 4);
const DATA_POWERS = POWERS.filter(([a, b]) => a + b <= 2);

/** Sums per row: 15 of the design, then 6 with the data. They serve every ramp type. */
export const NUM_RAMP_SUM = DESIGN_POWERS.length + DATA_POWERS.length;

const indexOfPowers = (list: typeof POWERS, a: number, b: number) =>
  list.findIndex(([p, q]) => p === a && q === b);

export interface RampSampling {
  /** [numRow, width] of the block, 0 = leave out */
  readonly mask?: Uint8Array;
  /** leave out values of exactly 0 (default) */
  readonly ignoreZero?: boolean;
  /** keep every step-th row and column, from {@link rampSamplingStep} */
  readonly step?: number;
}

/** Indices scaled to [-1, 1]: normal equations in pixel numbers up to 10⁴ squared would lose all digits. */
function scaling(size: number): { center: number; half: number } {
  const half = (size - 1) / 2;
  return { center: half, half: half > 0 ? half : 1 };
}

/** Rows and columns are thinned so that about a million samples remain: ceil(sqrt(numSample / maxSample)). */
export function rampSamplingStep(numSample: number, maxSample = 1e6): number {
  return numSample > maxSample ? Math.ceil(Math.sqrt(numSample / maxSample)) : 1;
}

/** How many values of a block would be samples. */
export function countRampSamples(
  block: Float32Array,
  { mask, ignoreZero = true }: RampSampling = {},
): number {
  let count = 0;
  for (let i = 0; i < block.length; i++) {
    const value = block[i];
    if (!(Number.isNaN(value) || (ignoreZero && value === 0) || (mask && mask[i] === 0))) count++;
  }
  return count;
}

/**
 * What rows y0, y0+1, ... of a raster contribute to the fit, one entry of {@link NUM_RAMP_SUM} sums per row. Added up in
 * row order they are the same bits for any division into blocks. With a step, rows and columns floor(step/2) + n·step
 * count.
 *
 * @param block [numRow, width]
 * @throws {ShapeError} when the block does not fit into the raster
 */
export function rampRowSums(
  block: Float32Array,
  { length, width }: RasterSize,
  y0: number,
  { mask, ignoreZero = true, step = 1 }: RampSampling = {},
): Float64Array[] {
  const numRow = block.length / width;
  if (!Number.isInteger(numRow) || y0 + numRow > length || (mask && mask.length !== block.length)) {
    throw new ShapeError(
      `A block of ${block.length} values at row ${y0} does not fit a raster of ${length} x ${width}.`,
    );
  }
  const horizontal = scaling(width);
  const vertical = scaling(length);
  const offset = step >> 1;
  const { center, half } = horizontal;
  return Array.from({ length: numRow }, (_, row) => {
    const out = new Float64Array(NUM_RAMP_SUM);
    if ((y0 + row) % step !== offset) return out;
    let [s0, s1, s2, s3, s4, d0, d1, d2] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let x = offset; x < width; x += step) {
      const d = block[row * width + x];
      if (Number.isNaN(d) || (ignoreZero && d === 0) || (mask && mask[row * width + x] === 0)) continue;
      const u = (x - center) / half;
      const uu = u * u;
      s0 += 1;
      s1 += u;
      s2 += uu;
      s3 += uu * u;
      s4 += uu * uu;
      d0 += d;
      d1 += d * u;
      d2 += d * uu;
    }
    // Along a row v is constant: eight sums over x give all products with powers of v.
    const v = (y0 + row - vertical.center) / vertical.half;
    const design = [s0, s1, s2, s3, s4];
    const data = [d0, d1, d2];
    DESIGN_POWERS.forEach(([a, b], i) => {
      out[i] = v ** a * design[b];
    });
    DATA_POWERS.forEach(([a, b], i) => {
      out[DESIGN_POWERS.length + i] = v ** a * data[b];
    });
    return out;
  });
}

/** Add rows to a total, in the order given. */
export function addRampSums(total: Float64Array, rows: readonly Float64Array[]): void {
  for (const row of rows) for (let i = 0; i < total.length; i++) total[i] += row[i];
}

export interface RampFit {
  readonly type: RampType;
  readonly length: number;
  readonly width: number;
  /** coefficients in scaled indices, one per term */
  readonly scaled: Float64Array;
  readonly numSample: number;
}

/**
 * Least-squares ramp in azimuth (y) and range (x) through all samples:
 *
 *     linear y + x + 1, quadratic y² + x² + xy + y + x + 1, and the parts along one axis
 *
 * of minimum norm (in indices scaled to [-1, 1]) when the samples do not determine all coefficients.
 *
 * @param sums total of {@link rampRowSums} over all rows
 * @throws {RampError} without any sample
 */
export function solveRamp(sums: Float64Array, { length, width }: RasterSize, type: RampType): RampFit {
  const terms = TERMS[type];
  if (!terms)
    throw new OptionError(`Unknown ramp type "${type}".`, `Choose one of ${RAMP_TYPES.join(', ')}.`);
  const numSample = sums[indexOfPowers(DESIGN_POWERS, 0, 0)];
  if (!(numSample > 0)) {
    throw new RampError('No valid pixel to estimate a ramp from.', 'Check the mask and the data.');
  }
  const n = terms.length;
  const normal = zeros(n, n);
  const right = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [a, b] = terms[i];
    right[i] = sums[DESIGN_POWERS.length + indexOfPowers(DATA_POWERS, a, b)];
    for (let j = 0; j < n; j++) {
      normal.data[i * n + j] = sums[indexOfPowers(DESIGN_POWERS, a + terms[j][0], b + terms[j][1])];
    }
  }
  return { type, length, width, scaled: minimumNormSolution(normal, right), numSample };
}

function minimumNormSolution(normal: Matrix, right: Float64Array): Float64Array {
  const n = right.length;
  const { values, vectors } = symmetricEigen(normal);
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(values[k] > 1e-13 * values[n - 1])) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors.data[i * n + k] * right[i];
    for (let i = 0; i < n; i++) out[i] += (along / values[k]) * vectors.data[i * n + k];
  }
  return out;
}

/** The ramp at a pixel. */
export function rampValue({ type, length, width, scaled }: RampFit, y: number, x: number): number {
  const vertical = scaling(length);
  const horizontal = scaling(width);
  const v = (y - vertical.center) / vertical.half;
  const u = (x - horizontal.center) / horizontal.half;
  return TERMS[type].reduce((sum, [p, q], i) => sum + scaled[i] * v ** p * u ** q, 0);
}

/** Coefficients for plain pixel indices in the order [y² x² xy y x 1] (the parts that the type has). */
export function rampCoefficients({ type, length, width, scaled }: RampFit): Float64Array {
  const terms = TERMS[type];
  const { center: cy, half: hy } = scaling(length);
  const { center: cx, half: hx } = scaling(width);
  // (y - c)^p / h^p expanded: factors of y⁰, y¹, y²
  const expand = (p: number, c: number, h: number) =>
    p === 0 ? [1] : p === 1 ? [-c / h, 1 / h] : [(c * c) / (h * h), (-2 * c) / (h * h), 1 / (h * h)];
  const out = new Float64Array(terms.length);
  terms.forEach(([p, q], i) => {
    expand(p, cy, hy).forEach((a, powerY) => {
      expand(q, cx, hx).forEach((b, powerX) => {
        const target = terms.findIndex(([py, px]) => py === powerY && px === powerX);
        out[target] += scaled[i] * a * b;
      });
    });
  });
  return out;
}
