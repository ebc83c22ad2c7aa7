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
    return unzlibSync(bytes, { out: new Uint8Array(size) });
  } catch (error) {
    throw new Damage(`a compressed block cannot be unpacked (${(error as Error).message})`);
  }
}
