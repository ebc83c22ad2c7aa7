/* MAT-files of level 5 (MathWorks, "MAT-File Format", 2024), little-endian and uncompressed: MATLAB 6 and later, Octave, scipy. */
import { UnsupportedError } from '../../core/errors.ts';

/** Values of a matrix, column by column. */
export type MatNumbers = Float32Array | Float64Array | Uint8Array;

export interface MatMatrix {
  readonly rows: number;
  readonly columns: number;
  /** in pieces that follow one another, so that they need not be in memory together */
  readonly parts: Iterable<MatNumbers>;
  /** `logical` values are bytes of 0 and 1 */
  readonly type: 'single' | 'double' | 'logical';
}

const INT8 = 1;
const INT32 = 5;
const UINT32 = 6;
const UINT16 = 4;
const MATRIX = 14;

/** Class of an array, type of its values, bytes of one. */
const KINDS = {
  single: { code: 7, data: 7, size: 4 },
  double: { code: 6, data: 9, size: 8 },
  logical: { code: 9 | 0x200, data: 2, size: 1 }, // bytes, with a flag
} as const;
const STRUCT = 2;
const CHAR = 4;

/** Longest name of a field, with the 0 at its end. */
const FIELD_BYTES = 64;

/** The 128 bytes before the first variable. @param words who wrote the file; ASCII */
export function matHeader(words: string): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.fill(0x20, 0, 116);
  bytes.set(ascii(`MATLAB 5.0 MAT-file, ${words}`).subarray(0, 116));
  new DataView(bytes.buffer).setUint16(124, 0x0100, true);
  bytes.set(ascii('IM'), 126);
  return bytes;
}

/** Bytes of a variable, which the format counts in 32 bits, less some for its head. */
const MOST_BYTES = 2 ** 32 - 1024;

/**
 * Whether a variable of so many values can be kept.
 * @throws {UnsupportedError} that names file and variable
 */
export function assertFitsMat(path: string, name: string, numValue: number, type: MatMatrix['type']): void {
  const bytes = numValue * KINDS[type].size;
  if (bytes < MOST_BYTES) return;
  throw new UnsupportedError(
    `${name} in ${path} would hold ${(bytes / 2 ** 30).toFixed(1)} GB; a variable of a .mat file ends at 4 GB.`,
    'Keep fewer pixels with a mask (-m), or reduce the file with mintsar subset or multilook first.',
  );
}

/** A variable of numbers, piece by piece. @throws {RangeError} when it has 4 GB or more, which the format has no words for */
export function* matNumbers(name: string, { rows, columns, parts, type }: MatMatrix): Generator<Uint8Array> {
  const { code, data, size } = KINDS[type];
  const bytes = rows * columns * size;
  const head = concat([...arrayHead(code, [rows, columns], name)]);
  const padding = pad8(bytes) - bytes;
  yield tag(MATRIX, head.length + 8 + bytes + padding);
  yield head;
  yield tag(data, bytes);
  for (const part of parts) yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  yield new Uint8Array(padding);
}

/** A variable that is a struct of texts. */
export function matTexts(name: string, fields: Readonly<Record<string, string>>): Uint8Array {
  const names = Object.keys(fields);
  const table = new Uint8Array(FIELD_BYTES * names.length);
  names.forEach((field, k) => {
    table.set(ascii(field).subarray(0, FIELD_BYTES - 1), k * FIELD_BYTES);
  });
  const length = new Uint8Array(8);
  const view = new DataView(length.buffer);
  view.setUint16(0, INT32, true); // a short element: type and size share a word
  view.setUint16(2, 4, true);
  view.setInt32(4, FIELD_BYTES, true);
  const values = names.map((field) =>
    element(MATRIX, concat([...arrayHead(CHAR, [1, fields[field].length], ''), text(fields[field])])),
  );
  return element(
    MATRIX,
    concat([...arrayHead(STRUCT, [1, 1], name), length, element(INT8, table), ...values]),
  );
}

function arrayHead(code: number, dimensions: readonly number[], name: string): Uint8Array[] {
  return [
    element(UINT32, bytesOf(Uint32Array.of(code, 0))),
    element(INT32, bytesOf(Int32Array.from(dimensions))),
    element(INT8, ascii(name)),
  ];
}

function text(value: string): Uint8Array {
  return element(UINT16, bytesOf(Uint16Array.from(value, (letter) => letter.charCodeAt(0))));
}

function element(type: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + pad8(data.length));
  out.set(tag(type, type === MATRIX ? pad8(data.length) : data.length));
  out.set(data, 8);
  return out;
}

function tag(type: number, bytes: number): Uint8Array {
  if (bytes >= 2 ** 32) throw new RangeError('A variable of a MAT-file has less than 4 GB.');
  return bytesOf(Uint32Array.of(type, bytes));
}

function bytesOf(values: Uint32Array | Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function ascii(value: string): Uint8Array {
  return Uint8Array.from(value, (letter) => (letter.charCodeAt(0) < 128 ? letter.charCodeAt(0) : 0x3f));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    out.set(part, at);
    return at + part.length;
  }, 0);
  return out;
}

const pad8 = (size: number) => 8 * Math.ceil(size / 8);
