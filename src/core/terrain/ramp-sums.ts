import type { RasterSize } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { type KeptSamples, NUM_ROW_SUM, type RampRows, strideOf } from './ramp-rows.ts';
import { plainRampRows, sumRow } from './ramp-rows-plain.ts';
import { scaledIndices } from './scaled-indices.ts';

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

/**
 * How many samples the sums are of.
 *
 * @param sums of {@link prepareRampSums}
 */
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

/** Every step-th row and column, so that about a million samples remain: ceil(sqrt(numSample / maxSample)). */
export function rampSamplingStep(numSample: number, maxSample = 1e6): number {
  return numSample > maxSample ? Math.ceil(Math.sqrt(numSample / maxSample)) : 1;
}

/**
 * Prepare the sums that determine the ramp of a raster, for many rasters (the dates of a series) that share size and
 * mask: what depends on the mask alone is formed once. With a step, rows and columns floor(step/2) + n·step count.
 *
 * @param rows how the values are summed; the bits are the same with either
 * @returns raster [length, width] to its sums, in the order of {@link indexOfDesign} and {@link indexOfData}
 * @throws {ShapeError} when mask or raster are not of that size
 */
export function prepareRampSums(
  { length, width }: RasterSize,
  { mask, ignoreZero = true, maxSample }: RampSampling = {},
  rows: RampRows = plainRampRows({ length, width }),
): (raster: Float32Array) => Float64Array {
  const numPixel = length * width;
  const assertSize = (what: string, size: number) => {
    if (size !== numPixel) throw new ShapeError(`${what} of ${size} values is not ${length} x ${width}.`);
  };
  if (mask) assertSize('A mask', mask.length);
  let numKept = numPixel;
  if (mask) for (let i = 0; i < numPixel; i++) if (mask[i] === 0) numKept--;
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
    return sumSamples(raster, rows, samples, ignoreZero);
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

/** The pixels that mask and step leave. */
interface RampSamples extends KeptSamples {
  /** scaled range index of every column */
  readonly u: Float64Array;
  /** scaled azimuth index of every row */
  readonly v: Float64Array;
  /** {@link NUM_MOMENT} per row, where the raster has data at all samples */
  readonly moments: Float64Array;
}

function chooseSamples(
  { length, width }: RasterSize,
  mask: Uint8Array | undefined,
  step: number,
): RampSamples {
  const u = scaledIndices(width);
  const stride = strideOf(width);
  const keep = new Int8Array(length * stride);
  const moments = new Float64Array(length * NUM_MOMENT);
  const offset = step >> 1;
  for (let y = offset; y < length; y += step) {
    for (let x = offset; x < width; x += step) {
      if (!(mask && mask[y * width + x] === 0)) keep[y * stride + x] = -1;
    }
    sumDesign(u, keep, y * stride, moments, y * NUM_MOMENT);
  }
  return { keep, step, u, v: scaledIndices(length), moments };
}

function sumSamples(
  raster: Float32Array,
  rows: RampRows,
  samples: RampSamples,
  ignoreZero: boolean,
): Float64Array {
  const { keep, step, u, v, moments } = samples;
  const width = u.length;
  const stride = strideOf(width);
  const sums = new Float64Array(NUM_RAMP_SUM);
  const data = rows.sum(raster, samples);
  const present = new Int8Array(stride);
  const own = new Float64Array(NUM_MOMENT);
  for (let y = step >> 1; y < v.length; y += step) {
    const at = y * NUM_ROW_SUM;
    const hasGap = Number.isNaN(data[at]) || (ignoreZero && data[at + 3] !== 0);
    if (!hasGap) {
      addRow(sums, v[y], moments, y * NUM_MOMENT, data, at);
      continue;
    }
    for (let x = 0; x < width; x++) {
      present[x] = hasData(raster[y * width + x], ignoreZero) ? keep[y * stride + x] : 0;
    }
    sumRow(raster, y * width, u, present, 0, data, at);
    sumDesign(u, present, 0, own, 0);
    addRow(sums, v[y], own, 0, data, at);
  }
  return sums;
}

/** Sums of u^0 to u^4 over the samples that `keep` has from `kept` on; they go to `moments[to]`. */
function sumDesign(u: Float64Array, keep: Int8Array, kept: number, moments: Float64Array, to: number): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let x = 0; x < u.length; x++) {
    if (keep[kept + x] === 0) continue;
    const u1 = u[x];
    const u2 = u1 * u1;
    s0++;
    s1 += u1;
    s2 += u2;
    s3 += u2 * u1;
    s4 += u2 * u2;
  }
  moments[to] = s0;
  moments[to + 1] = s1;
  moments[to + 2] = s2;
  moments[to + 3] = s3;
  moments[to + 4] = s4;
}

/** Add a row, along which v is constant: its sums, from `m` and `n` on, times all powers of v. */
function addRow(
  sums: Float64Array,
  v: number,
  moments: Float64Array,
  m: number,
  data: Float64Array,
  n: number,
): void {
  let i = 0;
  for (let a = 0, power = 1; a <= 4; a++, power *= v) {
    for (let b = 0; a + b <= 4; b++) sums[i++] += power * moments[m + b];
  }
  for (let a = 0, power = 1; a <= 2; a++, power *= v) {
    for (let b = 0; a + b <= 2; b++) sums[i++] += power * data[n + b];
  }
}
