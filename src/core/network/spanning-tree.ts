import { disjointSets, join } from './disjoint-sets.ts';
import type { PairIndices } from './pairs.ts';

/**
 * Minimum spanning tree of a network, or forest when it is not connected (Kruskal 1956).
 * Equal weights are taken in the order of the edges, so the answer is unique; NaN counts as the heaviest.
 *
 * @param weight one per edge, infinite allowed
 * @returns positions of the edges of the tree, ascending
 */
export function minimumSpanningTree(
  numNode: number,
  edges: PairIndices,
  weight: ArrayLike<number>,
): number[] {
  const heaviness = (i: number) => (Number.isNaN(weight[i]) ? Infinity : weight[i]);
  const order = Array.from({ length: edges.first.length }, (_, i) => i).sort((a, b) => {
    const wa = heaviness(a);
    const wb = heaviness(b);
    return wa === wb ? a - b : wa < wb ? -1 : 1;
  });
  const { parent } = disjointSets(numNode);
  return order.filter((i) => join(parent, edges.first[i], edges.second[i])).sort((a, b) => a - b);
}
