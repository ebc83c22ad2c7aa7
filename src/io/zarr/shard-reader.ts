import { FileError } from '../../core/errors.ts';
import { crc32c } from './crc32c.ts';

/** Bytes of a file: from a place to another one, or so many at its end. */
export type FilePart = { readonly start: number; readonly end: number } | { readonly last: number };

/** Gets a file of a store by its path within it, or a part of it; undefined where there is none. */
export type GetFile = (path: string, part?: FilePart) => Promise<Uint8Array | undefined>;

/** What the metadata tell of files that many chunks share (codec `sharding_indexed`). */
export interface ShardLayout {
  /** chunks in a file along each dimension */
  readonly sides: readonly number[];
  /** whether the index is at the end of the file, else it is at its beginning */
  readonly isIndexLast: boolean;
  /** whether the index has a checksum */
  readonly hasChecksum: boolean;
}

interface Wanted {
  readonly start: number;
  readonly end: number;
  resolve(bytes: Uint8Array): void;
  reject(cause: unknown): void;
}

const ABSENT = 2n ** 64n - 1n;
/** Chunks with less than this between them come in one request, of so many bytes at most. */
const GAP = 64 << 10;
const REQUEST = 8 << 20;

/** A file of many chunks: its index is read once, then the chunks that are asked for, neighbours together. */
export class ShardReader {
  private readonly name: string;
  private readonly path: string;
  private readonly layout: ShardLayout;
  private readonly get: GetFile;
  private readonly index: Promise<BigUint64Array | undefined>;
  private waiting: Wanted[] = [];

  /** @param name of the store, for errors */
  constructor(name: string, path: string, layout: ShardLayout, get: GetFile) {
    this.name = name;
    this.path = path;
    this.layout = layout;
    this.get = get;
    this.index = this.readIndex();
    this.index.catch(() => {}); // told to those who ask for chunks
  }

  /**
   * @param place of the chunk in the shard, counted along each dimension
   * @param most bytes that a chunk may have
   * @returns undefined for a chunk that holds nothing
   * @throws {FileError} when the file is damaged
   */
  async chunk(place: readonly number[], most: number): Promise<Uint8Array | undefined> {
    const index = await this.index;
    const k = place.reduce((sum, i, d) => sum * this.layout.sides[d] + i, 0);
    const [start, size] = index === undefined ? [ABSENT, ABSENT] : [index[2 * k], index[2 * k + 1]];
    if (start === ABSENT && size === ABSENT) return undefined;
    if (size > BigInt(most) || start > BigInt(Number.MAX_SAFE_INTEGER)) throw this.damaged();
    const end = Number(start + size);
    return new Promise((resolve, reject) => {
      // Those who wait for the same index ask at the same time.
      if (this.waiting.length === 0) queueMicrotask(() => this.ask());
      this.waiting.push({ start: Number(start), end, resolve, reject });
    });
  }

  private ask(): void {
    const wanted = this.waiting.sort((a, b) => a.start - b.start);
    this.waiting = [];
    for (let from = 0; from < wanted.length; ) {
      let to = from + 1;
      let { end } = wanted[from];
      const { start } = wanted[from];
      while (to < wanted.length && wanted[to].start <= end + GAP && wanted[to].end <= start + REQUEST)
        end = Math.max(end, wanted[to++].end);
      void this.bring(wanted.slice(from, to), { start, end });
      from = to;
    }
  }

  private async bring(wanted: readonly Wanted[], part: { start: number; end: number }): Promise<void> {
    try {
      const bytes = await this.get(this.path, part);
      if (bytes?.length !== part.end - part.start) throw this.damaged();
      for (const { start, end, resolve } of wanted)
        resolve(bytes.subarray(start - part.start, end - part.start));
    } catch (cause) {
      for (const { reject } of wanted) reject(cause);
    }
  }

  private async readIndex(): Promise<BigUint64Array | undefined> {
    const { sides, isIndexLast, hasChecksum } = this.layout;
    const size = 16 * sides.reduce((all, n) => all * n, 1);
    const whole = size + (hasChecksum ? 4 : 0);
    const bytes = await this.get(this.path, isIndexLast ? { last: whole } : { start: 0, end: whole });
    if (bytes === undefined) return undefined;
    if (bytes.length !== whole) throw this.damaged();
    const index = new Uint8Array(size);
    index.set(bytes.subarray(0, size));
    const told = () => new DataView(bytes.buffer, bytes.byteOffset + size, 4).getUint32(0, true);
    if (hasChecksum && told() !== crc32c(index)) throw this.damaged();
    return new BigUint64Array(index.buffer);
  }

  private damaged(): FileError {
    return new FileError(
      `${this.name}/${this.path} is damaged, or has been replaced.`,
      'Load the page again; if that does not help, copy or make the store again.',
    );
  }
}

/**
 * What metadata of a codec tell.
 * @param shard extent of the file @param chunks extent of a chunk in it
 * @returns undefined when it is not read here
 */
export function shardLayout(
  words: Readonly<Record<string, unknown>>,
  shard: readonly number[],
  chunks: readonly number[],
): ShardLayout | undefined {
  const sides = shard.map((n, d) => n / chunks[d]);
  const codecs = words['index_codecs'] as
    | { name?: string; configuration?: { endian?: string } }[]
    | undefined;
  if (!Array.isArray(codecs) || !sides.every(Number.isSafeInteger)) return undefined;
  if (sides.reduce((all, n) => all * n, 1) > MOST_CHUNKS) return undefined;
  const [bytes, checksum, ...more] = codecs;
  if (bytes?.name !== 'bytes' || (bytes.configuration?.endian ?? 'little') !== 'little') return undefined;
  if ((checksum !== undefined && checksum.name !== 'crc32c') || more.length > 0) return undefined;
  return {
    sides,
    isIndexLast: words['index_location'] !== 'start',
    hasChecksum: checksum !== undefined,
  };
}

const MOST_CHUNKS = 1 << 16;
