import { FileError } from '../../core/errors.ts';
import { readAttributes } from './attribute.ts';
import { ByteSource } from './byte-source.ts';
import { ChunkReader } from './chunks.ts';
import { bytesToValues, decodeType, typeSize } from './datatype.ts';
import { decodePipeline, FILTER } from './filters.ts';
import { type Links, readGroup } from './group.ts';
import { decodeDataspace, MESSAGE, type Message, readObjectHeader } from './object-header.ts';
import { forEachRun, resolveSlab } from './slab.ts';
import { decodeSuperblock, SUPERBLOCK_SIZE, type Superblock } from './superblock.ts';
import type { Attributes, Compression, DatasetInfo, H5Reader, H5Type, H5Values, Slab } from './types.ts';

/** Where the bytes of a dataset are. */
type Storage =
  | { readonly kind: 'contiguous'; readonly address: number }
  | { readonly kind: 'chunked'; readonly reader: ChunkReader; readonly chunkShape: readonly number[] }
  | { readonly kind: 'compact'; readonly bytes: Buffer }
  | { readonly kind: 'empty' };

interface Entry {
  readonly info: DatasetInfo;
  readonly storage: Storage;
}

/**
 * Reads the layout that h5py writes by default (superblock 0, old-style groups, version 1 headers) by direct file
 * access, so that any number of threads can read the same file at full speed.
 */
export class LayoutReader implements H5Reader {
  readonly path: string;
  readonly attributes: Attributes;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  readonly superblock: Superblock;
  readonly rootLinks: Links;
  private readonly source: ByteSource;
  private readonly entries: ReadonlyMap<string, Entry>;

  private constructor(source: ByteSource, superblock: Superblock, tree: Tree) {
    this.path = source.path;
    this.source = source;
    this.superblock = superblock;
    this.rootLinks = tree.links;
    this.attributes = tree.attributes;
    this.entries = new Map([...tree.entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.datasets = new Map([...this.entries].map(([name, { info }]) => [name, info]));
  }

  /** @returns undefined when the file uses another layout, which the HDF5 library reads instead */
  static open(path: string): LayoutReader | undefined {
    const source = new ByteSource(path);
    try {
      if (source.size < SUPERBLOCK_SIZE) throw notHdf5(path);
      const superblock = decodeSuperblock(source.read(0, SUPERBLOCK_SIZE));
      if (superblock !== undefined && source.size < superblock.endOfFile) {
        throw new FileError(
          `${path} is truncated: it should have ${superblock.endOfFile} bytes and has ${source.size}.`,
          'Make the file again with the command that wrote it.',
        );
      }
      const tree = superblock && readTree(source, superblock.rootHeader);
      if (superblock !== undefined && tree !== undefined) return new LayoutReader(source, superblock, tree);
    } catch (error) {
      source.close();
      if (error instanceof RangeError) throw damaged(path, error);
      throw error;
    }
    source.close();
    return undefined;
  }

  /** First byte of a contiguous dataset, for readers and writers that go to the file by themselves. */
  address(name: string): number | undefined {
    const storage = this.entries.get(name)?.storage;
    return storage?.kind === 'contiguous' ? storage.address : undefined;
  }

  /** Extent of the pieces in which a dataset is stored, undefined when it is in one piece. */
  chunkShape(name: string): readonly number[] | undefined {
    const storage = this.entries.get(name)?.storage;
    return storage?.kind === 'chunked' ? storage.chunkShape : undefined;
  }

  /** The header messages of a member of the root group, its attributes left out. */
  headerMessages(name: string): Message[] {
    const messages = readObjectHeader(this.source, this.rootLinks.get(name)!) ?? [];
    return messages.filter(({ type }) => type !== MESSAGE.attribute);
  }

  read(name: string, slab?: Slab, memory?: Uint8Array): H5Values {
    const entry = this.entries.get(name);
    if (entry === undefined) {
      throw new FileError(
        `${this.path} has no dataset ${name}.`,
        `It has: ${[...this.datasets.keys()].join(', ') || 'none'}.`,
      );
    }
    const { type, shape } = entry.info;
    const window = resolveSlab(shape, slab, `${this.path}:${name}`);
    const size = typeSize(type);
    const bytes = window.count.reduce((a, b) => a * b, size);
    const { storage } = entry;
    // Only what is read from one piece fills all of its memory; in chunks that were never written zeros must stand.
    const fits = memory !== undefined && storage.kind === 'contiguous' && memory.length >= bytes;
    const out = fits ? memory.subarray(0, bytes) : new Uint8Array(bytes);
    if (storage.kind === 'contiguous') this.readContiguous(storage.address, shape, window, size, out);
    else if (storage.kind === 'chunked') readChunked(storage, shape, window, size, out);
    else if (storage.kind === 'compact') {
      forEachRun(shape, window, (from, to, n) => {
        out.set(storage.bytes.subarray(from * size, (from + n) * size), to * size);
      });
    }
    return wrap(out, type);
  }

  private readContiguous(
    address: number,
    shape: readonly number[],
    window: Slab,
    size: number,
    out: Uint8Array,
  ): void {
    forEachRun(shape, window, (from, to, n) => {
      this.source.readInto(out.subarray(to * size, (to + n) * size), address + from * size);
    });
  }

  close(): void {
    this.source.close();
  }
}

interface Tree {
  readonly links: Links;
  readonly attributes: Attributes;
  readonly entries: Map<string, Entry>;
}

function readTree(source: ByteSource, rootHeader: number): Tree | undefined {
  const entries = new Map<string, Entry>();
  const visit = (address: number, prefix: string, depth: number): Tree | undefined => {
    const messages = depth > 32 ? undefined : readObjectHeader(source, address);
    const table = messages?.find((m) => m.type === MESSAGE.symbolTable);
    const links = table && readGroup(source, table.data);
    if (messages === undefined || links === undefined) return undefined;
    for (const [name, header] of links) {
      const member = readObjectHeader(source, header);
      if (member === undefined) return undefined;
      if (member.some((m) => m.type === MESSAGE.symbolTable)) {
        if (visit(header, `${prefix}${name}/`, depth + 1) === undefined) return undefined;
      } else {
        const entry = readEntry(source, member, prefix + name);
        if (entry === undefined) return undefined;
        entries.set(prefix + name, entry);
      }
    }
    return { links, attributes: readAttributes(source, messages), entries };
  };
  return visit(rootHeader, '', 0);
}

function readEntry(source: ByteSource, messages: readonly Message[], name: string): Entry | undefined {
  const find = (type: number) => messages.find((m) => m.type === type)?.data;
  const space = find(MESSAGE.dataspace);
  const datatype = find(MESSAGE.datatype);
  const layout = find(MESSAGE.layout);
  const filters = find(MESSAGE.filters);
  const shape = space && decodeDataspace(space);
  const stored = datatype && decodeType(datatype);
  const pipeline = filters ? decodePipeline(filters) : [];
  if (!layout || shape === undefined || stored?.kind !== 'plain' || pipeline === undefined) return undefined;
  if (layout[0] !== 3) return undefined;
  const type: H5Type = stored.type;
  let storage: Storage;
  if (layout[1] === 0) storage = { kind: 'compact', bytes: layout.subarray(4, 4 + layout.readUInt16LE(2)) };
  else if (layout[1] === 1) {
    const undefinedAddress = layout.readBigUInt64LE(2) === 0xffffffffffffffffn;
    storage = undefinedAddress
      ? { kind: 'empty' }
      : { kind: 'contiguous', address: Number(layout.readBigUInt64LE(2)) };
  } else {
    const rank = layout[2] - 1;
    const chunkShape = Array.from({ length: rank }, (_, k) => layout.readUInt32LE(11 + 4 * k));
    const btree = Number(layout.readBigUInt64LE(3));
    const reader = new ChunkReader(source, { btree, chunkShape, elementSize: stored.size, pipeline });
    storage = { kind: 'chunked', reader, chunkShape };
  }
  const compression: Compression = pipeline.includes(FILTER.lzf)
    ? 'lzf'
    : pipeline.includes(FILTER.deflate)
      ? 'gzip'
      : 'none';
  return {
    info: { name, type, shape, attributes: readAttributes(source, messages), compression },
    storage,
  };
}

function readChunked(
  { reader, chunkShape }: Extract<Storage, { kind: 'chunked' }>,
  shape: readonly number[],
  { start, count }: Slab,
  size: number,
  out: Uint8Array,
): void {
  const rank = shape.length;
  if (count.some((n) => n === 0)) return;
  const offset = start.map((s, k) => Math.floor(s / chunkShape[k]) * chunkShape[k]);
  const first = [...offset];
  for (;;) {
    const bytes = reader.chunk(offset);
    if (bytes !== undefined) {
      // The part of this chunk that lies in the window, run by run along the last axis.
      const from = offset.map((o, k) => Math.max(o, start[k]));
      const to = offset.map((o, k) => Math.min(o + chunkShape[k], start[k] + count[k]));
      const part: Slab = { start: from.map((f, k) => f - offset[k]), count: to.map((t, k) => t - from[k]) };
      const run = part.count[rank - 1];
      const target = from.map((f, k) => f - start[k]);
      let inWindow = 0;
      forEachRow(part.count, (index) => {
        let inChunk = 0;
        inWindow = 0;
        for (let k = 0; k < rank; k++) {
          inChunk = inChunk * chunkShape[k] + part.start[k] + index[k];
          inWindow = inWindow * count[k] + target[k] + index[k];
        }
        out.set(bytes.subarray(inChunk * size, (inChunk + run) * size), inWindow * size);
      });
    }
    let k = rank - 1;
    for (; k >= 0; k--) {
      offset[k] += chunkShape[k];
      if (offset[k] < start[k] + count[k]) break;
      offset[k] = first[k];
    }
    if (k < 0) return;
  }
}

/** Every index over all axes but the last, which stays 0. */
function forEachRow(count: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = count.map(() => 0);
  for (;;) {
    visit(index);
    let k = count.length - 2;
    for (; k >= 0; k--) {
      if (++index[k] < count[k]) break;
      index[k] = 0;
    }
    if (k < 0) return;
  }
}

/** View of the bytes read as the element type, without a copy where memory layout allows. */
function wrap(bytes: Uint8Array, type: H5Type): H5Values {
  if (type === 'f4' && bytes.byteOffset % 4 === 0)
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  if (type === 'i2' && bytes.byteOffset % 2 === 0)
    return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  if (type === 'bool' || type === 'u1') return bytes;
  return bytesToValues(bytes, type);
}

function notHdf5(path: string): FileError {
  return new FileError(
    `${path} is not an HDF5 file.`,
    'Give an .h5 or .he5 product, or make the file again if it is damaged.',
  );
}

function damaged(path: string, cause: unknown): FileError {
  return new FileError(
    `${path} is damaged: its structure cannot be read.`,
    'Make the file again with the command that wrote it.',
    { cause },
  );
}
