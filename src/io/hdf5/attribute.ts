import type { ByteSource } from './byte-source.ts';
import { bytesToValues, decodeType, encodeType, encodeVlenString } from './datatype.ts';
import { decodeDataspace, encodeDataspace, MESSAGE, type Message, pad8 } from './object-header.ts';
import type { Attributes, NativeAttributes } from './types.ts';

/* Attribute messages and the global heap that holds their text (HDF5 file format, IV.A.2.m and III.E). */

/**
 * Attributes as text. Numbers are printed as JavaScript does; bytes are decoded as UTF-8; attributes of types that
 * InSAR files do not use (references, compounds) are left out.
 */
export function readAttributes(source: ByteSource, messages: readonly Message[]): Attributes {
  const out: Attributes = {};
  for (const message of messages) {
    if (message.type !== MESSAGE.attribute) continue;
    const parsed = parseAttribute(source, message.data);
    if (parsed !== undefined) out[parsed.name] = parsed.text;
  }
  return out;
}

function parseAttribute(source: ByteSource, data: Buffer): { name: string; text: string } | undefined {
  const version = data[0];
  const nameSize = data.readUInt16LE(2);
  const typeSize = data.readUInt16LE(4);
  const spaceSize = data.readUInt16LE(6);
  const padded = (n: number) => (version === 1 ? 8 * Math.ceil(n / 8) : n);
  const nameAt = version === 3 ? 9 : 8;
  const typeAt = nameAt + padded(nameSize);
  const spaceAt = typeAt + padded(typeSize);
  const dataAt = spaceAt + padded(spaceSize);
  const name = data.toString('utf8', nameAt, nameAt + nameSize - 1);
  const type = decodeType(data.subarray(typeAt, typeAt + typeSize));
  const shape = decodeDataspace(data.subarray(spaceAt, spaceAt + spaceSize));
  if (type === undefined) return undefined;
  if (shape === undefined) return { name, text: '' };
  const count = shape.reduce((a, b) => a * b, 1);
  const raw = data.subarray(dataAt, dataAt + count * type.size);
  if (type.kind === 'vlen-string') {
    const texts = Array.from({ length: count }, (_, i) =>
      heapText(source, raw.subarray(16 * i, 16 * i + 16)),
    );
    return { name, text: texts.join(' ') };
  }
  const values = Array.from(bytesToValues(raw, type.type) as ArrayLike<number | string>);
  const words = type.type === 'bool' ? values.map((v) => (v ? 'True' : 'False')) : values.map(String);
  return { name, text: words.join(' ') };
}

function heapText(source: ByteSource, reference: Buffer): string {
  const length = reference.readUInt32LE(0);
  const address = Number(reference.readBigUInt64LE(4));
  const wanted = reference.readUInt32LE(12);
  if (length === 0 || address === 0) return '';
  const size = Number(source.read(address, 16).readBigUInt64LE(8));
  const heap = source.read(address, size);
  for (let at = 16; at + 16 <= size; ) {
    const index = heap.readUInt16LE(at);
    const bytes = Number(heap.readBigUInt64LE(at + 8));
    if (index === wanted) return heap.toString('utf8', at + 16, at + 16 + Math.min(length, bytes));
    if (index === 0) break;
    at += 16 + 8 * Math.ceil(bytes / 8);
  }
  return '';
}

/** Collects the text of many attributes into one global heap collection. */
export class TextHeap {
  readonly address: number;
  private readonly objects: Buffer[] = [];
  private size = 16;

  constructor(address: number) {
    this.address = address;
  }

  add(text: string): Buffer {
    const reference = Buffer.alloc(16);
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length === 0) return reference;
    const head = Buffer.alloc(16);
    head.writeUInt16LE(this.objects.length + 1, 0);
    head.writeBigUInt64LE(BigInt(bytes.length), 8);
    const object = Buffer.concat([head, pad8(bytes)]);
    this.objects.push(object);
    this.size += object.length;
    reference.writeUInt32LE(bytes.length, 0);
    reference.writeBigUInt64LE(BigInt(this.address), 4);
    reference.writeUInt32LE(this.objects.length, 12);
    return reference;
  }

  /** The collection, at least 4096 bytes as the format asks; the rest is its free space, object 0. */
  encode(): Buffer {
    if (this.objects.length === 0) return Buffer.alloc(0);
    const total = Math.max(4096, this.size + 16);
    const head = Buffer.alloc(16);
    head.write('GCOL', 0, 'latin1');
    head[4] = 1;
    head.writeBigUInt64LE(BigInt(total), 8);
    const free = Buffer.alloc(total - this.size);
    free.writeBigUInt64LE(BigInt(free.length), 8);
    return Buffer.concat([head, ...this.objects, free]);
  }
}

/** Attribute messages: text as variable-length UTF-8, whole numbers as int64, `{ float }` and fractions as float64, `{ float32 }` as it says. */
export function encodeAttributes(attributes: NativeAttributes, heap: TextHeap): Message[] {
  return Object.entries(attributes).map(([name, value]) => {
    let type = encodeVlenString();
    let data: Buffer;
    if (typeof value === 'string') data = heap.add(value);
    else if (typeof value === 'boolean') {
      type = encodeType('bool');
      data = Buffer.from([Number(value)]);
    } else if (typeof value === 'number' && Number.isInteger(value)) {
      type = encodeType('i8');
      data = Buffer.alloc(8);
      data.writeBigInt64LE(BigInt(value));
    } else if (typeof value === 'object' && 'float32' in value) {
      type = encodeType('f4');
      data = Buffer.alloc(4);
      data.writeFloatLE(value.float32);
    } else {
      type = encodeType('f8');
      data = Buffer.alloc(8);
      data.writeDoubleLE(typeof value === 'number' ? value : value.float);
    }
    const text = Buffer.from(`${name}\0`, 'utf8');
    const space = encodeDataspace([]);
    const head = Buffer.alloc(8);
    head[0] = 1;
    head.writeUInt16LE(text.length, 2);
    head.writeUInt16LE(type.length, 4);
    head.writeUInt16LE(space.length, 6);
    return {
      type: MESSAGE.attribute,
      flags: 0,
      data: Buffer.concat([head, pad8(text), pad8(type), pad8(space), data]),
    };
  });
}
