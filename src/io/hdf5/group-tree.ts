import type { Link, Links } from './group.ts';

/** A group that is being put together: its members, and the groups in it that are new. */
export interface Folder {
  readonly links: Map<string, Link>;
  readonly folders: Map<string, Folder>;
}

export function hard(address: number): Link {
  return { kind: 'hard', address };
}

export function folder(links: Links): Folder {
  return { links: new Map(links), folders: new Map() };
}

export function insert(root: Folder, path: readonly string[], header: number): void {
  let node = root;
  for (const name of path.slice(0, -1)) {
    const next = node.folders.get(name) ?? folder(new Map());
    node.folders.set(name, next);
    node = next;
  }
  node.links.set(path.at(-1)!, hard(header));
}
