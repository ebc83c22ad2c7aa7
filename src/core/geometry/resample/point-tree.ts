import { DEGREE } from '../earth.ts';

/** Radius of the sphere on which neighbours are measured, m; that of PROJ's sphere, as in the reference. */
export const SPHERE_RADIUS = 6370997;

/** Points of a leaf: fewer cost more nodes, more cost more distances. */
const LEAF_SIZE = 16;

/** Coordinates in single or double precision. */
export type Coordinates = Float32Array | Float64Array;

/** Points that become a tree. */
export interface TreePoints {
  /** x, y, z of each, m */
  readonly xyz: Coordinates;
  /** position of each in the arrays it came from */
  readonly index: Int32Array;
}

/**
 * Memory for points.
 * @param Memory what threads are to see without a copy each is shared
 */
export function treePoints(
  count: number,
  precision: 'single' | 'double',
  Memory: ArrayBufferConstructor | SharedArrayBufferConstructor = ArrayBuffer,
): TreePoints {
  const xyz =
    precision === 'single'
      ? new Float32Array(new Memory(12 * count))
      : new Float64Array(new Memory(24 * count));
  return { xyz, index: new Int32Array(new Memory(4 * count)) };
}

/** Memory that a tree takes, bytes: how many nodes it has is known when it stands. */
export function treeBytes({ xyz, index, axis, cut, low, high, right, first }: PointTree): number {
  return [xyz, index, axis, cut, low, high, right, first].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
}

/**
 * A k-d tree of points on the sphere in flat arrays (nothing to follow but indices, ready to share with threads). Inner
 * nodes have `axis` 0 to 2, leaves -1; the children of node k are k + 1 and `right[k]`.
 */
export interface PointTree {
  /** x, y, z of the points in tree order, m. Single precision is a quarter of a metre, as fine as stored positions. */
  readonly xyz: Coordinates;
  /** Position of each point in the arrays it came from. */
  readonly index: Int32Array;
  readonly axis: Int8Array;
  readonly cut: Coordinates;
  /** Edges of the node's box along its axis. */
  readonly low: Coordinates;
  readonly high: Coordinates;
  readonly right: Int32Array;
  /** First point of a node, and at last the number of points: those of a leaf end where the next node's begin. */
  readonly first: Int32Array;
  /** Box of all points: least and greatest x, y, z. */
  readonly box: readonly number[];
  /** Most inner nodes on the way to a leaf. */
  readonly depth: number;
}

/** Cartesian coordinates on the sphere, m, written to `out` at `at`. */
export function toSphere(latitude: number, longitude: number, out: Coordinates, at: number): void {
  const phi = latitude * DEGREE;
  const lambda = longitude * DEGREE;
  const parallel = SPHERE_RADIUS * Math.cos(phi);
  out[at] = parallel * Math.cos(lambda);
  out[at + 1] = parallel * Math.sin(lambda);
  out[at + 2] = SPHERE_RADIUS * Math.sin(phi);
}

/**
 * Build the tree by the sliding-midpoint rule: a box is halved across its longest side, and the cut slides to the
 * nearest point when one half is empty (Maneewongvatana & Mount 1999, arXiv:cs/9901013).
 * @param points in any order; they become those of the tree. Near ties depend on their precision
 */
export function pointTree({ xyz, index }: TreePoints): PointTree {
  const n = index.length;
  const isSingle = xyz instanceof Float32Array;
  const rounded = isSingle ? Math.fround : (value: number) => value;
  const box = boundingBox(xyz);
  // Every leaf has a point; what is not used of the arrays is never touched and takes no memory.
  const room = 2 * n + 1;
  const isShared = typeof SharedArrayBuffer !== 'undefined' && xyz.buffer instanceof SharedArrayBuffer;
  const Memory = isShared ? SharedArrayBuffer : ArrayBuffer;
  const numbers = () =>
    isSingle ? new Float32Array(new Memory(4 * room)) : new Float64Array(new Memory(8 * room));
  const axis = new Int8Array(new Memory(room));
  const cuts = numbers();
  const low = numbers();
  const high = numbers();
  const right = new Int32Array(new Memory(4 * room));
  const first = new Int32Array(new Memory(4 * room));
  const cell = Float64Array.from(box);
  let numNode = 0;
  let depth = 0;

  const grow = (from: number, to: number, level: number): void => {
    const node = numNode++;
    axis[node] = -1;
    right[node] = -1;
    first[node] = from;
    if (to - from <= LEAF_SIZE) return;
    let a = 0;
    for (let d = 1; d < 3; d++) if (cell[2 * d + 1] - cell[2 * d] > cell[2 * a + 1] - cell[2 * a]) a = d;
    const least = cell[2 * a];
    const most = cell[2 * a + 1];
    if (!(most > least)) return; // copies of one point: nothing to divide
    axis[node] = a;
    depth = Math.max(depth, level + 1);
    low[node] = least;
    high[node] = most;
    let cut = rounded(rounded(least + most) / 2);
    let middle = partition(xyz, index, from, to, a, cut);
    if (middle === from) {
      middle = from + 1;
      cut = bringExtreme(xyz, index, from, to, a, from, -1);
    } else if (middle === to) {
      middle = to - 1;
      cut = bringExtreme(xyz, index, from, to, a, to - 1, 1);
    }
    cuts[node] = cut;
    cell[2 * a + 1] = cut;
    grow(from, middle, level + 1);
    cell[2 * a + 1] = most;
    right[node] = numNode;
    cell[2 * a] = cut;
    grow(middle, to, level + 1);
    cell[2 * a] = least;
  };
  grow(0, n, 0);
  first[numNode] = n;

  return {
    xyz,
    index,
    axis: axis.subarray(0, numNode),
    cut: cuts.subarray(0, numNode),
    low: low.subarray(0, numNode),
    high: high.subarray(0, numNode),
    right: right.subarray(0, numNode),
    first: first.subarray(0, numNode + 1),
    box,
    depth,
  };
}

function boundingBox(xyz: Coordinates): number[] {
  const box = [Infinity, -Infinity, Infinity, -Infinity, Infinity, -Infinity];
  for (let p = 0; p < xyz.length; p += 3) {
    for (let d = 0; d < 3; d++) {
      if (xyz[p + d] < box[2 * d]) box[2 * d] = xyz[p + d];
      if (xyz[p + d] > box[2 * d + 1]) box[2 * d + 1] = xyz[p + d];
    }
  }
  return box;
}

/** Points below the cut to the front; returns where the others begin. */
function partition(
  xyz: Coordinates,
  index: Int32Array,
  from: number,
  to: number,
  axis: number,
  cut: number,
): number {
  let p = from;
  let q = to - 1;
  while (p <= q) {
    if (xyz[3 * p + axis] < cut) p++;
    else if (xyz[3 * q + axis] >= cut) q--;
    else swap(xyz, index, p++, q--);
  }
  return p;
}

/** Swap the least (sign -1) or greatest (1) point of a range to `place`; returns its coordinate. */
function bringExtreme(
  xyz: Coordinates,
  index: Int32Array,
  from: number,
  to: number,
  axis: number,
  place: number,
  sign: number,
): number {
  let best = from;
  for (let p = from + 1; p < to; p++) {
    if (sign * (xyz[3 * p + axis] - xyz[3 * best + axis]) > 0) best = p;
  }
  swap(xyz, index, best, place);
  return xyz[3 * place + axis];
}

function swap(xyz: Coordinates, index: Int32Array, p: number, q: number): void {
  const moved = index[p];
  index[p] = index[q];
  index[q] = moved;
  for (let a = 3 * p, b = 3 * q; a < 3 * p + 3; a++, b++) {
    const value = xyz[a];
    xyz[a] = xyz[b];
    xyz[b] = value;
  }
}
