import type { LaneKernel } from './lane-kernel.ts';
import type { WeightSource } from './observations.ts';
import type { WeightFunction } from './weights.ts';

const { fround } = Math;

/** What is left of the weight of an observation at least: it still holds the network together. */
const LEAST_SHARE = fround(1e-6);
/** Rounds of the plain L1 norm. */
const FLAT_ROUNDS = 6;
/** Rounds in all, at most. */
const MOST_ROUNDS = 20;
/** Change of the weights of a pixel, as a share of all it has, that ends its rounds. */
const SETTLED = 0.01;

/** Residuals that count as none: for the plain L1 norm, and for the weights after it. */
interface Edges {
  /** rad, or pixels of offsets */
  readonly flat: number;
  /** c, in the unit of u^(3/2) */
  readonly own: number;
}

/** Standard deviations where weights are inverse variances; else a size of noise that is far from a cycle. */
function edgesOf({ observation, weightFunc }: WeightSource & { readonly weightFunc: WeightFunction }): Edges {
  const isOffset = observation === 'offset';
  const isVariance = weightFunc === 'var' || weightFunc === 'fim';
  return { flat: isOffset ? 0.02 : 0.3, own: isVariance ? 3 : isOffset ? 0.015 : 1 };
}

/**
 * Turns the least-squares solution of a group into one that observations off by cycles do not move, by iteratively reweighted
 * least squares with the same equations (Lauknes et al. 2011, doi:10.1109/TGRS.2010.2051951; Holland & Welsch 1977,
 * doi:10.1080/03610927708827533). An observation that is wrong is so whatever its coherence; hence first the plain L1 norm,
 *
 *     min sum_i |r_i|:   weight_i = 1 / max(|r_i|, 0.3 rad)
 *
 * in six rounds. Then the weights of the weight function count again, but less where the rest contradicts:
 *
 *     weight_i = w_i min(1, c / u_i^(3/2)),   u_i = sqrt(w_i) |r_i|
 *
 * with c = 3 (2.1 standard deviations), or 1 for weights that are no inverse variances (of offsets: 0.02 pixel above, c = 0.015),
 * until the weights of a pixel change by less than 1 % in sum, or 14 rounds. Without wrong observations this is least squares but
 * for its few largest residuals.
 *
 * @returns a function of a kernel that has solved a group, of the number of its lanes that hold a pixel, and of what factors its
 *   normal matrices; settled pixels keep weights and solution, so that bits do not depend on the neighbours
 */
export function robustSolver(
  options: WeightSource & { readonly weightFunc: WeightFunction },
): (kernel: LaneKernel, used: number, factor: () => void) => void {
  const edges = edgesOf(options);
  return (kernel, used, factor) => {
    const { active, moved, keep } = kernel.group;
    kernel.keepWeights();
    active.fill(0);
    for (let p = 0; p < used; p++) active[p] = keep[p];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const isFlat = round < FLAT_ROUNDS;
      kernel.reweight(isFlat ? edges.flat : edges.own, isFlat);
      factor();
      kernel.solve();
      if (isFlat) continue;
      let isDone = true;
      for (let p = 0; p < used; p++) {
        if (moved[p] <= SETTLED) active[p] = 0;
        isDone &&= active[p] === 0;
      }
      if (isDone) return;
    }
  };
}

/**
 * Weight of an observation in the next round. Every operation of it rounds to single precision by itself, so that vector
 * instructions give the same bits.
 *
 * @param rest residual, single precision
 * @param own weight of the observation by itself, above 0
 */
export function robustWeight(rest: number, own: number, edge: number, isFlat: boolean): number {
  if (isFlat) return fround(1 / Math.max(Math.abs(rest), fround(edge)));
  const u = fround(Math.sqrt(fround(fround(rest * rest) * fround(own))));
  const share = fround(fround(edge) / fround(u * fround(Math.sqrt(u))));
  return own * (share < LEAST_SHARE ? LEAST_SHARE : share < 1 ? share : 1);
}
