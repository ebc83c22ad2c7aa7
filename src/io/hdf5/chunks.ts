import type { ByteSource } from './byte-source.ts';
import { decompress } from './filters.ts';
import type { StoredChunk } from './types.ts';

/* Chunked storage: a version 1 B-tree from chunk offsets to file addresses (HDF5 file format, III.A.1). */

const UNDEFINED = 0xffffffffffffffffn;
const CHUNK_K = 32;
const CACHE_BYTES = 64 << 20;

interface Chunk {
  readonly address: number;
  readonly size: number;
  readonly mask: number;
}

export interface ChunkLayout {
  readonly btree: number;
  readonly chunkShape: readonly number[];
  readonly elementSize: number;
  readonly pipeline: readonly number[];
}

/** Finds, decodes and keeps the most recent chunks of one dataset. */
export class ChunkReader {
  private readonly source: ByteSource;
  private readonly layout: ChunkLayout;
  private readonly cache = new Map<string, Uint8Array>();
  private index: Map<string, Chunk> | undefined;

  constructor(source: ByteSource, layout: ChunkLayout) {
    this.source = source;
    this.layout = layout;
  }

  /** The bytes of the chunk whose first element is `offset`, or undefined where nothing was ever written. */
  chunk(offset: readonly number[]): Uint8Array | undefined {
    this.index ??= readIndex(this.source, this.layout);
    const key = offset.join(',');
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const found = this.index.get(key);
    if (found === undefined) return undefined;
    const { chunkShape, elementSize, pipeline } = this.layout;
    const size = chunkShape.reduce((a, b) => a * b, elementSize);
    const raw = this.source.read(found.address, found.size);
    const bytes = decompress(raw, pipeline, found.mask, elementSize, size);
    const keep = Math.max(1, Math.floor(CACHE_BYTES / size));
    while (this.cache.size >= keep) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(key, bytes);
    return bytes;
  }
}

function readIndex(source: ByteSource, { btree, chunkShape }: ChunkLayout): Map<string, Chunk> {
  const rank = chunkShape.length;
  const keySize = 8 + 8 * (rank + 1);
  const index = new Map<string, Chunk>();
  const visit = (address: number, depth: number): void => {
    const head = source.read(address, 24);
    if (head.toString('latin1', 0, 4) !== 'TREE' || depth > 16) return;
    const count = head.readUInt16LE(6);
    const body = source.read(address + 24, count * (keySize + 8));
    for (let i = 0; i < count; i++) {
      const at = i * (keySize + 8);
      const child = Number(body.readBigUInt64LE(at + keySize));
      if (head[5] > 0) visit(child, depth + 1);
      else {
        const offset = Array.from({ length: rank }, (_, k) => Number(body.readBigUInt64LE(at + 8 + 8 * k)));
        index.set(offset.join(','), {
          address: child,
          size: body.readUInt32LE(at),
          mask: body.readUInt32LE(at + 4),
        });
      }
    }
  };
  if (Number.isSafeInteger(btree) && btree < source.size) visit(btree, 0);
  return index;
}

/** B-tree over written chunks, to stand at `address`. @returns its bytes and the address of its root node */
export function encodeChunkIndex(
  address: number,
  chunks: readonly StoredChunk[],
  shape: readonly number[],
): { bytes: Buffer; root: number } {
  const rank = shape.length;
  const keySize = 8 + 8 * (rank + 1);
  const nodeSize = 24 + (2 * CHUNK_K + 1) * keySize + 2 * CHUNK_K * 8;
  const parts: Buffer[] = [];
  let at = address;
  let level = 0;
  let nodes = [...chunks].sort((a, b) => compare(a.offset, b.offset));
  const end = { offset: shape, address: 0, size: 0, mask: 0 };
  do {
    const parents: StoredChunk[] = [];
    const firstNode = at;
    const count = Math.max(1, Math.ceil(nodes.length / (2 * CHUNK_K)));
    for (let n = 0; n < count; n++) {
      const members = nodes.slice(n * 2 * CHUNK_K, (n + 1) * 2 * CHUNK_K);
      const node = Buffer.alloc(nodeSize);
      node.write('TREE', 0, 'latin1');
      node[4] = 1;
      node[5] = level;
      node.writeUInt16LE(members.length, 6);
      node.writeBigUInt64LE(n > 0 ? BigInt(firstNode + (n - 1) * nodeSize) : UNDEFINED, 8);
      node.writeBigUInt64LE(n < count - 1 ? BigInt(firstNode + (n + 1) * nodeSize) : UNDEFINED, 16);
      const next = nodes[(n + 1) * 2 * CHUNK_K] ?? end;
      [...members, next].forEach((member, i) => {
        const key = 24 + i * (keySize + 8);
        node.writeUInt32LE(member.size, key);
        node.writeUInt32LE(member.mask, key + 4);
        member.offset.forEach((value, k) => {
          node.writeBigUInt64LE(BigInt(value), key + 8 + 8 * k);
        });
        if (i < members.length) node.writeBigUInt64LE(BigInt(member.address), key + keySize);
      });
      parts.push(node);
      if (members.length > 0) parents.push({ ...members[0], address: at });
      at += nodeSize;
    }
    nodes = parents;
    level++;
  } while (nodes.length > 1);
  return { bytes: Buffer.concat(parts), root: at - nodeSize };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return 0;
}
