import { deflateSync, inflateSync } from 'node:zlib';
import { lzfCompress, lzfDecompress } from './lzf.ts';
import type { Compression, PackedBytes } from './types.ts';

/* The filters met in InSAR products: deflate (1), byte shuffle (2), Fletcher checksum (3) and h5py's LZF (32000). */

export const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000 } as const;
const KNOWN: readonly number[] = Object.values(FILTER);

/** Filter identifiers of a pipeline message in the order they were applied, or undefined when one is unknown. */
export function decodePipeline(message: Buffer): number[] | undefined {
  const version = message[0];
  const count = message[1];
  const ids: number[] = [];
  let at = version === 1 ? 8 : 2;
  for (let i = 0; i < count; i++) {
    const id = message.readUInt16LE(at);
    const hasName = version === 1 || id >= 256;
    const nameSize = hasName ? message.readUInt16LE(at + 2) : 0;
    const values = message.readUInt16LE(at + (hasName ? 6 : 4));
    at += (hasName ? 8 : 6) + (version === 1 ? 8 * Math.ceil(nameSize / 8) : nameSize) + 4 * values;
    if (version === 1 && values % 2 === 1) at += 4;
    if (!KNOWN.includes(id)) return undefined;
    ids.push(id);
  }
  return ids;
}

const GZIP_LEVEL = 4;
/** What h5py puts beside the filter: its own revision and that of LibLZF, 1.5. */
const LZF_REVISION = [4, 0x0105];

/** The pipelines written here: shuffle and then deflate, or LZF alone as h5py has it. */
export function encodePipeline(
  compression: Exclude<Compression, 'none'>,
  elementSize: number,
  chunkBytes: number,
): Buffer {
  const filters =
    compression === 'lzf'
      ? [filterMessage(FILTER.lzf, 'lzf', [...LZF_REVISION, chunkBytes])]
      : [filterMessage(FILTER.shuffle, '', [elementSize]), filterMessage(FILTER.deflate, '', [GZIP_LEVEL])];
  return Buffer.concat([Buffer.from([1, filters.length, 0, 0, 0, 0, 0, 0]), ...filters]);
}

/** One filter of a pipeline: may be left out where it does not help (flag 1), name and values padded to 8 bytes. */
function filterMessage(id: number, name: string, values: readonly number[]): Buffer {
  const nameSize = name === '' ? 0 : 8 * Math.ceil((name.length + 1) / 8);
  const out = Buffer.alloc(8 + nameSize + 8 * Math.ceil(values.length / 2));
  out.writeUInt16LE(id, 0);
  out.writeUInt16LE(nameSize, 2);
  out.writeUInt16LE(1, 4);
  out.writeUInt16LE(values.length, 6);
  out.write(name, 8, 'latin1');
  values.forEach((value, i) => {
    out.writeUInt32LE(value, 8 + nameSize + 4 * i);
  });
  return out;
}

export function compress(
  bytes: Uint8Array,
  elementSize: number,
  compression: Exclude<Compression, 'none'>,
): PackedBytes {
  if (compression === 'gzip')
    return { bytes: deflateSync(shuffle(bytes, elementSize), { level: GZIP_LEVEL }), mask: 0 };
  const packed = lzfCompress(bytes);
  return packed === undefined ? { bytes, mask: 1 } : { bytes: packed, mask: 0 };
}

/**
 * Undo a chunk's filters, last one first.
 * @param mask bit i set = filter i was skipped for this chunk
 */
export function decompress(
  raw: Buffer,
  pipeline: readonly number[],
  mask: number,
  elementSize: number,
  size: number,
): Uint8Array {
  let bytes: Uint8Array = raw;
  for (let i = pipeline.length - 1; i >= 0; i--) {
    if ((mask >> i) & 1) continue;
    if (pipeline[i] === FILTER.deflate) bytes = inflateSync(bytes, { maxOutputLength: size + 64 });
    else if (pipeline[i] === FILTER.lzf) bytes = lzfDecompress(bytes, size);
    else if (pipeline[i] === FILTER.shuffle) bytes = unshuffle(bytes, elementSize);
    else bytes = bytes.subarray(0, bytes.length - 4); // Fletcher checksum
  }
  return bytes;
}

function shuffle(bytes: Uint8Array, elementSize: number): Uint8Array {
  const n = Math.floor(bytes.length / elementSize);
  const out = new Uint8Array(bytes.length);
  for (let b = 0; b < elementSize; b++) {
    for (let i = 0, from = b, to = b * n; i < n; i++, from += elementSize, to++) out[to] = bytes[from];
  }
  return out;
}

function unshuffle(bytes: Uint8Array, elementSize: number): Uint8Array {
  const n = Math.floor(bytes.length / elementSize);
  const out = new Uint8Array(bytes.length);
  for (let b = 0; b < elementSize; b++) {
    for (let i = 0, to = b, from = b * n; i < n; i++, to += elementSize, from++) out[to] = bytes[from];
  }
  return out;
}
