import { FileError } from '../../core/errors.ts';
import { signedMagnitude } from './bits.ts';

/** A section of a message, its bytes counted from 1 as in the tables of the World Meteorological Organization. */
export class GribSection {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly file: string;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Unsigned, of `size` bytes from 1 to 4. @throws {FileError} beyond the end */
  u(octet: number, size = 1): number {
    this.assertHolds(octet, size);
    let value = 0;
    for (let k = 0; k < size; k++) value = value * 256 + this.bytes[octet - 1 + k];
    return value;
  }

  /** With its sign in the highest bit. */
  s(octet: number, size: number): number {
    return signedMagnitude(this.u(octet, size), 8 * size);
  }

  /** IEEE 754. */
  f32(octet: number): number {
    this.assertHolds(octet, 4);
    return this.view.getFloat32(octet - 1);
  }

  /** The floating point numbers of IBM: sign, exponent to the base 16 (excess 64), 24 bits of fraction. */
  ibm(octet: number): number {
    const [head, fraction] = [this.u(octet), this.u(octet + 1, 3)];
    const magnitude = fraction * 16 ** ((head & 0x7f) - 64) * 2 ** -24;
    return head & 0x80 ? -magnitude : magnitude;
  }

  /** From an octet to the end. */
  from(octet: number): Uint8Array {
    this.assertHolds(octet, 0);
    return this.bytes.subarray(octet - 1);
  }

  assertHolds(octet: number, size: number): void {
    if (octet >= 1 && size >= 0 && octet - 1 + size <= this.bytes.length) return;
    throw damaged(this.file, 'a section of it ends too early');
  }
}

export function damaged(file: string, what: string): FileError {
  return new FileError(`${file} is a damaged GRIB file: ${what}.`, 'Fetch it again.');
}

/** @throws {FileError} always: a file of a kind that is not read */
export function notRead(file: string, what: string): FileError {
  return new FileError(
    `${file} is packed in a way that is not read: ${what}.`,
    'Convert it with "grib_set -r -s packingType=grid_simple IN OUT" of ecCodes, or fetch it again.',
  );
}
