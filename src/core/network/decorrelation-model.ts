/** How the coherence of a kind of ground decays with the baselines of a pair. */
export interface DecorrelationModel {
  /** coherence that receiver and processor leave of identical echoes, 0 to 1 */
  readonly thermal: number;
  /** share that never decorrelates, 0 to 1 */
  readonly persistent: number;
  /** days after which the rest has fallen to 1/e */
  readonly memory: number;
  /** perpendicular baseline at which nothing is left of the common spectrum, m */
  readonly criticalBaseline: number;
}

/**
 * Coherence that a pair will have: thermal, geometric and temporal decorrelation (Zebker and Villasenor 1992,
 * doi:10.1109/36.175330), the last exponential (Rocca 2007, doi:10.1109/TGRS.2007.902286) to a floor (Parizzi et al. 2009):
 *
 *     gamma = thermal (1 - |B| / B_crit) (rho + (1 - rho) exp(-|t| / tau))
 *
 * with rho the share that persists; 0 beyond the critical baseline.
 *
 * @param tbase days
 * @param bperp m
 * @returns 0 to 1
 */
export function expectedCoherence(model: DecorrelationModel, tbase: number, bperp: number): number {
  const { thermal, persistent, memory, criticalBaseline } = model;
  const temporal = persistent + (1 - persistent) * Math.exp(-Math.abs(tbase) / memory);
  return thermal * Math.max(0, 1 - Math.abs(bperp) / criticalBaseline) * temporal;
}
