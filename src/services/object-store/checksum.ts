import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { FileError } from '../../core/errors.ts';

/** A checksum that a file should have: algorithm, digest in hex, and who says so. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'sha1' | 'md5';
  readonly hex: string;
  readonly from: string;
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('hex');

/**
 * The strongest checksum that an answer tells of the whole file.
 * @param isStore of an object store, whose ETag is the MD5 of an object that was put in one piece and is not encrypted by key
 */
export function toldChecksum(headers: Headers, isStore: boolean): Checksum | undefined {
  const kind = headers.get('x-amz-checksum-type') ?? 'FULL_OBJECT';
  for (const algorithm of ['sha256', 'sha1'] as const) {
    const text = headers.get(`x-amz-checksum-${algorithm}`);
    if (text !== null && kind === 'FULL_OBJECT' && !text.includes('-'))
      return { algorithm, hex: fromBase64(text), from: `x-amz-checksum-${algorithm}` };
  }
  const md5 = headers.get('content-md5');
  if (md5 !== null && headers.get('content-range') === null)
    return { algorithm: 'md5', hex: fromBase64(md5), from: 'Content-MD5' };
  const etag = /^"([0-9a-f]{32})"$/i.exec(headers.get('etag') ?? '')?.[1];
  const isByKey = /kms/i.test(headers.get('x-amz-server-side-encryption') ?? '');
  return isStore && etag !== undefined && !isByKey
    ? { algorithm: 'md5', hex: etag.toLowerCase(), from: 'ETag' }
    : undefined;
}

/** @throws {FileError} when a file has another checksum */
export function assertChecksum(path: string, { algorithm, hex, from }: Checksum): void {
  const hash = createHash(algorithm);
  const block = Buffer.alloc(1 << 20);
  const fd = openSync(path, 'r');
  try {
    for (let count = readSync(fd, block); count > 0; count = readSync(fd, block))
      hash.update(block.subarray(0, count));
  } finally {
    closeSync(fd);
  }
  const found = hash.digest('hex');
  if (found === hex.toLowerCase()) return;
  throw new FileError(
    `its ${algorithm.toUpperCase()} is ${found}, not ${hex} (${from}).`,
    'Fetch it again; if it stays so, the file or the checksum is another version.',
  );
}
