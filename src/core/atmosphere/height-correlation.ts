import { MintsarError, ShapeError } from '../errors.ts';
import { fromRows, multiplyVector, pseudoInverse } from '../linalg/matrix.ts';

/** A correlation of phase and height that cannot be estimated. */
export class HeightCorrelationError extends MintsarError {}

/**
 * Height along the line of sight, h / cos(theta), relative to the reference pixel.
 * @param height m
 * @param incidenceAngle degrees as in geometry files: per pixel, or one value
 * @param atReference h / cos(theta) at the reference pixel, m; see {@link slantHeight} of that pixel
 */
export function relativeSlantHeight(
  height: Float32Array,
  incidenceAngle: Float32Array | number,
  atReference: number,
): Float32Array {
  return height.map((h, i) => {
    return (
      slantHeight(h, typeof incidenceAngle === 'number' ? incidenceAngle : incidenceAngle[i]) - atReference
    );
  });
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
  const valid: number[] = [];
  for (let i = 0; i < height.length; i++) if (!Number.isNaN(height[i] + displacement[i])) valid.push(i);
  if (valid.length === 0) {
    throw new HeightCorrelationError(
      'No pixel with both height and displacement.',
      'Check the mask and the DEM.',
    );
  }
  const correlation = pearson(valid, height, displacement);
  const coefficients = new Float64Array(polyOrder + 1);
  if (Math.abs(correlation) >= minCorrelation) {
    coefficients.set(fitPolynomial(valid, height, displacement, polyOrder));
  }
  return { correlation, coefficients };
}

function pearson(valid: readonly number[], x: ArrayLike<number>, y: ArrayLike<number>): number {
  let [meanX, meanY] = [0, 0];
  for (const i of valid) {
    meanX += x[i] / valid.length;
    meanY += y[i] / valid.length;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (const i of valid) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** Normal equations in height scaled to [-1, 1]: powers of thousands of metres would lose digits. */
function fitPolynomial(
  valid: readonly number[],
  height: ArrayLike<number>,
  displacement: ArrayLike<number>,
  order: number,
): Float64Array {
  const scale = valid.reduce((most, i) => Math.max(most, Math.abs(height[i])), 0) || 1;
  const moments = new Float64Array(2 * order + 1);
  const right = new Float64Array(order + 1);
  for (const i of valid) {
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
 */
export function removeHeightDelay(
  displacement: Float32Array,
  height: Float32Array,
  { coefficients }: HeightDelay,
): Float32Array {
  const order = coefficients.length - 1;
  const out = new Float32Array(displacement.length);
  for (let i = 0; i < out.length; i++) {
    const value = displacement[i];
    if (value === 0) continue;
    const h = height[i];
    let delay = 0;
    for (let k = order; k >= 1; k--) delay = (delay + coefficients[k]) * h;
    out[i] = value - delay;
  }
  return out;
}
