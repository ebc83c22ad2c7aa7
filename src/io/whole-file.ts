import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncData, syncName } from './files/durable.ts';
import { outputTarget, temporaryName } from './files/output.ts';
import { makeFolders } from './make-folders.ts';
import { writeError } from './write-error.ts';

/**
 * Write a file beside its final name and put it in place, so that nobody ever reads half of it; folders are made, and a
 * symbolic link is written where it points.
 *
 * @param sync false: whether it survives a power failure does not matter
 * @throws {FileError} when the folder cannot be written or the name is that of a folder, device, pipe or socket
 * @throws {RunError} when the disk is full
 */
export function writeWhole(path: string, content: string | Uint8Array, { sync = true } = {}): void {
  const target = outputTarget(path);
  let beside: string | undefined;
  try {
    makeFolders(dirname(target));
    beside = temporaryName(target);
    const fd = openSync(beside, 'w');
    try {
      writeFileSync(fd, content);
      if (sync) syncData(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, target);
    if (sync) syncName(target);
  } catch (cause) {
    if (beside !== undefined) rmSync(beside, { force: true });
    throw writeError(path, cause);
  }
}
