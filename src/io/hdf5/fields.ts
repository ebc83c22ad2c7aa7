/* Little-endian fields of a block of bytes: read one after another, or put one after another. */

/** The structure of a file contradicts itself; what catches it says in which file and object. */
export class Damage extends Error {}

/** Something the format allows and this reader does not do: named where it is met. */
export class Unsupported extends Error {}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export function decodeText(bytes: Uint8Array): string {
  if (bytes.length >= 64) return utf8.decode(bytes);
  let text = ''; // of the short texts that files are full of: the decoder takes longer to begin
  for (let k = 0; k < bytes.length; k++) {
    if (bytes[k] > 127) return utf8.decode(bytes);
    text += String.fromCharCode(bytes[k]);
  }
  return text;
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Reads fields in order. Every read is checked against the end of the block. */
export class Fields {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.bytes[this.step(1)];
  }

  u16(): number {
    const start = this.step(2);
    return this.bytes[start] | (this.bytes[start + 1] << 8);
  }

  u32(): number {
    const start = this.step(4);
    const high = (this.bytes[start + 2] | (this.bytes[start + 3] << 8)) * 65536;
    return high + (this.bytes[start] | (this.bytes[start + 1] << 8));
  }

  /** A whole number of 1 to 8 bytes; undefined when all its bits are set, which is how the format says "none". */
  uint(size: number): number | undefined {
    const start = this.step(size);
    let value = 0;
    let isUndefined = true;
    for (let k = size - 1; k >= 0; k--) {
      const byte = this.bytes[start + k];
      if (byte !== 255) isUndefined = false;
      value = value * 256 + byte;
    }
    return isUndefined ? undefined : value;
  }

  /** A whole number that must be there and be exact. */
  count(size: number): number {
    const value = this.uint(size);
    if (value === undefined || !Number.isSafeInteger(value)) throw new Damage('a size is out of range');
    return value;
  }

  take(size: number): Uint8Array {
    const start = this.step(size);
    return this.bytes.subarray(start, start + size);
  }

  skip(size: number): this {
    this.step(size);
    return this;
  }

  /** Text up to a zero byte, or to the end of the block. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = decodeText(this.bytes.subarray(this.at, end < 0 ? this.bytes.length : end));
    this.at = end < 0 ? this.bytes.length : end + 1;
    return text;
  }

  /** @throws {Damage} unless the next four bytes are the signature */
  signature(expected: string): this {
    const found = String.fromCharCode(...this.take(4));
    if (found !== expected) throw new Damage(`a block does not begin with ${expected}`);
    return this;
  }

  private step(size: number): number {
    const start = this.at;
    if (!(size >= 0 && start + size <= this.bytes.length)) throw new Damage('a block ends too early');
    this.at += size;
    return start;
  }
}

/** Puts fields one after another. */
export class Block {
  private bytes = new Uint8Array(64);
  private view = new DataView(this.bytes.buffer);
  private size = 0;

  get length(): number {
    return this.size;
  }

  u8(...values: number[]): this {
    for (const value of values) {
      const at = this.grow(1);
      this.bytes[at] = value;
    }
    return this;
  }

  u16(value: number): this {
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      const at = this.grow(4);
      this.view.setUint32(at, value, true);
    }
    return this;
  }

  /** undefined = all bits set: "none" */
  u64(...values: (number | undefined)[]): this {
    for (const value of values) {
      const at = this.grow(8);
      this.view.setBigUint64(at, value === undefined ? 0xffffffffffffffffn : BigInt(value), true);
    }
    return this;
  }

  i64(value: number): this {
    const at = this.grow(8);
    this.view.setBigInt64(at, BigInt(value), true);
    return this;
  }

  f32(value: number): this {
    const at = this.grow(4);
    this.view.setFloat32(at, value, true);
    return this;
  }

  f64(value: number): this {
    const at = this.grow(8);
    this.view.setFloat64(at, value, true);
    return this;
  }

  /** Characters as bytes, for signatures. */
  latin1(text: string): this {
    for (const character of text) this.u8(character.charCodeAt(0));
    return this;
  }

  raw(...parts: Uint8Array[]): this {
    for (const part of parts) {
      const at = this.grow(part.length);
      this.bytes.set(part, at);
    }
    return this;
  }

  zeros(count: number): this {
    this.grow(count);
    return this;
  }

  /** Zeros up to a multiple of eight bytes. */
  pad8(): this {
    return this.zeros((8 - (this.size % 8)) % 8);
  }

  done(): Uint8Array {
    return this.bytes.slice(0, this.size);
  }

  /** Room for some more bytes: where it begins. */
  private grow(count: number): number {
    const start = this.size;
    this.size += count;
    if (this.size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.size, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }
}

/** The bytes, with zeros up to a multiple of eight. */
export function pad8(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 8 === 0) return bytes;
  return new Block().raw(bytes).pad8().done();
}
