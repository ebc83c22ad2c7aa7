import { FileError } from '../../core/errors.ts';
import { readBtree2 } from './btree2.ts';
import { decodeType, encodeType, encodeVlenString, type StoredType } from './datatype.ts';
import { Block, decodeText, encodeText, Fields, pad8, Unsupported } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';
import { FractalHeap, type GlobalHeaps } from './heaps.ts';
import { decodeDataspace, encodeDataspace, MESSAGE, type Message, sharedMessage } from './object-header.ts';
import type { Attributes, NativeAttributes } from './types.ts';
import { bytesToValues } from './values.ts';

/* Attribute messages (HDF5 file format, IV.A.2.m) in headers or, where there are many, in a heap. */

/**
 * Attributes as text. Numbers are printed as JavaScript does; bytes are decoded as UTF-8; attributes of types that
 * InSAR files do not use (references, compounds) are left out.
 */
export function readAttributes(file: H5Bytes, heaps: GlobalHeaps, messages: readonly Message[]): Attributes {
  const out: Attributes = {};
  const add = (data: Uint8Array): void => {
    const parsed = parseAttribute(file, heaps, data);
    if (parsed !== undefined) out[parsed.name] = parsed.text;
  };
  for (const { type, data } of messages) {
    if (type === MESSAGE.attribute) add(data);
    if (type === MESSAGE.attributeInfo) readDense(file, data, add);
  }
  return out;
}

function readDense(file: H5Bytes, data: Uint8Array, add: (attribute: Uint8Array) => void): void {
  const fields = new Fields(data).skip(1);
  const flags = fields.u8();
  if ((flags & 1) !== 0) fields.skip(2);
  const heapAddress = file.address(fields);
  const names = file.address(fields);
  if (heapAddress === undefined || names === undefined) return;
  const heap = new FractalHeap(file, heapAddress);
  readBtree2(file, names, (record) => add(heap.object(record)));
}

const SHARED_TYPE = 1;
const SHARED_SPACE = 2;

function parseAttribute(
  file: H5Bytes,
  heaps: GlobalHeaps,
  data: Uint8Array,
): { name: string; text: string } | undefined {
  const fields = new Fields(data);
  const version = fields.u8();
  const flags = fields.u8();
  if (version < 1 || version > 3) throw new Unsupported(`attribute version ${version}`);
  const sizes = [fields.u16(), fields.u16(), fields.u16()];
  if (version === 3) fields.skip(1); // character set of the name
  const [name, type, space] = sizes.map((size) => {
    const part = fields.take(size);
    if (version === 1) fields.skip(Math.min(fields.left, (8 - (size % 8)) % 8));
    return part;
  });
  const text = new Fields(name).text();
  if (version > 1 && (flags & SHARED_SPACE) !== 0) throw new Unsupported('attributes of shared extent');
  const isNamed = version > 1 && (flags & SHARED_TYPE) !== 0;
  const stored = decodeType(
    isNamed ? sharedMessage(file, { type: MESSAGE.datatype, data: type }).data : type,
  );
  const dataspace = decodeDataspace(file, space);
  if (stored.element === undefined) return undefined;
  if (dataspace === undefined) return { name: text, text: '' };
  const count = dataspace.shape.reduce((a, b) => a * b, 1);
  return { name: text, text: words(heaps, stored, fields.take(count * stored.size), count).join(' ') };
}

function words(heaps: GlobalHeaps, { element, size }: StoredType, raw: Uint8Array, count: number): string[] {
  const type = element!.type;
  if (type === 'str') return readTexts(heaps, raw, size, count);
  if (type === 'i8' || type === 'u8') {
    // Text may hold any whole number.
    const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
    const little = !element!.bigEndian;
    return Array.from({ length: count }, (_, i) =>
      String(type === 'i8' ? view.getBigInt64(8 * i, little) : view.getBigUint64(8 * i, little)),
    );
  }
  const values = Array.from(bytesToValues(raw.slice(), element!) as ArrayLike<number | string>);
  if (type === 'bool') return values.map((value) => (value ? 'True' : 'False'));
  if (type === 'c8' || type === 'c16')
    return Array.from({ length: count }, (_, i) => complexText(values[2 * i], values[2 * i + 1]));
  return values.map(String);
}

function complexText(re: number | string, im: number | string): string {
  return `(${re}${Number(im) < 0 ? '' : '+'}${im}j)`;
}

/** Elements that refer to text in a heap. */
export function readTexts(heaps: GlobalHeaps, raw: Uint8Array, size: number, count: number): string[] {
  const fields = new Fields(raw);
  return Array.from({ length: count }, (_, i) => {
    fields.at = i * size;
    const text = heaps.object(fields);
    const end = text.indexOf(0);
    return decodeText(end < 0 ? text : text.subarray(0, end));
  });
}

/** Collects the text of many attributes into one global heap collection. */
export class TextHeap {
  readonly address: number;
  private readonly objects = new Block();
  private count = 0;

  constructor(address: number) {
    this.address = address;
  }

  add(text: string): Uint8Array {
    const bytes = encodeText(text);
    if (bytes.length === 0) return new Uint8Array(16);
    if (++this.count > 65_535)
      throw new FileError('A file takes no more than 65535 texts.', 'Use a type of fixed length.');
    this.objects.u16(this.count).zeros(6).u64(bytes.length).raw(bytes).pad8();
    return new Block().u32(bytes.length).u64(this.address).u32(this.count).done();
  }

  /** The collection, at least 4096 bytes as the format asks; the rest is its free space, object 0. */
  encode(): Uint8Array {
    if (this.count === 0) return new Uint8Array(0);
    const used = 16 + this.objects.length;
    const total = Math.max(4096, used + 16);
    return new Block()
      .latin1('GCOL')
      .u8(1, 0, 0, 0)
      .u64(total)
      .raw(this.objects.done())
      .u64(0, total - used)
      .zeros(total - used - 16)
      .done();
  }
}

/** Attribute messages: text as variable-length UTF-8, whole numbers as int64, `{ float }` and fractions as float64, `{ float32 }` as it says. */
export function encodeAttributes(attributes: NativeAttributes, heap: TextHeap): Message[] {
  return Object.entries(attributes).map(([name, value]) => {
    const { type, data } = encodeValue(value, heap);
    const text = new Block().raw(encodeText(name)).u8(0).done();
    const space = encodeDataspace([]);
    const message = new Block().u8(1, 0).u16(text.length).u16(type.length).u16(space.length);
    message.raw(pad8(text), pad8(type), pad8(space), data);
    return { type: MESSAGE.attribute, flags: 0, data: message.done() };
  });
}

function encodeValue(
  value: NativeAttributes[string],
  heap: TextHeap,
): { readonly type: Uint8Array; readonly data: Uint8Array } {
  if (typeof value === 'string') return { type: encodeVlenString(), data: heap.add(value) };
  if (typeof value === 'boolean') return { type: encodeType('bool'), data: Uint8Array.of(Number(value)) };
  const data = new Block();
  if (typeof value === 'number' && Number.isInteger(value))
    return { type: encodeType('i8'), data: data.i64(value).done() };
  if (typeof value === 'object' && 'float32' in value)
    return { type: encodeType('f4'), data: data.f32(value.float32).done() };
  return { type: encodeType('f8'), data: data.f64(typeof value === 'number' ? value : value.float).done() };
}
