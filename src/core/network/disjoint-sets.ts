/** Disjoint sets over 0..n-1 (union-find): which nodes of a network hang together. */
export interface DisjointSets {
  /** A node of the same set for every node; roots point at themselves. */
  readonly parent: Int32Array;
}

/** Every node in a set of its own. */
export function disjointSets(n: number): DisjointSets {
  return { parent: Int32Array.from({ length: n }, (_, k) => k) };
}

/**
 * The representative of the node's set; halves the path on the way.
 *
 * @param parent of {@link DisjointSets}, [numNode]
 */
export function findRoot(parent: Int32Array, node: number): number {
  let k = node;
  while (parent[k] !== k) {
    parent[k] = parent[parent[k]];
    k = parent[k];
  }
  return k;
}

/**
 * Join the sets of two nodes.
 *
 * @param parent of {@link DisjointSets}, [numNode]
 * @returns whether they were apart
 */
export function join(parent: Int32Array, a: number, b: number): boolean {
  const rootA = findRoot(parent, a);
  const rootB = findRoot(parent, b);
  if (rootA === rootB) return false;
  // The smaller index stays root, so that the answer does not depend on the order of the edges.
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
  return true;
}
