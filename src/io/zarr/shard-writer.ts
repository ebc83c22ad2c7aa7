import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32c } from './crc32c.ts';

/** What stands in the index for a chunk that is not there. */
const ABSENT = 2n ** 64n - 1n;

/**
 * A file of many chunks (codec `sharding_indexed`, Zarr ZEP 2): one after the other as they come, behind them offset and size of
 * each and the checksum of these.
 */
export class ShardWriter {
  private readonly fd: number;
  private readonly index: BigUint64Array<ArrayBuffer>;
  private size = 0;
  private missing: number;

  /**
   * @param places of chunks in the shard
   * @param expected chunks that will come: the array may end within the shard
   */
  constructor(path: string, places: number, expected: number) {
    this.fd = openSync(path, 'w');
    this.index = new BigUint64Array(2 * places).fill(ABSENT);
    this.missing = expected;
  }

  /** @param chunk undefined when it is left out @returns whether it was the last one, and the file is complete */
  add(place: number, chunk: Uint8Array | undefined): boolean {
    if (chunk !== undefined) {
      this.index[2 * place] = BigInt(this.size);
      this.index[2 * place + 1] = BigInt(chunk.length);
      this.write(chunk);
    }
    if (--this.missing > 0) return false;
    const end = new Uint8Array(this.index.byteLength + 4);
    end.set(new Uint8Array(this.index.buffer));
    new DataView(end.buffer).setUint32(this.index.byteLength, crc32c(end.subarray(0, -4)), true);
    this.write(end);
    this.close();
    return true;
  }

  close(): void {
    closeSync(this.fd);
  }

  private write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
    this.size += bytes.length;
  }
}
