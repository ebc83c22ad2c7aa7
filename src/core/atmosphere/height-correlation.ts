import { MintsarError, ShapeError } from '../errors.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { fromRows, multiplyVector } from '../linalg/matrix.ts';

/** A correlation of phase and height that cannot be estimated. */
export class HeightCorrelationError extends MintsarError {}

/**
 * Height along the line of sight, h / cos(theta), relative to the reference pixel.
 * @param height of any number of pixels, m; NaN = no data
 * @param incidenceAngle degrees as in geometry files: as many, or one value
 * @param atReference h / cos(theta) at the reference pixel, m; see {@link slantHeight} of that pixel
 * @returns as many, m; NaN where there is no height
 */
export function relativeSlantHeight(
  height: Float32Array,
  incidenceAngle: Float32Array | number,
  atReference: number,
): Float32Array {
  const relative = new Float32Array(height.length);
  for (let i = 0; i < height.length; i++) {
    const angle = typeof incidenceAngle === 'number' ? incidenceAngle : incidenceAngle[i];
    relative[i] = slantHeight(height[i], angle) - atReference;
  }
  return relative;
}

/** h / cos(theta) of one pixel; theta in degrees. */
export function slantHeight(height: number, incidenceAngle: number): number {
  return height / Math.cos((incidenceAngle * Math.PI) / 180);
}

export interface HeightDelay {
  /** Pearson correlation of height and displacement; 0 when one of them does not vary */
  readonly correlation: number;
  /** delay = sum_k coefficients[k] · h'^k, m; all 0 below the wanted correlation */
  readonly coefficients: Float64Array;
}

/**
 * The stratified troposphere of one date as a polynomial of height (Doin et al. 2009, doi:10.1016/j.jappgeo.2009.03.010):
 *
 *     d = c0 + c1 h' + ... + cp h'^p
 *
 * by least squares over the values where both are numbers. Give multilooked arrays with masked pixels NaN.
 *
 * @param height {@link relativeSlantHeight}, m
 * @param displacement of one date, same length, m
 * @param polyOrder 1 to 3 are usual
 * @param minCorrelation dates correlated less than this are left alone
 * @throws {HeightCorrelationError} without any valid pixel, or for an order that is no positive integer
 */
export function estimateHeightDelay(
  height: ArrayLike<number>,
  displacement: ArrayLike<number>,
  { polyOrder = 1, minCorrelation = 0 }: { polyOrder?: number; minCorrelation?: number } = {},
): HeightDelay {
  if (height.length !== displacement.length) {
    throw new ShapeError(`${height.length} heights for ${displacement.length} displacements.`);
  }
  if (!Number.isInteger(polyOrder) || polyOrder < 1) {
    throw new HeightCorrelationError(`Polynomial order ${polyOrder} is not possible.`, 'Use 1, 2 or 3.');
  }
  const x = new Float64Array(height.length);
  const y = new Float64Array(height.length);
  let count = 0;
  for (let i = 0; i < height.length; i++) {
    if (!Number.isFinite(height[i] + displacement[i])) continue;
    x[count] = height[i];
    y[count++] = displacement[i];
  }
  if (count === 0) {
    throw new HeightCorrelationError(
      'No pixel with both height and displacement.',
      'Check the mask and the DEM.',
    );
  }
  const [h, d] = [x.subarray(0, count), y.subarray(0, count)];
  const correlation = pearson(h, d);
  const coefficients = new Float64Array(polyOrder + 1);
  if (Math.abs(correlation) >= minCorrelation) {
    coefficients.set(fitPolynomial(h, d, polyOrder));
  }
  return { correlation, coefficients };
}

function pearson(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] / n;
    meanY += y[i] / n;
  }
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** Normal equations in height scaled to [-1, 1]: powers of thousands of metres would lose digits. */
function fitPolynomial(height: Float64Array, displacement: Float64Array, order: number): Float64Array {
  const scale = height.reduce((most, h) => Math.max(most, Math.abs(h)), 0) || 1;
  const moments = new Float64Array(2 * order + 1);
  const right = new Float64Array(order + 1);
  for (let i = 0; i < height.length; i++) {
    const u = height[i] / scale;
    let power = 1;
    for (let k = 0; k <= 2 * order; k++, power *= u) {
      moments[k] += power;
      if (k <= order) right[k] += power * displacement[i];
    }
  }
  const indices = Array.from(right.keys());
  const normal = fromRows(indices.map((j) => indices.map((k) => moments[j + k])));
  const scaled = multiplyVector(pseudoInverse(normal, 1e-14).inverse, right);
  return scaled.map((value, k) => value / scale ** k);
}

/**
 * Subtract the delay from the displacement of one date, relative to the reference pixel (where h' = 0, so that the
 * constant falls out). Values of exactly 0 stay 0.
 *
 * @param height relative slant height of the same pixels at full resolution
 * @param displacement of all pixels at one date, m; 0 = no data
 * @returns corrected displacement of the same pixels, m
 */
export function removeHeightDelay(
  displacement: Float32Array,
  height: Float32Array,
  delay: HeightDelay,
): Float32Array {
  const out = displacement.slice();
  subtractHeightDelay(out, height, delay);
  return out;
}

/**
 * {@link removeHeightDelay} in place.
 *
 * @param displacement of all pixels at one date, m; 0 = no data
 * @param height relative slant height of the same pixels
 */
export function subtractHeightDelay(
  displacement: Float32Array,
  height: Float32Array,
  { coefficients }: HeightDelay,
): void {
  if (coefficients.length > 4) {
    subtractHighOrder(displacement, height, coefficients);
    return;
  }
  const [, c1, c2 = 0, c3 = 0] = coefficients;
  for (let i = 0; i < displacement.length; i++) {
    const value = displacement[i];
    const h = height[i];
    if (value !== 0) displacement[i] = value - ((c3 * h + c2) * h + c1) * h;
  }
}

/** Orders above 3: the loop over coefficients costs as much as the rest of the work on a pixel. */
function subtractHighOrder(
  displacement: Float32Array,
  height: Float32Array,
  coefficients: Float64Array,
): void {
  for (let i = 0; i < displacement.length; i++) {
    const value = displacement[i];
    if (value === 0) continue;
    const h = height[i];
    let delay = 0;
    for (let k = coefficients.length - 1; k >= 1; k--) delay = (delay + coefficients[k]) * h;
    displacement[i] = value - delay;
  }
}
