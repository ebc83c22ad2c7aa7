import { bloscPacker } from './blosc-packer.ts';
import { lz4Packer } from './lz4-packer.ts';
import type { ZarrPacking } from './metadata.ts';
import type { ChunkPacker } from './packer.ts';

/** @param slabBytes of slabs, and `chunkBytes` of chunks, at most */
export function chunkPacker(
  packing: ZarrPacking | undefined,
  slabBytes: number,
  chunkBytes: number,
): ChunkPacker {
  return packing === 'lz4' ? lz4Packer(slabBytes, chunkBytes) : bloscPacker('zstd');
}
