import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Make a folder and those above it, from the uppermost down. The recursive way of Node never ends where a file system says
 * of a folder that is there that it is not, as automounters and `/proc` do.
 * @throws what the system says, with its `code`
 */
export function makeFolders(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(resolve(path));
  if (!existsSync(above)) makeFolders(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    if (!isFolder(path)) throw cause; // else another process was faster
  }
}

/** Whether a folder is there; what lies below a file, or may not be looked at, is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
