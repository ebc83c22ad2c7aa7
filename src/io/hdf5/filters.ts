import { fletcher32 } from './checksum.ts';
import { deflate, inflate } from './deflate.ts';
import { Block, Damage, Fields } from './fields.ts';
import { lzfCompress, lzfDecompress } from './lzf.ts';
import type { Compression, PackedBytes } from './types.ts';

/* The filters met in InSAR products: deflate (1), byte shuffle (2), Fletcher checksum (3) and h5py's LZF (32000). */

export const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000 } as const;
const KNOWN: readonly number[] = Object.values(FILTER);

/** Filters that are told by name when a dataset needs them. */
const OTHERS: Record<number, string> = {
  4: 'szip',
  5: 'n-bit',
  6: 'scale-offset',
  307: 'bzip2',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
  32026: 'Blosc2',
};

export interface Filter {
  readonly id: number;
  /** bytes that shuffle takes as one element */
  readonly unit: number;
}

export interface Pipeline {
  /** in the order they were applied */
  readonly filters: readonly Filter[];
  /** name of the first filter that is not known here */
  readonly unknown?: string;
}

export const NO_FILTERS: Pipeline = { filters: [] };

export function decodePipeline(message: Uint8Array): Pipeline {
  const fields = new Fields(message);
  const version = fields.u8();
  const count = fields.u8();
  if (version === 1) fields.skip(6);
  else if (version !== 2) throw new Damage(`filters of version ${version} cannot be`);
  const filters: Filter[] = [];
  let unknown: string | undefined;
  for (let i = 0; i < count; i++) {
    const id = fields.u16();
    const nameSize = version === 1 || id >= 256 ? fields.u16() : 0;
    fields.skip(2); // whether it may be left out
    const values = fields.u16();
    const name = new Fields(fields.take(version === 1 ? 8 * Math.ceil(nameSize / 8) : nameSize)).text();
    const unit = values > 0 ? fields.u32() : 1;
    fields.skip(4 * Math.max(0, values - 1) + (version === 1 && values % 2 === 1 ? 4 : 0));
    if (!KNOWN.includes(id)) unknown ??= OTHERS[id] ?? `filter ${id}${name === '' ? '' : ` (${name})`}`;
    filters.push({ id, unit });
  }
  return { filters, unknown };
}

const GZIP_LEVEL = 4;
/** What h5py puts beside the filter: its own revision and that of LibLZF, 1.5. */
const LZF_REVISION = [4, 0x0105];

/** The pipelines written here: shuffle and then deflate, or LZF alone as h5py has it. */
export function encodePipeline(
  compression: Exclude<Compression, 'none'>,
  elementSize: number,
  chunkBytes: number,
): Uint8Array {
  const filters =
    compression === 'lzf'
      ? [filterMessage(FILTER.lzf, 'lzf', [...LZF_REVISION, chunkBytes])]
      : [filterMessage(FILTER.shuffle, '', [elementSize]), filterMessage(FILTER.deflate, '', [GZIP_LEVEL])];
  return new Block()
    .u8(1, filters.length, 0, 0, 0, 0, 0, 0)
    .raw(...filters)
    .done();
}

/** One filter of a pipeline: may be left out where it does not help (flag 1), name and values padded to 8 bytes. */
function filterMessage(id: number, name: string, values: readonly number[]): Uint8Array {
  const nameSize = name === '' ? 0 : 8 * Math.ceil((name.length + 1) / 8);
  const out = new Block().u16(id).u16(nameSize).u16(1).u16(values.length).latin1(name);
  return out
    .zeros(nameSize - name.length)
    .u32(...values)
    .pad8()
    .done();
}

export function compress(
  bytes: Uint8Array,
  elementSize: number,
  compression: Exclude<Compression, 'none'>,
): PackedBytes {
  if (compression === 'gzip') return { bytes: deflate(shuffle(bytes, elementSize), GZIP_LEVEL), mask: 0 };
  const packed = lzfCompress(bytes);
  return packed === undefined ? { bytes, mask: 1 } : { bytes: packed, mask: 0 };
}

/**
 * Undo a chunk's filters, last one first.
 * @param mask bit i set = filter i was skipped for this chunk
 * @param size bytes of the whole chunk @throws {Damage} when other than these come out
 */
export function decompress(
  raw: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  size: number,
): Uint8Array {
  let bytes = raw;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (i < 32 && (mask >>> i) & 1) continue;
    const { id, unit } = filters[i];
    const room = size + 4 * i; // checksums that came before
    if (id === FILTER.deflate) bytes = inflate(bytes, room);
    else if (id === FILTER.lzf) bytes = lzfDecompress(bytes, room);
    else if (id === FILTER.shuffle) bytes = unshuffle(bytes, unit);
    else bytes = verified(bytes);
  }
  if (bytes.length !== size) throw new Damage(`a chunk holds ${bytes.length} bytes where ${size} belong`);
  return bytes;
}

/** Without the checksum at the end. Early versions of the library stored its bytes swapped in pairs: that is right, too. */
function verified(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw new Damage('a chunk has no checksum');
  const data = bytes.subarray(0, bytes.length - 4);
  const stored = new Fields(bytes, data.length).u32();
  const sum = fletcher32(data);
  const swapped = (((sum & 0x00ff00ff) << 8) | ((sum >>> 8) & 0x00ff00ff)) >>> 0;
  if (stored !== sum && stored !== swapped) throw new Damage('the checksum of a chunk does not fit');
  return data;
}

function shuffle(bytes: Uint8Array, unit: number): Uint8Array {
  const n = Math.floor(bytes.length / unit);
  const out = new Uint8Array(bytes.length);
  for (let b = 0; b < unit; b++) {
    for (let i = 0, from = b, to = b * n; i < n; i++, from += unit, to++) out[to] = bytes[from];
  }
  return out;
}

function unshuffle(bytes: Uint8Array, unit: number): Uint8Array {
  if (unit <= 1 || unit > bytes.length) return bytes;
  const n = Math.floor(bytes.length / unit);
  const out = new Uint8Array(bytes.length);
  if (unit % 4 === 0) gatherWords(bytes, n, new Int32Array(out.buffer, 0, (n * unit) / 4), unit / 4);
  else
    for (let b = 0; b < unit; b++) {
      for (let i = 0, to = b, from = b * n; i < n; i++, to += unit, from++) out[to] = bytes[from];
    }
  // Bytes that fill no element stay at the end.
  out.set(bytes.subarray(n * unit), n * unit);
  return out;
}

/** Elements of so many words, from the rows of n bytes that hold the first byte of each, the second one, and so on. */
function gatherWords(bytes: Uint8Array, n: number, words: Int32Array, wordsOfOne: number): void {
  for (let word = 0; word < wordsOfOne; word++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((byte) => (4 * word + byte) * n);
    for (let i = 0, to = word; i < n; i++, to += wordsOfOne)
      words[to] = bytes[a + i] | (bytes[b + i] << 8) | (bytes[c + i] << 16) | (bytes[d + i] << 24);
  }
}
