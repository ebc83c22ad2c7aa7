import type { RegionRuns } from './label-regions.ts';
import { type ClosestPair, closestPair, pixelTree } from './region-distance.ts';
import { regionRims } from './region-rims.ts';

/** A straight line from a region of known phase (0) to the region to be corrected (1). */
export interface Bridge {
  readonly label0: number;
  readonly label1: number;
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
  /** pixels */
  readonly distance: number;
}

/** The shortest line between two regions; labelA < labelB, index0 on labelA. */
interface RegionPair extends ClosestPair {
  readonly labelA: number;
  readonly labelB: number;
}

/** Shortest lines between the eroded rims of every two regions, ordered by label pair. */
export function regionDistances(regions: RegionRuns, erosionSize = 5): RegionPair[] {
  if (regions.num < 2) return [];
  const width = regions.runs.shape[1];
  const trees = regionRims(regions, erosionSize).map((pixels) => pixelTree(pixels, width));
  const pairs: RegionPair[] = [];
  for (let labelA = 1; labelA < regions.num; labelA++) {
    for (let labelB = labelA + 1; labelB <= regions.num; labelB++) {
      pairs.push({ labelA, labelB, ...closestPair(trees[labelA], trees[labelB]) });
    }
  }
  return pairs;
}

/**
 * Bridges that join all regions with the least total length: the minimum spanning tree (Kruskal) over the shortest
 * distances between regions, walked breadth first from the reference region
 * (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * @param from label of the reference region
 * @returns in walking order: the first region of a bridge is always the reference or already reached
 */
export function minimumBridges(regions: RegionRuns, from: number, erosionSize = 5): Bridge[] {
  // A stable sort leaves equally long pairs in the order of their labels.
  const pairs = regionDistances(regions, erosionSize).sort((p, q) => p.squaredDistance - q.squaredDistance);
  const group = Int32Array.from({ length: regions.num + 1 }, (_, label) => label);
  const tree = pairs.filter(({ labelA, labelB, squaredDistance }) => {
    if (group[labelA] === group[labelB] || squaredDistance === Infinity) return false;
    const [kept, merged] = [group[labelA], group[labelB]];
    for (let k = 0; k < group.length; k++) if (group[k] === merged) group[k] = kept;
    return true;
  });

  const width = regions.runs.shape[1];
  const reached = new Set([from]);
  const bridges: Bridge[] = [];
  for (const label0 of reached) {
    // A Set hands out what is added during the walk, in order: a queue. Higher labels first, then lower ones.
    const outward = tree.filter((pair) => pair.labelA === label0).sort((p, q) => p.labelB - q.labelB);
    const inward = tree.filter((pair) => pair.labelB === label0).sort((p, q) => p.labelA - q.labelA);
    for (const pair of [...outward, ...inward]) {
      const forward = pair.labelA === label0;
      const label1 = forward ? pair.labelB : pair.labelA;
      if (reached.has(label1)) continue;
      reached.add(label1);
      const start = forward ? pair.index0 : pair.index1;
      const end = forward ? pair.index1 : pair.index0;
      bridges.push({
        label0,
        label1,
        y0: Math.floor(start / width),
        x0: start % width,
        y1: Math.floor(end / width),
        x1: end % width,
        distance: Math.sqrt(pair.squaredDistance),
      });
    }
  }
  return bridges;
}
