/** How alike the noise of two places is, by their distance: semivariances, of which ratios alone count. */
export interface NoiseInSpace {
  /** ascending, m [numLag] */
  readonly distances: readonly number[];
  /** half the variance of the difference of two places so far apart, of any unit squared [numLag] */
  readonly semivariances: readonly number[];
}

/**
 * Semivariance at a distance: a straight line of logarithms between those that are known; nearer or farther than all of them that
 * of the nearest, and 0 at no distance.
 */
function semivarianceAt({ distances, semivariances }: NoiseInSpace, distance: number): number {
  if (distance === 0) return 0;
  const above = distances.findIndex((known) => known >= distance);
  if (above === 0) return semivariances[0];
  if (above < 0) return semivariances[semivariances.length - 1];
  const [d0, d1] = [distances[above - 1], distances[above]];
  const [s0, s1] = [semivariances[above - 1], semivariances[above]];
  return s0 * (s1 / s0) ** (Math.log(distance / d0) / Math.log(d1 / d0));
}

/**
 * Correlation of the errors of two pixels a and b that are both relative to r, for noise that is alike in all places:
 *
 *     rho = (gamma(ar) + gamma(br) - gamma(ab)) / (2 sqrt(gamma(ar) gamma(br)))
 *
 * from Cov(a - r, b - r) = gamma(ar) + gamma(br) - gamma(ab) and Var(a - r) = 2 gamma(ar).
 */
export function errorCorrelation(
  noise: NoiseInSpace,
  { ar, br, ab }: { readonly ar: number; readonly br: number; readonly ab: number },
): number {
  const [a, b, between] = [ar, br, ab].map((distance) => semivarianceAt(noise, distance));
  if (a === 0 || b === 0) return 0; // one of them is r, and has no error
  return Math.max(-1, Math.min(1, (a + b - between) / (2 * Math.sqrt(a * b))));
}
