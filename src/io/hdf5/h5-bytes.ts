import type { ByteRange, ByteSource } from '../bytes/byte-source.ts';
import { Damage, Fields } from './fields.ts';

/** Bytes of metadata that no block of a sound file exceeds. */
const MAX_BLOCK = 64 << 20;

/** The bytes of an HDF5 file as its own addresses count them: from the superblock on, behind a user block if there is one. */
export class H5Bytes {
  readonly source: ByteSource;
  /** where the superblock stands; all addresses count from here */
  readonly base: number;
  /** bytes of an address and of a length */
  readonly offsetSize: number;
  readonly lengthSize: number;

  constructor(source: ByteSource, base: number, offsetSize: number, lengthSize: number) {
    this.source = source;
    this.base = base;
    this.offsetSize = offsetSize;
    this.lengthSize = lengthSize;
  }

  /** bytes from the superblock to the end of the file */
  get size(): number {
    return this.source.size - this.base;
  }

  /** A block of metadata. @throws {Damage} when it lies outside the file or is absurdly large */
  block(address: number, size: number): Uint8Array {
    this.assertInside(address, size);
    if (size > MAX_BLOCK) throw new Damage(`a block of ${size} bytes of metadata is too large`);
    return this.source.read(this.base + address, size);
  }

  fields(address: number, size: number): Fields {
    return new Fields(this.block(address, size));
  }

  /** As much of a block as there is before the end of the file. */
  upTo(address: number, size: number): Fields {
    this.assertInside(address, 0);
    return this.fields(address, Math.min(size, this.size - address));
  }

  assertInside(address: number, size: number): void {
    const isInside = address >= 0 && size >= 0 && address + size <= this.size;
    if (isInside && Number.isInteger(address) && Number.isInteger(size)) return;
    throw new Damage(`bytes ${address} to ${address + size} lie outside the file of ${this.size}`);
  }

  /** Ask for blocks that will be read soon, so that they come together where they have to be fetched. */
  announce(addresses: readonly number[], size: number): void {
    const ranges: ByteRange[] = [];
    for (const address of addresses) {
      const start = this.base + address;
      if (address >= 0 && start < this.source.size)
        ranges.push({ start, end: Math.min(this.source.size, start + size) });
    }
    this.source.require(ranges);
  }

  /** An address in a block of fields; undefined = nothing there. */
  address(fields: Fields): number | undefined {
    const value = fields.uint(this.offsetSize);
    if (value !== undefined && !Number.isSafeInteger(value)) throw new Damage('an address is out of range');
    return value;
  }

  /** An address that must be there. */
  place(fields: Fields): number {
    const value = this.address(fields);
    if (value === undefined) throw new Damage('an address is missing');
    return value;
  }

  length(fields: Fields): number {
    return fields.count(this.lengthSize);
  }
}
