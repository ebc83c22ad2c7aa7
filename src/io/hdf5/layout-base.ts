import type { GroupSizes, Links } from './group.ts';
import type { Message } from './object-header.ts';
import { SUPERBLOCK_SIZE } from './superblock.ts';
import type { NativeAttributes, StoredChunk } from './types.ts';

/** What a writer adds to: the members that stay and how groups are sized. */
export interface Base {
  readonly links: Links;
  readonly sizes: GroupSizes;
  readonly endOfFile: number;
  /** Datasets that stay but get other attributes: their other header messages, and the attributes. */
  readonly headers: ReadonlyMap<string, { messages: readonly Message[]; attributes: NativeAttributes }>;
  /** Planes that stay of datasets that are put together anew, by dataset and their number, in chunks. */
  readonly planes: ReadonlyMap<string, readonly (readonly StoredChunk[])[]>;
  /** whether the file is to survive a power failure */
  readonly isDurable: boolean;
}

export const NEW_FILE: Base = {
  links: new Map(),
  sizes: { leafK: 4, internalK: 16 },
  endOfFile: SUPERBLOCK_SIZE,
  headers: new Map(),
  planes: new Map(),
  isDurable: true,
};
