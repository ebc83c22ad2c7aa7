import type { ByteSource } from '../bytes/byte-source.ts';
import { assertChecksum } from './checksum.ts';
import { Block, Damage, Fields, Unsupported } from './fields.ts';
import type { GroupSizes } from './group.ts';
import { H5Bytes } from './h5-bytes.ts';

/* Superblocks (HDF5 file format, II.A): version 0 and 1 of h5py's default, 2 and 3 of `libver="latest"`. */

export const SUPERBLOCK_SIZE = 96;
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export interface Superblock {
  readonly version: number;
  /** first byte behind everything the file refers to, a user block included */
  readonly endOfFile: number;
  readonly rootHeader: number;
  /** of version 0 and 1 */
  readonly sizes: GroupSizes;
}

/** Where the superblock stands: at the beginning, or behind a user block of 512, 1024, 2048... bytes. */
export function findSuperblock(source: ByteSource): number | undefined {
  for (let at = 0; at + 8 <= source.size; at = at === 0 ? 512 : 2 * at) {
    const start = source.read(at, 8);
    if (SIGNATURE.every((byte, k) => start[k] === byte)) return at;
  }
  return undefined;
}

export function readSuperblock(
  source: ByteSource,
  base: number,
): { readonly bytes: H5Bytes; readonly superblock: Superblock } {
  const size = Math.min(SUPERBLOCK_SIZE + 8, source.size - base);
  const fields = new Fields(source.read(base, size)).skip(8);
  const version = fields.u8();
  if (version > 3) throw new Unsupported(`superblock version ${version}`);
  if (version >= 2) {
    const bytes = new H5Bytes(source, base, fields.u8(), fields.u8());
    assertSizes(bytes);
    fields.skip(1 + 2 * bytes.offsetSize); // consistency flags, base address, extension
    const endOfFile = bytes.place(fields);
    const rootHeader = bytes.place(fields);
    assertChecksum(fields.bytes.subarray(0, fields.at + 4), 'the superblock');
    return { bytes, superblock: { version, endOfFile, rootHeader, sizes: { leafK: 4, internalK: 16 } } };
  }
  fields.skip(4);
  const bytes = new H5Bytes(source, base, fields.u8(), fields.u8());
  assertSizes(bytes);
  fields.skip(1);
  const sizes = { leafK: fields.u16(), internalK: fields.u16() };
  fields.skip(version === 1 ? 8 : 4);
  fields.skip(2 * bytes.offsetSize); // base address, free space
  const endOfFile = bytes.place(fields);
  fields.skip(2 * bytes.offsetSize); // driver information, name of the root
  return { bytes, superblock: { version, endOfFile, rootHeader: bytes.place(fields), sizes } };
}

function assertSizes({ offsetSize, lengthSize }: H5Bytes): void {
  if (![offsetSize, lengthSize].every((size) => size === 2 || size === 4 || size === 8))
    throw new Damage(`addresses of ${offsetSize} and lengths of ${lengthSize} bytes cannot be`);
}

/** A version 0 superblock; its scratch pad caches the B-tree and the heap of the root group. */
export function encodeSuperblock(superblock: {
  readonly sizes: GroupSizes;
  readonly endOfFile: number;
  readonly rootHeader: number;
  readonly rootBtree: number;
  readonly rootHeap: number;
}): Uint8Array {
  const { sizes, endOfFile, rootHeader, rootBtree, rootHeap } = superblock;
  return new Block()
    .u8(...SIGNATURE, 0, 0, 0, 0, 0, 8, 8, 0)
    .u16(sizes.leafK)
    .u16(sizes.internalK)
    .u32(0)
    .u64(0, undefined, endOfFile, undefined)
    .u64(0, rootHeader)
    .u32(1, 0)
    .u64(rootBtree, rootHeap)
    .done();
}
