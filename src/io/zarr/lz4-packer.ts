import { fastest, MemoryLayout, SimdModule } from '../../core/simd-module.ts';
import { typeSize } from '../hdf5/datatype.ts';
import { valuesToBytes } from '../hdf5/values.ts';
import { BLOSC_LZ4 } from './blosc-lz4-code.ts';
import { bloscPacker } from './blosc-packer.ts';
import { type ChunkPacker, partOf, product, type Slab } from './packer.ts';

/*
 * Blosc 1 containers (https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst) of LZ4 blocks
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md) with byte shuffle, written by assembly/blosc-lz4.ts straight from
 * the raster that chunks are cut from: four times as fast as with a library that is given each chunk, copies it in and out, and
 * packs noise as patiently as the rest.
 */

interface Exports {
  gather(
    from: number,
    planes: number,
    rows: number,
    rowBytes: number,
    planeStep: number,
    rowStep: number,
    to: number,
    toPlaneStep: number,
    toRowStep: number,
  ): void;
  isEmpty(from: number, size: number, itemSize: number): number;
  packBlocks(
    from: number,
    size: number,
    blockSize: number,
    itemSize: number,
    isSplit: boolean,
    room: number,
    seen: number,
    out: number,
    base: number,
  ): number;
}

const CODE = new SimdModule<Exports>(BLOSC_LZ4);
const HEADER = 16;
const [SHUFFLED, NOT_SPLIT, LZ4] = [0x01, 0x10, 1 << 5];
/** Bytes of a block: four streams of it stay in the nearest cache together with the table of what was seen. */
const BLOCK = 256 << 10;
/** Readers take blocks with fewer items as one stream. */
const FEWEST_SPLIT = 128;

/**
 * Packs chunks of slabs with up to so many bytes.
 * @param chunkBytes of the largest chunk
 */
export function lz4Packer(slabBytes: number, chunkBytes: number): ChunkPacker {
  return fastest(
    CODE.isSupported(),
    () => compiledPacker(slabBytes, chunkBytes),
    () => bloscPacker('lz4'),
  );
}

function compiledPacker(slabBytes: number, chunkBytes: number): ChunkPacker {
  const layout = new MemoryLayout();
  const spare = 64; // vectors reach beyond the last value
  layout.reserveSpare();
  const from = layout.reserve(slabBytes + spare);
  const plain = layout.reserve(chunkBytes + spare);
  const shuffled = layout.reserve(chunkBytes + spare);
  const seen = layout.reserve(4 << 12);
  const out = layout.reserve(chunkBytes + chunkBytes / 1024 + 8192);
  const { code, memory } = CODE.start(layout);
  const room = new Uint8Array(memory.buffer, from, slabBytes);
  const head = new DataView(memory.buffer, out, HEADER);
  const chunk = new Uint8Array(memory.buffer, plain, chunkBytes);
  let placed: Slab | undefined;
  return {
    room,
    pack(slab, index, kind) {
      const { chunks, type, omitsEmpty } = kind;
      const itemSize = typeSize(type);
      const size = itemSize * product(chunks);
      const isHere = slab.values.buffer === memory.buffer;
      if (!isHere && placed !== slab) room.set(valuesToBytes(slab.values, type));
      placed = slab;
      const start = isHere ? slab.values.byteOffset : from;
      const { first, count } = partOf(slab, index, kind);
      const [planes, rows, columns] = three(count);
      const [, slabRows, slabColumns] = three(slab.shape);
      const [, chunkRows, chunkColumns] = three(chunks);
      const [p, y, x] = three(first, 0);
      if (product(count) < product(chunks)) fillEmpty(chunk.subarray(0, size), type);
      code.gather(
        start + itemSize * ((p * slabRows + y) * slabColumns + x),
        planes,
        rows,
        itemSize * columns,
        itemSize * slabRows * slabColumns,
        itemSize * slabColumns,
        plain,
        itemSize * chunkRows * chunkColumns,
        itemSize * chunkColumns,
      );
      if (omitsEmpty && code.isEmpty(plain, size, type.startsWith('f') ? itemSize : 0) !== 0)
        return undefined;
      const blockSize = blockSizeOf(size, itemSize);
      const isSplit = blockSize >= FEWEST_SPLIT * itemSize;
      const bytes =
        HEADER +
        code.packBlocks(plain, size, blockSize, itemSize, isSplit, shuffled, seen, out + HEADER, HEADER);
      const flags = LZ4 | (itemSize > 1 ? SHUFFLED : 0) | (isSplit ? 0 : NOT_SPLIT);
      head.setUint32(0, 2 | (1 << 8) | (flags << 16) | (itemSize << 24), true); // versions of the container and of LZ4
      head.setUint32(4, size, true);
      head.setUint32(8, blockSize, true);
      head.setUint32(12, bytes, true);
      return new Uint8Array(memory.buffer, out, bytes);
    },
  };
}

/** Planes, rows and columns of an array of up to three dimensions. */
function three(numbers: readonly number[], missing = 1): [number, number, number] {
  const [x = missing, y = missing, p = missing] = [...numbers].reverse();
  return [p, y, x];
}

/** Blocks of one size, where that is possible. */
function blockSizeOf(size: number, itemSize: number): number {
  const fewest = Math.ceil(size / BLOCK);
  for (let n = fewest; n < 2 * fewest; n++) if (size % (n * itemSize) === 0) return size / n;
  return Math.min(size, BLOCK);
}

function fillEmpty(bytes: Uint8Array, type: string): void {
  const { buffer, byteOffset, length } = bytes;
  if (type === 'f4') new Float32Array(buffer, byteOffset, length / 4).fill(Number.NaN);
  else if (type === 'f8') new Float64Array(buffer, byteOffset, length / 8).fill(Number.NaN);
  else bytes.fill(0);
}
