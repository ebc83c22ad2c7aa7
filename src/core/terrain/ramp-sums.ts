import { ShapeError } from '../errors.ts';

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

/** Place of the sum of v^a u^b. */
export function indexOfDesign(a: number, b: number): number {
  return DESIGN_POWERS.findIndex(([p, q]) => p === a && q === b);
}

/** Place of the sum of d v^a u^b. */
export function indexOfData(a: number, b: number): number {
  return DESIGN_POWERS.length + DATA_POWERS.findIndex(([p, q]) => p === a && q === b);
}

export interface RampSampling {
  /** [numRow, width] of the block, 0 = leave out */
  readonly mask?: Uint8Array;
  /** leave out values of exactly 0 (default) */
  readonly ignoreZero?: boolean;
  /** keep every step-th row and column, from {@link rampSamplingStep} */
  readonly step?: number;
}

/** Indices scaled to [-1, 1]: normal equations in pixel numbers up to 10⁴ squared would lose all digits. */
export function scaling(size: number): { center: number; half: number } {
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

/** Rows of one raster to what each of them contributes to a fit. */
export type RampRows = (block: Float32Array) => Float64Array[];

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
  size: RasterSize,
  y0: number,
  sampling: RampSampling = {},
): Float64Array[] {
  return prepareRampRows(size, y0, block.length / size.width, sampling)(block);
}

/**
 * {@link rampRowSums} of many rasters (the dates of a series) that share mask and step. The sums of the design are those
 * of the mask wherever a raster has data throughout, so they are formed once a row and not once a date.
 *
 * @throws {ShapeError} when rows or mask do not fit into the raster
 */
export function prepareRampRows(
  { length, width }: RasterSize,
  y0: number,
  numRow: number,
  { mask, ignoreZero = true, step = 1 }: RampSampling = {},
): RampRows {
  if (!Number.isInteger(numRow) || y0 + numRow > length || (mask && mask.length !== numRow * width)) {
    throw new ShapeError(
      `A block of ${numRow * width} values at row ${y0} does not fit a raster of ${length} x ${width}.`,
    );
  }
  const vertical = scaling(length);
  const horizontal = scaling(width);
  const u = Float64Array.from({ length: width }, (_, x) => (x - horizontal.center) / horizontal.half);
  const uu = u.map((value) => value * value);
  const offset = step >> 1;
  const rows = Array.from({ length: numRow }, (_, y): SampledRow => {
    const columns: number[] = [];
    for (let x = offset; (y0 + y) % step === offset && x < width; x += step) {
      if (!(mask && mask[y * width + x] === 0)) columns.push(x);
    }
    const v = (y0 + y - vertical.center) / vertical.half;
    return { v, columns: Int32Array.from(columns), design: designSums(v, columns, u) };
  });

  return (block) => {
    if (block.length !== numRow * width) {
      throw new ShapeError(`${block.length} values do not fit ${numRow} rows of ${width} pixels.`);
    }
    return rows.map(({ v, columns, design }, y) => {
      const start = y * width;
      let [numSample, d0, d1, d2] = [0, 0, 0, 0];
      for (let n = 0; n < columns.length; n++) {
        const x = columns[n];
        const d = block[start + x];
        if (Number.isNaN(d) || (ignoreZero && d === 0)) continue;
        numSample++;
        d0 += d;
        d1 += d * u[x];
        d2 += d * uu[x];
      }
      const out = new Float64Array(NUM_RAMP_SUM);
      if (numSample === columns.length) out.set(design);
      else if (numSample > 0) {
        const present = columns.filter((x) => {
          const d = block[start + x];
          return !(Number.isNaN(d) || (ignoreZero && d === 0));
        });
        out.set(designSums(v, present, u));
      }
      // Along a row v is constant: sums over x give all products with powers of v.
      const data = [d0, d1, d2];
      DATA_POWERS.forEach(([a, b], i) => {
        out[DESIGN_POWERS.length + i] = v ** a * data[b];
      });
      return out;
    });
  };
}

interface SampledRow {
  /** scaled azimuth index */
  readonly v: number;
  /** range indices that mask and step leave */
  readonly columns: Int32Array;
  /** sums of v^a u^b over them */
  readonly design: Float64Array;
}

/** Sums of v^a u^b over some columns of a row. */
function designSums(v: number, columns: ArrayLike<number>, u: Float64Array): Float64Array {
  let [s0, s1, s2, s3, s4] = [0, 0, 0, 0, 0];
  for (let n = 0; n < columns.length; n++) {
    const u1 = u[columns[n]];
    const u2 = u1 * u1;
    s0 += 1;
    s1 += u1;
    s2 += u2;
    s3 += u2 * u1;
    s4 += u2 * u2;
  }
  const sums = [s0, s1, s2, s3, s4];
  return Float64Array.from(DESIGN_POWERS, ([a, b]) => v ** a * sums[b]);
}

/** Add rows to a total, in the order given. */
export function addRampSums(total: Float64Array, rows: readonly Float64Array[]): void {
  for (const row of rows) for (let i = 0; i < total.length; i++) total[i] += row[i];
}
