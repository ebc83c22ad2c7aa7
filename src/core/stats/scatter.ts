import { ShapeError } from '../errors.ts';
import type { ScatterSample } from './scatter-sample.ts';

/** How the values of one date are spread in space. */
export interface DateScatter {
  /** standard deviation of what a plane leaves, in the unit of the values */
  readonly scatter: number;
  /** standard deviation, a plane included */
  readonly withRamp: number;
  /** half the mean square of differences at each distance, unit squared; NaN where there are no pairs */
  readonly semivariance: readonly number[];
  /** correlation with height of what a plane leaves of both; NaN without heights */
  readonly heightCorrelation: number;
}

/**
 * What the dates of every pixel have beside a constant velocity, in place: the least-squares line through time is taken away;
 * of fewer than five dates the mean. What remains does not depend on the reference date of the series, whose noise would
 * otherwise be in all dates, nor on steady motion.
 *
 * @param values [numDate, numPixel], any unit; a pixel that is NaN at a date is NaN at all
 * @param years of the dates [numDate]
 * @throws {ShapeError} when the values are not of so many dates
 */
export function removeSteadyMotion(values: Float32Array, years: ArrayLike<number>): void {
  const numDate = years.length;
  const numPixel = values.length / numDate;
  if (!Number.isInteger(numPixel)) throw new ShapeError(`${values.length} values are not ${numDate} dates.`);
  for (const curve of curvesOf(years)) {
    const along = new Float64Array(numPixel);
    for (let k = 0; k < numDate; k++) {
      const row = k * numPixel;
      for (let i = 0; i < numPixel; i++) along[i] += curve[k] * values[row + i];
    }
    for (let k = 0; k < numDate; k++) {
      const row = k * numPixel;
      for (let i = 0; i < numPixel; i++) values[row + i] -= curve[k] * along[i];
    }
  }
}

/** Dates that a line needs, so that enough of the noise is left. */
const FEWEST_FOR_LINE = 5;

/** A constant and, when there are dates enough, a slope: of length 1 and at right angles. */
function curvesOf(years: ArrayLike<number>): Float64Array[] {
  const constant = new Float64Array(years.length).fill(1);
  const slope = Float64Array.from(years);
  return orthonormal(years.length < FEWEST_FOR_LINE ? [constant] : [constant, slope]);
}

/** Gram-Schmidt, twice for the digits; what is no direction of its own is left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const out: Float64Array[] = [];
  for (const vector of vectors) {
    const own = vector.slice();
    const size = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++) for (const other of out) subtractAlong(own, other);
    const rest = Math.sqrt(dot(own, own));
    if (rest > 1e-9 * size) out.push(own.map((value) => value / rest));
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Take away what lies along a vector of length 1. */
function subtractAlong(values: Float64Array, direction: Float64Array): void {
  const along = dot(values, direction);
  for (let i = 0; i < values.length; i++) values[i] -= along * direction[i];
}

/**
 * Prepare the spread in space of many rasters at the same pixels.
 *
 *     scatter = sqrt(sum of squares / (n - 3)) beside the plane    gamma(h) = 1/2 mean (z(p) - z(q))², |p - q| = h
 *
 * (Matheron 1963, doi:10.2113/gsecongeo.58.8.1246; of delays in interferograms Hanssen 2001, section 4.7). The semivariogram is
 * that of the values with their plane, so that it tells of long wavelengths what the scatter leaves out.
 *
 * @param sample pixels of the raster
 * @param use [numPixel], 0 = has no value
 * @param height of the pixels, m [numPixel]
 * @returns values at the pixels of the sample [numPixel] to their spread; NaN for too few
 */
export function prepareScatter(
  { rows, columns, spread, pairs }: ScatterSample,
  use: Uint8Array,
  height?: Float32Array,
): (values: Float32Array) => DateScatter {
  const pixels = spread.filter((pixel) => use[pixel] !== 0);
  const kept = pairs.map(({ first, second }) => {
    const ends: number[] = [];
    first.forEach((pixel, k) => {
      if (use[pixel] !== 0 && use[second[k]] !== 0) ends.push(pixel, second[k]);
    });
    return Int32Array.from(ends);
  });
  const ones = new Float64Array(pixels.length).fill(1);
  const [constant, ...slopes] = orthonormal([
    ones,
    Float64Array.from(pixels, (pixel) => rows[pixel]),
    Float64Array.from(pixels, (pixel) => columns[pixel]),
  ]);
  const relief = height && Float64Array.from(pixels, (pixel) => height[pixel]);
  if (relief !== undefined && constant !== undefined)
    for (const direction of [constant, ...slopes]) subtractAlong(relief, direction);
  const reliefSize = relief === undefined ? Number.NaN : Math.sqrt(dot(relief, relief));
  const numFree = pixels.length - 1 - slopes.length;
  const rest = new Float64Array(pixels.length);

  return (values) => {
    const semivariance = kept.map((ends) => {
      let sum = 0;
      for (let k = 0; k < ends.length; k += 2) sum += (values[ends[k]] - values[ends[k + 1]]) ** 2;
      return sum / ends.length;
    });
    if (!(numFree > 0))
      return {
        scatter: Number.NaN,
        withRamp: Number.NaN,
        semivariance,
        heightCorrelation: Number.NaN,
      };
    // A loop: `from` with a function takes five times as long.
    for (let i = 0; i < rest.length; i++) rest[i] = values[pixels[i]];
    subtractAlong(rest, constant);
    const withRamp = Math.sqrt(dot(rest, rest) / (pixels.length - 1));
    for (const slope of slopes) subtractAlong(rest, slope);
    const size = Math.sqrt(dot(rest, rest));
    return {
      scatter: size / Math.sqrt(numFree),
      withRamp,
      semivariance,
      heightCorrelation: relief === undefined ? Number.NaN : dot(rest, relief) / (size * reliefSize),
    };
  };
}

/** Whether a correction made dates quieter. */
export interface Judgement {
  /** dates with numbers before and after */
  readonly numDate: number;
  readonly numBetter: number;
  /** root mean square over the dates, in the unit of the numbers */
  readonly before: number;
  readonly after: number;
  /** more than half of the dates are quieter than before */
  readonly helps: boolean;
}

/**
 * Compare the scatter of every date before and after a correction: it helps when it lowers that of most dates.
 *
 * @param before scatter [numDate], any unit; NaN = unknown
 * @param after the same of the corrected dates
 */
export function judgeScatter(before: ArrayLike<number>, after: ArrayLike<number>): Judgement {
  let [numDate, numBetter, first, second] = [0, 0, 0, 0];
  for (let k = 0; k < before.length; k++) {
    if (!(Number.isFinite(before[k]) && Number.isFinite(after[k]))) continue;
    numDate++;
    if (after[k] < before[k] * (1 - 1e-6)) numBetter++;
    first += before[k] ** 2;
    second += after[k] ** 2;
  }
  return {
    numDate,
    numBetter,
    before: Math.sqrt(first / numDate),
    after: Math.sqrt(second / numDate),
    helps: 2 * numBetter > numDate,
  };
}
