import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError } from '../core/errors.ts';

/**
 * Write a file beside its final name and put it in place, so that nobody ever reads half of it; folders are made.
 * @throws {FileError} when the folder cannot be written
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    throw new FileError(`Cannot write ${path}.`, 'Check free space and your permissions in this folder.', {
      cause,
    });
  }
}
