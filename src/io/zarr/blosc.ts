import { ZSTDDecoder } from 'zstddec/stream';
import { FileError } from '../../core/errors.ts';

const [LZ4, ZLIB, ZSTD] = [1, 3, 4];
const zstd = new ZSTDDecoder();

/**
 * Unpack a Blosc 1 container (https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst) of LZ4 or Zstandard, with or
 * without byte shuffle: what `save_zarr` and the viewer's folders are made of.
 * @throws {FileError} for other codecs and damaged chunks
 */
export async function unpackBlosc(packed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < 16) throw damaged();
  const flags = packed[2];
  const itemSize = packed[3];
  const [size, blockSize] = [view.getUint32(4, true), view.getUint32(8, true)];
  const out = new Uint8Array(size);
  if (flags & 0x02) {
    if (packed.length < 16 + size) throw damaged();
    out.set(packed.subarray(16, 16 + size));
    return out;
  }
  const codec = flags >> 5;
  const isShuffled = (flags & 0x01) !== 0 && itemSize > 1;
  if ((flags & 0x04) !== 0 || codec === ZLIB || (codec !== LZ4 && codec !== ZSTD))
    throw new FileError(
      'A chunk is packed in a way that is not read here (Blosc, other than LZ4 or Zstandard).',
    );
  if (codec === ZSTD) await zstd.init();
  const numBlock = blockSize > 0 ? Math.ceil(size / blockSize) : 0;
  if (16 + 4 * numBlock > packed.length) throw damaged();
  for (let b = 0; b < numBlock; b++) {
    const start = b * blockSize;
    const block = out.subarray(start, Math.min(size, start + blockSize));
    // Whole blocks may be packed as one stream for each byte of an item.
    const numStream = (flags & 0x10) === 0 && block.length === blockSize ? itemSize : 1;
    const plain = isShuffled ? new Uint8Array(block.length) : block;
    const each = plain.length / numStream;
    let at = view.getInt32(16 + 4 * b, true);
    for (let k = 0; k < numStream; k++) {
      if (at < 16 || at + 4 > packed.length) throw damaged();
      const length = view.getInt32(at, true);
      const stream = packed.subarray(at + 4, at + 4 + length);
      const to = plain.subarray(k * each, (k + 1) * each);
      if (length < 0 || stream.length !== length) throw damaged();
      if (length === each) to.set(stream);
      else if (codec === LZ4) unpackLz4(stream, to);
      else to.set(zstd.decode(stream, each));
      at += 4 + length;
    }
    if (isShuffled) unshuffle(plain, block, itemSize);
  }
  return out;
}

/** Bytes of one place in all items stand together; those that fill no item are last, as they are. */
function unshuffle(from: Uint8Array, to: Uint8Array, itemSize: number): void {
  const items = Math.floor(from.length / itemSize);
  for (let k = 0; k < itemSize; k++)
    for (let i = 0, at = k, source = k * items; i < items; i++, at += itemSize) to[at] = from[source + i];
  to.set(from.subarray(items * itemSize), items * itemSize);
}

/** An LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md) that fills `out`. */
function unpackLz4(packed: Uint8Array, out: Uint8Array): void {
  let [from, to] = [0, 0];
  const more = (length: number): number => {
    let [sum, byte] = [length, 255];
    while (length === 15 && byte === 255) {
      byte = packed[from++];
      if (byte === undefined) throw damaged();
      sum += byte;
    }
    return sum;
  };
  while (from < packed.length) {
    const token = packed[from++];
    const literals = more(token >> 4);
    if (from + literals > packed.length || to + literals > out.length) throw damaged();
    out.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= packed.length) break; // the last sequence has no match
    const distance = packed[from] | (packed[from + 1] << 8);
    from += 2;
    const length = more(token & 15) + 4;
    if (!(distance > 0 && distance <= to) || to + length > out.length) throw damaged();
    if (distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    else for (let i = 0; i < length; i++) out[to + i] = out[to + i - distance];
    to += length;
  }
  if (to !== out.length) throw damaged();
}

function damaged(): FileError {
  return new FileError('A chunk of the store is damaged.', 'Copy or make the store again.');
}
