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

/** Sums of a raster: 15 of the design, then 6 with the data. They serve every ramp type. */
const NUM_RAMP_SUM = DESIGN_POWERS.length + DATA_POWERS.length;

/** Sums of u^0 to u^4 over the samples of a row. */
const NUM_MOMENT = 5;

/** Place of the sum of v^a u^b. */
export function indexOfDesign(a: number, b: number): number {
  return DESIGN_POWERS.findIndex(([p, q]) => p === a && q === b);
}

/** Place of the sum of d v^a u^b. */
export function indexOfData(a: number, b: number): number {
  return DESIGN_POWERS.length + DATA_POWERS.findIndex(([p, q]) => p === a && q === b);
}

/** How many samples the sums are of. */
export function numRampSample(sums: Float64Array): number {
  return sums[indexOfDesign(0, 0)];
}

export interface RampSampling {
  /** [length, width], 0 = leave out */
  readonly mask?: Uint8Array;
  /** leave out values of exactly 0 (default) */
  readonly ignoreZero?: boolean;
  /** rows and columns are thinned so that about this many samples remain, a million by default */
  readonly maxSample?: number;
}

/** Indices scaled to [-1, 1]: normal equations in pixel numbers up to 10⁴ squared would lose all digits. */
export function scaling(size: number): { center: number; half: number } {
  const half = (size - 1) / 2;
  return { center: half, half: half > 0 ? half : 1 };
}

/** All indices of an axis, scaled. */
export function scaledIndices(size: number): Float64Array {
  const { center, half } = scaling(size);
  const indices = new Float64Array(size);
  for (let i = 0; i < size; i++) indices[i] = (i - center) / half;
  return indices;
}

/** Every step-th row and column, so that about a million samples remain: ceil(sqrt(numSample / maxSample)). */
export function rampSamplingStep(numSample: number, maxSample = 1e6): number {
  return numSample > maxSample ? Math.ceil(Math.sqrt(numSample / maxSample)) : 1;
}

/**
 * Prepare the sums that determine the ramp of a raster, for many rasters (the dates of a series) that share size and
 * mask: what depends on the mask alone is formed once. With a step, rows and columns floor(step/2) + n·step count.
 *
 * @returns raster [length, width] to its sums, in the order of {@link indexOfDesign} and {@link indexOfData}
 * @throws {ShapeError} when mask or raster are not of that size
 */
export function prepareRampSums(
  { length, width }: RasterSize,
  { mask, ignoreZero = true, maxSample }: RampSampling = {},
): (raster: Float32Array) => Float64Array {
  const numPixel = length * width;
  const assertSize = (what: string, size: number) => {
    if (size !== numPixel) throw new ShapeError(`${what} of ${size} values is not ${length} x ${width}.`);
  };
  if (mask) assertSize('A mask', mask.length);
  const numKept =
    mask === undefined ? numPixel : mask.reduce((count, keep) => count + (keep === 0 ? 0 : 1), 0);
  const isThinned = rampSamplingStep(numKept, maxSample) > 1;
  const samplesOfStep = new Map<number, RampSamples>();
  return (raster) => {
    assertSize('A raster', raster.length);
    // No raster has more samples than the mask, so that they are rarely counted.
    const step = isThinned ? rampSamplingStep(countSamples(raster, mask, ignoreZero), maxSample) : 1;
    let samples = samplesOfStep.get(step);
    if (samples === undefined) {
      samples = chooseSamples({ length, width }, mask, step);
      samplesOfStep.set(step, samples);
    }
    return sumSamples(raster, samples, ignoreZero);
  };
}

function countSamples(raster: Float32Array, mask: Uint8Array | undefined, ignoreZero: boolean): number {
  let count = 0;
  for (let i = 0; i < raster.length; i++) {
    if (hasData(raster[i], ignoreZero) && !(mask && mask[i] === 0)) count++;
  }
  return count;
}

function hasData(value: number, ignoreZero: boolean): boolean {
  return !(Number.isNaN(value) || (ignoreZero && value === 0));
}

/** The pixels that mask and step leave, row by row. */
interface RampSamples {
  /** scaled range index of every column */
  readonly u: Float64Array;
  /** scaled azimuth index of every row */
  readonly v: Float64Array;
  /** columns of all samples */
  readonly columns: Int32Array;
  /** where the columns of row y begin in `columns`; one entry more than there are rows */
  readonly starts: Int32Array;
  /** {@link NUM_MOMENT} per row, where the raster has data at all samples */
  readonly moments: Float64Array;
}

function chooseSamples(
  { length, width }: RasterSize,
  mask: Uint8Array | undefined,
  step: number,
): RampSamples {
  const u = scaledIndices(width);
  const offset = step >> 1;
  const columns = new Int32Array(Math.ceil(length / step) * Math.ceil(width / step));
  const starts = new Int32Array(length + 1);
  const moments = new Float64Array(length * NUM_MOMENT);
  let count = 0;
  for (let y = 0; y < length; y++) {
    for (let x = offset; y % step === offset && x < width; x += step) {
      if (!(mask && mask[y * width + x] === 0)) columns[count++] = x;
    }
    starts[y + 1] = count;
    sumDesign(u, columns, starts[y], count, moments.subarray(y * NUM_MOMENT));
  }
  return { u, v: scaledIndices(length), columns: columns.slice(0, count), starts, moments };
}

function sumSamples(
  raster: Float32Array,
  { u, v, columns, starts, moments }: RampSamples,
  ignoreZero: boolean,
): Float64Array {
  const sums = new Float64Array(NUM_RAMP_SUM);
  const data = new Float64Array(3);
  const present = new Int32Array(u.length);
  const own = new Float64Array(NUM_MOMENT);
  for (let y = 0; y < v.length; y++) {
    const [from, to] = [starts[y], starts[y + 1]];
    const row = y * u.length;
    const numZero = sumData(raster, row, u, columns, from, to, data);
    const isComplete = !Number.isNaN(data[0]) && !(ignoreZero && numZero > 0);
    if (isComplete) {
      addRow(sums, v[y], moments.subarray(y * NUM_MOMENT, (y + 1) * NUM_MOMENT), data);
      continue;
    }
    let count = 0;
    for (let n = from; n < to; n++) {
      if (hasData(raster[row + columns[n]], ignoreZero)) present[count++] = columns[n];
    }
    sumData(raster, row, u, present, 0, count, data);
    sumDesign(u, present, 0, count, own);
    addRow(sums, v[y], own, data);
  }
  return sums;
}

/** Sums of d u^0 to d u^2 over some columns of the row that begins at `row`. @returns how many values are 0 */
function sumData(
  raster: Float32Array,
  row: number,
  u: Float64Array,
  columns: Int32Array,
  from: number,
  to: number,
  data: Float64Array,
): number {
  let d0 = 0;
  let d1 = 0;
  let d2 = 0;
  let numZero = 0;
  for (let n = from; n < to; n++) {
    const x = columns[n];
    const d = raster[row + x];
    const u1 = u[x];
    const du = d * u1;
    d0 += d;
    d1 += du;
    d2 += du * u1;
    if (d === 0) numZero++;
  }
  data[0] = d0;
  data[1] = d1;
  data[2] = d2;
  return numZero;
}

/** Sums of u^0 to u^4 over some columns of a row. */
function sumDesign(
  u: Float64Array,
  columns: Int32Array,
  from: number,
  to: number,
  moments: Float64Array,
): void {
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let n = from; n < to; n++) {
    const u1 = u[columns[n]];
    const u2 = u1 * u1;
    s1 += u1;
    s2 += u2;
    s3 += u2 * u1;
    s4 += u2 * u2;
  }
  moments.set([to - from, s1, s2, s3, s4]);
}

/** Add a row, along which v is constant: its sums times all powers of v. */
function addRow(sums: Float64Array, v: number, moments: Float64Array, data: Float64Array): void {
  let i = 0;
  for (let a = 0, power = 1; a <= 4; a++, power *= v) {
    for (let b = 0; a + b <= 4; b++) sums[i++] += power * moments[b];
  }
  for (let a = 0, power = 1; a <= 2; a++, power *= v) {
    for (let b = 0; a + b <= 2; b++) sums[i++] += power * data[b];
  }
}
