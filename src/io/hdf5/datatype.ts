import { Block, Damage, Fields, Unsupported } from './fields.ts';
import type { H5Type } from './types.ts';

/* Datatype messages (HDF5 file format, IV.A.2.d): what the elements of a dataset or attribute are. */

/** How elements lie in the file and what they are read as. */
export interface StoredType {
  /** numpy's name for it: `float32`, `>f4`, `|S8`, `[('r', '<f4'), ('i', '<f4')]`... */
  readonly words: string;
  /** bytes of an element in the file */
  readonly size: number;
  /** how the bytes become values; undefined when they do not */
  readonly element?: Element;
}

/** Elements that can be read: the type of their values, and what their bytes are. */
export interface Element {
  readonly type: H5Type;
  readonly bigEndian: boolean;
  /** of two-byte floats, which are read as `f4` or `c8` */
  readonly isHalf: boolean;
}

const CLASS = {
  fixed: 0,
  float: 1,
  time: 2,
  string: 3,
  bitfield: 4,
  opaque: 5,
  compound: 6,
  reference: 7,
  enumeration: 8,
  variable: 9,
  array: 10,
} as const;
const MAX_DEPTH = 8;

/** @throws {Damage} @throws {Unsupported} for a class that the format does not know */
export function decodeType(message: Uint8Array): StoredType {
  return decode(new Fields(message), 0);
}

function decode(fields: Fields, depth: number): StoredType {
  if (depth > MAX_DEPTH) throw new Damage('a datatype is nested without end');
  const head = fields.u8();
  const version = head >> 4;
  const bits = [fields.u8(), fields.u8(), fields.u8()];
  const size = fields.u32();
  if (version < 1 || version > 5) throw new Unsupported(`datatype version ${version}`);
  const bigEndian = (bits[0] & 1) === 1;
  switch (head & 0x0f) {
    case CLASS.fixed:
      return integer(fields, size, bigEndian, (bits[0] & 8) !== 0);
    case CLASS.bitfield:
      return integer(fields, size, bigEndian, false);
    case CLASS.float:
      return float(fields, size, bits);
    case CLASS.string:
      return { words: `|S${size}`, size, element: plain(`S${size}`) };
    case CLASS.enumeration:
      return enumeration(fields, size, bits[0] | (bits[1] << 8), version, depth);
    case CLASS.compound:
      return compound(fields, size, bits[0] | (bits[1] << 8), version, depth);
    case CLASS.variable:
      decode(fields, depth + 1);
      return (bits[0] & 15) === 1
        ? { words: 'object', size, element: plain('str') }
        : { words: 'object', size };
    case CLASS.array:
      return array(fields, size, version, depth);
    case CLASS.opaque: {
      fields.skip(Math.min(bits[0], fields.left)); // its tag
      return { words: `|V${size}`, size };
    }
    case CLASS.reference:
      return { words: 'object', size };
    case CLASS.time:
      return { words: 'time', size };
    default:
      throw new Unsupported(`datatype class ${head & 0x0f}`);
  }
}

function plain(type: H5Type, bigEndian = false, isHalf = false): Element {
  return { type, bigEndian, isHalf };
}

/** numpy's name of a type as it is written here. */
export function numpyName(type: H5Type): string {
  if (type === 'bool') return 'bool';
  if (type === 'str') return 'object';
  if (type.startsWith('S')) return `|${type}`;
  return `${NUMPY[type[0] as keyof typeof NUMPY]}${8 * Number(type.slice(1))}`;
}

const NUMPY = { f: 'float', i: 'int', u: 'uint', c: 'complex' } as const;

/** numpy's name: `float32` where bytes lie as in memory, `>f4` where not. */
function numpyWords(kind: 'f' | 'i' | 'u', size: number, bigEndian: boolean): string {
  return bigEndian && size > 1 ? `>${kind}${size}` : `${NUMPY[kind]}${8 * size}`;
}

function integer(fields: Fields, size: number, bigEndian: boolean, signed: boolean): StoredType {
  const offset = fields.u16();
  const precision = fields.u16();
  const kind = signed ? 'i' : 'u';
  if (![1, 2, 4, 8].includes(size) || offset !== 0 || precision !== 8 * size)
    return { words: `integer of ${precision} bits in ${size} bytes`, size };
  const type = `${kind}${size}` as H5Type;
  return { words: numpyWords(kind, size, bigEndian), size, element: plain(type, bigEndian) };
}

/** Places and sizes of sign, exponent and fraction, and the bias: IEEE 754 of 2, 4 and 8 bytes. */
const IEEE: Record<number, readonly number[]> = {
  2: [15, 10, 5, 0, 10, 15],
  4: [31, 23, 8, 0, 23, 127],
  8: [63, 52, 11, 0, 52, 1023],
};

function float(fields: Fields, size: number, bits: readonly number[]): StoredType {
  const offset = fields.u16();
  const precision = fields.u16();
  const found = [bits[1], fields.u8(), fields.u8(), fields.u8(), fields.u8(), fields.u32()];
  const isVax = (bits[0] & 0x40) !== 0;
  const isIeee = IEEE[size]?.every((value, k) => value === found[k]) && offset === 0 && !isVax;
  if (!isIeee) return { words: `float of ${precision} bits in ${size} bytes`, size };
  const bigEndian = (bits[0] & 1) === 1;
  const words = numpyWords('f', size, bigEndian);
  return { words, size, element: plain(size === 8 ? 'f8' : 'f4', bigEndian, size === 2) };
}

/** Names are padded to eight bytes before version 3. */
function memberName(fields: Fields, version: number): string {
  const start = fields.at;
  const name = fields.text();
  if (version < 3) fields.skip((8 - ((fields.at - start) % 8)) % 8);
  return name;
}

/** h5py's booleans are an enumeration of FALSE = 0 and TRUE = 1; any other is read as its numbers. */
function enumeration(
  fields: Fields,
  size: number,
  count: number,
  version: number,
  depth: number,
): StoredType {
  const base = decode(fields, depth + 1);
  if (base.element === undefined || base.size !== size) return { words: `enum of ${base.words}`, size };
  const names = Array.from({ length: count }, () => memberName(fields, version));
  const values = fields.take(count * size);
  const isBool =
    size === 1 && count === 2 && names.join() === 'FALSE,TRUE' && values[0] === 0 && values[1] === 1;
  return isBool ? { words: 'bool', size, element: plain('bool') } : base;
}

interface Member {
  readonly name: string;
  readonly offset: number;
  readonly type: StoredType;
}

function compound(fields: Fields, size: number, count: number, version: number, depth: number): StoredType {
  const offsetSize = size < 256 ? 1 : size < 65_536 ? 2 : size < 16_777_216 ? 3 : 4;
  const members: Member[] = [];
  for (let k = 0; k < count; k++) {
    const name = memberName(fields, version);
    const offset = version >= 3 ? fields.count(offsetSize) : fields.u32();
    // Version 1 says of every member what dimensions it has: none in files of this century.
    if (version === 1 && fields.u8() !== 0) throw new Unsupported('arrays in compounds of the first format');
    if (version === 1) fields.skip(27);
    members.push({ name, offset, type: decode(fields, depth + 1) });
  }
  return complex(members, size) ?? { words: compoundWords(members), size };
}

/** numpy's complex numbers: `r` and `i` of one float type, side by side. */
function complex(members: readonly Member[], size: number): StoredType | undefined {
  const [re, im] = members;
  const element = re?.type.element;
  const isPair =
    members.length === 2 &&
    re.name === 'r' &&
    im.name === 'i' &&
    re.offset === 0 &&
    im.offset === re.type.size &&
    size === 2 * re.type.size &&
    element?.type.startsWith('f') &&
    re.type.words === im.type.words;
  if (!isPair || element === undefined) return undefined;
  const { bigEndian, isHalf } = element;
  const type = element.type === 'f8' ? 'c16' : 'c8';
  if (isHalf) return { words: compoundWords(members), size, element: { ...element, type } };
  return { words: bigEndian ? `>c${size}` : `complex${8 * size}`, size, element: plain(type, bigEndian) };
}

function compoundWords(members: readonly Member[]): string {
  return `[${members.map(({ name, type }) => `('${name}', ${quoted(type.words)})`).join(', ')}]`;
}

/** The short form that numpy uses inside compounds. */
function quoted(words: string): string {
  const plainWords = /^(float|int|uint|complex)(\d+)$/.exec(words);
  if (plainWords !== null) {
    const size = Number(plainWords[2]) / 8;
    return `'${size === 1 ? '|' : '<'}${plainWords[1][0]}${size}'`;
  }
  if (words === 'bool') return "'?'";
  if (words === 'object') return "'O'";
  return words.startsWith('[') || words.startsWith('(') ? words : `'${words}'`;
}

function array(fields: Fields, size: number, version: number, depth: number): StoredType {
  const rank = fields.u8();
  if (rank > 32) throw new Damage(`an array type cannot have ${rank} dimensions`);
  if (version < 3) fields.skip(3);
  const shape = Array.from({ length: rank }, () => fields.u32());
  if (version < 3) fields.skip(4 * rank); // permutation, never used
  const base = decode(fields, depth + 1);
  return { words: `(${quoted(base.words)}, (${shape.join(', ')}${rank === 1 ? ',' : ''}))`, size };
}

/** Bytes of an element as it is written here, and in memory. */
export function typeSize(type: H5Type): number {
  if (type === 'bool') return 1;
  return type === 'str' ? 16 : Number(type.slice(1));
}

/** Numbers of which one element consists: two for complex ones. */
export function numbersOf(type: H5Type): 1 | 2 {
  return type === 'c8' || type === 'c16' ? 2 : 1;
}

function head(cls: number, bits: readonly [number, number, number], size: number): Block {
  return new Block().u8(0x10 | cls, ...bits).u32(size);
}

function integerType(size: number, signed: boolean): Uint8Array {
  return head(CLASS.fixed, [signed ? 8 : 0, 0, 0], size)
    .u16(0)
    .u16(8 * size)
    .done();
}

function floatType(size: 4 | 8): Uint8Array {
  const [sign, ...rest] = IEEE[size];
  return head(CLASS.float, [0x20, sign, 0], size)
    .u16(0)
    .u16(8 * size)
    .u8(...rest.slice(0, 4))
    .u32(rest[4])
    .done();
}

/** The datatype message of an element type; `bool` is h5py's enumeration of FALSE and TRUE over int8. */
export function encodeType(type: H5Type): Uint8Array {
  if (type === 'str') return encodeVlenString();
  if (type === 'f4' || type === 'f8') return floatType(type === 'f4' ? 4 : 8);
  if (type === 'c8' || type === 'c16') return complexType(type === 'c8' ? 4 : 8);
  if (type === 'bool') {
    const names = new Block().raw(integerType(1, true)).latin1('FALSE').zeros(3).latin1('TRUE').zeros(4);
    return head(CLASS.enumeration, [2, 0, 0], 1).raw(names.u8(0, 1).done()).done();
  }
  const size = typeSize(type);
  if (type.startsWith('S')) return head(CLASS.string, [1, 0, 0], size).done();
  return integerType(size, type.startsWith('i'));
}

/** h5py's complex numbers: a compound of `r` and `i`. */
function complexType(half: 4 | 8): Uint8Array {
  const out = head(CLASS.compound, [2, 0, 0], 2 * half);
  for (const [name, offset] of [
    ['r', 0],
    ['i', half],
  ] as const)
    out.latin1(name).zeros(7).u32(offset).zeros(28).raw(floatType(half));
  return out.done();
}

/** Variable-length UTF-8 text, as h5py writes a Python `str`. */
export function encodeVlenString(): Uint8Array {
  return head(CLASS.variable, [1, 1, 0], 16).raw(integerType(1, false)).done();
}
