import { Damage, Unsupported } from './fields.ts';

/** What is used of Node's `zlib`. */
interface Zlib {
  deflateSync(bytes: Uint8Array, options: { level: number }): Uint8Array;
  inflateSync(bytes: Uint8Array, options: { maxOutputLength: number; chunkSize: number }): Uint8Array;
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

interface Codec {
  deflate(bytes: Uint8Array, level: 4): Uint8Array;
  inflate(bytes: Uint8Array, size: number): Uint8Array;
}

/** The platform's own code where there is one, four times as fast as any in JavaScript. */
const zlib = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:zlib') as
  | Zlib
  | undefined;

/** Where the room is just full, zlib asks for more to see whether that was all. */
const ROOM = 64;
/** Most bytes that are unpacked in one piece. */
const MOST_PIECE = 16 << 20;

let codec: Codec | undefined = zlib && {
  deflate: (bytes, level) => zlib.deflateSync(bytes, { level }),
  // Room for all that comes: pieces of zlib's usual 16 kB, which are put together afterwards, cost a third of the time.
  inflate: (bytes, size) =>
    zlib.inflateSync(bytes, {
      maxOutputLength: Math.max(1, size),
      chunkSize: Math.min(size, MOST_PIECE) + ROOM,
    }),
};

/** Load what browsers need to unpack: twenty milliseconds that Node does without. */
export async function haveDeflate(): Promise<void> {
  if (codec !== undefined) return;
  const { unzlibSync, zlibSync } = await import('fflate');
  codec = {
    deflate: (bytes, level) => zlibSync(bytes, { level }),
    inflate(bytes, size) {
      const out = unzlibSync(bytes, { out: new Uint8Array(size) });
      // fflate does not look at the checksum behind the stream, and stops silently where its room ends.
      const end = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4);
      if (adler32(out) !== end.getUint32(0)) throw new Error('incorrect data check');
      return out;
    },
  };
}

function own(): Codec {
  if (codec === undefined) throw new Unsupported('deflate, which is loaded by openH5Source');
  return codec;
}

/** zlib streams, as filter 1 keeps them. */
export function deflate(bytes: Uint8Array, level: 4): Uint8Array {
  return own().deflate(bytes, level);
}

/** @param size bytes that come out at most @throws {Damage} when the stream is damaged or holds more */
export function inflate(bytes: Uint8Array, size: number): Uint8Array {
  const { inflate: unpack } = own();
  try {
    return unpack(bytes, size);
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
