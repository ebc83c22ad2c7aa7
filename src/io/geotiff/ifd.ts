/* The directory of a TIFF image (TIFF 6.0, section 2; BigTIFF with 8-byte offsets). Little-endian. */

/** Types of TIFF fields with the bytes of a value. */
const TYPES = {
  ascii: { code: 2, size: 1 },
  short: { code: 3, size: 2 },
  long: { code: 4, size: 4 },
  double: { code: 12, size: 8 },
  long8: { code: 16, size: 8 },
} as const;

export type Field = {
  readonly tag: number;
  readonly type: keyof typeof TYPES;
  readonly values: readonly number[] | string;
};

/** Files of 4 GB and more need offsets of 8 bytes. */
export interface TiffKind {
  readonly isBig: boolean;
}

/** Bytes of the header before the first directory. */
export function headerSize({ isBig }: TiffKind): number {
  return isBig ? 16 : 8;
}

/** @param firstDirectory its place in the file */
export function encodeHeader({ isBig }: TiffKind, firstDirectory: number): Uint8Array {
  const bytes = new Uint8Array(headerSize({ isBig }));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49]);
  view.setUint16(2, isBig ? 43 : 42, true);
  if (isBig) {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(firstDirectory), true);
  } else view.setUint32(4, firstDirectory, true);
  return bytes;
}

/** Bytes that a directory takes, with the values that do not fit into its entries behind it. */
export function directorySize(fields: readonly Field[], kind: TiffKind): number {
  const outside = fields.map((field) => bytesOf(field, kind)).filter((size) => size > (kind.isBig ? 8 : 4));
  return entriesSize(fields, kind) + outside.reduce((sum, size) => sum + even(size), 0);
}

function entriesSize(fields: readonly Field[], { isBig }: TiffKind): number {
  return isBig ? 8 + 20 * fields.length + 8 : 2 + 12 * fields.length + 4;
}

function bytesOf(field: Field, kind: TiffKind): number {
  return TYPES[typeOf(field, kind)].size * countOf(field);
}

function countOf({ values }: Field): number {
  return typeof values === 'string' ? values.length + 1 : values.length;
}

function typeOf({ type }: Field, { isBig }: TiffKind): keyof typeof TYPES {
  return type === 'long8' && !isBig ? 'long' : type;
}

const even = (size: number) => size + (size % 2);

/**
 * A directory: fields in the order of their tags, then their long values, even places for all.
 * @param at its place in the file @param next place of the next directory, 0 for none
 */
export function encodeDirectory(
  fields: readonly Field[],
  kind: TiffKind,
  at: number,
  next: number,
): Uint8Array {
  const { isBig } = kind;
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  const bytes = new Uint8Array(directorySize(sorted, kind));
  const view = new DataView(bytes.buffer);
  const offset = (place: number, value: number) =>
    isBig ? view.setBigUint64(place, BigInt(value), true) : view.setUint32(place, value, true);
  if (isBig) view.setBigUint64(0, BigInt(sorted.length), true);
  else view.setUint16(0, sorted.length, true);
  let entry = isBig ? 8 : 2;
  let outside = entriesSize(sorted, kind);
  const room = isBig ? 8 : 4;
  for (const field of sorted) {
    const type = typeOf(field, kind);
    view.setUint16(entry, field.tag, true);
    view.setUint16(entry + 2, TYPES[type].code, true);
    offset(entry + 4, countOf(field));
    const size = bytesOf(field, kind);
    const place = entry + 4 + room;
    if (size <= room) writeValues(view, place, type, field.values);
    else {
      offset(place, at + outside);
      writeValues(view, outside, type, field.values);
      outside += even(size);
    }
    entry += isBig ? 20 : 12;
  }
  offset(entry, next);
  return bytes;
}

function writeValues(
  view: DataView,
  at: number,
  type: keyof typeof TYPES,
  values: readonly number[] | string,
): void {
  if (typeof values === 'string') {
    for (let i = 0; i < values.length; i++) view.setUint8(at + i, values.charCodeAt(i));
    return;
  }
  const { size } = TYPES[type];
  values.forEach((value, i) => {
    const place = at + i * size;
    if (type === 'short') view.setUint16(place, value, true);
    else if (type === 'long') view.setUint32(place, value, true);
    else if (type === 'double') view.setFloat64(place, value, true);
    else view.setBigUint64(place, BigInt(value), true);
  });
}
