import { readAttributes } from './attribute.ts';
import { decodeType, type StoredType } from './datatype.ts';
import { Damage, Unsupported } from './fields.ts';
import { type Link, type Links, readLinks } from './group.ts';
import type { H5Bytes } from './h5-bytes.ts';
import { GlobalHeaps } from './heaps.ts';
import {
  type Dataspace,
  decodeDataspace,
  HEADER_BYTES,
  MESSAGE,
  type Message,
  readObjectHeader,
} from './object-header.ts';
import { readStorage, type StoredValues } from './storage.ts';
import type { Attributes } from './types.ts';

/** What stands under an address. */
export type H5Object =
  | { readonly kind: 'group'; readonly links: Links; readonly attributes: Attributes }
  | {
      readonly kind: 'dataset';
      readonly dataspace: Dataspace | undefined;
      readonly type: StoredType;
      readonly attributes: Attributes;
      /** how to get at its values, or why not */
      readonly values: StoredValues | string;
    }
  | { readonly kind: 'datatype' };

/** Objects by address, each understood once: code that runs again for lack of bytes passes over them quickly. */
export class H5Objects {
  readonly file: H5Bytes;
  readonly heaps: GlobalHeaps;
  private readonly known = new Map<number, H5Object>();

  constructor(file: H5Bytes) {
    this.file = file;
    this.heaps = new GlobalHeaps(file);
  }

  /** @throws {Damage} @throws {Unsupported} */
  at(address: number): H5Object {
    let object = this.known.get(address);
    if (object === undefined) {
      object = this.read(readObjectHeader(this.file, address));
      this.known.set(address, object);
    }
    return object;
  }

  /** Have the headers of a group's members fetched together. */
  announce(links: Links): void {
    const missing = [...links.values()].flatMap((link) =>
      link.kind === 'hard' && !this.known.has(link.address) ? [link.address] : [],
    );
    if (missing.length > 1) this.file.announce(missing, HEADER_BYTES);
  }

  private read(messages: readonly Message[]): H5Object {
    const { file } = this;
    const links = readLinks(file, messages);
    const attributes = readAttributes(file, this.heaps, messages);
    if (links !== undefined) return { kind: 'group', links, attributes };
    const find = (type: number) => messages.find((message) => message.type === type)?.data;
    const space = find(MESSAGE.dataspace);
    const type = find(MESSAGE.datatype);
    if (type === undefined) throw new Damage('an object is neither group nor dataset');
    if (space === undefined) return { kind: 'datatype' };
    const stored = decodeType(type);
    const dataspace = decodeDataspace(file, space);
    let values: StoredValues | string;
    if (dataspace === undefined) values = 'it is empty (a null dataspace)';
    else {
      try {
        values = readStorage(file, messages, dataspace, stored);
        if (values.pipeline.unknown !== undefined) values = `it is packed by ${values.pipeline.unknown}`;
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        values = `it is stored as ${error.message}`;
      }
    }
    return { kind: 'dataset', dataspace, type: stored, attributes, values };
  }
}

/** Names that may lead on to other names before they count as a circle. */
const MAX_HOPS = 16;

/** Where a path leads: an object, here or in another file, or the reason why it leads nowhere. */
export type Target = { readonly objects: H5Objects; readonly address: number } | { readonly problem: string };

/** Follows links, also through other files. */
export class Paths {
  private readonly openFile: (name: string) => { readonly objects: H5Objects; readonly root: number };

  /** @param openFile opens a file named in an external link */
  constructor(openFile: (name: string) => { readonly objects: H5Objects; readonly root: number }) {
    this.openFile = openFile;
  }

  /** @param groups addresses of the groups from the root to the one that holds the link */
  follow(objects: H5Objects, groups: readonly number[], link: Link, hops = 0): Target {
    if (link.kind === 'hard') return { objects, address: link.address };
    if (hops >= MAX_HOPS) return { problem: 'its link leads in a circle' };
    if (link.kind === 'soft') return this.resolve(objects, groups, link.path, hops + 1);
    const { objects: other, root } = this.openFile(link.file);
    const target = this.resolve(other, [root], link.path, hops + 1);
    return 'problem' in target ? { problem: `${target.problem} in ${link.file}` } : target;
  }

  private resolve(objects: H5Objects, groups: readonly number[], path: string, hops: number): Target {
    let here: { objects: H5Objects; address: number } = {
      objects,
      address: path.startsWith('/') ? groups[0] : groups.at(-1)!,
    };
    const chain = path.startsWith('/') ? [groups[0]] : [...groups];
    for (const name of path.split('/')) {
      if (name === '' || name === '.') continue;
      const object = here.objects.at(here.address);
      const link = object.kind === 'group' ? object.links.get(name) : undefined;
      if (link === undefined) return { problem: `it is a link to ${path}, which is not there` };
      const next = this.follow(here.objects, chain, link, hops);
      if ('problem' in next) return next;
      if (next.objects !== here.objects) chain.length = 0;
      here = next;
      chain.push(here.address);
    }
    return here;
  }
}
