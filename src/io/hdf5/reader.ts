import { FileError, MintsarError } from '../../core/errors.ts';
import { type ByteSource, BytesWanted, fetched } from '../bytes/byte-source.ts';
import { readTexts } from './attribute.ts';
import { DatasetBytes } from './dataset.ts';
import { type Element, typeSize } from './datatype.ts';
import { haveDeflate } from './deflate.ts';
import { Damage, Unsupported } from './fields.ts';
import { FILTER, type Filter } from './filters.ts';
import type { Link, Links } from './group.ts';
import { MESSAGE, type Message, readObjectHeader } from './object-header.ts';
import { resolveSlab } from './slab.ts';
import { findSuperblock, readSuperblock, type Superblock } from './superblock.ts';
import { type H5Object, H5Objects, Paths } from './tree.ts';
import type { Attributes, Compression, DatasetInfo, H5Reader, H5Values, OtherMember, Slab } from './types.ts';
import { bytesToValues } from './values.ts';

/** Members of a file, links counted as often as they are met: more mean that groups hold each other. */
const MAX_MEMBERS = 200_000;
const MAX_DEPTH = 64;
/** Files that one file may name. */
const MAX_FILES = 256;
/** Nothing is packed more densely: deflate makes at most 1032 bytes of one. */
const MAX_RATIO = 1100;
const SMALL_BYTES = 64 << 20;

interface Entry {
  readonly info: DatasetInfo;
  readonly element: Element;
  /** bytes of an element in the file */
  readonly size: number;
  readonly objects: H5Objects;
  readonly bytes: DatasetBytes | undefined;
  readonly address: number | undefined;
  readonly chunkShape: readonly number[] | undefined;
}

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

/** Say in which file and object something is wrong. */
function explain<T>(file: string, object: string | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof BytesWanted) throw error;
    const what = object === undefined ? file : `${file}:${object}`;
    if (error instanceof Unsupported) {
      throw new FileError(
        `${what} cannot be read: it uses ${error.message}.`,
        'Write it anew in a plain layout, e.g. with h5repack or h5py.',
        { cause: error },
      );
    }
    if (error instanceof Damage || error instanceof RangeError) {
      throw new FileError(
        `${what} is damaged: ${error instanceof Damage ? error.message : 'its structure has no sense'}.`,
        'Make the file again with the command that wrote it, or fetch it again.',
        { cause: error },
      );
    }
    throw error;
  }
}

interface Elsewhere {
  readonly openFile: (name: string) => { objects: H5Objects; root: number };
  readonly openBeside: (name: string) => ByteSource;
}

/** Lists the members of a file by path, through all links, never a group inside itself. */
class Walk {
  readonly entries = new Map<string, Entry>();
  readonly others = new Map<string, OtherMember>();
  attributes: Attributes = {};
  private readonly source: ByteSource;
  private readonly root: H5Objects;
  private readonly paths: Paths;
  private readonly elsewhere: Elsewhere;
  private members = 0;
  /** the groups on the way from the root to here */
  private readonly open = new Set<H5Object>();

  constructor(source: ByteSource, root: H5Objects, elsewhere: Elsewhere) {
    this.source = source;
    this.root = root;
    this.elsewhere = elsewhere;
    this.paths = new Paths(elsewhere.openFile);
  }

  /** @param groups addresses of the groups above, as far as they are of the same file */
  group(address: number, prefix: string, groups: readonly number[], objects = this.root): void {
    const object = explain(this.source.name, prefix === '' ? '/' : prefix.slice(0, -1), () => {
      if (this.open.size > MAX_DEPTH) throw new Damage(`groups are nested more than ${MAX_DEPTH} deep`);
      return objects.at(address);
    });
    if (object.kind !== 'group') throw this.noRoot();
    if (prefix === '') this.attributes = object.attributes;
    this.open.add(object);
    objects.announce(object.links);
    for (const [name, link] of object.links) this.member(objects, prefix + name, link, [...groups, address]);
    this.open.delete(object);
  }

  private member(objects: H5Objects, path: string, link: Link, groups: readonly number[]): void {
    explain(this.source.name, path, () => {
      if (++this.members > MAX_MEMBERS) throw new Damage(`it has more than ${MAX_MEMBERS} members`);
      const target = this.target(objects, path, link, groups);
      if (target === undefined) return;
      const object = this.understood(target, path);
      if (object === undefined) return;
      if (object.kind === 'dataset') this.dataset(target.objects, path, object);
      if (object.kind !== 'group') return;
      if (this.open.has(object)) this.other(path, 'it is a group that contains itself');
      else this.group(target.address, `${path}/`, target.objects === objects ? groups : [], target.objects);
    });
  }

  /** An object; undefined and noted when it uses something that is not read. */
  private understood({ objects, address }: { objects: H5Objects; address: number }, path: string) {
    try {
      return objects.at(address);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.other(path, `it uses ${error.message}`);
      return undefined;
    }
  }

  /** What a link leads to; undefined and noted when it is nothing. */
  private target(
    objects: H5Objects,
    path: string,
    link: Link,
    groups: readonly number[],
  ): { objects: H5Objects; address: number } | undefined {
    try {
      const target = this.paths.follow(objects, groups, link);
      if (!('problem' in target)) return target;
      this.other(path, target.problem);
    } catch (error) {
      // Another file that is missing or damaged concerns this member alone.
      const isOther =
        link.kind === 'external' && error instanceof MintsarError && !(error instanceof BytesWanted);
      if (isOther)
        this.other(path, `it is a link to ${link.file}:${link.path}: ${error.message.replace(/\.$/, '')}`);
      else if (error instanceof Unsupported) this.other(path, `it is ${error.message}`);
      else throw error;
    }
    return undefined;
  }

  private other(name: string, problem: string, rest: Partial<OtherMember> = {}): void {
    this.others.set(name, { attributes: {}, ...rest, name, problem });
  }

  private dataset(
    objects: H5Objects,
    name: string,
    { dataspace, type, attributes, values }: Extract<H5Object, { kind: 'dataset' }>,
  ): void {
    const { element, words: stored, size } = type;
    const shape = dataspace?.shape;
    if (element === undefined || shape === undefined) {
      const problem =
        typeof values === 'string' && shape === undefined ? values : `its values are of type ${stored}`;
      this.other(name, problem, { stored, shape, attributes });
      return;
    }
    const isReadable = typeof values !== 'string';
    const compression = isReadable ? compressionOf(values.pipeline.filters) : 'none';
    const problem = isReadable ? undefined : values;
    const storage = isReadable ? values.storage : undefined;
    this.entries.set(name, {
      info: { name, type: element.type, shape, attributes, compression, stored, problem },
      element,
      size,
      objects,
      bytes: isReadable
        ? new DatasetBytes(objects.file, shape, size, values, this.elsewhere.openBeside)
        : undefined,
      address:
        storage?.kind === 'contiguous' && objects === this.root
          ? objects.file.base + storage.address
          : undefined,
      chunkShape: storage?.kind === 'chunked' ? storage.layout.chunkShape : undefined,
    });
  }

  private noRoot(): FileError {
    return new FileError(
      `${this.source.name} is damaged: its root is no group.`,
      'Make the file again with the command that wrote it, or fetch it again.',
    );
  }
}

function compressionOf(filters: readonly Filter[]): Compression {
  const has = (id: number) => filters.some((filter) => filter.id === id);
  return has(FILTER.lzf) ? 'lzf' : has(FILTER.deflate) ? 'gzip' : 'none';
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
    if (other !== undefined) return this.unreadable(name, other.problem);
    return new FileError(
      `${this.path} has no dataset ${name}.`,
      `It has: ${[...this.datasets.keys()].join(', ') || 'none'}.`,
    );
  }

  private unreadable(name: string, problem: string): FileError {
    return new FileError(
      `${this.path}:${name} cannot be read: ${problem}.`,
      'Write it anew in a plain layout, e.g. with h5repack or h5py; everything else in the file can be read.',
    );
  }
}

function sorted<T>(entries: [string, T][]): Map<string, T> {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
