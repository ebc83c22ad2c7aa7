import { unzlibSync, zlibSync } from 'fflate';
import { Damage } from './fields.ts';

/** What is used of Node's `zlib`. */
interface Zlib {
  deflateSync(bytes: Uint8Array, options: { level: number }): Uint8Array;
  inflateSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/** The platform's own code where there is one, four times as fast as any in JavaScript. */
const zlib = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:zlib') as
  | Zlib
  | undefined;

/** zlib streams, as filter 1 keeps them. */
export function deflate(bytes: Uint8Array, level: 4): Uint8Array {
  return zlib?.deflateSync(bytes, { level }) ?? zlibSync(bytes, { level });
}

/** @param size bytes that come out at most @throws {Damage} when the stream is damaged or holds more */
export function inflate(bytes: Uint8Array, size: number): Uint8Array {
  try {
    if (zlib !== undefined) return zlib.inflateSync(bytes, { maxOutputLength: Math.max(1, size) });
    const out = unzlibSync(bytes, { out: new Uint8Array(size) });
    // fflate does not look at the checksum behind the stream, and stops silently where its room ends.
    if (adler32(out) !== new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0))
      throw new Error('incorrect data check');
    return out;
  } catch (error) {
    throw new Damage(`a compressed block cannot be unpacked (${(error as Error).message})`);
  }
}

/** The checksum of zlib streams. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let i = 0; i < bytes.length; ) {
    const end = Math.min(bytes.length, i + 3800); // as many as fit before the sums overflow
    for (; i < end; i++) {
      a += bytes[i];
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}
