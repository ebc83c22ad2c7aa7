import { MemoryLayout, SimdModule } from '../../simd-module.ts';
import { POINT_SEARCH_SIMD } from './point-search-simd-code.ts';
import type { PointTree } from './point-tree.ts';

type Search = (
  points: number,
  nodes: number,
  box: number,
  waiting: number,
  shrink: number,
  reach: number,
  places: number,
  found: number,
  count: number,
) => void;

const CODE = new SimdModule<{ searchSingle: Search; searchDouble: Search }>(POINT_SEARCH_SIMD);

/** Places that are handed over at once. */
const PLACES = 4096;

/** Whether this machine has vector instructions. */
export function hasSimdPointSearch(): boolean {
  return CODE.isSupported();
}

/**
 * In WebAssembly (assembly/point-search.ts), in a copy of the tree where what a node holds is in one cache line: the
 * neighbours of `searchInPlace`.
 * @param radius m @param epsilon see `nearestSearch`
 * @returns see `nearestSearch`
 * @throws {NoLinearMemory} when the address space has no room for the tree
 */
export function simdNearestSearch(
  tree: PointTree,
  radius: number,
  epsilon: number,
): (places: Float32Array, found: Int32Array) => void {
  const { xyz, index, axis, cut, low, high, right, first, box, depth } = tree;
  const isSingle = xyz instanceof Float32Array;
  const record = isSingle ? 32 : 48; // three numbers and three whole numbers
  const numNode = axis.length;
  const layout = new MemoryLayout();
  const points = layout.reserve(xyz.byteLength);
  const nodes = layout.reserve(record * (numNode + 1));
  const boxAt = layout.reserve(48);
  const waiting = layout.reserve(16 * (depth + 1));
  const placesAt = layout.reserve(12 * PLACES);
  const foundAt = layout.reserve(4 * PLACES);
  const { code, memory } = CODE.start(layout);
  const numbersOf = (at: number, length: number) =>
    isSingle ? new Float32Array(memory.buffer, at, length) : new Float64Array(memory.buffer, at, length);
  numbersOf(points, xyz.length).set(xyz);
  new Float64Array(memory.buffer, boxAt, 6).set(box);
  const numbers = numbersOf(nodes, ((numNode + 1) * record) / (isSingle ? 4 : 8));
  const integers = new Int32Array(memory.buffer, nodes, ((numNode + 1) * record) / 4);
  const perNode = isSingle ? 8 : 6;
  const integersAt = isSingle ? 3 : 6;
  for (let node = 0; node < numNode; node++) {
    numbers[perNode * node] = cut[node];
    numbers[perNode * node + 1] = low[node];
    numbers[perNode * node + 2] = high[node];
    const at = (record / 4) * node + integersAt;
    integers[at] = right[node];
    integers[at + 1] = first[node];
    integers[at + 2] = axis[node];
  }
  integers[(record / 4) * numNode + integersAt + 1] = first[numNode];

  const search = isSingle ? code.searchSingle : code.searchDouble;
  const wanted = new Float32Array(memory.buffer, placesAt, 3 * PLACES);
  const nearest = new Int32Array(memory.buffer, foundAt, PLACES);
  return (places, found) => {
    for (let begin = 0; begin < found.length; begin += PLACES) {
      const count = Math.min(PLACES, found.length - begin);
      wanted.set(places.subarray(3 * begin, 3 * (begin + count)));
      search(
        points,
        nodes,
        boxAt,
        waiting,
        1 / (1 + epsilon) ** 2,
        radius * radius,
        placesAt,
        foundAt,
        count,
      );
      for (let k = 0; k < count; k++) found[begin + k] = nearest[k] < 0 ? -1 : index[nearest[k]];
    }
  };
}
