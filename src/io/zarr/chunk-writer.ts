import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';
import { chunkKey, type ZarrArray, type ZarrFormat } from './metadata.ts';
import { type ChunkKind, type ChunkPacker, product, type Slab, unravel } from './packer.ts';
import { ShardWriter } from './shard-writer.ts';

/** Writes the chunks of an array, each into a file of its own or many into one. */
export class ChunkWriter {
  private readonly folder: string;
  private readonly array: ChunkLayout;
  private readonly format: ZarrFormat;
  private readonly packer: ChunkPacker;
  private readonly kind: ChunkKind;
  private readonly shards = new Map<string, ShardWriter>();
  private readonly folders = new Set<string>();

  /** @param folder of the array */
  constructor(folder: string, array: ChunkLayout, format: ZarrFormat, packer: ChunkPacker) {
    this.folder = folder;
    this.array = array;
    this.format = format;
    this.packer = packer;
    // A server's answer for a file that is not there is an error in the console of a browser.
    this.kind = { chunks: array.chunks, type: array.type, omitsEmpty: array.shards !== undefined };
  }

  /** Write the chunks of a part of the array that begins where a chunk does. */
  async write(slab: Slab): Promise<void> {
    const counts = slab.shape.map((n, d) => Math.ceil(n / this.array.chunks[d]));
    const total = product(counts);
    for (let k = 0; k < total; k++) {
      const index = unravel(k, counts);
      const bytes = await this.packer.pack(slab, index, this.kind);
      const place = index.map((i, d) => slab.firstChunk[d] + i);
      if (this.array.shards === undefined) this.save(place, (path) => writeFileSync(path, bytes!));
      else this.addToShard(place, this.array.shards, bytes);
    }
  }

  /** Let go of files that were not completed. */
  close(): void {
    for (const shard of this.shards.values()) shard.close();
    this.shards.clear();
  }

  private addToShard(
    place: readonly number[],
    shape: readonly number[],
    bytes: Uint8Array | undefined,
  ): void {
    const { shape: whole, chunks } = this.array;
    const sides = shape.map((n, d) => n / chunks[d]);
    const shard = place.map((i, d) => Math.floor(i / sides[d]));
    const within = place.reduce((sum, i, d) => sum * sides[d] + (i % sides[d]), 0);
    this.save(shard, (path) => {
      let writer = this.shards.get(path);
      if (writer === undefined) {
        const inArray = whole.map((n, d) =>
          Math.min(sides[d], Math.ceil(n / chunks[d]) - shard[d] * sides[d]),
        );
        writer = new ShardWriter(path, product(sides), product(inArray));
        this.shards.set(path, writer);
      }
      if (writer.add(within, bytes)) this.shards.delete(path);
    });
  }

  private save(index: readonly number[], write: (path: string) => void): void {
    const path = join(this.folder, chunkKey(index, this.format));
    const folder = dirname(path);
    try {
      if (!this.folders.has(folder)) makeFolders(folder);
      this.folders.add(folder);
      write(path);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }
}

/** What there is to know of an array in order to write it. */
export type ChunkLayout = Pick<ZarrArray, 'shape' | 'chunks' | 'shards' | 'type'>;
