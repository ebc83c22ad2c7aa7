import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FileError } from '../core/errors.ts';

export interface InputVersion {
  readonly path: string;
  /** of size, time of the last change, and samples of the content */
  readonly hash: string;
}

const NUM_SAMPLE = 64;
const SAMPLE_BYTES = 4096;

/** Tells files apart without reading all of them. @throws {FileError} when the file cannot be read */
export function inputVersion(path: string): InputVersion {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const { size, mtimeMs } = fstatSync(fd);
    const hash = createHash('sha256').update(`${size} ${mtimeMs}`);
    const sample = Buffer.alloc(SAMPLE_BYTES);
    const step = Math.max(SAMPLE_BYTES, Math.floor(size / NUM_SAMPLE));
    for (let at = 0; at < size; at += step) {
      const bytes = readSync(fd, sample, 0, SAMPLE_BYTES, at);
      hash.update(sample.subarray(0, bytes));
    }
    return { path, hash: hash.digest('hex') };
  } catch (cause) {
    throw new FileError(`${path} cannot be read.`, 'The tiles need it: bring it back, or plan again.', {
      cause,
    });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
