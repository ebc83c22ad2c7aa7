import type { GroupSizes } from './group.ts';

/* Superblock version 0 (HDF5 file format, II.A), as h5py writes by default. Its 96 bytes name the root group. */

export const SUPERBLOCK_SIZE = 96;
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const UNDEFINED = 0xffffffffffffffffn;

export interface Superblock {
  readonly sizes: GroupSizes;
  /** first byte behind everything the file refers to */
  readonly endOfFile: number;
  readonly rootHeader: number;
  readonly rootBtree: number;
  readonly rootHeap: number;
}

export function isHdf5(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.subarray(0, 8).equals(SIGNATURE);
}

/** @returns undefined for other versions, offset sizes or a user block */
export function decodeSuperblock(bytes: Buffer): Superblock | undefined {
  if (!isHdf5(bytes) || bytes[8] !== 0 || bytes[13] !== 8 || bytes[14] !== 8) return undefined;
  if (bytes.readBigUInt64LE(24) !== 0n) return undefined;
  return {
    sizes: { leafK: bytes.readUInt16LE(16), internalK: bytes.readUInt16LE(18) },
    endOfFile: Number(bytes.readBigUInt64LE(40)),
    rootHeader: Number(bytes.readBigUInt64LE(64)),
    rootBtree: Number(bytes.readBigUInt64LE(80)),
    rootHeap: Number(bytes.readBigUInt64LE(88)),
  };
}

export function encodeSuperblock(superblock: Superblock): Buffer {
  const out = Buffer.alloc(SUPERBLOCK_SIZE);
  SIGNATURE.copy(out, 0);
  out[13] = 8;
  out[14] = 8;
  out.writeUInt16LE(superblock.sizes.leafK, 16);
  out.writeUInt16LE(superblock.sizes.internalK, 18);
  out.writeBigUInt64LE(UNDEFINED, 32);
  out.writeBigUInt64LE(BigInt(superblock.endOfFile), 40);
  out.writeBigUInt64LE(UNDEFINED, 48);
  out.writeBigUInt64LE(BigInt(superblock.rootHeader), 64);
  out.writeUInt32LE(1, 72); // the scratch pad below caches the root's B-tree and heap
  out.writeBigUInt64LE(BigInt(superblock.rootBtree), 80);
  out.writeBigUInt64LE(BigInt(superblock.rootHeap), 88);
  return out;
}
