import { deflateSync, inflateSync } from 'node:zlib';
import { FileError } from '../../core/errors.ts';

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

/** The pipeline written by this package: shuffle, then deflate. */
export function encodePipeline(elementSize: number, level: number): Buffer {
  const filter = (id: number, value: number) => {
    const out = Buffer.alloc(16);
    out.writeUInt16LE(id, 0);
    out.writeUInt16LE(1, 6); // one client value, then padding
    out.writeUInt32LE(value, 8);
    return out;
  };
  const head = Buffer.from([1, 2, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, filter(FILTER.shuffle, elementSize), filter(FILTER.deflate, level)]);
}

export function compress(bytes: Uint8Array, elementSize: number, level: number): Buffer {
  return deflateSync(shuffle(bytes, elementSize), { level });
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

/** LibLZF stream: runs of literals and back references of at least three bytes (format of Marc Lehmann's LibLZF). */
function lzfDecompress(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < bytes.length) {
    const control = bytes[from++];
    if (control < 32) {
      const end = from + control + 1;
      if (end > bytes.length || to + control + 1 > size) throw corrupt();
      while (from < end) out[to++] = bytes[from++];
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += bytes[from++];
    let back = to - ((control & 31) << 8) - bytes[from++] - 1;
    if (back < 0 || to + length + 2 > size) throw corrupt();
    for (let i = 0; i < length + 2; i++) out[to++] = out[back++];
  }
  return out.subarray(0, to);
}

function corrupt(): FileError {
  return new FileError(
    'A compressed block is damaged.',
    'Make the file again with the command that wrote it.',
  );
}
