import { assertChecksum } from './checksum.ts';
import { Damage, Fields } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';

/* Version 2 B-trees (HDF5 file format, III.A.2): records of one size in nodes of one size. */

const PREFIX = 6; // signature, version, type
const OVERHEAD = PREFIX + 4; // and the checksum
const MAX_DEPTH = 32;

/**
 * Every record of a tree, in order.
 * @throws {Damage} when a checksum does not fit or a node is met twice
 */
export function readBtree2(
  file: H5Bytes,
  address: number,
  visit: (record: Fields, size: number) => void,
): void {
  const size = 22 + file.offsetSize + file.lengthSize;
  const header = file.fields(address, size).signature('BTHD').skip(2);
  assertChecksum(header.bytes, 'a B-tree');
  const nodeSize = header.u32();
  const recordSize = header.u16();
  const depth = header.u16();
  header.skip(2);
  const root = file.address(header);
  const rootCount = header.u16();
  if (recordSize === 0 || nodeSize < OVERHEAD || depth > MAX_DEPTH) throw new Damage('a B-tree has no sense');
  if (root === undefined) return;
  const leafMost = Math.floor((nodeSize - OVERHEAD) / recordSize);
  const countSize = bytesFor(leafMost);
  // How many records there may be below a node of each depth decides how many bytes count them.
  const totalSizes = [0];
  for (let d = 1, most = leafMost; d <= depth; d++) {
    const pointer = file.offsetSize + countSize + totalSizes[d - 1];
    const here = Math.floor((nodeSize - OVERHEAD - pointer) / (recordSize + pointer));
    most = (here + 1) * most + here;
    totalSizes.push(bytesFor(most));
  }
  const seen = new Set<number>();
  const node = (at: number, count: number, d: number): void => {
    if (seen.has(at)) throw new Damage('a B-tree leads back into itself');
    seen.add(at);
    const pointer = file.offsetSize + countSize + (d > 0 ? totalSizes[d - 1] : 0);
    const used = OVERHEAD + count * recordSize + (d > 0 ? (count + 1) * pointer : 0);
    if (used > nodeSize) throw new Damage('a node of a B-tree holds more than fits');
    const block = file.block(at, used);
    assertChecksum(block, 'a B-tree node');
    const records = new Fields(block).signature(d > 0 ? 'BTIN' : 'BTLF').skip(2);
    if (d === 0) {
      for (let k = 0; k < count; k++) visit(new Fields(records.take(recordSize)), recordSize);
      return;
    }
    const own = Array.from({ length: count }, () => records.take(recordSize));
    const children = Array.from({ length: count + 1 }, () => {
      const child = { address: file.place(records), count: records.count(countSize) };
      records.skip(totalSizes[d - 1]);
      return child;
    });
    file.announce(
      children.map((child) => child.address),
      nodeSize,
    );
    children.forEach((child, k) => {
      node(child.address, child.count, d - 1);
      if (k < count) visit(new Fields(own[k]), recordSize);
    });
  };
  node(root, rootCount, depth);
}

/** Bytes that hold a number. */
export function bytesFor(most: number): number {
  return Math.floor(Math.floor(Math.log2(Math.max(1, most))) / 8) + 1;
}
