import { compress } from './filters.ts';
import { forEachRun } from './slab.ts';
import type { PackedChunk, Packing, Slab } from './types.ts';

const CHUNK_BYTES = 128 << 10;
const CHUNK_ROWS = 32;

/**
 * Chunks hold some rows of one raster, all columns: those who read a band of rows from every raster of a stack decode
 * little that they do not need.
 */
export function chunkShapeOf({ shape, elementSize }: Omit<Packing, 'compression'>): number[] {
  const [length, width] = shape.slice(-2);
  const rows = Math.floor(CHUNK_BYTES / (width * elementSize));
  return [...shape.slice(0, -2).map(() => 1), Math.max(1, Math.min(length, CHUNK_ROWS, rows)), width];
}

interface PendingChunk {
  readonly offset: readonly number[];
  readonly bytes: Uint8Array;
  missing: number;
}

/** Gathers pieces of a dataset into chunks and hands each full chunk on, compressed. */
export class ChunkWriter {
  readonly chunkShape: readonly number[];
  private readonly packing: Packing;
  private readonly store: (chunk: PackedChunk) => void;
  /** by the place of their first element in the dataset */
  private readonly pending = new Map<number, PendingChunk>();
  private spare: Uint8Array | undefined;

  /** @param store is given every chunk when it is full; its bytes may be used again afterwards */
  constructor(packing: Packing, store: (chunk: PackedChunk) => void) {
    this.packing = packing;
    this.store = store;
    this.chunkShape = chunkShapeOf(packing);
  }

  write(bytes: Uint8Array, window: Slab): void {
    const { shape, elementSize } = this.packing;
    const [length, width] = shape.slice(-2);
    const [rows] = this.chunkShape.slice(-2);
    forEachRun(shape, window, (to, from, n) => {
      for (let done = 0; done < n; ) {
        // Chunks have all columns: what they hold lies side by side in the dataset too.
        const plane = Math.floor((to + done) / (length * width));
        const y = Math.floor((to + done) / width) - plane * length;
        const y0 = Math.floor(y / rows) * rows;
        const start = (plane * length + y0) * width;
        const end = (plane * length + Math.min(length, y0 + rows)) * width;
        const part = Math.min(n, end - to) - done;
        const chunk = this.chunkAt(start, end - start, plane, y0);
        const piece = bytes.subarray((from + done) * elementSize, (from + done + part) * elementSize);
        chunk.bytes.set(piece, (to + done - start) * elementSize);
        chunk.missing -= part;
        if (chunk.missing <= 0) this.pack(start, chunk);
        done += part;
      }
    });
  }

  flush(): void {
    for (const [start, chunk] of this.pending) this.pack(start, chunk);
  }

  private chunkAt(start: number, count: number, plane: number, y0: number): PendingChunk {
    const known = this.pending.get(start);
    if (known !== undefined) return known;
    const { shape, elementSize } = this.packing;
    const leading: number[] = [];
    for (let k = shape.length - 3, rest = plane; k >= 0; k--) {
      leading.unshift(rest % shape[k]);
      rest = Math.floor(rest / shape[k]);
    }
    const size = this.chunkShape.reduce((a, b) => a * b, elementSize);
    const bytes = this.spare?.fill(0) ?? new Uint8Array(size);
    this.spare = undefined;
    const fresh = { offset: [...leading, y0, 0], bytes, missing: count };
    this.pending.set(start, fresh);
    return fresh;
  }

  private pack(start: number, { offset, bytes }: PendingChunk): void {
    const { elementSize, compression } = this.packing;
    this.pending.delete(start);
    this.store({ offset, ...compress(bytes, elementSize, compression) });
    this.spare = bytes;
  }
}
