import type { Values } from '../../core/array.ts';
import type { H5Type, H5Values } from './types.ts';

/*
 * Datatype messages of the HDF5 file format (specification version 3.0, section IV.A.2.d), for the element types
 * that InSAR products use, all little-endian.
 */

/** How an attribute or dataset element is stored. */
export type StoredType =
  | { readonly kind: 'plain'; readonly type: H5Type; readonly size: number; readonly utf8?: boolean }
  | { readonly kind: 'vlen-string'; readonly size: 16 };

const FIXED = 0;
const FLOAT = 1;
const STRING = 3;
const ENUM = 8;
const VLEN = 9;

export function typeSize(type: H5Type): number {
  if (type === 'bool') return 1;
  return Number(type.slice(1));
}

function head(
  cls: number,
  bits: readonly [number, number, number],
  size: number,
  properties: Buffer,
): Buffer {
  const start = Buffer.from([0x10 | cls, ...bits, 0, 0, 0, 0]);
  start.writeUInt32LE(size, 4);
  return Buffer.concat([start, properties]);
}

function integer(size: number, signed: boolean): Buffer {
  const properties = Buffer.alloc(4);
  properties.writeUInt16LE(size * 8, 2);
  return head(FIXED, [signed ? 8 : 0, 0, 0], size, properties);
}

function float(size: 4 | 8): Buffer {
  const properties = Buffer.alloc(12);
  properties.writeUInt16LE(size * 8, 2);
  properties.set(size === 4 ? [23, 8, 0, 23] : [52, 11, 0, 52], 4);
  properties.writeUInt32LE(size === 4 ? 127 : 1023, 8);
  return head(FLOAT, [0x20, size * 8 - 1, 0], size, properties);
}

/** The datatype message of an element type; `bool` is h5py's enumeration of FALSE and TRUE over int8. */
export function encodeType(type: H5Type): Buffer {
  if (type === 'f4' || type === 'f8') return float(type === 'f4' ? 4 : 8);
  if (type === 'bool') {
    const names = Buffer.from('FALSE\0\0\0TRUE\0\0\0\0\0\x01', 'latin1');
    return head(ENUM, [2, 0, 0], 1, Buffer.concat([integer(1, true), names]));
  }
  const size = typeSize(type);
  if (type.startsWith('S')) return head(STRING, [1, 0, 0], size, Buffer.alloc(0));
  return integer(size, type.startsWith('i'));
}

/** Variable-length UTF-8 text, as h5py writes a Python `str`. */
export function encodeVlenString(): Buffer {
  return head(VLEN, [1, 1, 0], 16, integer(1, false));
}

/** @returns undefined for types outside this reader (compound, big-endian, references...) */
export function decodeType(message: Buffer): StoredType | undefined {
  const cls = message[0] & 0x0f;
  const size = message.readUInt32LE(4);
  const bigEndian = (message[1] & 1) === 1;
  if (cls === VLEN) return (message[1] & 0x0f) === 1 ? { kind: 'vlen-string', size: 16 } : undefined;
  if (cls === STRING) return { kind: 'plain', type: `S${size}`, size, utf8: message[1] >> 4 === 1 };
  if (cls === ENUM) {
    const isBool = size === 1 && message.includes('FALSE') && message.includes('TRUE');
    return isBool ? { kind: 'plain', type: 'bool', size: 1 } : undefined;
  }
  if (bigEndian && size > 1) return undefined;
  if (cls === FLOAT && (size === 4 || size === 8)) return { kind: 'plain', type: `f${size}`, size };
  if (cls === FIXED && [1, 2, 4, 8].includes(size)) {
    const type = `${(message[1] & 8) !== 0 ? 'i' : 'u'}${size}`;
    return type === 'u8'
      ? { kind: 'plain', type: 'i8', size }
      : { kind: 'plain', type: type as H5Type, size };
  }
  return undefined;
}

/** Raw little-endian bytes to values; the bytes are copied, so that alignment does not matter. */
export function bytesToValues(bytes: Uint8Array, type: H5Type): H5Values {
  if (type.startsWith('S')) {
    const size = typeSize(type);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out: string[] = [];
    for (let i = 0; i + size <= text.length; i += size) {
      const end = text.subarray(i, i + size).indexOf(0);
      out.push(text.toString('utf8', i, end < 0 ? i + size : i + end));
    }
    return out;
  }
  if (type === 'i8') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) =>
      Number(view.getBigInt64(8 * i, true)),
    );
  }
  const out = allocate(type, bytes.byteLength / typeSize(type));
  new Uint8Array(out.buffer).set(bytes);
  return out;
}

/** An empty array of the type that holds a dataset's values in memory. */
export function allocate(type: H5Type, n: number): Values {
  switch (type) {
    case 'f4':
      return new Float32Array(n);
    case 'f8':
    case 'i8':
      return new Float64Array(n);
    case 'i2':
      return new Int16Array(n);
    case 'u2':
      return new Uint16Array(n);
    case 'i4':
    case 'u4':
      return new Int32Array(n);
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
    const out = Buffer.alloc(size * list.length);
    list.forEach((text, i) => {
      out.write(text, i * size, size, 'utf8');
    });
    return out;
  }
  const numbers = values as Values;
  if (type === 'i8') {
    const out = Buffer.alloc(8 * numbers.length);
    numbers.forEach((value: number, i: number) => {
      out.writeBigInt64LE(BigInt(Math.trunc(value)), 8 * i);
    });
    return out;
  }
  const own = allocate(type, 0);
  const same =
    own.constructor === numbers.constructor ? numbers : fill(allocate(type, numbers.length), numbers);
  return new Uint8Array(same.buffer, same.byteOffset, same.byteLength);
}

function fill(target: Values, source: Values): Values {
  target.set(source);
  return target;
}
