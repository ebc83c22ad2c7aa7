import { FileError, MintsarError } from '../../core/errors.ts';
import { type ByteSource, BytesWanted } from '../bytes/byte-source.ts';
import { DatasetBytes } from './dataset.ts';
import type { Element } from './datatype.ts';
import { explain } from './explain.ts';
import { Damage, Unsupported } from './fields.ts';
import { FILTER, type Filter } from './filters.ts';
import type { Link } from './group.ts';
import { hasPlainRows } from './storage.ts';
import { type H5Object, type H5Objects, Paths } from './tree.ts';
import type { Attributes, Compression, DatasetInfo, OtherMember } from './types.ts';

/** Members of a file, links counted as often as they are met: more mean that groups hold each other. */
const MAX_MEMBERS = 200_000;
const MAX_DEPTH = 64;
const LINK_REMEDY = 'Put there what the link names, or change the link.';

/** A dataset and how to get at its bytes. */
export interface Entry {
  readonly info: DatasetInfo;
  readonly element: Element;
  /** bytes of an element in the file */
  readonly size: number;
  readonly objects: H5Objects;
  readonly bytes: DatasetBytes | undefined;
  readonly address: number | undefined;
  readonly chunkShape: readonly number[] | undefined;
}

interface Elsewhere {
  readonly openFile: (name: string) => { objects: H5Objects; root: number };
  readonly openBeside: (name: string) => ByteSource;
}

/** Lists the members of a file by path, through all links, never a group inside itself. */
export class Walk {
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
      if (error instanceof Unsupported) this.other(path, `it uses ${error.message}`);
      else if (error instanceof Damage && objects !== this.root)
        this.other(path, `what it links to in another file is damaged: ${error.message}`);
      else throw error;
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
      this.other(path, target.problem, { remedy: LINK_REMEDY });
    } catch (error) {
      // Another file that is missing or damaged concerns this member alone.
      const isOther =
        link.kind === 'external' && error instanceof MintsarError && !(error instanceof BytesWanted);
      if (isOther)
        this.other(path, `it is a link to ${link.file}:${link.path}: ${error.message.replace(/\.$/, '')}`, {
          remedy: LINK_REMEDY,
        });
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
      chunkShape:
        storage?.kind === 'chunked' && !hasPlainRows(storage) ? storage.layout.chunkShape : undefined,
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
