import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeError } from './write-error.ts';

/**
 * Write a file beside its final name and put it in place, so that nobody ever reads half of it; folders are made.
 * @throws {FileError} when the folder cannot be written  @throws {RunError} when the disk is full
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = `${path}.tmp`; // one name: what a killed run left is written over by the next
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    if (existsSync(beside)) rmSync(beside);
    throw writeError(path, cause);
  }
}
