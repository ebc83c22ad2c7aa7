import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';

/** Files by name, wherever they are: on a disk, in memory, given to a page, on a server. A raster has sheets beside it. */
export interface FileSet {
  has(path: string): boolean;
  /** Open a file for reading; to be closed by the caller. @throws {FileError} when it is not there or may not be read */
  open(path: string): ByteSource;
}

/** Files that are open already, by their names; they stay open. */
export function fileSetOf(sources: Iterable<ByteSource>): FileSet {
  const byName = new Map([...sources].map((source) => [normalPath(source.name), source]));
  return {
    has: (path) => byName.has(normalPath(path)),
    open(path) {
      const source = byName.get(normalPath(path));
      if (source === undefined)
        throw new FileError(`${path} is not among the files that were given.`, 'Give it, too.');
      return keptOpen(source);
    },
  };
}

/** The same source for one user of several: closing it does nothing. */
export function keptOpen(source: ByteSource): ByteSource {
  return Object.create(source, { close: { value: () => {} } });
}

/** Name of a file without its folder, and without an ending when it has that one. */
export function baseName(path: string, ending = ''): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}

/** Folder of a file, with the slash at its end; empty for a bare name. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `.unw` of `a/filt.unw`; empty where there is none. */
export function endingOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

/** A path without `.` and `..` in it, as far as it goes. */
export function normalPath(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && out.length > 0)) continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..' && out.at(-1) !== '') out.pop();
    else out.push(part);
  }
  return out.join('/');
}
