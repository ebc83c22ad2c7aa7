import type { WrittenChunk } from './chunks.ts';
import { compress } from './filters.ts';
import { forEachRun } from './slab.ts';
import type { Slab } from './types.ts';

export const GZIP_LEVEL = 4;
const CHUNK_BYTES = 1 << 20;

/** Gathers pieces of a dataset into chunks and hands each full chunk on, compressed. */
export class ChunkWriter {
  readonly chunkShape: readonly number[];
  readonly written: WrittenChunk[] = [];
  private readonly shape: readonly number[];
  private readonly size: number;
  private readonly append: (bytes: Uint8Array) => number;
  private readonly pending = new Map<string, { offset: number[]; bytes: Uint8Array; missing: number }>();

  constructor(shape: readonly number[], size: number, append: (bytes: Uint8Array) => number) {
    this.shape = shape;
    this.size = size;
    this.append = append;
    const width = shape.at(-1)!;
    const rows = Math.min(shape.at(-2)!, Math.max(1, Math.floor(CHUNK_BYTES / (width * size))));
    this.chunkShape = [...shape.slice(0, -2).map(() => 1), rows, width];
  }

  write(bytes: Uint8Array, window: Slab): void {
    const { chunkShape, shape, size } = this;
    const width = shape.at(-1)!;
    forEachRun([...shape.slice(0, -1), width], window, (to, from, n) => {
      // A run may span several rows; rows of one chunk lie side by side in it.
      for (let done = 0; done < n; ) {
        const row = Math.floor((to + done) / width);
        const part = Math.min(n - done, (row + 1) * width - (to + done));
        const line = row % shape.at(-2)!;
        const plane = Math.floor(row / shape.at(-2)!);
        const rows = chunkShape.at(-2)!;
        const chunk = this.chunkOf(plane, Math.floor(line / rows) * rows);
        const at = (line % rows) * width + ((to + done) % width);
        chunk.bytes.set(bytes.subarray((from + done) * size, (from + done + part) * size), at * size);
        chunk.missing -= part;
        done += part;
        if (chunk.missing <= 0) this.store(chunk);
      }
    });
  }

  flush(): void {
    for (const chunk of this.pending.values()) this.store(chunk);
  }

  private chunkOf(plane: number, y: number): { offset: number[]; bytes: Uint8Array; missing: number } {
    const leading: number[] = [];
    for (let k = this.shape.length - 3, rest = plane; k >= 0; k--) {
      leading.unshift(rest % this.shape[k]);
      rest = Math.floor(rest / this.shape[k]);
    }
    const offset = [...leading, y, 0];
    const known = this.pending.get(offset.join());
    if (known !== undefined) return known;
    const [rows, width] = this.chunkShape.slice(-2);
    const missing = Math.min(rows, this.shape.at(-2)! - y) * width;
    const fresh = { offset, bytes: new Uint8Array(rows * width * this.size), missing };
    this.pending.set(offset.join(), fresh);
    return fresh;
  }

  private store(chunk: { offset: number[]; bytes: Uint8Array }): void {
    this.pending.delete(chunk.offset.join());
    const packed = compress(chunk.bytes, this.size, GZIP_LEVEL);
    this.written.push({ offset: chunk.offset, address: this.append(packed), size: packed.length });
  }
}
