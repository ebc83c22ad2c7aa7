import { DEGREE } from '../geometry/earth.ts';

/**
 * What zenith delays are multiplied by to be displacements along the line of sight: -1 / cos θ.
 *
 * @param incidence θ, degrees [n]
 * @returns [n]; NaN where the angle is
 */
export function slantFactors(incidence: Float32Array): Float64Array {
  const factors = new Float64Array(incidence.length);
  for (let i = 0; i < factors.length; i++) factors[i] = -1 / Math.cos(incidence[i] * DEGREE);
  return factors;
}
