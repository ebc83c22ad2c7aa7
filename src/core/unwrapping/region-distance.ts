import type { Grid } from '../array.ts';

/** Pixels of one region's rim in a tree of bounding boxes, for nearest-pixel searches. */
export interface PixelTree {
  /** pixel coordinates in tree order */
  readonly ys: Int32Array;
  readonly xs: Int32Array;
  /** raster index in tree order: decides between equal distances */
  readonly index: Int32Array;
  /** per node: first and last + 1 pixel, and the box [y0, x0, y1, x1] around them, inclusive */
  readonly nodes: Int32Array;
}

/** The shortest straight line between two regions. */
export interface ClosestPair {
  readonly index0: number;
  readonly index1: number;
  readonly squaredDistance: number;
}

const LEAF = 8;
const FIELDS = 6; // start, end, y0, x0, y1, x1

/**
 * Pixel indices of every label 1 ... num, in raster order.
 *
 * @param labels [length, width], 0 = none
 * @returns [num + 1] lists, that of a label at its own place
 */
export function pixelsByLabel(labels: Grid<Int32Array>, num: number): Int32Array[] {
  const { data } = labels;
  const counts = new Int32Array(num + 1);
  for (let i = 0; i < data.length; i++) if (data[i] > 0) counts[data[i]]++; // rims are few: skip the rest
  const lists = Array.from(counts, (n) => new Int32Array(n));
  const filled = new Int32Array(num + 1);
  for (let i = 0; i < data.length; i++) {
    const label = data[i];
    if (label > 0) lists[label][filled[label]++] = i;
  }
  return lists;
}

/**
 * Build the tree: pixels along a Z-shaped curve (Morton 1966), which keeps near ones together, halved again and again;
 * node k has children 2k+1 and 2k+2.
 * @param pixels raster indices [numPixel]
 */
export function pixelTree(pixels: Int32Array, width: number): PixelTree {
  const n = pixels.length;
  let depth = 0;
  while (n / 2 ** depth > LEAF) depth++;
  const nodes = new Int32Array((2 ** (depth + 1) - 1) * FIELDS).fill(-1);
  const index = alongCurve(pixels, width);
  const ys = new Int32Array(n);
  const xs = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    ys[k] = Math.floor(index[k] / width);
    xs[k] = index[k] - ys[k] * width;
  }

  const build = (node: number, start: number, end: number, level: number): void => {
    const at = node * FIELDS;
    let y0 = Infinity;
    let x0 = Infinity;
    let y1 = -Infinity;
    let x1 = -Infinity;
    if (level === depth) {
      for (let k = start; k < end; k++) {
        if (ys[k] < y0) y0 = ys[k];
        if (ys[k] > y1) y1 = ys[k];
        if (xs[k] < x0) x0 = xs[k];
        if (xs[k] > x1) x1 = xs[k];
      }
    } else {
      const middle = (start + end) >> 1;
      const left = 2 * node + 1;
      build(left, start, middle, level + 1);
      build(left + 1, middle, end, level + 1);
      const [a, b] = [left * FIELDS, (left + 1) * FIELDS];
      y0 = Math.min(nodes[a + 2], nodes[b + 2]);
      x0 = Math.min(nodes[a + 3], nodes[b + 3]);
      y1 = Math.max(nodes[a + 4], nodes[b + 4]);
      x1 = Math.max(nodes[a + 5], nodes[b + 5]);
    }
    nodes[at] = start;
    nodes[at + 1] = end;
    nodes[at + 2] = y0;
    nodes[at + 3] = x0;
    nodes[at + 4] = y1;
    nodes[at + 5] = x1;
  };
  if (n > 0) build(0, 0, n, 0);
  return { ys, xs, index, nodes };
}

/** Pixels in the order of the curve through cells of a raster of at most 1024 x 1024. */
function alongCurve(pixels: Int32Array, width: number): Int32Array {
  let extent = width;
  for (const i of pixels) if (i >= extent * width) extent = Math.floor(i / width) + 1;
  let shift = 0;
  while (extent >> shift > 1024) shift++;
  // Place on the curve and raster index packed in one double keep typed-array speed.
  const packed = new Float64Array(pixels.length);
  for (let k = 0; k < packed.length; k++) {
    const y = Math.floor(pixels[k] / width);
    const x = pixels[k] - y * width;
    packed[k] = (2 * everyOtherBit(y >> shift) + everyOtherBit(x >> shift)) * 2 ** 32 + pixels[k];
  }
  packed.sort();
  const sorted = new Int32Array(pixels.length);
  for (let k = 0; k < sorted.length; k++) sorted[k] = packed[k] % 2 ** 32;
  return sorted;
}

/** The ten bits of a number with zeros between them. */
function everyOtherBit(value: number): number {
  let bits = (value | (value << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

/**
 * Closest pixels of two regions, exact. Branch and bound over both trees: pairs of boxes further apart than
 * the best pair so far are never opened. Of several equally close pairs the one that comes first in raster order
 * (of the first region, then of the second) is returned, so that the answer never depends on the trees.
 *
 * @returns squaredDistance is Infinity when a region has no pixel
 */
export function closestPair(a: PixelTree, b: PixelTree): ClosestPair {
  let best = Infinity;
  let index0 = -1;
  let index1 = -1;
  const nodesA = a.nodes;
  const nodesB = b.nodes;
  const numA = nodesA.length / FIELDS;
  const numB = nodesB.length / FIELDS;

  const bound = (nodeA: number, nodeB: number): number => {
    const p = nodeA * FIELDS;
    const q = nodeB * FIELDS;
    const dy = Math.max(0, nodesA[p + 2] - nodesB[q + 4], nodesB[q + 2] - nodesA[p + 4]);
    const dx = Math.max(0, nodesA[p + 3] - nodesB[q + 5], nodesB[q + 3] - nodesA[p + 5]);
    return dy * dy + dx * dx;
  };
  const compareLeaves = (nodeA: number, nodeB: number): void => {
    const endA = nodesA[nodeA * FIELDS + 1];
    const endB = nodesB[nodeB * FIELDS + 1];
    for (let i = nodesA[nodeA * FIELDS]; i < endA; i++) {
      for (let j = nodesB[nodeB * FIELDS]; j < endB; j++) {
        const dy = a.ys[i] - b.ys[j];
        const dx = a.xs[i] - b.xs[j];
        const d = dy * dy + dx * dx;
        if (d > best) continue;
        const first = a.index[i];
        const earlier = first < index0 || (first === index0 && b.index[j] < index1);
        if (d < best || earlier) {
          best = d;
          index0 = first;
          index1 = b.index[j];
        }
      }
    }
  };
  const visit = (nodeA: number, nodeB: number): void => {
    const leafA = 2 * nodeA + 1 >= numA;
    const leafB = 2 * nodeB + 1 >= numB;
    if (leafA && leafB) {
      compareLeaves(nodeA, nodeB);
      return;
    }
    const sizeA = nodesA[nodeA * FIELDS + 1] - nodesA[nodeA * FIELDS];
    const sizeB = nodesB[nodeB * FIELDS + 1] - nodesB[nodeB * FIELDS];
    const splitA = leafB || (!leafA && sizeA >= sizeB);
    const a1 = splitA ? 2 * nodeA + 1 : nodeA;
    const a2 = splitA ? 2 * nodeA + 2 : nodeA;
    const b1 = splitA ? nodeB : 2 * nodeB + 1;
    const b2 = splitA ? nodeB : 2 * nodeB + 2;
    const d1 = bound(a1, b1);
    const d2 = bound(a2, b2);
    // The nearer half first: a good pair found early closes most of the other half.
    if (d1 <= d2) {
      if (d1 <= best) visit(a1, b1);
      if (d2 <= best) visit(a2, b2);
    } else {
      if (d2 <= best) visit(a2, b2);
      if (d1 <= best) visit(a1, b1);
    }
  };
  if (a.index.length > 0 && b.index.length > 0) visit(0, 0);
  return { index0, index1, squaredDistance: best };
}
