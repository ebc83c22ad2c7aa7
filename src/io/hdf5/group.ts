import { readBtree2 } from './btree2.ts';
import { Block, Damage, decodeText, encodeText, Fields, pad8, Unsupported } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';
import { FractalHeap, readLocalHeap } from './heaps.ts';
import { encodeObjectHeader, MESSAGE, type Message } from './object-header.ts';

/*
 * Groups (HDF5 file format, III.A-D, IV.A.2): old ones keep a B-tree over symbol nodes with the names in a local heap, new
 * ones link messages, which large groups keep in a fractal heap.
 */

/** Sizes of group nodes as the superblock states them. */
export interface GroupSizes {
  readonly leafK: number;
  readonly internalK: number;
}

/** Where a name leads: the header of an object, another name, or an object of another file. */
export type Link =
  | { readonly kind: 'hard'; readonly address: number }
  | { readonly kind: 'soft'; readonly path: string }
  | { readonly kind: 'external'; readonly file: string; readonly path: string };

export type Links = ReadonlyMap<string, Link>;

const MAX_DEPTH = 32;
const SOFT_ENTRY = 2;

/** The members of a group; undefined when the messages are not those of a group. */
export function readLinks(file: H5Bytes, messages: readonly Message[]): Links | undefined {
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (table !== undefined) return readSymbolTable(file, table.data);
  const isGroup = messages.some(
    ({ type }) => type === MESSAGE.linkInfo || type === MESSAGE.link || type === MESSAGE.groupInfo,
  );
  if (!isGroup) return undefined;
  const links = new Map<string, Link>();
  for (const { type, data } of messages) {
    if (type === MESSAGE.link) addLink(file, links, data);
    if (type === MESSAGE.linkInfo) readDense(file, links, data);
  }
  return links;
}

function readSymbolTable(file: H5Bytes, table: Uint8Array): Links {
  const fields = new Fields(table);
  const btree = file.place(fields);
  const name = readLocalHeap(file, file.place(fields));
  const links = new Map<string, Link>();
  const seen = new Set<number>();
  const { offsetSize, lengthSize } = file;
  const visit = (address: number, depth: number): void => {
    if (depth > MAX_DEPTH || seen.has(address))
      throw new Damage('the B-tree of a group leads back into itself');
    seen.add(address);
    const start = file.fields(address, 8);
    const count = new Fields(start.bytes, 6).u16();
    if (start.bytes[0] === 0x53) {
      start.signature('SNOD');
      const entrySize = 2 * offsetSize + 24;
      const entries = file.fields(address + 8, entrySize * count);
      for (let i = 0; i < count; i++) {
        entries.at = entrySize * i;
        const text = name(entries.count(offsetSize));
        const header = file.address(entries);
        const isSoft = entries.u32() === SOFT_ENTRY;
        if (isSoft) links.set(text, { kind: 'soft', path: name(entries.skip(4).u32()) });
        else if (header !== undefined) links.set(text, { kind: 'hard', address: header });
      }
      return;
    }
    start.signature('TREE');
    const children = file.fields(address + 8 + 2 * offsetSize, count * (lengthSize + offsetSize));
    const addresses = Array.from({ length: count }, () => file.place(children.skip(lengthSize)));
    file.announce(addresses, 8 + 8 * (2 * offsetSize + 24));
    for (const child of addresses) visit(child, depth + 1);
  };
  visit(btree, 0);
  return links;
}

function readDense(file: H5Bytes, links: Map<string, Link>, info: Uint8Array): void {
  const fields = new Fields(info).skip(1);
  if ((fields.u8() & 1) !== 0) fields.skip(8); // order of creation
  const heapAddress = file.address(fields);
  const names = file.address(fields);
  if (heapAddress === undefined || names === undefined) return;
  const heap = new FractalHeap(file, heapAddress);
  readBtree2(file, names, (record) => addLink(file, links, heap.object(record.skip(4)))); // behind the hash of the name
}

const SOFT = 1;
const EXTERNAL = 64;

function addLink(file: H5Bytes, links: Map<string, Link>, message: Uint8Array): void {
  const fields = new Fields(message);
  const version = fields.u8();
  if (version !== 1) throw new Unsupported(`link version ${version}`);
  const flags = fields.u8();
  const kind = (flags & 8) !== 0 ? fields.u8() : 0;
  fields.skip(((flags & 4) !== 0 ? 8 : 0) + ((flags & 16) !== 0 ? 1 : 0)); // order of creation, character set
  const name = decodeText(fields.take(fields.count(1 << (flags & 3))));
  if (kind === 0) links.set(name, { kind: 'hard', address: file.place(fields) });
  else if (kind === SOFT) links.set(name, { kind: 'soft', path: decodeText(fields.take(fields.u16())) });
  else if (kind === EXTERNAL) {
    const target = new Fields(fields.take(fields.u16()), 1);
    links.set(name, { kind: 'external', file: target.text(), path: target.text() });
  } else throw new Unsupported(`link type ${kind}`);
}

export interface EncodedGroup {
  readonly bytes: Uint8Array;
  readonly headerAddress: number;
  readonly btreeAddress: number;
  readonly heapAddress: number;
}

/** Lay an old-style group out at `address`: heap, symbol nodes, B-tree and, last, its object header. */
export function encodeGroup(
  address: number,
  links: Links,
  attributes: readonly Message[],
  sizes: GroupSizes,
): EncodedGroup {
  const names = [...links.keys()].map((name) => ({ name, bytes: encodeText(name) }));
  names.sort((a, b) => compareBytes(a.bytes, b.bytes));
  const heapData = new Block().zeros(8);
  const putText = (text: Uint8Array) => {
    const offset = heapData.length;
    heapData.raw(text).u8(0).pad8();
    return offset;
  };
  const members = names.map(({ name, bytes }) => {
    const link = links.get(name)!;
    if (link.kind === 'external') throw new Unsupported(`external link ${name} in an old-style group`);
    const offset = putText(bytes);
    return { offset, link, value: link.kind === 'soft' ? putText(encodeText(link.path)) : 0 };
  });
  const out = new Block();
  const put = (bytes: Uint8Array): number => {
    const here = address + out.length;
    out.raw(bytes);
    return here;
  };
  const data = put(heapData.done());
  // 1 = no free block
  const heap = new Block().latin1('HEAP').u32(0).u64(heapData.length, 1, data);
  const heapAddress = put(heap.done());

  const perLeaf = 2 * sizes.leafK;
  const leaves: { address: number; last: number }[] = [];
  for (let i = 0; i < Math.max(members.length, 1); i += perLeaf) {
    const part = members.slice(i, i + perLeaf);
    const node = new Block().latin1('SNOD').u8(1, 0).u16(part.length);
    for (const { offset, link, value } of part) {
      node.u64(offset);
      if (link.kind === 'hard') node.u64(link.address).zeros(24);
      else node.u64(undefined).u32(SOFT_ENTRY, 0, value).zeros(12);
    }
    node.zeros(40 * (perLeaf - part.length));
    leaves.push({ address: put(node.done()), last: part.at(-1)?.offset ?? 0 });
  }
  const btreeAddress = encodeTree(leaves, sizes.internalK, put, () => address + out.length);
  const table = new Block().u64(btreeAddress, heapAddress).done();
  const messages = [{ type: MESSAGE.symbolTable, flags: 0, data: table }, ...attributes];
  const headerAddress = put(pad8(encodeObjectHeader(messages)));
  return { bytes: out.done(), headerAddress, btreeAddress, heapAddress };
}

/** The B-tree over symbol nodes, level by level. @returns the address of its root */
function encodeTree(
  leaves: readonly { readonly address: number; readonly last: number }[],
  internalK: number,
  put: (bytes: Uint8Array) => number,
  next: () => number,
): number {
  const treeSize = 24 + 8 * (2 * internalK + 1) + 16 * internalK;
  let children = leaves;
  for (let level = 0; ; level++) {
    const nodes: { address: number; last: number }[] = [];
    for (let i = 0; i < children.length; i += 2 * internalK) {
      const part = children.slice(i, i + 2 * internalK);
      const isLast = i + part.length === children.length;
      // A tree of one empty node has no children: a group without members.
      const count = part.every(({ last }) => last === 0) && leaves.length === 1 ? 0 : part.length;
      const node = new Block().latin1('TREE').u8(0, level).u16(count);
      node.u64(nodes.at(-1)?.address, isLast ? undefined : next() + treeSize);
      node.u64(i === 0 ? 0 : children[i - 1].last);
      for (const { address, last } of part) node.u64(address, last);
      nodes.push({ address: put(node.zeros(treeSize - node.length).done()), last: part.at(-1)!.last });
    }
    if (nodes.length === 1) return nodes[0].address;
    children = nodes;
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let k = 0; k < a.length && k < b.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return a.length - b.length;
}
