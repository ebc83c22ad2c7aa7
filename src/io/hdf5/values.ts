import type { Values } from '../../core/array.ts';
import { type Element, numbersOf, typeSize } from './datatype.ts';
import { decodeText, encodeText, Unsupported } from './fields.ts';
import type { H5Type, H5Values } from './types.ts';

/* Bytes of elements to values in memory and back. */

/**
 * Bytes as they lie in the file to values. The bytes may be changed and the values may share their memory.
 * @throws {Unsupported} for whole numbers that no double holds exactly
 */
export function bytesToValues(bytes: Uint8Array, element: Element): Values | string[] {
  const { type, bigEndian, isHalf } = element;
  if (type.startsWith('S')) return fixedTexts(bytes, typeSize(type));
  if (isHalf) return halves(bytes, bigEndian);
  const width = typeSize(type) / numbersOf(type);
  if (bigEndian) swap(bytes, width);
  if (type === 'i8' || type === 'u8') return wide(bytes, type);
  if (width === 1) return type === 'i1' ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
  if (bytes.byteOffset % width === 0) return view(type, bytes);
  return view(type, bytes.slice());
}

function view(type: H5Type, { buffer, byteOffset, length }: Uint8Array): Values {
  switch (type) {
    case 'f4':
    case 'c8':
      return new Float32Array(buffer, byteOffset, length / 4);
    case 'f8':
    case 'c16':
      return new Float64Array(buffer, byteOffset, length / 8);
    case 'i2':
      return new Int16Array(buffer, byteOffset, length / 2);
    case 'u2':
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 'i4':
      return new Int32Array(buffer, byteOffset, length / 4);
    default:
      return new Uint32Array(buffer, byteOffset, length / 4);
  }
}

function fixedTexts(bytes: Uint8Array, size: number): string[] {
  const out: string[] = [];
  // Dates and the like: decoded in one go, for each call costs as much as hundreds of letters.
  const whole = isAscii(bytes) ? decodeText(bytes) : undefined;
  for (let i = 0; i + size <= bytes.length && size > 0; i += size) {
    const text = bytes.subarray(i, i + size);
    const zero = text.indexOf(0);
    const end = zero < 0 ? size : zero;
    out.push(whole === undefined ? decodeText(text.subarray(0, end)) : whole.slice(i, i + end));
  }
  return out;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] >= 128) return false;
  return true;
}

function swap(bytes: Uint8Array, width: number): void {
  for (let i = 0; i + width <= bytes.length; i += width) {
    for (let a = i, b = i + width - 1; a < b; a++, b--) {
      const byte = bytes[a];
      bytes[a] = bytes[b];
      bytes[b] = byte;
    }
  }
}

/** Two-byte floats (IEEE 754 binary16). */
function halves(bytes: Uint8Array, bigEndian: boolean): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const out = new Float32Array(bytes.length / 2);
  for (let i = 0; i < out.length; i++) {
    const half = view.getUint16(2 * i, !bigEndian);
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) out[i] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) out[i] = sign * fraction * 2 ** -24;
    else out[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return out;
}

/** Eight-byte whole numbers as doubles. */
function wide(bytes: Uint8Array, type: 'i8' | 'u8'): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const out = new Float64Array(bytes.length / 8);
  for (let i = 0; i < out.length; i++) {
    const high = type === 'i8' ? view.getInt32(8 * i + 4, true) : view.getUint32(8 * i + 4, true);
    const value = high * 2 ** 32 + view.getUint32(8 * i, true);
    if (!Number.isSafeInteger(value)) {
      const exact = type === 'i8' ? view.getBigInt64(8 * i, true) : view.getBigUint64(8 * i, true);
      throw new Unsupported(`the whole number ${exact}, beyond the 53 bits that are kept exactly`);
    }
    out[i] = value;
  }
  return out;
}

/** An empty array of the type that holds a dataset's values in memory. */
function allocate(type: H5Type, n: number): Values {
  switch (type) {
    case 'f4':
      return new Float32Array(n);
    case 'c8':
      return new Float32Array(2 * n);
    case 'f8':
    case 'i8':
    case 'u8':
      return new Float64Array(n);
    case 'c16':
      return new Float64Array(2 * n);
    case 'i2':
      return new Int16Array(n);
    case 'u2':
      return new Uint16Array(n);
    case 'i4':
      return new Int32Array(n);
    case 'u4':
      return new Uint32Array(n);
    case 'i1':
      return new Int8Array(n);
    default:
      return new Uint8Array(n);
  }
}

/** Values to raw little-endian bytes; arrays of the type's own kind are passed through without a copy. */
export function valuesToBytes(values: H5Values, type: H5Type): Uint8Array {
  if (type.startsWith('S')) {
    const size = typeSize(type);
    const list = values as string[];
    const out = new Uint8Array(size * list.length);
    list.forEach((text, i) => {
      out.set(encodeText(text).subarray(0, size), i * size);
    });
    return out;
  }
  const numbers = values as Values;
  if (type === 'i8' || type === 'u8') {
    const out = new DataView(new ArrayBuffer(8 * numbers.length));
    for (let i = 0; i < numbers.length; i++) out.setBigInt64(8 * i, BigInt(Math.trunc(numbers[i])), true);
    return new Uint8Array(out.buffer);
  }
  const own = allocate(type, 0);
  let same = numbers;
  if (own.constructor !== numbers.constructor) {
    same = allocate(type, numbers.length / numbersOf(type));
    same.set(numbers);
  }
  return new Uint8Array(same.buffer, same.byteOffset, same.byteLength);
}
