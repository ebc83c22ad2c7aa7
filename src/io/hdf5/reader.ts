import { assertArgument } from '../../core/arguments.ts';
import { FileError, NotFoundError } from '../../core/errors.ts';
import { type ByteSource, fetched } from '../bytes/byte-source.ts';
import { readTexts } from './attribute.ts';
import type { StoredPieces } from './dataset.ts';
import { typeSize } from './datatype.ts';
import { haveDeflate } from './deflate.ts';
import { explain } from './explain.ts';
import { Damage, Unsupported } from './fields.ts';
import type { Links } from './group.ts';
import { MESSAGE, type Message, readObjectHeader } from './object-header.ts';
import { resolveSlab } from './slab.ts';
import { findSuperblock, readSuperblock, type Superblock } from './superblock.ts';
import { H5Objects } from './tree.ts';
import type { Attributes, DatasetInfo, H5Reader, H5Values, OtherMember, Slab } from './types.ts';
import { bytesToValues } from './values.ts';
import { type Entry, Walk } from './walk.ts';

/** Files that one file may name. */
const MAX_FILES = 256;
/** Nothing is packed more densely: deflate makes at most 1032 bytes of one. */
const MAX_RATIO = 1100;
const SMALL_BYTES = 64 << 20;

/** What the editing of a file must know of its structure. */
export interface H5Structure {
  readonly superblock: Superblock;
  /** bytes before the superblock, and of an address */
  readonly base: number;
  readonly offsetSize: number;
  readonly rootLinks: Links;
  readonly hasSymbolTable: boolean;
}

/** Open a file from wherever its bytes are. @throws {FileError} when it is no HDF5 file, or damaged */
export async function openH5Source(source: ByteSource, signal?: AbortSignal): Promise<H5FileReader> {
  assertArgument('openH5Source', 'source', source, { name: 'text' });
  const opening = new Opening(source);
  await haveDeflate();
  return fetched(source, () => opening.attempt(), signal);
}

/** The same for a source that has its bytes at hand: a local file or memory. */
export function openH5Now(source: ByteSource): H5FileReader {
  return new Opening(source).attempt();
}

interface Root {
  readonly superblock: Superblock;
  readonly objects: H5Objects;
}

/** Opens a file in as many attempts as it takes until all its bytes are here; what is understood is kept. */
class Opening {
  private readonly source: ByteSource;
  private readonly files = new Map<string, { objects: H5Objects; root: number }>();
  private readonly sources = new Map<string, ByteSource>();
  private root: Root | undefined;

  constructor(source: ByteSource) {
    this.source = source;
  }

  attempt(): H5FileReader {
    const { source } = this;
    this.root ??= explain(source.name, undefined, () => openRoot(source));
    const { superblock, objects } = this.root;
    const walk = new Walk(source, objects, {
      openFile: (name) => this.openFile(name),
      openBeside: (name) => this.openBeside(name),
    });
    walk.group(superblock.rootHeader, '', []);
    return new H5FileReader(source, this.root, walk, () => {
      for (const other of this.sources.values()) other.close();
      source.close();
    });
  }

  private openFile(name: string): { objects: H5Objects; root: number } {
    let file = this.files.get(name);
    if (file === undefined) {
      const { superblock, objects } = openRoot(this.openBeside(name));
      file = { objects, root: superblock.rootHeader };
      this.files.set(name, file);
    }
    return file;
  }

  private openBeside(name: string): ByteSource {
    let source = this.sources.get(name);
    if (source === undefined) {
      if (this.source.beside === undefined)
        throw new Unsupported(`data in another file (${name}), which is out of reach from here`);
      if (this.sources.size >= MAX_FILES) throw new Damage('it names too many other files');
      source = this.source.beside(name);
      this.sources.set(name, source);
    }
    return source;
  }
}

function openRoot(source: ByteSource): Root {
  const base = findSuperblock(source);
  if (base === undefined) {
    throw new FileError(
      `${source.name} is not an HDF5 file.`,
      'Give an .h5 or .he5 product, or make the file again if it is damaged.',
    );
  }
  const { bytes, superblock } = readSuperblock(source, base);
  if (source.size < superblock.endOfFile) {
    throw new FileError(
      `${source.name} is truncated: it should have ${superblock.endOfFile} bytes and has ${source.size}.`,
      'Make the file again with the command that wrote it, or copy it again.',
    );
  }
  return { superblock, objects: new H5Objects(bytes) };
}

/** An open HDF5 file, wherever it is. */
export class H5FileReader implements H5Reader {
  readonly path: string;
  readonly attributes: Attributes;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  readonly others: ReadonlyMap<string, OtherMember>;
  readonly source: ByteSource;
  private readonly root: Root;
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly closeAll: () => void;

  constructor(source: ByteSource, root: Root, walk: Walk, closeAll: () => void) {
    this.path = source.name;
    this.source = source;
    this.root = root;
    this.attributes = walk.attributes;
    this.entries = walk.entries;
    this.datasets = sorted([...walk.entries].map(([name, { info }]) => [name, info]));
    this.others = sorted([...walk.others]);
    this.closeAll = closeAll;
  }

  address(name: string): number | undefined {
    return this.entries.get(name)?.address;
  }

  chunkShape(name: string): readonly number[] | undefined {
    return this.entries.get(name)?.chunkShape;
  }

  /** Where the values of a dataset stand in this file; undefined for those that are elsewhere or were never written. */
  storedPieces(name: string): StoredPieces | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined || entry.objects !== this.root.objects) return undefined;
    return explain(this.path, name, () => entry.bytes?.stored());
  }

  read(name: string, slab?: Slab, memory?: Uint8Array): H5Values {
    const { entry, window, out } = this.prepare(name, slab, memory);
    return explain(this.path, name, () => {
      entry.bytes!.readInto(out, window);
      return this.values(entry, out);
    });
  }

  async load(name: string, slab?: Slab, signal?: AbortSignal): Promise<H5Values> {
    const { entry, window, out } = this.prepare(name, slab);
    try {
      await entry.bytes!.loadInto(out, window, signal);
      return await fetched(entry.objects.file.source, () => this.values(entry, out.slice()), signal);
    } catch (error) {
      return explain(this.path, name, () => {
        throw error;
      });
    }
  }

  /** Learn where the chunks of datasets are, so that no window of them needs more than its own bytes. */
  async locate(names: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const name of names) {
      const bytes = this.entries.get(name)?.bytes;
      if (bytes !== undefined)
        await fetched(this.source, () => explain(this.path, name, () => bytes.locate()), signal);
    }
  }

  close(): void {
    this.closeAll();
  }

  /** What an edit builds on. */
  get structure(): H5Structure {
    const { superblock, objects } = this.root;
    const { base, offsetSize } = objects.file;
    const messages = readObjectHeader(objects.file, superblock.rootHeader);
    const object = objects.at(superblock.rootHeader);
    return {
      superblock,
      base,
      offsetSize,
      rootLinks: object.kind === 'group' ? object.links : new Map(),
      hasSymbolTable: messages.some(({ type }) => type === MESSAGE.symbolTable),
    };
  }

  /** The header messages of a member of the root group, its attributes left out. */
  headerMessages(name: string): Message[] {
    const link = this.structure.rootLinks.get(name);
    const messages = link?.kind === 'hard' ? readObjectHeader(this.root.objects.file, link.address) : [];
    return messages.filter(({ type }) => type !== MESSAGE.attribute && type !== MESSAGE.attributeInfo);
  }

  private prepare(name: string, slab: Slab | undefined, memory?: Uint8Array) {
    const entry = this.entries.get(name);
    if (entry === undefined) throw this.missing(name);
    const { info, size } = entry;
    if (info.problem !== undefined) throw this.unreadable(name, info.problem);
    const window = resolveSlab(info.shape, slab, `${this.path}:${name}`);
    const bytes = window.count.reduce((a, b) => a * b, size);
    const isAsInMemory = size === typeSize(info.type);
    if (memory !== undefined && isAsInMemory && memory.length >= bytes)
      return { entry, window, out: memory.subarray(0, bytes) };
    if (bytes > SMALL_BYTES && bytes > MAX_RATIO * this.source.size) {
      throw new FileError(
        `${this.path}:${name} is said to have ${info.shape.join(' x ')} values: far more than a file of ${this.source.size} bytes holds.`,
        'The file is damaged or nearly empty; read a part of it, or make it again.',
      );
    }
    return { entry, window, out: explain(this.path, name, () => new Uint8Array(bytes)) };
  }

  private values({ info, element, size, objects }: Entry, out: Uint8Array): H5Values {
    if (info.type === 'str') return readTexts(objects.heaps, out, size, out.length / size);
    return bytesToValues(out, element);
  }

  private missing(name: string): FileError {
    const other = this.others.get(name);
    if (other !== undefined) return this.unreadable(name, other.problem, other.remedy);
    return new NotFoundError(
      `${this.path} has no dataset ${name}.`,
      `It has: ${[...this.datasets.keys()].join(', ') || 'none'}.`,
    );
  }

  private unreadable(
    name: string,
    problem: string,
    remedy = 'Write it anew in a plain layout, e.g. with h5repack or h5py.',
  ): FileError {
    return new FileError(
      `${this.path}:${name} cannot be read: ${problem}.`,
      `${remedy} Everything else in the file can be read.`,
    );
  }
}

function sorted<T>(entries: [string, T][]): Map<string, T> {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
