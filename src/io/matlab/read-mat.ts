import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { FileError } from '../../core/errors.ts';

/** A variable of MATLAB. Numbers in the order of the file: the first axis varies fastest. */
export type MatValue =
  | { readonly kind: 'numbers'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly kind: 'text'; readonly text: string }
  /** elements of a cell array */
  | { readonly kind: 'cells'; readonly cells: readonly MatValue[] }
  /** elements of a struct array */
  | { readonly kind: 'structs'; readonly structs: readonly Readonly<Record<string, MatValue>>[] }
  /** functions, objects and what else is not read */
  | { readonly kind: 'other' };

/**
 * Variables of a MATLAB file of version 5 (`save -v6`, `-v7`), as its format is published by MathWorks ("MAT-File Format").
 * @throws {FileError} when it is no such file, or damaged
 */
export function readMat(path: string): ReadonlyMap<string, MatValue> {
  const bytes = readFileSync(path);
  if (
    bytes.subarray(0, 4).toString('latin1') === '\x89HDF' ||
    bytes.subarray(512, 516).toString('latin1') === '\x89HDF'
  )
    throw new FileError(`${path} is a MATLAB file of version 7.3.`, "Save it with: save(..., '-v7').");
  const mark = bytes.subarray(126, 128).toString('latin1');
  if (mark !== 'IM' && mark !== 'MI')
    throw new FileError(`${path} is no MATLAB file.`, 'Give a .mat file, saved with version 6 or 7.');
  try {
    const reader = new MatReader(bytes, mark === 'IM');
    return new Map(reader.variables(128, bytes.length));
  } catch (cause) {
    if (!(cause instanceof RangeError || (cause as { code?: string }).code?.startsWith('Z_'))) throw cause;
    throw new FileError(`${path} is damaged: an element reaches beyond its end.`, 'Save or copy it again.', {
      cause,
    });
  }
}

const MATRIX = 14;
const COMPRESSED = 15;

/** Bytes of numbers by type of element: readers of one number. */
type ReadNumber = (view: DataView, at: number, little: boolean) => number;
const NUMBERS: Readonly<Record<number, readonly [bytes: number, read: ReadNumber]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  16: [1, (view, at) => view.getUint8(at)], // UTF-8
  17: [2, (view, at, little) => view.getUint16(at, little)], // UTF-16
};

interface Element {
  readonly type: number;
  /** first byte and the byte behind the last */
  readonly start: number;
  readonly end: number;
  /** where the next element begins */
  readonly next: number;
}

class MatReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, little: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
  }

  /** Named matrices from one place to another. */
  *variables(from: number, to: number): Generator<[string, MatValue]> {
    for (let at = from; at + 8 <= to; ) {
      const element = this.#element(at);
      if (element.type === COMPRESSED) {
        const inside = inflateSync(this.#bytes.subarray(element.start, element.end));
        yield* new MatReader(inside, this.#little).variables(0, inside.length);
        at = element.end; // compressed elements are not padded
      } else {
        if (element.type === MATRIX) yield this.#matrix(element);
        at = element.next;
      }
    }
  }

  #element(at: number): Element {
    const word = this.#view.getUint32(at, this.#little);
    const small = word >>> 16;
    const isSmall = small > 0;
    const type = isSmall ? word & 0xffff : word;
    const size = isSmall ? small : this.#view.getUint32(at + 4, this.#little);
    const start = at + (isSmall ? 4 : 8);
    const end = start + size;
    if (end > this.#bytes.length) throw new RangeError('element beyond the end');
    return { type, start, end, next: isSmall ? at + 8 : start + Math.ceil(size / 8) * 8 };
  }

  #numbers({ type, start, end }: Element): Float64Array {
    const [size, read] = NUMBERS[type] ?? [1, () => Number.NaN];
    const count = Math.floor((end - start) / size);
    return Float64Array.from({ length: count }, (_, i) => read(this.#view, start + i * size, this.#little));
  }

  #text({ type, start, end }: Element): string {
    if (type === 1 || type === 2 || type === 16)
      return new TextDecoder().decode(this.#bytes.subarray(start, end));
    return String.fromCharCode(...this.#numbers({ type, start, end, next: end }));
  }

  /** Flags, sizes and name, and then what the class says. An empty element is an empty array. */
  #matrix({ start, end }: Element): [string, MatValue] {
    if (end === start) return ['', { kind: 'numbers', shape: [0, 0], data: new Float64Array(0) }];
    const flags = this.#element(start);
    const sizes = this.#element(flags.next);
    const name = this.#element(sizes.next);
    const shape = Array.from(this.#numbers(sizes));
    const kind = this.#view.getUint32(flags.start, this.#little) & 0xff;
    return [this.#text(name), this.#content(kind, shape, name.next)];
  }

  #content(kind: number, shape: readonly number[], at: number): MatValue {
    const count = shape.reduce((a, b) => a * b, 1);
    if (kind === 1) return { kind: 'cells', cells: this.#matrices(at, count).values };
    if (kind === 2) return { kind: 'structs', structs: this.#structs(at, count) };
    if (kind === 4) return { kind: 'text', text: this.#text(this.#element(at)) };
    if (kind >= 6 && kind <= 15) return { kind: 'numbers', shape, data: this.#numbers(this.#element(at)) };
    return { kind: 'other' };
  }

  #matrices(from: number, count: number): { readonly values: MatValue[]; readonly next: number } {
    const values: MatValue[] = [];
    let at = from;
    for (let k = 0; k < count; k++) {
      const element = this.#element(at);
      values.push(this.#matrix(element)[1]);
      at = element.next;
    }
    return { values, next: at };
  }

  #structs(from: number, count: number): Record<string, MatValue>[] {
    const width = this.#element(from);
    const names = this.#element(width.next);
    const [size] = this.#numbers(width);
    const fields: string[] = [];
    for (let at = names.start; at + size <= names.end; at += size)
      fields.push(new TextDecoder().decode(this.#bytes.subarray(at, at + size)).replace(/\0.*$/s, ''));
    const { values } = this.#matrices(names.next, count * fields.length);
    return Array.from({ length: count }, (_, k) =>
      Object.fromEntries(fields.map((field, f) => [field, values[k * fields.length + f]])),
    );
  }
}
