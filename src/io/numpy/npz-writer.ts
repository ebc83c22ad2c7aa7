import { crc32 } from 'node:zlib';
import { UnsupportedError } from '../../core/errors.ts';

/*
 * Arrays as numpy's `savez` keeps them: a zip archive, not compressed, of `.npy` files (NumPy Enhancement Proposal 1).
 */

/** Puts bytes at a place of a file. */
type Write = (bytes: Uint8Array, at: number) => void;

interface Entry {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly size: number;
  readonly at: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** The zip format begins in 1980: a fixed date makes equal input equal bytes. */
const DATE = 0x21;

/** Bytes where simple zip archives end, less some for headers. */
const MOST_BYTES = 2 ** 32 - 65_536;

/**
 * Whether float32 arrays of so many values in all can be kept in one file.
 * @throws {UnsupportedError} that names the file
 */
export function assertFitsNpz(path: string, numValue: number): void {
  if (4 * numValue < MOST_BYTES) return;
  throw new UnsupportedError(
    `${path} would hold ${((4 * numValue) / 2 ** 30).toFixed(1)} GB; an .npz file ends at 4 GB.`,
    'Cut the area smaller with --sub-lat and --sub-lon, or reduce it with mintsar multilook.',
  );
}

/** Writes one array after the other; none is kept. */
export class NpzWriter {
  private readonly write: Write;
  private readonly entries: Entry[] = [];
  private end = 0;

  constructor(write: Write) {
    this.write = write;
  }

  /** @throws {RangeError} beyond 4 GB, where simple zip archives end */
  add(name: string, shape: readonly number[], values: Float32Array): void {
    const head = npyHead(shape);
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const entry: Entry = {
      name: Buffer.from(`${name}.npy`, 'latin1'),
      crc: crc32(data, crc32(head)),
      size: head.length + data.length,
      at: this.end,
    };
    if (this.end + entry.size >= MOST_BYTES) throw new RangeError('An .npz file has less than 4 GB.');
    this.entries.push(entry);
    for (const bytes of [localHeader(entry), head, data]) this.append(bytes);
  }

  finish(): void {
    const start = this.end;
    for (const entry of this.entries) this.append(centralHeader(entry));
    const bytes = Buffer.alloc(22);
    bytes.writeUInt32LE(END, 0);
    bytes.writeUInt16LE(this.entries.length, 8);
    bytes.writeUInt16LE(this.entries.length, 10);
    bytes.writeUInt32LE(this.end - start, 12);
    bytes.writeUInt32LE(start, 16);
    this.append(bytes);
  }

  private append(bytes: Uint8Array): void {
    this.write(bytes, this.end);
    this.end += bytes.length;
  }
}

/** Header of a little-endian float32 array; the values begin at a multiple of 64. */
function npyHead(shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = 64 * Math.ceil((10 + words.length + 1) / 64) - 10;
  const bytes = Buffer.alloc(10 + length, ' ');
  bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
  bytes.writeUInt16LE(length, 8);
  bytes.write(words, 10, 'latin1');
  bytes.write('\n', 9 + length, 'latin1');
  return bytes;
}

function localHeader({ name, crc, size }: Entry): Uint8Array {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(LOCAL, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(DATE, 12);
  bytes.writeUInt32LE(crc, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt32LE(size, 22);
  bytes.writeUInt16LE(name.length, 26);
  return Buffer.concat([bytes, name]);
}

function centralHeader({ name, crc, size, at }: Entry): Uint8Array {
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(CENTRAL, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(20, 6);
  bytes.writeUInt16LE(DATE, 14);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(size, 20);
  bytes.writeUInt32LE(size, 24);
  bytes.writeUInt16LE(name.length, 28);
  bytes.writeUInt32LE(at, 42);
  return Buffer.concat([bytes, name]);
}
