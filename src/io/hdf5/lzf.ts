import { fastest, MemoryLayout, SimdModule } from '../../core/simd-module.ts';
import { Damage } from './fields.ts';
import { LZF_WASM } from './lzf-wasm-code.ts';

/*
 * LibLZF streams (format of Marc Lehmann's LibLZF), which h5py's filter 32000 keeps in each chunk. A control byte below
 * 32 announces that many literals and one more; any other begins a copy of 3 to 264 bytes from up to 8192 bytes back:
 * three bits of length (7 = another byte of length follows), then thirteen bits of distance.
 */

const MAX_LITERALS = 32;
const MAX_DISTANCE = 8192;
const MAX_COPY = 264;
const HASH_BITS = 13;

/** Where each hash of three bytes was seen last, counted from 1; cleared for every chunk. */
const seen = new Int32Array(1 << HASH_BITS);
let packed = new Uint8Array(0);

interface Exports {
  compress(from: number, size: number, out: number, seen: number): number;
  decompress(from: number, size: number, out: number, room: number): number;
}

/** The same compiled from assembly/lzf.ts, twice as fast, with room for blocks of some size. */
interface CompiledLzf {
  readonly code: Exports;
  readonly room: number;
  readonly buffer: ArrayBuffer;
  readonly from: number;
  readonly out: number;
  readonly seen: number;
}

const CODE = new SimdModule<Exports>(LZF_WASM);
/** Blocks are smaller; a few may be larger and go the plain way. */
const MOST_COMPILED = 32 << 20;
let compiled: CompiledLzf | undefined;
let isCompiledOut = false;

function compiledFor(bytes: number): CompiledLzf | undefined {
  if (isCompiledOut || bytes > MOST_COMPILED) return undefined;
  if (compiled !== undefined && compiled.room >= bytes) return compiled;
  const room = Math.max(256 << 10, bytes);
  compiled = fastest(
    CODE.isSupported(),
    () => {
      const layout = new MemoryLayout();
      const [from, out] = [layout.reserve(room + 64), layout.reserve(room + 64)];
      const seen = layout.reserve(4 << HASH_BITS);
      const { code, memory } = CODE.start(layout);
      return { code, room, buffer: memory.buffer, from, out, seen };
    },
    () => undefined,
  );
  isCompiledOut = compiled === undefined;
  return compiled;
}

/** @returns the stream, which stands until the next call; undefined when it would not be shorter than the bytes */
export function lzfCompress(bytes: Uint8Array): Uint8Array | undefined {
  const lzf = compiledFor(bytes.length);
  if (lzf === undefined) return lzfCompressPlain(bytes);
  const { code, buffer, from, out, seen } = lzf;
  new Uint8Array(buffer, from, bytes.length).set(bytes);
  const size = bytes.length === 0 ? 0 : code.compress(from, bytes.length, out, seen);
  return size === 0 ? undefined : new Uint8Array(buffer, out, size);
}

/** The same in plain TypeScript. */
export function lzfCompressPlain(bytes: Uint8Array): Uint8Array | undefined {
  const size = bytes.length;
  if (packed.length < size) packed = new Uint8Array(size);
  seen.fill(0);
  const out = packed;
  const words = new DataView(bytes.buffer, bytes.byteOffset, size);
  const limit = size - 1;
  let to = 0;
  let literal = 0; // first byte that is not in the stream yet
  let at = 0;
  while (at + 2 < size) {
    const three = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const hash = Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
    const before = seen[hash] - 1;
    seen[hash] = at + 1;
    const isCopy =
      before >= 0 &&
      at - before <= MAX_DISTANCE &&
      bytes[before] === bytes[at] &&
      bytes[before + 1] === bytes[at + 1] &&
      bytes[before + 2] === bytes[at + 2];
    if (!isCopy) {
      at++;
      continue;
    }
    const most = Math.min(MAX_COPY, size - at);
    let length = 3;
    while (length + 4 <= most && words.getInt32(before + length, true) === words.getInt32(at + length, true))
      length += 4;
    while (length < most && bytes[before + length] === bytes[at + length]) length++;
    if (to + literalBytes(at - literal) + 3 > limit) return undefined;
    to = putLiterals(bytes, literal, at, out, to);
    const distance = at - before - 1;
    if (length < 9) out[to++] = ((length - 2) << 5) | (distance >> 8);
    else {
      out[to++] = (7 << 5) | (distance >> 8);
      out[to++] = length - 9;
    }
    out[to++] = distance & 255;
    at += length;
    literal = at;
  }
  if (to + literalBytes(size - literal) > limit) return undefined;
  return out.subarray(0, putLiterals(bytes, literal, size, out, to));
}

function literalBytes(count: number): number {
  return count + Math.ceil(count / MAX_LITERALS);
}

function putLiterals(bytes: Uint8Array, from: number, end: number, out: Uint8Array, to: number): number {
  let at = from;
  let put = to;
  while (at < end) {
    const stop = Math.min(end, at + MAX_LITERALS);
    out[put++] = stop - at - 1;
    while (at < stop) out[put++] = bytes[at++];
  }
  return put;
}

/** Bytes that one byte of a stream can stand for: a copy of 264 takes three. */
const MAX_RATIO = 88;

/** @param size bytes that come out at most @throws {Damage} when the stream is damaged */
export function lzfDecompress(bytes: Uint8Array, size: number): Uint8Array {
  const room = Math.min(size, MAX_RATIO * bytes.length);
  const lzf = compiledFor(Math.max(room, bytes.length));
  if (lzf === undefined) return lzfDecompressPlain(bytes, size);
  const { code, buffer, from, out } = lzf;
  new Uint8Array(buffer, from, bytes.length).set(bytes);
  const n = code.decompress(from, bytes.length, out, room);
  if (n < 0) throw corrupt();
  return new Uint8Array(buffer, out, n).slice();
}

/** The same in plain TypeScript. */
export function lzfDecompressPlain(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(Math.min(size, MAX_RATIO * bytes.length));
  let from = 0;
  let to = 0;
  while (from < bytes.length) {
    const control = bytes[from++];
    if (control < MAX_LITERALS) {
      const end = from + control + 1;
      if (end > bytes.length || to + control + 1 > out.length) throw corrupt();
      while (from < end) out[to++] = bytes[from++];
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += bytes[from++];
    let back = to - ((control & 31) << 8) - bytes[from++] - 1;
    const end = to + length + 2;
    if (!(back >= 0 && end <= out.length)) throw corrupt();
    while (to < end) out[to++] = out[back++];
  }
  return out.subarray(0, to);
}

function corrupt(): Damage {
  return new Damage('a block packed by lzf is damaged');
}
