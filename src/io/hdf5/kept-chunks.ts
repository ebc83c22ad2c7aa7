import type { H5Bytes } from './h5-bytes.ts';

/** Decoded chunks that are kept of one file: a row of them across a wide scene has some 10 MB. */
const KEPT_BYTES = 32 << 20;

/** Chunks in the order in which they were decoded. */
interface KeptChunks {
  readonly queue: { readonly of: Map<number, Uint8Array>; readonly number: number; readonly bytes: number }[];
  bytes: number;
}

const keptOfFiles = new WeakMap<H5Bytes, KeptChunks>();

/** Note that a chunk is kept, and let the oldest go that are too many for all datasets of a file together. */
export function letGo(file: H5Bytes, of: Map<number, Uint8Array>, number: number, bytes: number): void {
  let all = keptOfFiles.get(file);
  if (all === undefined) {
    all = { queue: [], bytes: 0 };
    keptOfFiles.set(file, all);
  }
  all.queue.push({ of, number, bytes });
  all.bytes += bytes;
  while (all.bytes > KEPT_BYTES && all.queue.length > 1) {
    const oldest = all.queue.shift()!;
    oldest.of.delete(oldest.number);
    all.bytes -= oldest.bytes;
  }
}
