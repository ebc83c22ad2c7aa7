import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { FileError } from '../../core/errors.ts';
import { keepFlushing, syncData, syncName } from '../files/durable.ts';
import type { Output } from '../files/output.ts';
import { version } from '../files/version.ts';
import { writeError } from '../write-error.ts';
import { encodeAttributes, TextHeap } from './attribute.ts';
import { encodeChunkIndex } from './chunk-index.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { encodeType, numbersOf, typeSize } from './datatype.ts';
import { Block, pad8 } from './fields.ts';
import { encodePipeline } from './filters.ts';
import { encodeGroup } from './group.ts';
import { type Folder, folder, hard, insert } from './group-tree.ts';
import { type Base, NEW_FILE } from './layout-base.ts';
import { encodeDataspace, encodeObjectHeader, MESSAGE, type Message } from './object-header.ts';
import { forEachRun, resolveSlab } from './slab.ts';
import { planeChunkShape } from './staying-planes.ts';
import { encodeSuperblock } from './superblock.ts';
import type {
  DatasetSpec,
  H5Values,
  H5Writer,
  NativeAttributes,
  PackedChunk,
  Packing,
  Slab,
  StoredChunk,
} from './types.ts';
import { valuesToBytes } from './values.ts';

const ALIGNMENT = 4096;

interface Target {
  readonly spec: DatasetSpec;
  readonly size: number;
  /** extents of what is written: all, unless some planes stay */
  readonly shape: readonly number[];
  /** contiguous datasets: first byte in the file */
  readonly address: number;
  /** text of any length: it goes into the heap, which is written in the end */
  readonly texts?: string[];
  /** compressed datasets: how they are packed, and their chunks as they come */
  readonly packed?: {
    readonly packing: Packing;
    readonly writer: ChunkWriter;
    readonly chunks: StoredChunk[];
  };
}

/**
 * Writes datasets behind the end of a file, then a new root group that names them, and last the superblock that
 * names the root. Until that single small write a reader sees the file as it was: a kill at any moment is harmless.
 * New files are written beside their final name and renamed. What is laid out carries a mark (a hash) of what it will
 * be, where other bytes will stand in the end: a later run of the same work finds it there and may go on.
 */
export class LayoutWriter implements H5Writer {
  readonly path: string;
  /** The file that holds the bytes until `commit`. */
  readonly partialPath: string;
  readonly journal: string;
  readonly addedTo: string | undefined;
  private readonly output: Output;
  private readonly fd: number;
  private readonly stopFlushing: () => void;
  private readonly base: Base;
  private readonly attributes: NativeAttributes;
  private readonly targets = new Map<string, Target>();
  private end: number;
  /** Of a new file its superblock's place; of a file that can be read meanwhile behind what is laid out. */
  private readonly markAddress: number;
  private open = true;

  /** @param output the file to write, which is released by `commit` and `abort` */
  constructor(
    output: Output,
    attributes: NativeAttributes,
    datasets: readonly DatasetSpec[],
    base: Base | undefined = undefined,
  ) {
    this.output = output;
    this.path = output.path;
    this.base = base ?? NEW_FILE;
    this.attributes = attributes;
    this.partialPath = base === undefined ? output.partialPath : output.target;
    this.journal = output.journal;
    this.end = this.base.endOfFile;
    for (const spec of datasets) this.layOut(spec);
    const mark = markOf(base, attributes, datasets);
    this.addedTo = base === undefined ? undefined : mark.toString('hex');
    this.markAddress = base === undefined ? 0 : this.end;
    if (base !== undefined && this.targets.size > 0) this.end += mark.length; // packed chunks go behind it
    const goesOn = this.finds(mark);
    this.fd = openForWriting(this.partialPath, output.path, goesOn || base !== undefined);
    this.stopFlushing = this.base.isDurable ? keepFlushing(this.fd) : () => {};
    if (goesOn) return;
    rmSync(this.journal, { force: true });
    this.guard(() => {
      ftruncateSync(this.fd, this.base.endOfFile); // what another run left there reads as zeros
      ftruncateSync(this.fd, this.end);
    });
    if (this.targets.size > 0) this.put(mark, this.markAddress);
  }

  /** Whether an earlier run left the same layout half-filled, with notes on what is finished. */
  private finds(mark: Buffer): boolean {
    if (!existsSync(this.journal) || !existsSync(this.partialPath)) return false;
    const fd = openSync(this.partialPath, 'r');
    try {
      // The HDF5 library cuts off what it does not know when it opens a file for writing.
      if (fstatSync(fd).size < this.end) return false;
      const found = Buffer.alloc(mark.length);
      readSync(fd, found, 0, found.length, this.markAddress);
      return found.equals(mark);
    } finally {
      closeSync(fd);
    }
  }

  private layOut(spec: DatasetSpec): void {
    const size = typeSize(spec.type);
    const { compression = 'none' } = spec;
    const shape = writtenShape(spec);
    if (compression !== 'none' && shape.length >= 2 && spec.type !== 'str') {
      const packing: Packing = { shape, elementSize: size, compression };
      const writer = new ChunkWriter(packing, (chunk) => this.writeChunk(spec.name, chunk));
      this.targets.set(spec.name, { spec, size, shape, address: 0, packed: { packing, writer, chunks: [] } });
      return;
    }
    const bytes = shape.reduce((a, b) => a * b, size);
    const unit = bytes >= ALIGNMENT ? ALIGNMENT : 8;
    const address = Math.ceil(this.end / unit) * unit;
    const texts = spec.type === 'str' ? new Array<string>(bytes / size).fill('') : undefined;
    this.targets.set(spec.name, { spec, size, shape, address, texts });
    this.end = address + bytes;
  }

  /** First byte of a contiguous dataset in `partialPath`, for threads that write by themselves. */
  address(name: string): number | undefined {
    const target = this.targets.get(name);
    return target === undefined || target.packed !== undefined ? undefined : target.address;
  }

  packing(name: string): Packing | undefined {
    return this.targets.get(name)?.packed?.packing;
  }

  writeChunk(name: string, { offset, bytes, mask }: PackedChunk): StoredChunk {
    const chunk = { offset, mask, address: this.end, size: bytes.length };
    this.put(bytes, chunk.address);
    this.adoptChunk(name, chunk);
    return chunk;
  }

  adoptChunk(name: string, chunk: StoredChunk): void {
    const packed = this.targets.get(name)?.packed;
    if (packed === undefined) throw new FileError(`${this.path} was laid out without chunks of ${name}.`);
    packed.chunks.push(chunk);
    this.end = Math.max(this.end, chunk.address + chunk.size);
  }

  write(name: string, values: H5Values, slab?: Slab): void {
    const target = this.targets.get(name);
    if (target === undefined) throw new FileError(`${this.path} was laid out without a dataset ${name}.`);
    const { spec, size, shape, address, packed, texts } = target;
    const window = resolveSlab(shape, slab, `${this.path}:${name}`);
    const expected = window.count.reduce((a, b) => a * b, numbersOf(spec.type));
    if (values.length !== expected) {
      throw new FileError(
        `${this.path}:${name} takes ${expected} values here and was given ${values.length}.`,
      );
    }
    if (texts !== undefined) {
      forEachRun(shape, window, (to, from, n) => {
        for (let k = 0; k < n; k++) texts[to + k] = (values as string[])[from + k];
      });
      return;
    }
    const bytes = valuesToBytes(values, spec.type);
    if (packed !== undefined) packed.writer.write(bytes, window);
    else {
      forEachRun(shape, window, (to, from, n) => {
        this.put(bytes.subarray(from * size, (from + n) * size), address + to * size);
      });
    }
  }

  commit(): void {
    for (const { packed } of this.targets.values()) packed?.writer.flush();
    const start = 8 * Math.ceil(this.end / 8);
    const { bytes, superblock } = this.encodeMetadata(start);
    this.put(bytes, start);
    this.guard(() => {
      ftruncateSync(this.fd, start + bytes.length);
      if (this.isInPlace) this.sync(); // or the superblock might reach the disk before what it names
    });
    // The notes go first: a kill between the two means work done twice, never notes of a file that is finished.
    if (this.isInPlace) rmSync(this.journal, { force: true });
    this.put(superblock, 0);
    try {
      this.sync();
      if (!this.isInPlace) {
        rmSync(this.journal, { force: true });
        renameSync(this.partialPath, this.output.target);
      }
    } catch (cause) {
      if (this.isInPlace) this.close(); // readers may be there already: nothing is taken away again
      this.abort();
      throw writeError(this.path, cause);
    }
    if (!this.isInPlace) syncName(this.output.target);
    this.close();
  }

  private sync(): void {
    if (this.base.isDurable) syncData(this.fd);
  }

  private get isInPlace(): boolean {
    return this.partialPath === this.output.target;
  }

  abort({ keep = false } = {}): void {
    if (!this.open) return;
    const isWorthKeeping = keep && existsSync(this.journal);
    if (this.isInPlace && !isWorthKeeping) ftruncateSync(this.fd, this.base.endOfFile);
    if (!isWorthKeeping) {
      if (!this.isInPlace) rmSync(this.partialPath, { force: true });
      rmSync(this.journal, { force: true });
    }
    this.close();
  }

  private encodeMetadata(start: number): { bytes: Uint8Array; superblock: Uint8Array } {
    const out = new Block();
    const put = (part: Uint8Array): number => {
      const at = start + out.length;
      out.raw(pad8(part));
      return at;
    };
    // Text comes first: its address must be known before anything refers to it, its size is known at the end.
    const heap = new TextHeap(start);
    const attributes = encodeAttributes(this.attributes, heap);
    const datasetAttributes = new Map(
      [...this.targets].map(([name, { spec }]) => [name, encodeAttributes(spec.attributes ?? {}, heap)]),
    );
    const kept = [...this.base.headers].map(([name, header]) => ({
      name,
      messages: [...header.messages, ...encodeAttributes(header.attributes, heap)],
    }));
    for (const { texts, address } of this.targets.values()) {
      const references = new Block();
      for (const text of texts ?? []) references.raw(heap.add(text));
      if (texts !== undefined) this.put(references.done(), address);
    }
    put(heap.encode());
    const root = folder(this.base.links);
    for (const { name, messages } of kept) root.links.set(name, hard(put(encodeObjectHeader(messages))));
    for (const [name, target] of this.targets) {
      const header = put(this.encodeDataset(target, datasetAttributes.get(name)!, put));
      insert(root, name.split('/'), header);
    }
    const { sizes } = this.base;
    const close = (node: Folder, messages: readonly Message[]): ReturnType<typeof encodeGroup> => {
      for (const [name, child] of node.folders) node.links.set(name, hard(close(child, []).headerAddress));
      const group = encodeGroup(start + out.length, node.links, messages, sizes);
      put(group.bytes);
      return group;
    };
    const group = close(root, attributes);
    const superblock = encodeSuperblock({
      sizes,
      endOfFile: start + out.length,
      rootHeader: group.headerAddress,
      rootBtree: group.btreeAddress,
      rootHeap: group.heapAddress,
    });
    return { bytes: out.done(), superblock };
  }

  private encodeDataset(
    target: Target,
    attributes: readonly Message[],
    put: (bytes: Uint8Array) => number,
  ): Uint8Array {
    const { spec, size, address, packed } = target;
    const messages: Message[] = [
      { type: MESSAGE.dataspace, flags: 0, data: encodeDataspace(spec.shape) },
      { type: MESSAGE.datatype, flags: 1, data: encodeType(spec.type) },
      { type: MESSAGE.fillValue, flags: 1, data: Uint8Array.of(2, 2, 2, 1, 0, 0, 0, 0) },
    ];
    const layout = new Block();
    if (packed === undefined && spec.planes === undefined) {
      const bytes = spec.shape.reduce((a, b) => a * b, size);
      messages.push({ type: MESSAGE.layout, flags: 0, data: layout.u8(3, 1).u64(address, bytes).done() });
    } else {
      const chunkShape = packed?.writer.chunkShape ?? planeChunkShape(spec);
      const index = encodeChunkIndex(put(new Uint8Array(0)), this.chunksOf(target), spec.shape);
      put(index.bytes);
      layout
        .u8(3, 2, spec.shape.length + 1)
        .u64(index.root)
        .u32(...chunkShape, size);
      if (packed !== undefined) {
        const chunkBytes = chunkShape.reduce((a, b) => a * b, size);
        const filters = encodePipeline(packed.packing.compression, size, chunkBytes);
        messages.push({ type: MESSAGE.filters, flags: 1, data: filters });
      }
      messages.push({ type: MESSAGE.layout, flags: 0, data: layout.done() });
    }
    return encodeObjectHeader([...messages, ...attributes]);
  }

  /** All chunks of a dataset, where they stand in the end: planes that stay among those that were written. */
  private chunksOf({ spec, size, shape, address, packed }: Target): readonly StoredChunk[] {
    const { name, planes } = spec;
    const planeBytes = shape.slice(1).reduce((a, b) => a * b, size);
    const written: readonly StoredChunk[] =
      packed?.chunks ??
      Array.from({ length: shape[0] }, (_, k) => ({
        offset: [k, ...shape.slice(1).map(() => 0)],
        mask: 0,
        address: address + k * planeBytes,
        size: planeBytes,
      }));
    if (planes === undefined) return written;
    const at = (chunk: StoredChunk, plane: number) => ({
      ...chunk,
      offset: [plane, ...chunk.offset.slice(1)],
    });
    const places = planes.flatMap((stays, place) => (stays === undefined ? [place] : []));
    const stored = this.base.planes.get(name) ?? [];
    const stay = planes.flatMap((k, place) =>
      k === undefined ? [] : stored[k].map((chunk) => at(chunk, place)),
    );
    return [...stay, ...written.map((chunk) => at(chunk, places[chunk.offset[0]]))];
  }

  private put(bytes: Uint8Array, address: number): void {
    this.guard(() => {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.fd, bytes, done, Math.min(bytes.length - done, 1 << 30), address + done);
      }
    });
  }

  private guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.abort();
      throw writeError(this.path, cause);
    }
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    this.stopFlushing();
    closeSync(this.fd);
    this.output.release();
  }
}

/**
 * What is under construction, by the version that makes it and what will be added to which members. Attributes of datasets may differ from run to run
 * (times), those of a file that is added to as well: they are written in the end.
 */
function markOf(
  base: Base | undefined,
  attributes: NativeAttributes,
  datasets: readonly DatasetSpec[],
): Buffer {
  const before = base === undefined ? attributes : [[...base.links], base.endOfFile];
  const added = datasets.map(({ name, type, shape, compression, planes }) => [
    name,
    type,
    shape,
    compression,
    planes,
  ]);
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify([version(), before, added]))
    .digest();
}

/** Extents of what is written of a dataset. */
function writtenShape({ shape, planes }: DatasetSpec): readonly number[] {
  if (planes === undefined) return shape;
  return [planes.filter((stays) => stays === undefined).length, ...shape.slice(1)];
}

function openForWriting(path: string, product: string, append: boolean): number {
  try {
    return openSync(path, append ? 'r+' : 'w+');
  } catch (cause) {
    throw writeError(product, cause);
  }
}
