import { readBtree2 } from './btree2.ts';
import { assertChecksum } from './checksum.ts';
import { Block, Damage, Fields } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';
import type { StoredChunk } from './types.ts';

/* Where the chunks of a dataset are: six kinds of index (HDF5 file format, III.A.1, III.A.2, VII.A-E). */

/** A chunk in the file. */
export interface FoundChunk {
  readonly address: number;
  readonly size: number;
  /** bit i set = filter i was skipped */
  readonly mask: number;
}

export type IndexKind = 'btree1' | 'single' | 'implicit' | 'fixed-array' | 'extensible-array' | 'btree2';

/** How the chunks of a dataset lie and are found. */
export interface ChunkLayout {
  readonly kind: IndexKind;
  /** undefined = nothing was ever written */
  readonly address: number | undefined;
  readonly shape: readonly number[];
  /** chunks per axis, and as many as there may be; undefined = without limit */
  readonly counts: readonly number[];
  readonly mostCounts: readonly (number | undefined)[];
  /** extent per axis, and bytes before filters */
  readonly chunkShape: readonly number[];
  readonly chunkBytes: number;
  readonly isFiltered: boolean;
  /** of a single chunk that is filtered */
  readonly single?: { readonly size: number; readonly mask: number };
  /** largest number of elements in a page of an array index: 2 to this power */
  readonly pageBits?: number;
}

/** Chunks by their row-major number among all chunks of the dataset. */
export type ChunkIndex = ReadonlyMap<number, FoundChunk>;

const MAX_DEPTH = 32;

export function readChunkIndex(file: H5Bytes, layout: ChunkLayout): ChunkIndex {
  const { address, kind } = layout;
  const index = new Map<number, FoundChunk>();
  if (address === undefined) return index;
  const add = (place: readonly number[], chunk: FoundChunk): void => {
    let number = 0;
    for (let k = 0; k < place.length; k++) {
      if (!(place[k] >= 0 && place[k] < layout.counts[k])) return; // left over from a larger extent
      number = number * layout.counts[k] + place[k];
    }
    index.set(number, chunk);
  };
  if (kind === 'btree1') readBtree1(file, layout, address, add);
  else if (kind === 'single') {
    const { size, mask } = layout.single ?? { size: layout.chunkBytes, mask: 0 };
    index.set(0, { address, size, mask });
  } else if (kind === 'implicit') {
    const total = product(layout.counts);
    file.assertInside(address, total * layout.chunkBytes);
    const most = bounded(layout.mostCounts);
    for (let number = 0; number < total; number++) {
      const at = linear(placeOf(number, layout.counts), most);
      index.set(number, { address: address + at * layout.chunkBytes, size: layout.chunkBytes, mask: 0 });
    }
  } else if (kind === 'fixed-array') readFixedArray(file, layout, address, add);
  else if (kind === 'extensible-array') readExtensibleArray(file, layout, address, add);
  else readChunkBtree2(file, layout, address, add);
  return index;
}

type Add = (place: readonly number[], chunk: FoundChunk) => void;

export function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}

function bounded(counts: readonly (number | undefined)[]): number[] {
  return counts.map((n) => {
    if (n === undefined) throw new Damage('a chunk index does not fit the extent of its dataset');
    return n;
  });
}

/** Place of a chunk among the others, per axis, from its row-major number. */
export function placeOf(number: number, counts: readonly number[]): number[] {
  const out = new Array<number>(counts.length);
  let rest = number;
  for (let k = counts.length - 1; k >= 0; k--) {
    out[k] = rest % counts[k];
    rest = Math.floor(rest / counts[k]);
  }
  return out;
}

/** Row-major number of a place among `counts`. */
export function linear(place: readonly number[], counts: readonly number[]): number {
  return place.reduce((number, p, k) => number * counts[k] + p, 0);
}

/** A version 1 B-tree from offsets of chunks to addresses. */
function readBtree1(file: H5Bytes, layout: ChunkLayout, root: number, add: Add): void {
  const { chunkShape } = layout;
  const rank = chunkShape.length;
  const keySize = 8 + 8 * (rank + 1);
  const entrySize = keySize + file.offsetSize;
  const headSize = 8 + 2 * file.offsetSize;
  const seen = new Set<number>();
  const visit = (address: number, depth: number): void => {
    if (depth > MAX_DEPTH || seen.has(address)) throw new Damage('a chunk index leads back into itself');
    seen.add(address);
    const head = file.fields(address, headSize).signature('TREE');
    if (head.u8() !== 1) throw new Damage('a chunk index is no index of chunks');
    const level = head.u8();
    const count = head.u16();
    const body = file.fields(address + headSize, count * entrySize);
    const children: number[] = [];
    for (let i = 0; i < count; i++) {
      body.at = i * entrySize;
      const size = body.u32();
      const mask = body.u32();
      if (level > 0) children.push(file.place(body.skip(8 * (rank + 1))));
      else {
        const place = chunkShape.map((extent) => body.count(8) / extent);
        if (!place.every(Number.isInteger)) throw new Damage('a chunk stands at no place for chunks');
        add(place, { address: file.place(body.skip(8)), size, mask });
      }
    }
    file.announce(children, headSize + 64 * entrySize);
    for (const child of children) visit(child, depth + 1);
  };
  visit(root, 0);
}

/** Elements of the array indexes: an address, and for filtered chunks size and mask. */
function elementReader(
  file: H5Bytes,
  layout: ChunkLayout,
  elementSize: number,
): (fields: Fields) => FoundChunk | undefined {
  const sizeBytes = elementSize - file.offsetSize - 4;
  if (layout.isFiltered ? !(sizeBytes >= 1 && sizeBytes <= 8) : elementSize !== file.offsetSize)
    throw new Damage('the elements of a chunk index have no sense');
  return (fields) => {
    const address = file.address(fields);
    const size = layout.isFiltered ? fields.uint(sizeBytes) : layout.chunkBytes;
    const mask = layout.isFiltered ? fields.u32() : 0;
    return address === undefined || size === undefined ? undefined : { address, size, mask };
  };
}

function bit(bits: Uint8Array, k: number): boolean {
  return (bits[k >> 3] & (0x80 >> (k & 7))) !== 0;
}

function readFixedArray(file: H5Bytes, layout: ChunkLayout, address: number, add: Add): void {
  const { offsetSize, lengthSize } = file;
  const header = file
    .fields(address, 12 + lengthSize + offsetSize)
    .signature('FAHD')
    .skip(2);
  assertChecksum(header.bytes, 'a chunk index');
  const elementSize = header.u8();
  const perPage = 2 ** header.u8();
  const total = file.length(header);
  const at = file.address(header);
  const most = bounded(layout.mostCounts);
  if (total !== product(most)) throw new Damage('a chunk index does not fit the extent of its dataset');
  if (at === undefined) return;
  const element = elementReader(file, layout, elementSize);
  const put = (fields: Fields, number: number): void => {
    const chunk = element(fields);
    if (chunk !== undefined) add(placeOf(number, most), chunk);
  };
  const prefix = 6 + offsetSize;
  if (total <= perPage) {
    const block = file.block(at, prefix + total * elementSize + 4);
    assertChecksum(block, 'a chunk index');
    const fields = new Fields(block).signature('FADB').skip(2 + offsetSize);
    for (let number = 0; number < total; number++) put(fields, number);
    return;
  }
  const pages = Math.ceil(total / perPage);
  const headSize = prefix + Math.ceil(pages / 8) + 4;
  const head = file
    .fields(at, headSize)
    .signature('FADB')
    .skip(2 + offsetSize);
  assertChecksum(head.bytes, 'a chunk index');
  const filled = head.take(Math.ceil(pages / 8));
  for (let page = 0; page < pages; page++) {
    if (!bit(filled, page)) continue;
    const first = page * perPage;
    const count = Math.min(perPage, total - first);
    const fields = pageOf(file, at + headSize + page * (perPage * elementSize + 4), count * elementSize);
    for (let k = 0; k < count; k++) put(fields, first + k);
  }
}

function pageOf(file: H5Bytes, address: number, size: number): Fields {
  const block = file.block(address, size + 4);
  assertChecksum(block, 'a page of a chunk index');
  return new Fields(block);
}

/** Grows along one axis without limit: that axis counts slowest. */
function readExtensibleArray(file: H5Bytes, layout: ChunkLayout, address: number, add: Add): void {
  const { offsetSize, lengthSize } = file;
  const header = file
    .fields(address, 16 + 6 * lengthSize + offsetSize)
    .signature('EAHD')
    .skip(2);
  assertChecksum(header.bytes, 'a chunk index');
  const elementSize = header.u8();
  const bits = header.u8();
  const inIndex = header.u8();
  const smallest = header.u8();
  const leastPointers = header.u8();
  const perPage = 2 ** header.u8();
  header.skip(4 * lengthSize);
  const used = file.length(header); // one more than the highest element that was set
  header.skip(lengthSize);
  const indexBlock = file.address(header);
  if (indexBlock === undefined) return;
  const isSound = bits <= 64 && smallest > 0 && leastPointers > 1 && bits >= Math.log2(smallest);
  if (!isSound) throw new Damage('a chunk index has no sense');
  const element = elementReader(file, layout, elementSize);
  const axis = layout.mostCounts.indexOf(undefined);
  const others = bounded(layout.mostCounts.filter((_, k) => k !== axis));
  const put = (fields: Fields, number: number): void => {
    const chunk = element(fields);
    if (chunk === undefined) return;
    const rest = product(others);
    const place = placeOf(number % rest, others);
    place.splice(Math.max(0, axis), 0, Math.floor(number / rest));
    add(place, chunk);
  };
  const superBlocks = 1 + bits - Math.log2(smallest);
  const firstSuper = 2 * Math.log2(leastPointers); // those before it have their data blocks named in the index block
  const dataPointers = 2 * (leastPointers - 1);
  const superPointers = Math.max(0, superBlocks - firstSuper);
  const offsetBytes = Math.ceil(bits / 8);
  const size = 6 + offsetSize + inIndex * elementSize + (dataPointers + superPointers) * offsetSize + 4;
  const block = file.block(indexBlock, size);
  assertChecksum(block, 'a chunk index');
  const fields = new Fields(block).signature('EAIB').skip(2 + offsetSize);
  for (let k = 0; k < inIndex; k++) put(fields, k);

  const dataBlock = (at: number, first: number, count: number, filled?: (page: number) => boolean): void => {
    const prefix = 6 + offsetSize + offsetBytes;
    if (filled === undefined) {
      const data = file.block(at, prefix + count * elementSize + 4);
      assertChecksum(data, 'a chunk index');
      const elements = new Fields(data).signature('EADB').skip(2 + offsetSize + offsetBytes);
      for (let k = 0; k < count; k++) put(elements, first + k);
      return;
    }
    file.fields(at, prefix + 4).signature('EADB');
    for (let page = 0; page * perPage < count; page++) {
      if (!filled(page)) continue;
      const place = at + prefix + 4 + page * (perPage * elementSize + 4);
      const elements = pageOf(file, place, perPage * elementSize);
      for (let k = 0; k < perPage; k++) put(elements, first + page * perPage + k);
    }
  };
  let first = inIndex;
  const secondary: { at: number | undefined; first: number; blocks: number; count: number }[] = [];
  for (let s = 0; s < superBlocks && first < used; s++) {
    const blocks = 2 ** Math.floor(s / 2);
    const count = 2 ** Math.ceil(s / 2) * smallest;
    if (s < firstSuper) {
      for (let b = 0; b < blocks; b++) {
        const at = file.address(fields);
        if (at !== undefined) dataBlock(at, first + b * count, count);
      }
    } else secondary.push({ at: file.address(fields), first, blocks, count });
    first += blocks * count;
  }
  for (const { at, first, blocks, count } of secondary) {
    if (at === undefined) continue;
    const pages = count > perPage ? count / perPage : 0;
    const bitmap = blocks * Math.ceil(pages / 8);
    const prefix = 6 + offsetSize + offsetBytes;
    const superBlock = file.block(at, prefix + bitmap + blocks * offsetSize + 4);
    assertChecksum(superBlock, 'a chunk index');
    const entries = new Fields(superBlock).signature('EASB').skip(2 + offsetSize + offsetBytes);
    const filled = entries.take(bitmap); // a bit for every page of every block, one after another
    for (let b = 0; b < blocks; b++) {
      const data = file.address(entries);
      const isFilled = pages > 0 ? (page: number) => bit(filled, b * pages + page) : undefined;
      if (data !== undefined) dataBlock(data, first + b * count, count, isFilled);
    }
  }
}

function readChunkBtree2(file: H5Bytes, layout: ChunkLayout, address: number, add: Add): void {
  const rank = layout.chunkShape.length;
  readBtree2(file, address, (record, recordSize) => {
    const at = file.place(record);
    const sizeBytes = recordSize - file.offsetSize - 4 - 8 * rank;
    if (layout.isFiltered && !(sizeBytes >= 1 && sizeBytes <= 8))
      throw new Damage('the records of a chunk index have no sense');
    const size = layout.isFiltered ? record.count(sizeBytes) : layout.chunkBytes;
    const mask = layout.isFiltered ? record.u32() : 0;
    add(
      layout.chunkShape.map(() => record.count(8)),
      { address: at, size, mask },
    );
  });
}

const CHUNK_K = 32;

/** B-tree (version 1) over written chunks, to stand at `address`. @returns its bytes and the address of its root node */
export function encodeChunkIndex(
  address: number,
  chunks: readonly StoredChunk[],
  shape: readonly number[],
): { bytes: Uint8Array; root: number } {
  const rank = shape.length;
  const keySize = 8 + 8 * (rank + 1);
  const nodeSize = 24 + (2 * CHUNK_K + 1) * keySize + 2 * CHUNK_K * 8;
  const out = new Block();
  let level = 0;
  let nodes = [...chunks].sort((a, b) => compare(a.offset, b.offset));
  const end = { offset: shape, address: 0, size: 0, mask: 0 };
  do {
    const parents: StoredChunk[] = [];
    const firstNode = address + out.length;
    const count = Math.max(1, Math.ceil(nodes.length / (2 * CHUNK_K)));
    for (let n = 0; n < count; n++) {
      const members = nodes.slice(n * 2 * CHUNK_K, (n + 1) * 2 * CHUNK_K);
      const start = out.length;
      if (members.length > 0) parents.push({ ...members[0], address: address + start });
      out.latin1('TREE').u8(1, level).u16(members.length);
      out.u64(
        n > 0 ? firstNode + (n - 1) * nodeSize : undefined,
        n < count - 1 ? firstNode + (n + 1) * nodeSize : undefined,
      );
      const next = nodes[(n + 1) * 2 * CHUNK_K] ?? end;
      for (const member of members)
        out.u32(member.size, member.mask).u64(...member.offset, 0, member.address);
      out.u32(next.size, next.mask).u64(...next.offset, 0);
      out.zeros(start + nodeSize - out.length);
    }
    nodes = parents;
    level++;
  } while (nodes.length > 1);
  return { bytes: out.done(), root: address + out.length - nodeSize };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return 0;
}
