import { fastest } from '../../simd-module.ts';
import { hasSimdPointSearch, simdNearestSearch } from './point-search-simd.ts';
import type { PointTree } from './point-tree.ts';

/** Places [n, 3], m, to the position of each one's neighbour in the source arrays, -1 where there is none. */
export type NearestSearch = (places: Float32Array, found: Int32Array) => void;

/** Makes a search of the points of a tree. @param radius farthest that a point may be, m @param epsilon see `nearestSearch` */
export type SearchMaker = (tree: PointTree, radius: number, epsilon: number) => NearestSearch;

/**
 * A search for nearest points. With `epsilon` > 0 branches are skipped that could improve the distance by less than the
 * factor 1 + epsilon (Arya & Mount 1993); 0 is exact. The radius does not take part in that factor: a point beyond it may
 * hide one within it, but an empty hand hides none. It takes as much memory as the tree once more where this machine has
 * vector instructions.
 * @returns a function of places [n, 3], m: the position of each one's neighbour in the source arrays goes to `found`, -1
 *   where there is none within `radius` or the place is NaN
 */
export const nearestSearch: SearchMaker = (tree, radius, epsilon) =>
  fastest(
    hasSimdPointSearch(),
    () => simdNearestSearch(tree, radius, epsilon),
    () => searchInPlace(tree, radius, epsilon),
  );

/** {@link nearestSearch} without memory of its own: the same neighbours, in twice the time. */
export const searchInPlace: SearchMaker = (tree, radius, epsilon) => {
  const { xyz, axis, cut, low, high, right, first, box, index } = tree;
  const shrink = 1 / (1 + epsilon) ** 2;
  const reach = radius * radius;
  // Far halves that are still to be looked at, and how far away they are at least; the last one is the next.
  const waiting = new Int32Array(tree.depth);
  const apart = new Float64Array(waiting.length);

  // Many places in one call: numbers that go from function to function cost memory.
  return (places, found) => {
    for (let k = 0; k < found.length; k++) {
      const x = places[3 * k];
      const y = places[3 * k + 1];
      const z = places[3 * k + 2];
      const outX = Math.max(0, box[0] - x, x - box[1]);
      const outY = Math.max(0, box[2] - y, y - box[3]);
      const outZ = Math.max(0, box[4] - z, z - box[5]);
      let best = Infinity;
      let nearest = -1;
      let distance = outX * outX + outY * outY + outZ * outZ;
      let numWaiting = distance < reach ? 0 : -1;
      let node = 0;
      while (numWaiting >= 0) {
        while (axis[node] >= 0) {
          const a = axis[node];
          const target = a === 0 ? x : a === 1 ? y : z;
          const offset = target - cut[node];
          const below = offset < 0;
          // Distance to the far box: along this axis the way to the near box's edge is replaced by that to the cut.
          const outside = Math.max(0, below ? low[node] - target : target - high[node]);
          waiting[numWaiting] = below ? right[node] : node + 1;
          apart[numWaiting++] = distance - outside * outside + offset * offset;
          node = below ? node + 1 : right[node];
        }
        const last = 3 * first[node + 1];
        for (let p = 3 * first[node]; p < last; p += 3) {
          const dx = xyz[p] - x;
          const dy = xyz[p + 1] - y;
          const dz = xyz[p + 2] - z;
          const d = dx * dx + dy * dy + dz * dz;
          if (d < best) {
            best = d;
            nearest = p;
          }
        }
        do {
          if (--numWaiting < 0) break;
          distance = apart[numWaiting];
        } while (!(distance < best * shrink && distance < reach));
        node = numWaiting < 0 ? 0 : waiting[numWaiting];
      }
      found[k] = best < reach ? index[nearest / 3] : -1;
    }
  };
};
