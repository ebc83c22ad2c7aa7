/**
 * How much of the bias of long interferograms those of connection n have, by their cumulative closure phases b (Zheng et al.
 * 2022): w = 1 - b_n / b_F, within 0 to 1; 1 where that is no number.
 *
 * @param total b_n, rad @param ofLong b_F of the connection that counts as free of bias, rad
 */
export function biasRatio(total: number, ofLong: number): number {
  const ratio = 1 - total / ofLong;
  return Number.isFinite(ratio) ? Math.min(Math.max(ratio, 0), 1) : 1;
}

/** Velocity below which the bias of long interferograms tells nothing, m/yr. */
export const LEAST_BIAS_VELOCITY = 1e-3;
