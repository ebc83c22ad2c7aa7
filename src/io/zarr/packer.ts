import type { Values } from '../../core/array.ts';
import type { H5Type } from '../hdf5/types.ts';

/** Part of an array. */
export interface Slab {
  readonly values: Values;
  /** as many numbers as the array has dimensions */
  readonly shape: readonly number[];
  /** of its first chunk, counted in chunks */
  readonly firstChunk: readonly number[];
}

/** What all chunks of an array have in common. */
export interface ChunkKind {
  /** values along each dimension */
  readonly chunks: readonly number[];
  readonly type: H5Type;
  /** whether those that hold nothing are left out */
  readonly omitsEmpty: boolean;
}

/** Compresses chunks. */
export interface ChunkPacker {
  /** Memory in which values of a slab may stand, which spares moving them. */
  readonly room?: Uint8Array;
  /**
   * A chunk of a slab, which begins where a chunk does. What it has beyond the end of the array is filled with 0 (NaN for
   * fractions), as the format wants it.
   * @param index of the chunk within the slab
   * @returns bytes that stand until the next call; undefined when it holds nothing but what is filled in, and may be left out
   */
  pack(
    slab: Slab,
    index: readonly number[],
    kind: ChunkKind,
  ): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Place of the k-th of so many, the last dimension fastest. */
export function unravel(k: number, counts: readonly number[]): number[] {
  const index: number[] = [];
  let rest = k;
  for (let d = counts.length - 1; d >= 0; d--) {
    index[d] = rest % counts[d];
    rest = Math.floor(rest / counts[d]);
  }
  return index;
}

/** First value of a chunk within its slab, and how many values it has of it. */
export function partOf({ shape }: Slab, index: readonly number[], { chunks }: ChunkKind) {
  const first = index.map((i, d) => i * chunks[d]);
  return { first, count: shape.map((n, d) => Math.min(chunks[d], n - first[d])) };
}

export function product(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all * n, 1);
}
