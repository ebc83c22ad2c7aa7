import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FileError } from '../core/errors.ts';

export interface InputVersion {
  readonly path: string;
  /** of size, time of the last change, and samples of the content */
  readonly hash: string;
  /** bytes that count, of a file that something is added to behind them: its size and time do not */
  readonly upTo?: number;
}

const NUM_SAMPLE = 64;
const SAMPLE_BYTES = 4096;

/** The superblock, which changes when something is added. */
const HEAD_BYTES = 96;

/**
 * Tells files apart without reading all of them. Of a file on a server the address counts: those who read it see to it that they
 * read one version.
 * @throws {FileError} when the file cannot be read
 */
export function inputVersion(path: string, upTo?: number): InputVersion {
  if (/^https?:/i.test(path)) return { path, hash: createHash('sha256').update(path).digest('hex') };
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const { size, mtimeMs } = fstatSync(fd);
    const hash = createHash('sha256').update(upTo === undefined ? `${size} ${mtimeMs}` : `${upTo}`);
    const sample = Buffer.alloc(SAMPLE_BYTES);
    const end = upTo ?? size;
    const step = Math.max(SAMPLE_BYTES, Math.floor(end / NUM_SAMPLE));
    for (let at = upTo === undefined ? 0 : HEAD_BYTES; at < end; at += step) {
      const bytes = readSync(fd, sample, 0, Math.min(SAMPLE_BYTES, end - at), at);
      hash.update(sample.subarray(0, bytes));
    }
    return { path, hash: hash.digest('hex'), upTo };
  } catch (cause) {
    throw new FileError(`${path} cannot be read.`, 'The tiles need it: bring it back, or plan again.', {
      cause,
    });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
