import { bytesFor, readBtree2 } from './btree2.ts';
import { Damage, Fields, Unsupported } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';

/* The three heaps of the format: names of old groups, text of any length, and what large new groups hold. */

const MAX_HEAP = 64 << 20;

/** A local heap (III.D): names of one old-style group, or of the files of external storage. */
export function readLocalHeap(file: H5Bytes, address: number): (offset: number) => string {
  const fields = file
    .fields(address, 8 + 2 * file.lengthSize + file.offsetSize)
    .signature('HEAP')
    .skip(4);
  const size = file.length(fields);
  file.length(fields); // the first free piece
  const data = file.block(file.place(fields), size);
  return (offset) => {
    if (!(offset < data.length)) throw new Damage('a name lies outside its heap');
    return new Fields(data, offset).text();
  };
}

/** Global heaps (III.E) hold text of any length, for attributes and datasets alike; each is read once. */
export class GlobalHeaps {
  private readonly file: H5Bytes;
  private readonly collections = new Map<number, Map<number, Uint8Array>>();

  constructor(file: H5Bytes) {
    this.file = file;
  }

  /** What a reference of an element points to: its length, a heap and an index in it. */
  object(reference: Fields): Uint8Array {
    const length = reference.u32();
    const address = this.file.address(reference);
    const index = reference.u32();
    if (length === 0 || address === 0 || address === undefined) return new Uint8Array(0);
    const found = this.collection(address).get(index);
    if (found === undefined) throw new Damage('text is not in the heap it should be in');
    return found.subarray(0, length);
  }

  private collection(address: number): Map<number, Uint8Array> {
    const known = this.collections.get(address);
    if (known !== undefined) return known;
    const { file } = this;
    const headSize = 8 + file.lengthSize;
    const size = file.length(file.fields(address, headSize).signature('GCOL').skip(4));
    if (size > MAX_HEAP) throw new Damage(`a heap of ${size} bytes is too large`);
    const fields = file.fields(address, size).skip(headSize);
    const objects = new Map<number, Uint8Array>();
    while (fields.left >= 8 + file.lengthSize) {
      const index = fields.u16();
      if (index === 0) break; // the free rest
      const bytes = file.length(fields.skip(6));
      objects.set(index, fields.take(bytes));
      fields.skip(Math.min(fields.left, (8 - (bytes % 8)) % 8));
    }
    this.collections.set(address, objects);
    return objects;
  }
}

/** A fractal heap (III.G): objects in blocks whose sizes double row by row. */
export class FractalHeap {
  private readonly file: H5Bytes;
  private readonly idSize: number;
  private readonly width: number;
  private readonly startSize: number;
  private readonly offsetSize: number;
  private readonly lengthSize: number;
  private readonly directRows: number;
  private readonly root: number | undefined;
  private readonly rootRows: number;
  private readonly hugeTree: number | undefined;
  private huge: Map<number, { address: number; size: number }> | undefined;

  constructor(file: H5Bytes, address: number) {
    this.file = file;
    const { offsetSize: o, lengthSize: l } = file;
    const fields = file
      .fields(address, 22 + 12 * l + 3 * o)
      .signature('FRHP')
      .skip(1);
    this.idSize = fields.u16();
    if (fields.u16() !== 0) throw new Unsupported('compressed heaps of links or attributes');
    fields.skip(1);
    const mostManaged = fields.u32();
    fields.skip(l); // next huge object
    this.hugeTree = file.address(fields);
    fields.skip(9 * l + o); // free space, counts and sizes
    this.width = fields.u16();
    this.startSize = file.length(fields);
    const mostDirect = file.length(fields);
    const heapBits = fields.u16();
    fields.skip(2);
    this.root = file.address(fields);
    this.rootRows = fields.u16();
    const isSound =
      this.startSize > 0 && mostDirect >= this.startSize && this.width > 0 && heapBits > 0 && heapBits <= 64;
    if (!isSound) throw new Damage('a heap has no sense');
    this.offsetSize = Math.ceil(heapBits / 8);
    this.lengthSize = Math.min(Math.ceil(Math.log2(mostDirect) / 8), bytesFor(mostManaged));
    this.directRows = Math.log2(mostDirect) - Math.log2(this.startSize) + 2;
  }

  /** The object of an identifier as links and attributes are indexed by. */
  object(id: Fields): Uint8Array {
    const bytes = id.take(this.idSize);
    const fields = new Fields(bytes, 1);
    const kind = (bytes[0] >> 4) & 3;
    if (kind === 0) return this.managed(fields.count(this.offsetSize), fields.count(this.lengthSize));
    if (kind === 2) return fields.take((bytes[0] & 15) + 1);
    if (kind !== 1) throw new Damage('an object of a heap is of no known kind');
    const { offsetSize, lengthSize } = this.file;
    if (this.idSize - 1 >= offsetSize + lengthSize)
      return this.file.block(this.file.place(fields), this.file.length(fields));
    const found = this.hugeObjects().get(fields.count(Math.min(lengthSize, this.idSize - 1)));
    if (found === undefined) throw new Damage('a large object is not in its heap');
    return this.file.block(found.address, found.size);
  }

  private hugeObjects(): Map<number, { address: number; size: number }> {
    if (this.huge !== undefined) return this.huge;
    const found = new Map<number, { address: number; size: number }>();
    if (this.hugeTree !== undefined) {
      readBtree2(this.file, this.hugeTree, (record) => {
        const address = this.file.place(record);
        const size = this.file.length(record);
        found.set(this.file.length(record), { address, size });
      });
    }
    this.huge = found;
    return found;
  }

  private managed(offset: number, size: number): Uint8Array {
    let address = this.root;
    let rows = this.rootRows;
    let start = 0; // of the block in the heap's own space
    const { file } = this;
    for (let depth = 0; rows > 0 && address !== undefined; depth++) {
      if (depth > 16) throw new Damage('a heap is nested without end');
      const row = this.rowOf(offset - start);
      if (row >= rows) throw new Damage('an object lies outside its heap');
      const rowStart = row === 0 ? 0 : this.width * this.startSize * 2 ** (row - 1);
      const blockSize = this.blockSize(row);
      const column = Math.floor((offset - start - rowStart) / blockSize);
      // Entries of direct rows come first; all are addresses as heaps here are not compressed.
      const entries = file.fields(
        address,
        5 + file.offsetSize + this.offsetSize + file.offsetSize * this.width * rows,
      );
      entries.signature('FHIB').skip(1 + file.offsetSize + this.offsetSize);
      entries.skip(file.offsetSize * (row * this.width + column));
      address = file.address(entries);
      start += rowStart + column * blockSize;
      rows = row < this.directRows ? 0 : Math.log2(blockSize) - Math.log2(this.startSize * this.width) + 1;
    }
    if (address === undefined) throw new Damage('an object lies in a part of its heap that is not there');
    file.fields(address, 4).signature('FHDB');
    return file.block(address + offset - start, size);
  }

  private rowOf(offset: number): number {
    const first = this.width * this.startSize;
    return offset < first ? 0 : Math.floor(Math.log2(offset / first)) + 1;
  }

  private blockSize(row: number): number {
    return row === 0 ? this.startSize : this.startSize * 2 ** (row - 1);
  }
}
