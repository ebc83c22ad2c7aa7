import { ShapeError } from '../errors.ts';
import { type DemErrorSetup, demErrorSystem } from './dem-error-system.ts';

/** What a scene says of its DEM errors before a pixel is looked at; w = dz / (R sin theta), displacement per metre of baseline. */
export interface DemErrorPrior {
  /** variance of w; 0 where no DEM error stands out of the noise */
  readonly variance: number;
  /** factor on the variance of the noise, for the chance that noise of few patterns looks like a DEM error */
  readonly margin: number;
  /** variance of the estimate of w per square sum of a pixel's residual */
  readonly perEnergy: number;
  /** dates that are fitted */
  readonly used: readonly number[];
  /** mean share of the estimate that is kept */
  readonly kept: number;
}

/** Standard deviations of what noise alone may give by chance that are taken for noise. */
const CAUTION = 0.75;

/**
 * Empirical Bayes for the DEM error (Efron and Morris 1973, doi:10.1080/01621459.1973.10481350). With b the baselines outside the
 * range of the deformation model, n dates, p unknowns, e the residual and w the least-squares estimate of a pixel,
 *
 *     s^2 = e·e / (n - p) / b·b,   variance of the scene tau^2 = max(0, mean(w^2) - c mean(s^2)),   w' = w tau^2 / (tau^2 + c s^2)
 *
 * Noise of a scene has few patterns in time (storms, seasons), so that mean(w^2) of noise alone scatters about mean(s^2). The
 * mean square along a random direction has, with eigenvalues l of the mean residual covariance, a variance of
 * 2 (sum l^2 - (sum l)^2 / m) / (m (m + 2)), m = n - p; c is 1 + 0.75 of its standard deviation over its mean.
 *
 * @param setup with a baseline per date, m; without phase velocity
 * @param series displacement of some pixels [numDate, numPixel], m; pixels with NaN, or 0 at all dates, do not count
 * @throws {ShapeError} without baselines, or for dates that leave nothing to tell the noise by
 * @throws {TimeFunctionError} when the model does not fit the dates
 */
export function demErrorPrior(setup: DemErrorSetup, series: Float32Array): DemErrorPrior {
  const { bperp, dates } = setup;
  const { basis, observed } = demErrorSystem({ ...setup, phaseVelocity: false });
  const used = Array.from(observed.date);
  const [numRow, rank] = [basis.rows, basis.cols];
  const freedom = numRow - rank - 1;
  if (bperp === undefined || bperp.length !== dates.length || freedom < 1)
    throw new ShapeError(
      `${numRow} dates and ${rank} time functions leave nothing to tell the noise of DEM errors by.`,
      'Use fewer time functions, or no shrinkage.',
    );
  const outside = withoutRange(
    Float64Array.from(used, (k) => bperp[k]),
    basis.data,
    rank,
  );
  const square = outside.reduce((sum, b) => sum + b * b, 0);
  const numPixel = series.length / dates.length;
  const covariance = new Float64Array(numRow * numRow);
  let [count, estimates, energy] = [0, 0, 0];
  for (let p = 0; p < numPixel; p++) {
    const values = Float64Array.from(used, (k) => series[k * numPixel + p]);
    if (!values.every(Number.isFinite) || values.every((value) => value === 0)) continue;
    const rest = withoutRange(values, basis.data, rank);
    const w = rest.reduce((sum, value, k) => sum + value * outside[k], 0) / square;
    const residual = rest.map((value, k) => value - w * outside[k]);
    count++;
    estimates += w * w;
    for (let i = 0; i < numRow; i++) {
      energy += residual[i] ** 2;
      for (let j = 0; j <= i; j++) covariance[i * numRow + j] += residual[i] * residual[j];
    }
  }
  const perEnergy = 1 / (freedom * square);
  if (count === 0 || !(square > 0)) return { variance: 0, margin: 1, perEnergy: 0, used, kept: 0 };
  const trace = energy / count;
  let squares = 0; // of the eigenvalues: the sum of the squares of all elements
  for (let i = 0; i < numRow; i++)
    for (let j = 0; j <= i; j++) squares += (i === j ? 1 : 2) * (covariance[i * numRow + j] / count) ** 2;
  const spread = (2 * (squares - trace ** 2 / freedom)) / (freedom * (freedom + 2));
  const margin = trace > 0 ? 1 + (CAUTION * Math.sqrt(Math.max(0, spread))) / (trace / freedom) : 1;
  const noise = margin * trace * perEnergy;
  const variance = Math.max(0, estimates / count - noise);
  return { variance, margin, perEnergy, used, kept: variance === 0 ? 0 : variance / (variance + noise) };
}

/**
 * Keep of the estimated DEM errors what {@link demErrorPrior} trusts, in place; the residual stays what the estimate left.
 *
 * @param series displacement before the correction [numDate, numPixel], m
 * @param result of the estimate: dem [numPixel], m; corrected and residual [numDate, numPixel], m
 * @returns nothing: dem [numPixel] and corrected [numDate, numPixel] are changed
 */
export function shrinkDemError(
  { variance, margin, perEnergy, used }: DemErrorPrior,
  series: Float32Array,
  {
    dem,
    corrected,
    residual,
  }: {
    readonly dem: Float32Array;
    readonly corrected: Float32Array;
    readonly residual: Float32Array;
  },
): void {
  const numPixel = dem.length;
  const share = new Float64Array(numPixel);
  for (const k of used) for (let p = 0; p < numPixel; p++) share[p] += residual[k * numPixel + p] ** 2;
  for (let p = 0; p < numPixel; p++) {
    const noise = margin * perEnergy * share[p];
    // pixels that are left out have no DEM error, and zeros for results
    share[p] = dem[p] === 0 ? 1 : variance === 0 ? 0 : variance / (variance + noise);
    dem[p] *= share[p];
  }
  for (let i = 0; i < corrected.length; i++) {
    const kept = share[i % numPixel];
    if (kept !== 1) corrected[i] = kept * corrected[i] + (1 - kept) * series[i];
  }
}

/** What of values lies outside the range of an orthonormal basis [numRow, rank]. */
function withoutRange(values: Float64Array, basis: Float64Array, rank: number): Float64Array {
  const out = values.slice();
  for (let r = 0; r < rank; r++) {
    let inner = 0;
    for (let i = 0; i < values.length; i++) inner += basis[i * rank + r] * values[i];
    for (let i = 0; i < values.length; i++) out[i] -= basis[i * rank + r] * inner;
  }
  return out;
}
