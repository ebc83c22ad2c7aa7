import { Damage } from './fields.ts';

/* The two checksums of the format: Jenkins' lookup3 over metadata, Fletcher's over chunks. */

const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));

/** Bob Jenkins' lookup3 (`hashlittle`, public domain), as metadata blocks carry it. */
export function lookup3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let length = bytes.length;
  let a = (0xdeadbeef + length) | 0;
  let b = a;
  let c = a;
  let at = 0;
  while (length > 12) {
    a = (a + view.getUint32(at, true)) | 0;
    b = (b + view.getUint32(at + 4, true)) | 0;
    c = (c + view.getUint32(at + 8, true)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
    at += 12;
    length -= 12;
  }
  if (length === 0) return c >>> 0;
  const word = (from: number) => {
    let value = 0;
    for (let k = 0; k < 4 && from + k < bytes.length; k++) value |= bytes[from + k] << (8 * k);
    return value;
  };
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

/** @throws {Damage} unless the last four bytes are the checksum of all before them */
export function assertChecksum(block: Uint8Array, what: string): void {
  const end = block.length - 4;
  const stored = end < 0 ? -1 : new DataView(block.buffer, block.byteOffset + end, 4).getUint32(0, true);
  if (stored !== lookup3(block.subarray(0, Math.max(0, end))))
    throw new Damage(`the checksum of ${what} does not fit`);
}

/** Fletcher's sum over 16-bit big-endian words (filter 3). */
export function fletcher32(bytes: Uint8Array): number {
  let one = 0;
  let two = 0;
  const words = bytes.length >> 1;
  for (let i = 0; i < words; ) {
    const end = Math.min(words, i + 360); // as many as fit before the sums overflow
    for (; i < end; i++) {
      one += (bytes[2 * i] << 8) | bytes[2 * i + 1];
      two += one;
    }
    one = (one & 0xffff) + (one >>> 16);
    two = (two & 0xffff) + (two >>> 16);
  }
  if (bytes.length % 2 === 1) {
    one += bytes[bytes.length - 1] << 8;
    two += one;
    one = (one & 0xffff) + (one >>> 16);
    two = (two & 0xffff) + (two >>> 16);
  }
  one = (one & 0xffff) + (one >>> 16);
  two = (two & 0xffff) + (two >>> 16);
  return ((two << 16) | one) >>> 0;
}
