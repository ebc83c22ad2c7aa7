import type { ByteSource } from './byte-source.ts';
import { encodeObjectHeader, MESSAGE, type Message, pad8 } from './object-header.ts';

/* Old-style groups (HDF5 file format, III.A-III.D): a B-tree over symbol nodes, with the names in a local heap. */

const UNDEFINED = 0xffffffffffffffffn;

/** Sizes of group nodes as the superblock states them. */
export interface GroupSizes {
  readonly leafK: number;
  readonly internalK: number;
}

/** Name and object header address of each member. */
export type Links = Map<string, number>;

export function readGroup(source: ByteSource, symbolTable: Buffer): Links | undefined {
  const btree = Number(symbolTable.readBigUInt64LE(0));
  const heap = source.read(Number(symbolTable.readBigUInt64LE(8)), 32);
  if (heap.toString('latin1', 0, 4) !== 'HEAP') return undefined;
  const names = source.read(Number(heap.readBigUInt64LE(24)), Number(heap.readBigUInt64LE(8)));
  const links: Links = new Map();
  const visit = (address: number, depth: number): boolean => {
    if (depth > 16) return false;
    const start = source.read(address, 8);
    const count = start.readUInt16LE(6);
    const kind = start.toString('latin1', 0, 4);
    if (kind === 'SNOD') {
      const entries = source.read(address + 8, 40 * count);
      for (let i = 0; i < count; i++) {
        const offset = Number(entries.readBigUInt64LE(40 * i));
        const end = names.indexOf(0, offset);
        links.set(names.toString('utf8', offset, end), Number(entries.readBigUInt64LE(40 * i + 8)));
      }
      return true;
    }
    if (kind !== 'TREE') return false;
    const children = source.read(address + 24, 16 * count + 8);
    for (let i = 0; i < count; i++) {
      if (!visit(Number(children.readBigUInt64LE(8 + 16 * i)), depth + 1)) return false;
    }
    return true;
  };
  return visit(btree, 0) ? links : undefined;
}

export interface EncodedGroup {
  readonly bytes: Buffer;
  readonly headerAddress: number;
  readonly btreeAddress: number;
  readonly heapAddress: number;
}

/** Lay a group out at `address`: heap, symbol nodes, B-tree and, last, its object header. */
export function encodeGroup(
  address: number,
  links: Links,
  attributes: readonly Message[],
  sizes: GroupSizes,
): EncodedGroup {
  const names = [...links.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const offsets = new Map<string, number>();
  const heapParts: Buffer[] = [Buffer.alloc(8)];
  let heapSize = 8;
  for (const name of names) {
    const text = pad8(Buffer.from(`${name}\0`, 'utf8'));
    offsets.set(name, heapSize);
    heapParts.push(text);
    heapSize += text.length;
  }
  const parts: Buffer[] = [];
  let at = address;
  const put = (bytes: Buffer): number => {
    const here = at;
    parts.push(bytes);
    at += bytes.length;
    return here;
  };
  const heapData = put(Buffer.concat(heapParts));
  const heap = Buffer.alloc(32);
  heap.write('HEAP', 0, 'latin1');
  heap.writeBigUInt64LE(BigInt(heapSize), 8);
  heap.writeBigUInt64LE(1n, 16); // no free block
  heap.writeBigUInt64LE(BigInt(heapData), 24);
  const heapAddress = put(heap);

  const perLeaf = 2 * sizes.leafK;
  const leaves: { address: number; last: number }[] = [];
  for (let i = 0; i < Math.max(names.length, 1); i += perLeaf) {
    const members = names.slice(i, i + perLeaf);
    const node = Buffer.alloc(8 + 40 * perLeaf);
    node.write('SNOD', 0, 'latin1');
    node[4] = 1;
    node.writeUInt16LE(members.length, 6);
    members.forEach((name, k) => {
      node.writeBigUInt64LE(BigInt(offsets.get(name)!), 8 + 40 * k);
      node.writeBigUInt64LE(BigInt(links.get(name)!), 16 + 40 * k);
    });
    leaves.push({ address: put(node), last: members.length > 0 ? offsets.get(members.at(-1)!)! : 0 });
  }
  const tree = Buffer.alloc(24 + 8 * (2 * sizes.internalK + 1) + 16 * sizes.internalK);
  tree.write('TREE', 0, 'latin1');
  tree.writeUInt16LE(names.length === 0 ? 0 : leaves.length, 6);
  tree.writeBigUInt64LE(UNDEFINED, 8);
  tree.writeBigUInt64LE(UNDEFINED, 16);
  leaves.forEach((leaf, i) => {
    tree.writeBigUInt64LE(BigInt(leaf.address), 32 + 16 * i);
    tree.writeBigUInt64LE(BigInt(leaf.last), 40 + 16 * i);
  });
  const btreeAddress = put(tree);
  const table = Buffer.alloc(16);
  table.writeBigUInt64LE(BigInt(btreeAddress), 0);
  table.writeBigUInt64LE(BigInt(heapAddress), 8);
  const headerAddress = put(
    encodeObjectHeader([{ type: MESSAGE.symbolTable, flags: 0, data: table }, ...attributes]),
  );
  return { bytes: Buffer.concat(parts), headerAddress, btreeAddress, heapAddress };
}
